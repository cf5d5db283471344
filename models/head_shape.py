"""The head's outline in a face-aligned frame, from which crown and chin are estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from models.face import CHIN, Face, Point
from models.person import PersonMask
from models.quantiles import median
from models.raster import Raster

FloatArray = npt.NDArray[np.float32]
Pixel = TypeVar("Pixel", np.uint8, np.float32)

#: The frame: origin between the pupils, x along the eye line, y towards the crown, one unit = the
#: distance from the eye line to the chin landmark. It spans x -1.6..1.6 and y -0.1..1.6.
UNITS_ACROSS = 1.6
UNITS_ABOVE = 1.6
UNITS_BELOW = 0.1
STEPS_PER_UNIT = 100
#: The outline is searched upwards from here: above the brows of every face.
SEARCH_FROM = 0.4
#: Taller or wider hair tells nothing more about the skull under it.
TALLEST_OUTLINE = 1.45
WIDEST_HALF = 1.2
_GUIDE_RADIUS = 6
_GUIDE_SMOOTHNESS = 65.0

# Landmarks of the canonical face mesh that the measures below use.
_CHEEK_LEFT, _CHEEK_RIGHT = 454, 234
_TEMPLE_LEFT, _TEMPLE_RIGHT = 251, 21
_NOSE_TIP = 1
_FOREHEAD_TOP = 10


@dataclass(frozen=True, slots=True)
class FaceFrame:
    """The face-aligned frame: ``unit_px`` pixels of the upright picture are one unit."""

    origin: Point
    across: Point
    up: Point
    unit_px: float

    @classmethod
    def of(cls, face: Face) -> FaceFrame:
        """The frame of a face."""
        left, right = np.array(face.left_eye), np.array(face.right_eye)
        origin = (left + right) / 2
        across = (left - right) / max(float(np.hypot(*(left - right))), 1e-6)
        up = np.array([across[1], -across[0]])
        unit_px = max(abs(float((origin - face.point(CHIN)) @ up)), 1e-6)
        return cls(_pair(origin), _pair(across), _pair(up), unit_px)

    def to_picture(self, x: float, y: float) -> Point:
        """A place in frame units as pixels of the upright picture."""
        return (
            self.origin[0] + (self.across[0] * x + self.up[0] * y) * self.unit_px,
            self.origin[1] + (self.across[1] * x + self.up[1] * y) * self.unit_px,
        )

    def landmarks(self, face: Face) -> FloatArray:
        """All landmarks in frame units, (478, 3); z keeps MediaPipe's sign (towards the camera)."""
        offset = face.landmarks[:, :2] - np.asarray(self.origin, np.float32)
        axes = np.array([self.across, self.up], np.float32)
        flat = offset @ axes.T
        return np.column_stack([flat, face.landmarks[:, 2]]).astype(np.float32) / np.float32(
            self.unit_px
        )


@dataclass(frozen=True, slots=True)
class HeadShape:
    """Lengths in frame units; ``features`` in the order of FEATURES, for the crown model."""

    frame: FaceFrame
    outline_top: float
    features: FloatArray


FEATURES = (
    "outline_top",
    "outline_at_0.4",
    "outline_at_0.7",
    "half_width_at_0",
    "half_width_at_0.3",
    "half_width_at_0.5",
    "face_width",
    "temple_width",
    "forehead_height",
    "nose_drop",
    "pitch_degrees",
    "chin_depth",
)


def measure_head_shape(raster: Raster, face: Face, mask: PersonMask) -> HeadShape:
    """Measure the outline of head and hair above the eyes, and the face's proportions.

    The person mask is sharpened by a guided filter (He, Sun, Tang 2013) with the picture itself.
    """
    frame = FaceFrame.of(face)
    outline = _aligned_mask(raster, frame, mask)
    points = frame.landmarks(face)
    top = _outline_height(outline, -0.25, 0.25)
    features = (
        top,
        (_outline_height(outline, 0.35, 0.45) + _outline_height(outline, -0.45, -0.35)) / 2,
        (_outline_height(outline, 0.65, 0.75) + _outline_height(outline, -0.75, -0.65)) / 2,
        _half_width(outline, 0.0),
        _half_width(outline, 0.3),
        _half_width(outline, 0.5),
        float(points[_CHEEK_LEFT, 0] - points[_CHEEK_RIGHT, 0]),
        float(points[_TEMPLE_LEFT, 0] - points[_TEMPLE_RIGHT, 0]),
        float(points[_FOREHEAD_TOP, 1]),
        float(points[_NOSE_TIP, 1]),
        float(np.degrees(np.arctan2(face.transform[1, 2], face.transform[2, 2]))),
        float(points[CHIN, 2]),
    )
    return HeadShape(frame, top, np.array(features, np.float32))


