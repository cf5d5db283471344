"""Exposure of the face: how much light reached it, and how much of its range was kept.

Skin reflects between 4 % and 60 % of the light, so the brightness of the skin alone says nothing.
The white of the eye reflects much the same in everybody, and so do the darkest places of a face
(pupils, lashes, nostrils): the former tells how much light there was, the latter whether a veil
lies over the photo.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.face import LEFT_IRIS, RIGHT_IRIS
from models.face_patch import FacePatch
from models.face_regions import FACE_OVAL, LEFT_EYE, RIGHT_EYE
from models.light import NOISE_FLOOR, lightness, luminance

#: Skin zones that neither hair nor a beard usually covers.
SKIN_ZONES_MEASURED = ("under-eye", "cheek", "nose-side")
#: Of the pixels between lids and iris, this share is lid shadow, lashes and veins.
SCLERA_PERCENTILE = 85.0
#: The iris is masked with this margin, for its edge is soft.
IRIS_MARGIN = 1.15
#: Percentiles that stand for the darkest and the brightest place of the face.
DARKEST_PERCENTILE, BRIGHTEST_PERCENTILE = 0.5, 99.0
#: From this sRGB level on a channel keeps no detail (OFIQ counts over-exposure from 247).
CLIPPED_LEVEL = 250
BURNT_LEVEL = 247
CRUSHED_LEVEL = 2


@dataclass(frozen=True, slots=True)
class FaceExposure:
    """Luminances are linear, 0 black .. 1 white; shares are of the face's area, 0..1.

    ``skin_luminance``: median of cheeks and nose. ``sclera_luminance``: whites of both eyes;
    ``darker_sclera_luminance``: of the darker eye. ``range_stops``: brightest over darkest place.
    ``clipped_share``: one channel at its upper end; ``burnt_share``: all three;
    ``crushed_share``: all three at the lower end.
    """

    skin_luminance: float
    sclera_luminance: float
    darker_sclera_luminance: float
    range_stops: float
    clipped_share: float
    burnt_share: float
    crushed_share: float

    @property
    def light(self) -> float:
        """Light on the face: that of the brighter of skin and eye whites, 0..1."""
        return max(self.skin_luminance, self.sclera_luminance)

    @property
    def excess_light(self) -> float:
        """The same for too much light, where a reflection in one eye must not decide."""
        return max(self.skin_luminance, self.darker_sclera_luminance)

    @property
    def skin_lightness(self) -> float:
        """CIE L* of the skin, 0..100."""
        return lightness(self.skin_luminance)


def measure_exposure(patch: FacePatch) -> FaceExposure:
    """Measure light, range and clipping inside the face.

    Sources: ICAO Doc 9303-3 3.9.1 (clipping), ISO/IEC 29794-5 (luminance, dynamic range, over- and
    under-exposure); the eye white as a reference is our own.
    """
    inside = patch.mask(FACE_OVAL)
    levels = patch.rgb[inside]
    brightest, darkest = levels.max(axis=1), levels.min(axis=1)
    low, high = np.percentile(patch.luminance[inside], (DARKEST_PERCENTILE, BRIGHTEST_PERCENTILE))
    whites = [_sclera(patch, RIGHT_EYE, RIGHT_IRIS), _sclera(patch, LEFT_EYE, LEFT_IRIS)]
    skin = np.concatenate([patch.zone_spots(zone) for zone in SKIN_ZONES_MEASURED])
    return FaceExposure(
        skin_luminance=float(np.median(luminance(skin))),
        sclera_luminance=_bright_end(np.concatenate(whites)),
        darker_sclera_luminance=min(_bright_end(white) for white in whites),
        range_stops=float(np.log2((high + NOISE_FLOOR) / (low + NOISE_FLOOR))),
        clipped_share=float(np.mean(brightest >= CLIPPED_LEVEL)),
        burnt_share=float(np.mean(darkest >= BURNT_LEVEL)),
        crushed_share=float(np.mean(brightest <= CRUSHED_LEVEL)),
    )


def _sclera(
    patch: FacePatch, outline: tuple[int, ...], iris: tuple[int, ...]
) -> npt.NDArray[np.float32]:
    """Luminances between the lids outside the iris; empty for a closed eye."""
    opening = patch.mask(outline).astype(np.uint8)
    rim = patch.landmarks[list(iris)]
    centre = rim.mean(axis=0)
    radius = float(np.hypot(*(rim - centre).T).max()) * IRIS_MARGIN
    cv2.circle(opening, (round(float(centre[0])), round(float(centre[1]))), round(radius), 0, -1)
    return patch.luminance[opening.astype(np.bool_)]


def _bright_end(luminances: npt.NDArray[np.float32]) -> float:
    return float(np.percentile(luminances, SCLERA_PERCENTILE)) if luminances.size else 0.0
