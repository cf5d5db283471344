"""A patch of the picture turned upright along the face and brought to a known size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.face import FloatArray, Point, Rgb

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AlignedCrop:
    """``rgb``: (h, w, 3) uint8; ``to_crop``: 2 x 3 matrix from picture pixels to crop pixels.

    ``px_per_crop_px``: pixels of the upright picture per pixel of the crop; above 1 the picture
    was reduced, below 1 it was enlarged and the crop shows no finer detail than the picture.
    """

    rgb: Rgb
    to_crop: Matrix
    px_per_crop_px: float

    def from_picture(self, points: FloatArray) -> FloatArray:
        """Points (n, 2) of the upright picture in pixels of the crop."""
        return np.asarray(points @ self.to_crop[:, :2].T + self.to_crop[:, 2], np.float32)

    def to_picture(self, points: FloatArray) -> tuple[Point, ...]:
        """Points (n, 2) of the crop in pixels of the upright picture."""
        inverse = cv2.invertAffineTransform(self.to_crop)
        placed = np.asarray(points, np.float64) @ inverse[:, :2].T + inverse[:, 2]
        return tuple((float(x), float(y)) for x, y in placed)


def aligned_crop(
    rgb: Rgb, left: Point, right: Point, span_px: float, size: tuple[int, int]
) -> AlignedCrop:
    """Cut the patch around two points so that they lie level, ``span_px`` crop pixels apart.

    ``left`` and ``right``: as seen in the picture, in its pixels; their middle becomes the middle
    of the crop. ``size``: (width, height) of the crop. Large pictures are averaged, not sampled.
    Pixels beyond the picture's edge repeat the edge.
    """
    along = np.subtract(right, left).astype(np.float64)
    length = max(float(np.hypot(*along)), 1e-6)
    scale = span_px / length
    cos, sin = along / length * scale
    centre = np.add(left, right) / 2.0
    turn = np.array([[cos, sin], [-sin, cos]])
    offset = (np.array(size) - 1) / 2.0 - turn @ centre
    to_crop = np.hstack([turn, offset[:, None]])
    return AlignedCrop(_warped(rgb, to_crop, scale, size), to_crop, 1.0 / scale)


def _warped(rgb: Rgb, to_crop: Matrix, scale: float, size: tuple[int, int]) -> Rgb:
    """Warp only the needed part of the picture, averaged first where it is reduced."""
    inverse = cv2.invertAffineTransform(to_crop)
    corners = np.array([(x, y) for x in (0, size[0]) for y in (0, size[1])], np.float64)
    placed = corners @ inverse[:, :2].T + inverse[:, 2]
    limits = np.array([rgb.shape[1], rgb.shape[0]])
    reduction = max(1, min(int(1.0 / scale), *(limits // 2)))
    low = np.clip(np.floor(placed.min(axis=0)) - 2, 0, limits - 1).astype(int)
    low = np.minimum(low, limits - reduction)
    high = np.clip(np.ceil(placed.max(axis=0)) + 1 + reduction, low + reduction, limits).astype(int)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    matrix = np.array(to_crop)
    matrix[:, 2] += to_crop[:, :2] @ low
    if reduction > 1:
        part = _reduced(part, reduction)
        matrix[:, 2] += matrix[:, :2] @ np.full(2, (reduction - 1) / 2)
        matrix[:, :2] *= reduction
    warped = cv2.warpAffine(
        part, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.uint8)


def _reduced(part: Rgb, reduction: int) -> Rgb:
    """Average whole blocks of pixels; a whole factor is OpenCV's fast path."""
    width, height = (side // reduction for side in (part.shape[1], part.shape[0]))
    whole = part[: height * reduction, : width * reduction]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
