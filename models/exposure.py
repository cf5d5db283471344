"""Exposure of the face: how much light reached it, and how much of its range was kept.

Skin reflects between 4 % and 60 % of the light, so the brightness of the skin alone says nothing.
The white of the eye reflects much the same in everybody, and so do the darkest places of a face
(pupils, lashes, nostrils): the former tells how much light there was, the latter whether a veil
lies over the photo.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.eye_whites import eye_whites
from models.face_patch import FacePatch
from models.face_regions import FACE_OVAL
from models.light import NOISE_FLOOR, lightness, luminance
from models.quantiles import median, percentile

#: Skin zones that neither hair nor a beard usually covers.
SKIN_ZONES_MEASURED = ("under-eye", "cheek", "nose-side")
#: Of the pixels between lids and iris, this share (percent) is lid shadow, lashes and veins.
EYE_WHITE_PERCENTILE = 85.0
#: This share of the face, in percent, is as dark as its darkest place.
DARKEST_PERCENTILE = 0.5
#: Pale skin in the light is a quarter brighter than eye whites under their lids.
EYE_WHITE_PER_PALE_SKIN = 0.8
#: Every second pixel of the patch in both directions is enough for shares of the face.
SAMPLING_STEP_PX = 2
#: From this sRGB level on a channel keeps no detail (OFIQ counts over-exposure from 247).
CLIPPED_LEVEL = 250
BURNT_LEVEL = 247
CRUSHED_LEVEL = 2


@dataclass(frozen=True, slots=True)
class FaceExposure:
    """Luminances are linear, 0 black .. 1 white; shares are of the face's area, 0..1.

    ``skin_luminance``: median of cheeks and nose. ``eye_white_luminance``: whites of both eyes;
    ``darker_eye_white_luminance``: of the darker eye. ``darkest_luminance``: pupils, nostrils and
    other darkest places. ``clipped_share``: one channel at its upper end; ``burnt_share``: all
    three; ``crushed_share``: all three at the lower end.
    """

    skin_luminance: float
    eye_white_luminance: float
    darker_eye_white_luminance: float
    darkest_luminance: float
    clipped_share: float
    burnt_share: float
    crushed_share: float

    @property
    def light(self) -> float:
        """Light on the face, as bright as it makes eye whites, 0..1.

        The skin only speaks where it is pale and the eyes are narrow or shaded.
        """
        return max(EYE_WHITE_PER_PALE_SKIN * self.skin_luminance, self.eye_white_luminance)

    @property
    def excess_light(self) -> float:
        """The same for too much light, where a reflection in one eye must not decide."""
        return max(self.skin_luminance, self.darker_eye_white_luminance)

    @property
    def range_stops(self) -> float:
        """Range of tones: the light on the face over its darkest place, in stops."""
        return math.log2((self.light + NOISE_FLOOR) / (self.darkest_luminance + NOISE_FLOOR))

    @property
    def skin_lightness(self) -> float:
        """CIE L* of the skin, 0..100."""
        return lightness(self.skin_luminance)


def measure_exposure(patch: FacePatch) -> FaceExposure:
    """Measure light, range and clipping inside the face.

    Sources: ICAO Doc 9303-3 3.9.1 (clipping), ISO/IEC 29794-5 (luminance, dynamic range, over- and
    under-exposure); the eye white as a reference is our own.
    """
    step = SAMPLING_STEP_PX
    inside = patch.mask(FACE_OVAL)[::step, ::step]
    channels = patch.rgb[::step, ::step][inside].T
    brightest, darkest = np.maximum.reduce(channels), np.minimum.reduce(channels)
    shades = patch.luminance[::step, ::step][inside]
    whites = [luminance(white) for white in eye_whites(patch)]
    skin = np.concatenate([patch.zone_spots(zone) for zone in SKIN_ZONES_MEASURED]).reshape(-1, 3)
    return FaceExposure(
        skin_luminance=median(luminance(skin)),
        eye_white_luminance=_bright_end(np.concatenate(whites)),
        darker_eye_white_luminance=min(_bright_end(white) for white in whites),
        darkest_luminance=percentile(shades, DARKEST_PERCENTILE),
        clipped_share=float(np.mean(brightest >= CLIPPED_LEVEL)),
        burnt_share=float(np.mean(darkest >= BURNT_LEVEL)),
        crushed_share=float(np.mean(brightest <= CRUSHED_LEVEL)),
    )


def _bright_end(luminances: npt.NDArray[np.float32]) -> float:
    return percentile(luminances, EYE_WHITE_PERCENTILE) if luminances.size else 0.0
