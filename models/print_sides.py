"""The sides of a print at native resolution: where exactly they run, and what lies outside."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Point
from models.quantiles import median

FloatArray = npt.NDArray[np.float64]
Rgb = npt.NDArray[np.uint8]

#: Places along each side where its position is read at native resolution.
READINGS: Final = 96
#: An edge is read within this share of the print's height from where the search saw it.
READING_REACH: Final = 0.018
#: Outside of the print is paper or the scanner's lid: this share of a strip along each side has one
#: colour to within so many 8-bit levels.
PAPER_SHARE: Final = 0.8
PAPER_SPREAD: Final = 14.0


def read_sides(
    rgb: Rgb, corners: FloatArray, is_seen: tuple[bool, bool, bool, bool]
) -> tuple[Point, Point, Point, Point]:
    """Corners where lines fitted to the four sides at native resolution meet."""
    reach = READING_REACH * math.dist(corners[0], corners[3])
    lines = []
    for i, seen in enumerate(is_seen):
        start, end = corners[i], corners[(i + 1) % 4]
        lines.append(_fitted_line(rgb, start, end, reach) if seen else (start, end - start))
    meet = [_meeting(lines[i - 1], lines[i]) for i in range(4)]
    return meet[0], meet[1], meet[2], meet[3]


def _fitted_line(
    rgb: Rgb, start: FloatArray, end: FloatArray, reach: float
) -> tuple[FloatArray, FloatArray]:
    """A point and the direction of the edge between two points, by a robust fit to readings.

    Read on a fine grid beside the line; smoothed along it, because a faint edge is no stronger
    than the paper's grain.
    """
    along = end - start
    length = float(np.hypot(*along))
    normal = np.array([along[1], -along[0]]) / max(length, 1e-6)
    offsets = np.linspace(-reach, reach, max(9, 2 * round(reach) + 1))
    shares = np.linspace(0.06, 0.94, READINGS)
    places = start + shares[:, None, None] * along + offsets[None, :, None] * normal
    grid = places.astype(np.float32)
    mode = cv2.BORDER_REPLICATE
    read = cv2.remap(rgb, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, None, mode)
    profile = cv2.GaussianBlur(read.astype(np.float32), (0, 0), sigmaX=1.0, sigmaY=2.5)
    slope = np.abs(np.gradient(np.asarray(profile, np.float64), axis=1)).max(axis=2)
    peak = slope.argmax(axis=1)
    height = slope[np.arange(READINGS), peak]
    strong = height >= np.quantile(height, 0.4)
    gradient, offset = _steady_line(shares[strong], offsets[peak[strong]])
    shift = start + (offset * normal)
    return shift, along + gradient * normal


def _steady_line(shares: FloatArray, offsets: FloatArray) -> Point:
    """Gradient and offset by medians over pairs of readings (Theil and Sen)."""
    half = len(shares) // 2
    run = shares[half : 2 * half] - shares[:half]
    gradient = median((offsets[half : 2 * half] - offsets[:half]) / run)
    return gradient, median(offsets - gradient * shares)


def _meeting(
    one: tuple[FloatArray, FloatArray],
    other: tuple[FloatArray, FloatArray],
) -> Point:
    """Where two lines, each a point and a direction, cross."""
    (point, direction), (goal, aside) = one, other
    share = np.linalg.solve(np.column_stack([direction, -aside]), goal - point)[0]
    x, y = point + share * direction
    return float(x), float(y)


def lies_on_paper(rgb: Rgb, corners: FloatArray, is_seen: tuple[bool, bool, bool, bool]) -> bool:
    """Whether strips from 1 to 3 mm outside of the sides that were seen have one colour each."""
    middle = corners.mean(axis=0)
    for i, seen in enumerate(is_seen):
        if seen and not _is_paper(_strip(rgb, corners[i], corners[(i + 1) % 4], middle)):
            return False
    return True


def _strip(
    rgb: Rgb,
    start: FloatArray,
    end: FloatArray,
    middle: FloatArray,
) -> Rgb:
    """Colours along a side, from 1 to 3 mm outside of it, as far as the picture shows that."""
    along = end - start
    normal = np.array([along[1], -along[0]]) / max(float(np.hypot(*along)), 1e-6)
    if float(normal @ (start - middle)) < 0:
        normal = -normal
    millimetre = math.dist(start, middle) / 43.0
    shares = np.linspace(0.03, 0.97, READINGS)
    offsets = np.linspace(1.0, 3.0, 7) * millimetre
    places = start + shares[:, None, None] * along + offsets[None, :, None] * normal
    columns, rows = np.rint(places.reshape(-1, 2)).astype(int).T
    inside = (columns >= 0) & (rows >= 0) & (columns < rgb.shape[1]) & (rows < rgb.shape[0])
    return np.asarray(rgb[rows[inside], columns[inside]], np.uint8)


def _is_paper(colours: Rgb) -> bool:
    if not len(colours):
        return True
    distance = np.abs(colours.astype(np.float32) - np.median(colours, axis=0)).max(axis=1)
    return float((distance <= PAPER_SPREAD).mean()) >= PAPER_SHARE
