"""The background map: how far each background pixel lies from the background's own colour."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from checks.photo_facts import PhotoFacts

#: Below this share of "person" a pixel counts as background; hair edges lie above it.
BACKGROUND_BELOW = 0.05
#: The colour scale ends here: a difference that everybody sees at once (CIE 1976).
SCALE_END_DELTA_E = 20.0
_LEAST_BACKGROUND = 0.02


@dataclass(frozen=True, slots=True)
class BackgroundMap:
    """``picture``: deviations in colour over a grey photo; ``median_lab``: the background's own."""

    picture: Image.Image
    median_lab: tuple[float, float, float]


def background_map(photo: PhotoFacts, box_px: tuple[int, int]) -> BackgroundMap | None:
    """Draw the map within a width and height; None where hardly any background is shown."""
    lab, raster = photo.working_lab, photo.working
    background = photo.person_mask.resized(raster.width, raster.height) < BACKGROUND_BELOW
    if background.mean() < _LEAST_BACKGROUND:
        return None
    median = np.median(lab[background], axis=0)
    deviation = np.linalg.norm(lab - median.astype(np.float32), axis=2)
    heat = _coloured(deviation)
    grey = cv2.cvtColor(raster.rgb, cv2.COLOR_RGB2GRAY)
    person = cv2.cvtColor(np.asarray(grey * 0.55 + 70, np.uint8), cv2.COLOR_GRAY2RGB)
    mixed = np.where(background[..., None], heat, person).astype(np.uint8)
    scale = min(box_px[0] / raster.width, box_px[1] / raster.height)
    size = (max(1, round(raster.width * scale)), max(1, round(raster.height * scale)))
    picture = Image.fromarray(mixed).resize(size, Image.Resampling.LANCZOS)
    lightness, a, b = (float(value) for value in median)
    return BackgroundMap(picture, (lightness, a, b))


def colour_scale(width_px: int, height_px: int) -> Image.Image:
    """The colours from no deviation to the end of the scale."""
    ramp = np.tile(np.linspace(0, SCALE_END_DELTA_E, width_px, dtype=np.float32), (height_px, 1))
    return Image.fromarray(_coloured(ramp))


def _coloured(deviation: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    level = np.clip(deviation / SCALE_END_DELTA_E * 255, 0, 255).astype(np.uint8)
    bgr = cv2.applyColorMap(level, cv2.COLORMAP_VIRIDIS)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
