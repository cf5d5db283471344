"""The mouth: how far the lips are apart and whether teeth show between them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.aligned_crop import AlignedCrop, aligned_crop
from models.face import Face, FloatArray, Point, Rgb
from models.quantiles import median

# Landmark numbers of MediaPipe's canonical face mesh, each outline in order around the mouth.
MOUTH_CORNERS = (61, 291)
INNER_LIPS = (
    *(78, 191, 80, 81, 82, 13, 312, 311, 310, 415),
    *(308, 324, 318, 402, 317, 14, 87, 178, 88, 95),
)
OUTER_LIPS = (
    *(61, 185, 40, 39, 37, 0, 267, 269, 270, 409),
    *(291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
)
_UPPER_INNER_LIP, _LOWER_INNER_LIP = 13, 14

#: The mouth is brought to this width, so that the measure is the same for every resolution.
MOUTH_SPAN_PX = 96
_CROP_SIZE = (128, 96)
#: Shadowed corners and the skin beside them are left out of the search for teeth.
_CORNER_MARGIN_PX = 8
#: Teeth differ from the person's own lips by at least this much in L* plus a* (brighter, less
#: red); on the calibration half it keeps the best distance between closed and teeth-showing.
_TOOTH_CONTRAST = 12.0
#: Teeth are at most this much darker than the lips, in L*; the dark line between lips is darker.
_TOOTH_SHADE = 5.0
#: One row is a bright seam between closed lips; teeth are higher.
_TOOTH_ROWS_PX = 2

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mouth:
    """``lip_gap``: distance of the inner lips; ``teeth_width``: width along which teeth show.

    Both are shares of the mouth's width. ``lip_gap_px``, ``width_px``: in pixels of the picture.
    ``outline``: the outer lips, ``teeth``: the box around visible teeth (empty without), as
    points of the upright picture.
    """

    lip_gap: float
    teeth_width: float
    lip_gap_px: float
    width_px: float
    outline: tuple[Point, ...]
    teeth: tuple[Point, ...]


def measure_mouth(rgb: Rgb, face: Face) -> Mouth:
    """Measure the gap between the lips by landmarks and the teeth by their colour.

    ``rgb``: (h, w, 3) uint8 at native resolution. Teeth are pixels between the inner lips that
    are brighter and less red than this person's own lips, so neither skin tone nor a colour cast
    decides; in a greyscale photo the brightness alone remains.
    """
    right, left = (face.point(index) for index in MOUTH_CORNERS)
    crop = aligned_crop(rgb, right, left, MOUTH_SPAN_PX, _CROP_SIZE)
    inner = crop.from_picture(face.landmarks[list(INNER_LIPS), :2])
    outer = crop.from_picture(face.landmarks[list(OUTER_LIPS), :2])
    teeth = _teeth(crop.rgb, inner, outer)
    gap_px = float(
        np.hypot(*np.subtract(face.point(_UPPER_INNER_LIP), face.point(_LOWER_INNER_LIP)))
    )
    width_px = crop.px_per_crop_px * MOUTH_SPAN_PX
    return Mouth(
        lip_gap=gap_px / width_px,
        teeth_width=float(np.mean(teeth.any(axis=0)) * _CROP_SIZE[0] / MOUTH_SPAN_PX),
        lip_gap_px=gap_px,
        width_px=width_px,
        outline=crop.to_picture(outer),
        teeth=_box(crop, teeth),
    )


def _teeth(rgb: Rgb, inner: FloatArray, outer: FloatArray) -> Mask:
    """Pixels of the crop that show teeth, only in columns with enough of them."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab).astype(np.float32)
    lightness, redness = lab[..., 0] * np.float32(100 / 255), lab[..., 1]
    between = _filled(inner)
    lips = (_filled(outer) > 0) & (cv2.dilate(between, np.ones((9, 3), np.uint8)) == 0)
    if not lips.any():
        return np.zeros(rgb.shape[:2], np.bool_)
    lip_lightness, lip_redness = median(lightness[lips]), float(median(redness[lips]))
    contrast = (lightness - lip_lightness) + (lip_redness - redness)
    teeth = (contrast > _TOOTH_CONTRAST) & (lightness > lip_lightness - _TOOTH_SHADE)
    teeth &= cv2.dilate(between, np.ones((3, 1), np.uint8)) > 0
    margin = (rgb.shape[1] - MOUTH_SPAN_PX) // 2 + _CORNER_MARGIN_PX
    teeth[:, :margin] = teeth[:, -margin:] = False
    return np.asarray(teeth & (teeth.sum(axis=0) >= _TOOTH_ROWS_PX), np.bool_)


def _filled(outline: FloatArray) -> npt.NDArray[np.uint8]:
    """The area inside an outline of crop points, edges to 1/16 pixel."""
    area = np.zeros(_CROP_SIZE[::-1], np.uint8)
    cv2.fillPoly(area, [np.round(outline * 16).astype(np.int32)], (1,), shift=4)
    return area


def _box(crop: AlignedCrop, found: Mask) -> tuple[Point, ...]:
    """The four corners in the picture of the level box around the found pixels."""
    rows, columns = np.nonzero(found)
    if rows.size == 0:
        return ()
    left, right = columns.min() - 0.5, columns.max() + 0.5
    top, bottom = rows.min() - 0.5, rows.max() + 0.5
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return crop.to_picture(np.array(corners, np.float32))
