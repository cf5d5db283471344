"""Quadrilaterals that a picture's straight lines and borders make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.document.quad import Points, Quad
from models.document.straight_lines import Line

BoolArray = npt.NDArray[np.bool_]
Four = tuple[bool, bool, bool, bool]

#: Opposite sides differ by less in direction, in radians, even under a near, oblique camera.
MOST_CONVERGING: Final = 0.6
#: Neighbouring sides meet at an angle within so many radians of a right one.
MOST_SKEWED: Final = 0.55
#: Opposite sides lie at least this share of the picture's longer side apart.
LEAST_APART: Final = 0.13
#: Longer by shorter side: a card of 85.6 x 54 mm has 1.59, shortened by an oblique camera.
ASPECTS: Final = (1.02, 2.3)
#: Least area as a share of the picture: a card on an A4 page has 0.07.
LEAST_AREA: Final = 0.03
#: Corners lie at most so much outside of the picture, as a share of its longer side.
MOST_OUTSIDE: Final = 0.015


@dataclass(frozen=True, slots=True)
class Candidates:
    """``corners``: (n, 4, 2) clockwise, upper left first.

    ``is_border``, ``is_foretold``: (n, 4) whether each side is the picture's border, or only where
    a zone foretells the page's edge.
    """

    corners: Points
    is_border: BoolArray
    is_foretold: BoolArray

    def at(self, places: npt.NDArray[np.intp]) -> Candidates:
        """Some of them."""
        return Candidates(self.corners[places], self.is_border[places], self.is_foretold[places])

    def kinds_of(self, at: int, corners: Points) -> tuple[Four, Four]:
        """Which sides of one candidate, its corners perhaps named from another, are what."""
        start = int(np.hypot(*(self.corners[at] - corners[0]).T).argmin())
        border, foretold = (
            np.roll(kind[at], -start).tolist() for kind in (self.is_border, self.is_foretold)
        )
        return (border[0], border[1], border[2], border[3]), (
            foretold[0],
            foretold[1],
            foretold[2],
            foretold[3],
        )


def all_candidates(
    lines: Sequence[Line], size: tuple[int, int], foretold: Sequence[Quad] = ()
) -> Candidates:
    """Every quadrilateral of plausible shape.

    The picture's borders and the edges of the pages that zones foretell are lines too.
    """
    width, height = size
    more = [_border(width, height), *(quad.points for quad in foretold)]
    starts = np.concatenate(more)
    spans = np.concatenate([np.roll(corners, -1, axis=0) - corners for corners in more])
    spans /= np.maximum(np.hypot(*spans.T), 1e-9)[:, None]
    points = np.concatenate([np.array([line.point for line in lines]).reshape(-1, 2), starts])
    ways = np.concatenate([np.array([line.direction for line in lines]).reshape(-1, 2), spans])
    place = np.arange(len(points)) - len(lines)
    border, guessed = (place >= 0) & (place < 4), place >= 4
    pairs = _parallel_pairs(points, ways, LEAST_APART * max(size))
    if len(pairs) < 2:
        none = np.zeros((0, 4), bool)
        return Candidates(np.zeros((0, 4, 2)), none, none)
    first, second = np.triu_indices(len(pairs), 1)
    bisector = _bisectors(ways, pairs)
    is_square = np.abs(_cross(bisector[first], bisector[second])) >= np.cos(MOST_SKEWED)
    one, other = pairs[first[is_square]], pairs[second[is_square]]
    sides = np.stack([one[:, 0], other[:, 0], one[:, 1], other[:, 1]], axis=1)
    corners = _meetings(points, ways, np.roll(sides, 1, axis=1), sides)
    corners, kinds = _clockwise(corners, np.stack([border[sides], guessed[sides]], axis=2))
    fits = _is_plausible(corners, width, height) & ~kinds[..., 1].all(axis=1)
    return Candidates(corners[fits], kinds[fits][..., 0], kinds[fits][..., 1])


def _border(width: int, height: int) -> Points:
    right, bottom = width - 1.0, height - 1.0
    return np.array([(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)])


def _cross(one: Points, other: Points) -> Points:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])


def _parallel_pairs(points: Points, ways: Points, least_apart: float) -> npt.NDArray[np.intp]:
    """(n, 2) numbers of lines that may be opposite sides."""
    one, other = np.triu_indices(len(points), 1)
    converging = np.abs(_cross(ways[one], ways[other])) <= np.sin(MOST_CONVERGING)
    away = points[other] - points[one]
    apart = np.minimum(np.abs(_cross(away, ways[one])), np.abs(_cross(away, ways[other])))
    keep = converging & (apart >= least_apart)
    return np.column_stack([one[keep], other[keep]])


def _bisectors(ways: Points, pairs: npt.NDArray[np.intp]) -> Points:
    one, other = ways[pairs[:, 0]], ways[pairs[:, 1]]
    same = np.where((one * other).sum(axis=1) < 0, -1.0, 1.0)[:, None]
    middle = one + same * other
    return np.asarray(middle / np.maximum(np.hypot(*middle.T), 1e-9)[:, None])


def _meetings(
    points: Points, ways: Points, one: npt.NDArray[np.intp], other: npt.NDArray[np.intp]
) -> Points:
    """Where lines ``one`` and ``other`` cross, (..., 2)."""
    slope = _cross(ways[one], ways[other])
    slope = np.where(np.abs(slope) < 1e-6, 1e-6, slope)
    share = _cross(points[other] - points[one], ways[other]) / slope
    return np.asarray(points[one] + share[..., None] * ways[one])


def _clockwise(corners: Points, kinds: BoolArray) -> tuple[Points, BoolArray]:
    """Corners clockwise on the screen, from the one nearest to the upper left."""
    x, y = corners[..., 0], corners[..., 1]
    turning = (x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)
    against = turning < 0
    # Backwards, the side after corner i was the side before it.
    corners = np.where(against[:, None, None], corners[:, ::-1], corners)
    backwards = np.roll(kinds[:, ::-1], -1, axis=1)
    kinds = np.where(against[:, None, None], backwards, kinds)
    start = (corners - corners.min(axis=1, keepdims=True)).sum(axis=2).argmin(axis=1)
    order = (start[:, None] + np.arange(4)) % 4
    rows = np.arange(len(corners))[:, None]
    return corners[rows, order], kinds[rows, order]


def _is_plausible(corners: Points, width: int, height: int) -> BoolArray:
    reach = MOST_OUTSIDE * max(width, height)
    inside = (corners >= -reach) & (corners <= np.array([width, height]) + reach)
    spans = np.roll(corners, -1, axis=1) - corners
    turns = _cross(spans, np.roll(spans, -1, axis=1))
    aspect = aspects(corners)
    keep = inside.all(axis=(1, 2)) & (turns > 0).all(axis=1)
    keep &= (aspect >= ASPECTS[0]) & (aspect <= ASPECTS[1])
    return np.asarray(keep & (areas(corners) >= LEAST_AREA * width * height), np.bool_)


def areas(corners: Points) -> Points:
    """(n,) areas in square pixels of (n, 4, 2) clockwise corners."""
    x, y = corners[..., 0], corners[..., 1]
    return np.asarray((x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1) / 2)


def aspects(corners: Points) -> Points:
    """(n,) longer by shorter side, each the mean of two opposite ones."""
    spans = np.roll(corners, -1, axis=1) - corners
    lengths = np.hypot(spans[..., 0], spans[..., 1])
    across = (lengths[:, 0] + lengths[:, 2]) / 2
    down = (lengths[:, 1] + lengths[:, 3]) / 2
    return np.asarray(np.maximum(across, down) / np.maximum(np.minimum(across, down), 1e-6))
