"""The subject mask: the person's outline, drawn from the picture's own colours.

The segmenter answers on 256 x 256 pixels with a border that is softer than hair. Near that border
this mask compares each pixel with the colours of the person and of the background beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.person import PersonMask
from models.raster import Raster

FloatArray = npt.NDArray[np.float32]

#: Longer side of the mask: 0.14 mm of a 70 mm photo per pixel, finer than annotators agree.
SUBJECT_SIDE_PX = 500
#: Side in mask pixels of the cells in which the colours on both sides of the outline are averaged.
CELL_PX = 8
#: The segmenter's answer is certain outside these values and uncertain between them.
CERTAIN_BACKGROUND = 0.10
CERTAIN_PERSON = 0.90
#: Stray hair reaches this share of the picture's shorter side beyond the segmenter's border.
HAIR_REACH = 0.04
#: Variance of 8-bit values that JPEG and the sensor leave in any flat region.
NOISE_VARIANCE = 25.0


@dataclass(frozen=True, slots=True)
class SubjectMask:
    """``alpha``: (rows, columns) float32, 0 background .. 1 person, covering the whole picture.

    The longer side is about 500 px; rows and columns are multiples of 8. The outline of the person
    lies where ``alpha`` crosses 0.5. ``rgb``: the picture on the same raster, (rows, columns, 3)
    uint8. ``scale``: pixels of the upright picture per mask pixel, along x and along y.
    """

    alpha: FloatArray
    rgb: npt.NDArray[np.uint8]
    scale: tuple[float, float]

    def resized(self, width: int, height: int) -> FloatArray:
        """The mask interpolated to another raster of the same picture."""
        size = (width, height)
        return np.asarray(cv2.resize(self.alpha, size, interpolation=cv2.INTER_LINEAR), np.float32)


@dataclass(frozen=True, slots=True)
class SideColours:
    """Mean colour of one side of the outline in and around each cell, and its variance there."""

    mean: FloatArray
    variance: float


def measure_subject_mask(raster: Raster, person: PersonMask) -> SubjectMask:
    """Refine the segmenter's mask with the picture's colours.

    In a band along the border each pixel's share of person is its position between the local
    background colour and the local colour of the person (closed form of alpha compositing). Where
    those colours are alike, such as white hair before a white wall, the segmenter's own answer
    stands.
    """
    rgb = _reduced(raster)
    height, width = rgb.shape[:2]
    coarse = cv2.resize(rgb, (width // 2, height // 2), interpolation=cv2.INTER_LINEAR)
    alpha = person.resized(width // 2, height // 2)
    colours = np.asarray(coarse, np.float32)
    background = side_colours(colours, eroded(alpha < CERTAIN_BACKGROUND))
    subject = side_colours(colours, eroded(alpha > CERTAIN_PERSON))
    gradient, offset, confidence = _compositing(background, subject)
    share = _resize(gradient, width, height)
    np.multiply(share, rgb, out=share)
    refined = np.asarray(cv2.transform(share, np.ones((1, 3), np.float32)), np.float32)
    refined -= _resize(offset, width, height)
    np.clip(refined, 0.0, 1.0, out=refined)
    model = person.resized(width, height)
    weight = _band(alpha) * _resize(confidence, width // 2, height // 2)
    refined -= model
    refined *= _resize(weight, width, height)
    refined += model
    scale = (raster.width * raster.scale / width, raster.height * raster.scale / height)
    return SubjectMask(refined, rgb, scale)


def _reduced(raster: Raster) -> npt.NDArray[np.uint8]:
    """The picture on the mask's raster, (rows, columns, 3) uint8."""
    factor = min(1.0, SUBJECT_SIDE_PX / max(raster.width, raster.height))
    width, height = (
        max(2 * CELL_PX, CELL_PX * round(side * factor / CELL_PX))
        for side in (raster.width, raster.height)
    )
    return np.asarray(cv2.resize(raster.rgb, (width, height), interpolation=cv2.INTER_LINEAR))


def eroded(region: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """A region of the half-size raster without its border, as 0 and 1."""
    return np.asarray(cv2.erode(region.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2))


def side_colours(coarse: FloatArray, region: npt.NDArray[np.uint8]) -> SideColours:
    """Means over 3 x 3 cells; where the region is farther away, over ever larger surroundings."""
    height, width = region.shape
    size = (2 * width // CELL_PX, 2 * height // CELL_PX)
    weighted = cv2.bitwise_and(coarse, coarse, mask=region)
    colours = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(region.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    total = np.dstack([colours, share])
    reach = 1e-6 * total.mean(axis=(0, 1), keepdims=True)
    for side in (3, 9, 27):
        reach = reach + cv2.blur(total, (side, side)) * 1e-2 ** (side // 9)
    mean = np.asarray(reach[..., :3] / np.maximum(reach[..., 3:], 1e-12), np.float32)
    inside = share > 0.99
    deviation = (colours - mean)[inside] if inside.any() else np.full((1, 3), 16.0)
    return SideColours(mean, float(np.mean(np.sum(deviation**2, axis=1))))


def _compositing(
    background: SideColours, subject: SideColours
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Per cell: alpha = gradient . colour - offset, and how far that can be trusted (0..1)."""
    difference = subject.mean - background.mean
    contrast = np.sum(difference**2, axis=2)
    gradient = difference / (contrast + 1.0)[..., None]
    offset = np.sum(background.mean * gradient, axis=2)
    spread = NOISE_VARIANCE + 4.0 * background.variance + 0.5 * subject.variance
    return gradient, offset, np.asarray(contrast / (contrast + spread), np.float32)


def _band(alpha: FloatArray) -> FloatArray:
    """1 where the outline may run: the segmenter's soft border, and stray hair outside it."""
    reach = max(3, 2 * round(min(alpha.shape) * HAIR_REACH) + 1)
    near = cv2.dilate((alpha > CERTAIN_BACKGROUND).astype(np.uint8), np.ones((reach, reach)))
    open_border = near.astype(np.float32) * (alpha < CERTAIN_PERSON)
    return np.asarray(cv2.blur(open_border, (3, 3)), np.float32)


def _resize(values: FloatArray, width: int, height: int) -> FloatArray:
    size = (width, height)
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR), np.float32)
