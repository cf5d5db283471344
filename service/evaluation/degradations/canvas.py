"""Moving a picture within its frame, with believable pixels beyond its edges."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from scipy.ndimage import gaussian_filter1d

from service.evaluation.degradations.light import FloatArray, Rgb

Matrix = npt.NDArray[np.float32]

#: Pixels of the edge that its continuation is averaged from, so that it shows no streaks.
_EDGE_DEPTH_PX = 8
_EDGE_BLUR_PX = 6.0


def moved(rgb: Rgb, matrix: Matrix, size: tuple[int, int], rng: Generator) -> Rgb:
    """Warp a picture by a 2 x 3 matrix to ``size`` (width, height).

    Beyond the sides and the top the edge's average goes on with the picture's grain, as a wall
    does; below the bottom the picture is mirrored, as cloth may pass for.
    """
    margins = _needed_margins(rgb, matrix, size)
    padded = _padded(_prefiltered(rgb, matrix), margins, rng)
    left, top = margins[0], margins[1]
    shifted = matrix.copy()
    shifted[:, 2] -= matrix[:, :2] @ np.array([left, top], np.float32)
    return np.asarray(
        cv2.warpAffine(
            padded, shifted, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def moved_plane(plane: FloatArray, matrix: Matrix, size: tuple[int, int]) -> FloatArray:
    """Warp a mask in the same way; its edge values go on."""
    warped = cv2.warpAffine(plane, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.float32)


def scaled_about(
    centre: npt.NDArray[np.float32], scale: float, shift: tuple[float, float] = (0.0, 0.0)
) -> Matrix:
    """The matrix that scales about a point and then shifts by pixels."""
    return np.array(
        [
            [scale, 0, centre[0] * (1 - scale) + shift[0]],
            [0, scale, centre[1] * (1 - scale) + shift[1]],
        ],
        np.float32,
    )


def _prefiltered(rgb: Rgb, matrix: Matrix) -> Rgb:
    """Blur as much as a reduction needs to show no aliasing."""
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2].astype(np.float64)))))
    if scale >= 0.95:
        return rgb
    sigma_px = 0.4 * float(np.sqrt(1 / scale**2 - 1))
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma_px), np.uint8)


def _needed_margins(rgb: Rgb, matrix: Matrix, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Pixels needed beyond left, top, right and bottom of the picture to fill ``size``."""
    height, width = rgb.shape[:2]
    inverse = cv2.invertAffineTransform(matrix)
    corners = np.array([(0, 0), (size[0], 0), (0, size[1]), size], np.float32)
    reached = corners @ inverse[:, :2].T + inverse[:, 2]
    low, high = reached.min(axis=0), reached.max(axis=0)
    beyond = (-low[0], -low[1], high[0] - width, high[1] - height)
    left, top, right, bottom = (max(0, int(np.ceil(pixels)) + 2) for pixels in beyond)
    return left, top, right, min(bottom, height - 1)


def _padded(rgb: Rgb, margins: tuple[int, int, int, int], rng: Generator) -> Rgb:
    left, top, right, bottom = margins
    rows = np.concatenate([_above(rgb, top, rng), rgb]) if top else rgb
    sides = [_beside(rows[:, :_EDGE_DEPTH_PX], left, rng), rows]
    sides.append(_beside(rows[:, -_EDGE_DEPTH_PX:], right, rng))
    whole = np.concatenate(sides, axis=1)
    padded = cv2.copyMakeBorder(whole, 0, bottom, 0, 0, cv2.BORDER_REFLECT_101)
    return np.asarray(padded, np.uint8)


def _above(rgb: Rgb, count: int, rng: Generator) -> Rgb:
    return np.asarray(
        _beside(np.swapaxes(rgb[:_EDGE_DEPTH_PX], 0, 1), count, rng).swapaxes(0, 1), np.uint8
    )


def _beside(edge: Rgb, count: int, rng: Generator) -> Rgb:
    """``count`` columns that continue an edge of a few columns."""
    plain = edge.astype(np.float32)
    mean = gaussian_filter1d(plain.mean(axis=1), _EDGE_BLUR_PX, axis=0, mode="nearest")[:, None]
    grain = float(np.median(np.abs(plain - plain.mean(axis=1, keepdims=True)))) * 1.48
    noise = rng.normal(0.0, max(grain, 0.3), (edge.shape[0], count, 1))
    return np.asarray(np.clip(np.rint(mean + noise), 0, 255), np.uint8)
