"""Four corners in a picture, and the ways between a document's millimetres and its pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
Points = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quad:
    """Upper left, upper right, lower right, lower left in pixels of the upright upload."""

    corners: tuple[Point, Point, Point, Point]

    @classmethod
    def of(cls, points: npt.ArrayLike) -> Quad:
        """Four points in that order, (4, 2)."""
        (a, b, c, d) = np.asarray(points, np.float64).tolist()
        return cls(((a[0], a[1]), (b[0], b[1]), (c[0], c[1]), (d[0], d[1])))

    @classmethod
    def rectangle(cls, left: float, top: float, right: float, bottom: float) -> Quad:
        """An upright rectangle."""
        return cls(((left, top), (right, top), (right, bottom), (left, bottom)))

    @property
    def points(self) -> Points:
        """(4, 2) float64."""
        return np.asarray(self.corners, np.float64)

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Lengths of the upper, right, lower and left side."""
        first, second, third, fourth = self.corners
        return (
            math.dist(first, second),
            math.dist(second, third),
            math.dist(third, fourth),
            math.dist(fourth, first),
        )

    @property
    def width_px(self) -> float:
        """Mean length of the upper and the lower side."""
        return (self.sides[0] + self.sides[2]) / 2

    @property
    def height_px(self) -> float:
        """Mean length of the left and the right side."""
        return (self.sides[1] + self.sides[3]) / 2

    @property
    def area_px(self) -> float:
        """Area in square pixels."""
        return area_of(self.points)

    @property
    def diagonal_px(self) -> float:
        """Mean length of the two diagonals."""
        points = self.points
        return float(np.hypot(*(points[2] - points[0])) + np.hypot(*(points[3] - points[1]))) / 2

    @property
    def obliqueness(self) -> float:
        """How unlike opposite sides are: 0 seen straight on, 0.3 where one is 30 % shorter."""
        upper, right, lower, left = self.sides
        return 1.0 - min(min(pair) / max(*pair, 1e-6) for pair in ((upper, lower), (right, left)))

    def turned(self, quarter_turns: int) -> Quad:
        """The same place with the corners named so many places further on."""
        return Quad.of(np.roll(self.points, -quarter_turns, axis=0))

    def scaled(self, factor: float) -> Quad:
        """The same place in a picture of another size."""
        return Quad.of(self.points * factor)

    def shares_inside(self, points: npt.ArrayLike, margin_px: float = 0.0) -> npt.NDArray[np.bool_]:
        """Which of the (n, 2) points lie inside, or at most so many pixels outside."""
        corners = self.points
        if signed_area(corners) < 0:
            corners = corners[::-1]
        return np.asarray(distances_inside(corners, points).min(axis=1) >= -margin_px, np.bool_)


def signed_area(corners: Points) -> float:
    """Positive where the corners go clockwise on the screen."""
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def area_of(corners: Points) -> float:
    """Area of a polygon in square pixels."""
    return abs(signed_area(corners))


def distances_inside(corners: Points, points: npt.ArrayLike) -> Points:
    """(n, 4): how far each point lies inside of each side's line; corners clockwise."""
    along = np.roll(corners, -1, axis=0) - corners
    along = along / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    inward = np.column_stack([-along[:, 1], along[:, 0]])
    offset = np.asarray(points, np.float64)[:, None, :] - corners[None]
    return np.asarray((offset * inward[None]).sum(axis=2))


def homography(source: npt.ArrayLike, target: npt.ArrayLike) -> Matrix:
    """(3, 3): from four points to four others."""
    return np.asarray(
        cv2.getPerspectiveTransform(np.asarray(source, np.float32), np.asarray(target, np.float32)),
        np.float64,
    )


def moved(points: npt.ArrayLike, matrix: Matrix) -> Points:
    """(n, 2) points through a homography."""
    flat = np.asarray(points, np.float64).reshape(-1, 2)
    seen = np.column_stack([flat, np.ones(len(flat))]) @ matrix.T
    depth = np.where(np.abs(seen[:, 2:]) < 1e-9, 1e-9, seen[:, 2:])
    return np.asarray(seen[:, :2] / depth)


#: Places a side at which it is asked whether one quadrilateral lies in another.
_GRID = 12


def share_inside(one: Quad, other: Quad) -> float:
    """Share 0..1 of the first that lies in the second, over a grid of places."""
    steps = (np.arange(_GRID) + 0.5) / _GRID
    across, down = (part.ravel()[:, None] for part in np.meshgrid(steps, steps))
    upper_left, upper_right, lower_right, lower_left = one.points
    upper = upper_left + across * (upper_right - upper_left)
    lower = lower_left + across * (lower_right - lower_left)
    return float(other.shares_inside(upper + down * (lower - upper)).mean())


def shared(one: Quad, other: Quad) -> float:
    """Share 0..1 of the smaller of two quadrilaterals that lies in the other."""
    smaller, larger = sorted((one, other), key=lambda quad: quad.area_px)
    return share_inside(smaller, larger)