def _aligned_mask(raster: Raster, frame: FaceFrame, mask: PersonMask) -> FloatArray:
    """The sharpened mask in the frame; row 0 lies UNITS_BELOW under the eyes, rows go upwards."""
    patch = _warped(raster.rgb, frame, (raster.scale, raster.scale), cv2.BORDER_REPLICATE)
    rows, columns = mask.alpha.shape
    mask_scale = (raster.width * raster.scale / columns, raster.height * raster.scale / rows)
    alpha = _warped(mask.alpha, frame, mask_scale, cv2.BORDER_CONSTANT)
    guide = cv2.cvtColor(np.asarray(patch, np.uint8), cv2.COLOR_RGB2GRAY)
    sharpened = cv2.ximgproc.guidedFilter(guide, alpha, _GUIDE_RADIUS, _GUIDE_SMOOTHNESS)
    return np.asarray(sharpened, np.float32)


def _warped(
    pixels: npt.NDArray[Pixel], frame: FaceFrame, scale: tuple[float, float], border: int
) -> npt.NDArray[Pixel]:
    """Sample a raster in the frame; ``scale``: pixels of the upright picture per raster pixel."""
    step = frame.unit_px / STEPS_PER_UNIT
    corner = frame.to_picture(-UNITS_ACROSS, -UNITS_BELOW)
    to_raster = np.array(
        [
            [
                frame.across[axis] * step / scale[axis],
                frame.up[axis] * step / scale[axis],
                (corner[axis] + 0.5) / scale[axis] - 0.5,
            ]
            for axis in (0, 1)
        ]
    )
    size = (
        round(2 * UNITS_ACROSS * STEPS_PER_UNIT) + 1,
        round((UNITS_ABOVE + UNITS_BELOW) * STEPS_PER_UNIT) + 1,
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(pixels, to_raster, size, flags=flags, borderMode=border)
    return np.asarray(warped, pixels.dtype)


def _outline_height(outline: FloatArray, x_from: float, x_to: float) -> float:
    """Median height at which columns leave the person, searched upwards from the brows."""
    middle = outline.shape[1] // 2
    first = middle + round(x_from * STEPS_PER_UNIT)
    last = middle + round(x_to * STEPS_PER_UNIT) + 1
    start = round((SEARCH_FROM + UNITS_BELOW) * STEPS_PER_UNIT)
    columns = outline[start:, first:last]
    heights = SEARCH_FROM + _first_crossings(columns) / STEPS_PER_UNIT
    return median(np.minimum(heights, TALLEST_OUTLINE))


def _half_width(outline: FloatArray, y: float) -> float:
    """Mean of the person's extents to both sides at a height above the eyes."""
    row = outline[round((y + UNITS_BELOW) * STEPS_PER_UNIT)]
    middle = outline.shape[1] // 2
    sides = np.column_stack([row[middle:], row[middle::-1]])
    extents = np.floor(_first_crossings(sides) + 1) / STEPS_PER_UNIT
    return float(np.minimum(extents, WIDEST_HALF).mean())


def _first_crossings(columns: FloatArray) -> npt.NDArray[np.float64]:
    """Row, with fraction, at which each column first falls below one half."""
    below = columns < 0.5
    first = np.where(below.any(axis=0), below.argmax(axis=0), columns.shape[0])
    here = np.clip(first, 0, columns.shape[0] - 1)
    before = np.clip(first - 1, 0, None)
    index = np.arange(columns.shape[1])
    upper, lower = columns[before, index], columns[here, index]
    fraction = np.where((first > 0) & (upper > lower), (upper - 0.5) / (upper - lower + 1e-6), 0.0)
    return np.asarray(np.where(first > 0, before + np.clip(fraction, 0, 1), 0.0), np.float64)


def _pair(vector: npt.NDArray[np.floating]) -> Point:
    return float(vector[0]), float(vector[1])
