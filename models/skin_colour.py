"""Colour of the skin, as ratios of light between channels and as CIELAB."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.eye_whites import eye_whites
from models.face_patch import FacePatch
from models.light import cielab, linear_light, luminance, stops
from models.person import PersonMask
from models.quantiles import column_medians, percentile, percentiles
from models.raster import Raster

FloatArray = npt.NDArray[np.float32]

SKIN_ZONES_MEASURED = ("forehead", "under-eye", "cheek", "lower-cheek")
#: Of the skin's pixels the brighter ones shine and the darker ones are hair or folds.
BODY_COLOUR_PERCENTILES = (20.0, 70.0)
#: 99 % of the patch below this CIELAB chroma: JPEG noise around a greyscale picture.
GREYSCALE_CHROMA = 4.0
#: In a toned picture (sepia) colour follows from lightness: the rest spreads less than this.
TONED_SPREAD = 1.3
#: Mean CIELAB chroma below which a toned picture is nearly greyscale and taken as such.
TONED_CHROMA = 8.0
#: Background below this CIELAB lightness shows the light's colour too poorly.
MIN_BACKGROUND_LIGHTNESS = 55.0
MIN_BACKGROUND_SHARE = 0.05
#: Red over green and blue over green of eye whites in white light, in stops: median of the neutral
#: portraits in studio light of the calibration half (spread: 0.15 and 0.10).
EYE_WHITE_RATIOS = np.array([0.45, -0.08], np.float32)
#: Eye whites agree with the background where they show at least this part of its tint.
MIN_AGREEMENT = 0.5
#: Lashes are darker, catch-lights brighter than these percentiles of the eye whites.
EYE_WHITE_PERCENTILES = (55.0, 95.0)
MIN_EYE_WHITE_PX = 30
#: The background is looked at on a thumbnail of about this size.
THUMBNAIL_PX = 64


@dataclass(frozen=True, slots=True)
class SkinColour:
    """Ratios in stops of linear light: the same lamp shifts them equally on every skin tone.

    ``lab``: CIELAB (D65) of the skin without shine. ``light_tint``: a* and b* of a light
    background where the eye whites are tinted alike, so that the light and not the wall is
    coloured; (0, 0) where they are not, None where no light background can be seen.
    """

    red_over_green: float
    blue_over_green: float
    lab: tuple[float, float, float]
    light_tint: tuple[float, float] | None
    greyscale: bool
    toned: bool

    @property
    def red_over_blue(self) -> float:
        """Red over blue in stops."""
        return self.red_over_green - self.blue_over_green

    @property
    def ratio_hue_degrees(self) -> float:
        """Direction from neutral: 0 has as much blue as green, 45 loses green as it loses blue.

        Skin of every tone and of every saturation lies between; a green light turns it beyond, a
        blue one below.
        """
        return math.degrees(math.atan2(-self.blue_over_green, self.red_over_green))

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
    skin = np.concatenate([patch.zone_spots(zone) for zone in SKIN_ZONES_MEASURED]).reshape(-1, 3)
    light = luminance(skin)
    low, high = percentiles(light, BODY_COLOUR_PERCENTILES)
    body = column_medians(skin[(light >= low) & (light <= high)])
    red, green, blue = (float(value) for value in stops(body))
    greyscale, toned = _toning(patch)
    return SkinColour(
        red_over_green=red - green,
        blue_over_green=blue - green,
        lab=cielab(body),
        light_tint=_light_tint(patch, raster, mask),
        greyscale=greyscale,
        toned=toned,
    )


def _toning(patch: FacePatch) -> tuple[bool, bool]:
    """Whether the patch is greyscale, and whether it has one hue whose chroma follows lightness."""
    small = patch.rgb[::4, ::4].astype(np.float32) * np.float32(1 / 255)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32).reshape(-1, 3)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    if percentile(chroma, 99) < GREYSCALE_CHROMA:
        return True, False
    if float(chroma.mean()) < TONED_CHROMA:
        return False, False
    level = np.clip(lab[:, 0] / 4.0, 0, 24).astype(int)
    count = np.maximum(np.bincount(level, minlength=25), 1)
    rest = [
        lab[:, channel] - (np.bincount(level, lab[:, channel], 25) / count)[level]
        for channel in (1, 2)
    ]
    return False, bool(np.hypot(np.std(rest[0]), np.std(rest[1])) < TONED_SPREAD)


def _light_tint(patch: FacePatch, raster: Raster, mask: PersonMask) -> tuple[float, float] | None:
    background = _light_background(raster, mask)
    if background is None:
        return None
    eyes = _eye_white_colour(patch)
    if eyes is None:
        return 0.0, 0.0
    cast = _ratios(background)
    shift = _ratios(eyes) - EYE_WHITE_RATIOS
    if float(shift @ cast) < MIN_AGREEMENT * float(cast @ cast):
        return 0.0, 0.0
    _, a, b = cielab(background)
    return a, b


def _light_background(raster: Raster, mask: PersonMask) -> FloatArray | None:
    """Median linear RGB of the background where it is light enough to show the light's colour."""
    rows, columns = (max(1, side // THUMBNAIL_PX) for side in raster.rgb.shape[:2])
    thumbnail = raster.rgb[::rows, ::columns]
    background = mask.resized(thumbnail.shape[1], thumbnail.shape[0]) < 0.05
    if background.mean() < MIN_BACKGROUND_SHARE:
        return None
    linear = column_medians(linear_light(np.asarray(thumbnail[background], np.uint8)))
    return linear if cielab(linear)[0] >= MIN_BACKGROUND_LIGHTNESS else None


def _eye_white_colour(patch: FacePatch) -> FloatArray | None:
    """Median linear RGB of the brighter part of both eye whites; None for closed eyes."""
    pixels = np.concatenate(eye_whites(patch))
    if len(pixels) < MIN_EYE_WHITE_PX:
        return None
    light = luminance(pixels)
    low, high = percentiles(light, EYE_WHITE_PERCENTILES)
    return np.asarray(column_medians(pixels[(light >= low) & (light <= high)]), np.float32)


def _ratios(linear: FloatArray) -> FloatArray:
    """Red over green and blue over green in stops."""
    red, green, blue = stops(linear)
    return np.array([red - green, blue - green], np.float32)
