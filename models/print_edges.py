"""Straight edges around a face, and the rectangle of a given proportion that they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

import cv2
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int_]
Rgb = npt.NDArray[np.uint8]

#: Pixels along a line over which a step of colour is averaged before it is judged.
AVERAGED_PX: Final = 11
#: A step of so many 8-bit levels in one channel is an edge, averaged as above; a stronger one
#: counts a little more, up to so many levels, which tells where exactly a line runs.
EDGE_STEP: Final = 3.0
STRONG_STEP: Final = 255.0
STRONG_BONUS: Final = 0.05
#: So far outside of a print's edge, in pixels, there is paper, on which edges count against it:
#: hair and patterned clothes are full of them.
OUTSIDE_PX: Final = 5
#: An edge shows on this share of a stretch as long as the face to be a candidate.
LEAST_BESIDE: Final = 0.50
#: So many candidates on each side are tried; clothes below the chin have lines of their own.
CANDIDATES: Final = 8
CANDIDATES_BELOW: Final = 14
#: A candidate is the strongest line within so many pixels, half the width of a drawn edge.
APART_PX: Final = 3
#: What the picture's own border counts as a side of the print: a print laid into the glass's corner
#: ends there, but nothing of it is seen.
BORDER_COUNTS: Final = 0.70
#: Every side that is seen is complete to this share.
LEAST_SIDE: Final = 0.35
#: So many sides must be seen, or so many where the print's height is known beforehand.
LEAST_SEEN: Final = 3
LEAST_SEEN_AT_KNOWN_HEIGHT: Final = 2


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """Edges of a square raster, summed up.

    ``upright``, ``level``: (side + 1, side + 1) float32, sums of edge strength 0..1 of upright
    edges down each column and of level edges along each row. ``border``: left, top, right and
    bottom border of the picture in pixels of the raster, beyond its ends where it shows none.
    """

    upright: FloatArray
    level: FloatArray
    border: tuple[float, float, float, float]

    def beside(self, across: IntArray, top: IntArray, bottom: IntArray) -> FloatArray:
        """Share 0..1 of rows top..bottom in which an upright edge runs at columns ``across``."""
        total = self.upright[bottom, across] - self.upright[top, across]
        return np.asarray(total / np.maximum(bottom - top, 1), np.float32)

    def over(self, down: IntArray, left: IntArray, right: IntArray) -> FloatArray:
        """Share 0..1 of columns left..right in which a level edge runs at rows ``down``."""
        total = self.level[down, right] - self.level[down, left]
        return np.asarray(total / np.maximum(right - left, 1), np.float32)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: a rectangle of a proportion (width by height) around the face.

    ``middle``: row and column of the face's middle; ``half_width``, ``height``: of the face from
    chin to forehead, all in pixels of the raster. ``print_height``: where it is known, else None.
    """

    #: A print is cut to within 1 mm a side: 49 x 71 to 51 x 69.
    TOLERANCE: ClassVar[float] = 0.04
    #: Height of the print in heights from chin to forehead: faces of 20 to 45 mm on 70 mm.
    HEIGHTS: ClassVar[tuple[float, float]] = (2.1, 4.8)

    proportion: float
    middle: float
    half_width: float
    height: float
    print_height: float | None


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Four edges around the face.

    ``sides``: left, top, right, bottom in pixels of the raster; ``is_seen``: in the order of the
    corners (top, right, bottom, left), whether an edge shows and not the picture's border;
    ``completeness``: 0..1 over the sides.
    """

    sides: tuple[float, float, float, float]
    is_seen: tuple[bool, bool, bool, bool]
    completeness: float

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Upper left, upper right, lower right, lower left."""
        left, top, right, bottom = self.sides
        return (left, top), (right, top), (right, bottom), (left, bottom)


