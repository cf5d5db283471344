"""Colour of the skin, as ratios of light between channels and as CIELAB."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.face_patch import FacePatch
from models.light import cielab, linear_light, luminance, stops
from models.person import PersonMask
from models.raster import Raster

FloatArray = npt.NDArray[np.float32]

SKIN_ZONES_MEASURED = ("forehead", "under-eye", "cheek", "lower-cheek")
#: Of the skin's pixels the brighter ones shine and the darker ones are hair or folds.
BODY_COLOUR_PERCENTILES = (20.0, 70.0)
#: 99 % of the patch below this CIELAB chroma: JPEG noise around a greyscale picture.
GREYSCALE_CHROMA = 4.0
#: In a toned picture (sepia) colour follows from lightness: the rest spreads less than this.
TONED_SPREAD = 1.3
#: Background below this CIELAB lightness shows the light's colour too poorly.
MIN_BACKGROUND_LIGHTNESS = 55.0
MIN_BACKGROUND_SHARE = 0.05
_THUMBNAIL_PX = 64


@dataclass(frozen=True, slots=True)
class SkinColour:
    """Ratios in stops of linear light: the same lamp shifts them equally on every skin tone.

    ``lab``: CIELAB (D65) of the skin without shine. ``background_cast``: red over green and blue
    over green of a light background in stops, or None where the background is dark or absent.
    """

    red_over_green: float
    blue_over_green: float
    lab: tuple[float, float, float]
    background_cast: tuple[float, float] | None
    greyscale: bool
    toned: bool

    @property
    def red_over_blue(self) -> float:
        """Red over blue in stops."""
        return self.red_over_green - self.blue_over_green

    @property
    def hue_degrees(self) -> float:
        """CIELAB hue angle; natural skin lies roughly between 25 and 80 degrees."""
        return math.degrees(math.atan2(self.lab[2], self.lab[1]))

    @property
    def chroma(self) -> float:
        """CIELAB chroma."""
        return math.hypot(self.lab[1], self.lab[2])


def measure_skin_colour(patch: FacePatch, raster: Raster, mask: PersonMask) -> SkinColour:
    """Measure the skin's body colour on forehead and cheeks, away from shine and hair.

    Source of the idea to test natural colour on the cheeks: ISO/IEC 29794-5 (NaturalColour); ratios
    of linear light replace a* and b*, whose size depends on how dark the skin is.
    """
    skin = np.concatenate([patch.zone_spots(zone) for zone in SKIN_ZONES_MEASURED])
    light = luminance(skin)
    low, high = np.percentile(light, BODY_COLOUR_PERCENTILES)
    body = np.median(skin[(light >= low) & (light <= high)], axis=0)
    red, green, blue = (float(value) for value in stops(body))
    greyscale, toned = _toning(patch)
    return SkinColour(
        red_over_green=red - green,
        blue_over_green=blue - green,
        lab=cielab(body),
        background_cast=_background_cast(raster, mask),
        greyscale=greyscale,
        toned=toned,
    )


def _toning(patch: FacePatch) -> tuple[bool, bool]:
    """Whether the patch is greyscale, and whether it has one hue whose chroma follows lightness."""
    small = patch.rgb[::3, ::3].astype(np.float32) * np.float32(1 / 255)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32).reshape(-1, 3)
    if float(np.percentile(np.hypot(lab[:, 1], lab[:, 2]), 99)) < GREYSCALE_CHROMA:
        return True, False
    level = np.clip(lab[:, 0] / 4.0, 0, 24).astype(int)
    count = np.maximum(np.bincount(level, minlength=25), 1)
    rest = [
        lab[:, channel] - (np.bincount(level, lab[:, channel], 25) / count)[level]
        for channel in (1, 2)
    ]
    return False, bool(np.hypot(np.std(rest[0]), np.std(rest[1])) < TONED_SPREAD)


def _background_cast(raster: Raster, mask: PersonMask) -> tuple[float, float] | None:
    size = (_THUMBNAIL_PX, _THUMBNAIL_PX)
    thumbnail = cv2.resize(raster.rgb, size, interpolation=cv2.INTER_AREA)
    background = mask.resized(*size) < 0.05
    if background.mean() < MIN_BACKGROUND_SHARE:
        return None
    linear = _linear_median(np.asarray(thumbnail[background], np.uint8))
    if cielab(linear)[0] < MIN_BACKGROUND_LIGHTNESS:
        return None
    red, green, blue = (float(value) for value in stops(linear))
    return red - green, blue - green


def _linear_median(srgb: npt.NDArray[np.uint8]) -> FloatArray:
    return np.asarray(np.median(linear_light(srgb), axis=0), np.float32)