def edge_map(rgb: Rgb, to_raster: npt.NDArray[np.float64], side: int) -> EdgeMap:
    """Edges of a square of ``side`` pixels; ``to_raster`` leads from it to ``rgb``."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    square = cv2.warpAffine(
        rgb, to_raster, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    smooth = cv2.blur(square, (3, 3)).astype(np.float32)
    upright, level = (_sums(_strength(smooth, axis), axis) for axis in (0, 1))
    inverse = np.linalg.inv(to_raster[:, :2])
    height, width = rgb.shape[:2]
    middles = np.array([(0, height / 2), (width / 2, 0), (width, height / 2), (width / 2, height)])
    ends = (middles - to_raster[:, 2]) @ inverse.T
    border = (float(ends[0, 0]), float(ends[1, 1]), float(ends[2, 0]), float(ends[3, 1]))
    return EdgeMap(upright, level, border)


def best_rectangle(edges: EdgeMap, sought: Sought) -> Rectangle | None:
    """The most complete rectangle of the proportion around the face; None where there is none."""
    near, far = sought.middle - sought.height / 2, sought.middle + sought.height / 2
    left_face, right_face = sought.middle - sought.half_width, sought.middle + sought.half_width
    side = edges.upright.shape[1] - 1
    columns, rows = np.arange(side), np.arange(side)
    beside = np.max([edges.beside(columns, *stretch) for stretch in _stretches(near, far, side)], 0)
    over = edges.over(rows, np.array([int(left_face)]), np.array([int(right_face)]))
    left_border, top_border, right_border, bottom_border = edges.border
    left = _candidates(beside, 0, int(left_face), left_border, CANDIDATES)
    right = _candidates(beside, int(right_face), side, right_border, CANDIDATES)
    top = _candidates(over, 0, int(near), top_border, CANDIDATES)
    bottom = _candidates(over, int(far), side, bottom_border, CANDIDATES_BELOW)
    return _most_complete(edges, sought, (left, top, right, bottom))


def _stretches(near: float, far: float, side: int) -> list[tuple[IntArray, IntArray]]:
    """Rows beside the face, above its middle and below it, each as long as the face is high.

    A print shows all of them; on one of them the background may be as white as the paper.
    """
    half = (far - near) / 2
    return [
        (np.array([max(0, int(start))]), np.array([min(side, int(start + 2 * half))]))
        for start in (near, near - 0.8 * half, near + 1.2 * half)
    ]


Candidates = tuple[IntArray, npt.NDArray[np.bool_]]


def _most_complete(
    edges: EdgeMap, sought: Sought, candidates: tuple[Candidates, ...]
) -> Rectangle | None:
    """Try every combination of candidates."""
    grids = np.meshgrid(*(places for places, _ in candidates), indexing="ij")
    seen_grids = np.meshgrid(*(seen for _, seen in candidates), indexing="ij")
    left, top, right, bottom = (grid.ravel() for grid in grids)
    seen = np.stack([grid.ravel() for grid in seen_grids])
    width, height = right - left, bottom - top
    fits = np.abs(width / np.maximum(height, 1) / sought.proportion - 1.0) <= (
        Sought.TOLERANCE + 2.0 / np.maximum(width, 1)
    )
    tall = height / sought.height
    fits &= (tall >= Sought.HEIGHTS[0]) & (tall <= Sought.HEIGHTS[1])
    fits &= seen.sum(axis=0) >= _least_seen(height, sought)
    if not fits.any():
        return None
    left, top, right, bottom, seen = (
        left[fits],
        top[fits],
        right[fits],
        bottom[fits],
        seen[:, fits],
    )
    shares = _shares(edges, left, top, right, bottom, 0)
    shares -= _shares(edges, left, top, right, bottom, OUTSIDE_PX)
    complete = np.where(seen, shares, BORDER_COUNTS).mean(axis=0)
    complete[np.where(seen, shares, 1.0).min(axis=0) < LEAST_SIDE] = 0.0
    best = int(complete.argmax())
    if complete[best] <= 0:
        return None
    order = seen[:, best].tolist()
    sides = tuple(float(places[best]) for places in (left, top, right, bottom))
    return Rectangle(
        (sides[0], sides[1], sides[2], sides[3]),
        (order[1], order[2], order[3], order[0]),
        float(complete[best]),
    )


def _least_seen(height: IntArray, sought: Sought) -> IntArray:
    """How many sides of rectangles of these heights must be seen."""
    if sought.print_height is None:
        return np.full(height.shape, LEAST_SEEN)
    known = np.abs(height / sought.print_height - 1.0) <= Sought.TOLERANCE
    return np.where(known, LEAST_SEEN_AT_KNOWN_HEIGHT, LEAST_SEEN)


def _shares(
    edges: EdgeMap, left: IntArray, top: IntArray, right: IntArray, bottom: IntArray, outside: int
) -> FloatArray:
    """How completely edges run along each side, so many pixels outside of it; (4, n)."""
    last = edges.upright.shape[0] - 2
    return np.stack(
        [
            edges.beside(np.maximum(left - outside, 0), top, bottom),
            edges.over(np.maximum(top - outside, 0), left, right),
            edges.beside(np.minimum(right + outside, last), top, bottom),
            edges.over(np.minimum(bottom + outside, last), left, right),
        ]
    )


def _candidates(
    strength: FloatArray, first: int, last: int, border: float, most: int
) -> Candidates:
    """Places of the strongest lines between two places, and the picture's border if it is there."""
    size = len(strength)
    low, high = max(first, round(max(border, 0)) + APART_PX if border < size / 2 else 0), last
    if border >= size / 2:
        high = min(high, round(min(border, size)) - APART_PX)
    window = np.ones(2 * APART_PX + 1, np.uint8)
    is_peak = strength >= cv2.dilate(strength.reshape(1, -1), window.reshape(1, -1))[0]
    places = np.arange(low, max(low, high))
    places = places[is_peak[places] & (strength[places] >= LEAST_BESIDE)]
    order = places[np.argsort(-strength[places], kind="stable")]
    chosen = [int(place) for place in order[:most]]
    seen = [True] * len(chosen)
    if -0.5 <= border <= size + 0.5:
        chosen.append(int(np.clip(round(border), 0, size - 1)))
        seen.append(False)
    return np.asarray(chosen, int), np.asarray(seen, bool)


def _strength(smooth: FloatArray, axis: int) -> FloatArray:
    """Step of colour across each pixel, averaged along the line, 0..1 from none to an edge.

    ``axis``: 0 for upright edges, 1 for level ones.
    """
    across = np.array([[-1, 0, 0, 1]], np.float32)
    kernel, anchor, averaged = (
        (across, (1, 0), (1, AVERAGED_PX)) if axis == 0 else (across.T, (0, 1), (AVERAGED_PX, 1))
    )
    steps = np.abs(cv2.blur(cv2.filter2D(smooth, cv2.CV_32F, kernel, anchor=anchor), averaged))
    step = np.asarray(steps.max(axis=2), np.float32)
    bonus = STRONG_BONUS * np.minimum(step / STRONG_STEP, 1.0)
    return np.asarray((1.0 - STRONG_BONUS) * np.minimum(step / EDGE_STEP, 1.0) + bonus, np.float32)


def _sums(strength: FloatArray, axis: int) -> FloatArray:
    """Running sums along an axis with a leading zero, padded to one size."""
    sums = np.zeros((strength.shape[0] + 1, strength.shape[1] + 1), np.float32)
    if axis == 0:
        sums[1:, :-1] = strength.cumsum(axis=0)
    else:
        sums[:-1, 1:] = strength.cumsum(axis=1)
    return sums
