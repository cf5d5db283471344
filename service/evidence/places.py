"""The places of findings: numbered boxes, lines and polygons in the colour of the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from service.evidence.canvas import Layer, Point
from service.evidence.style import OUTCOME_COLOURS, font

LABEL_PX = 15
#: Outcomes whose places are drawn: a rule that passes has no fault to point to.
DRAWN_OUTCOMES = ("fail", "unsure")
#: What covers more of the picture is a whole page and no place on it.
_WHOLE_PAGE = 0.6
#: Between the numbers of findings that have the same place.
_NEXT_LABEL_PX = 32.0
#: Places of one finding that lie closer share a number: the cells of one row or one block.
_NEAR_PX = 24.0


class PlacesLayer:
    """Draws the places of findings over a picture, whose points ``on_picture`` makes of theirs."""

    def __init__(self, layer: Layer, on_picture: Callable[[Point], Point]) -> None:
        self._layer = layer
        self._on_picture = on_picture
        self._labelled: set[Point] = set()

    def draw(self, finding: dict[str, Any], number: int, places: Iterable[dict[str, Any]]) -> None:
        """Draw some places of one finding, each group of neighbours with the finding's number."""
        colour = OUTCOME_COLOURS[finding["outcome"]]
        before: list[list[Point]] = []
        for place in places:
            points = [self._on_picture((float(x), float(y))) for x, y in place["points"]]
            if place["shape"] == "line":
                self._layer.line(points, colour, 2.6)
            else:
                corners = _box_corners(points) if place["shape"] == "box" else points
                self._layer.area(corners, colour, self._opacity(points), edge_px=2.2)
            if not any(self._are_neighbours(one, points) for one in before):
                top = self._free(min(points, key=lambda point: point[1]))
                self._layer.label(top, str(number), font(LABEL_PX, "bold"), colour, "mm")
            before.append(points)

    def _are_neighbours(self, one: list[Point], other: list[Point]) -> bool:
        """Whether two places lie so close that one number stands for both."""
        near = _NEAR_PX / self._layer.reduction
        gaps = (
            max(min(second) - max(first), min(first) - max(second))
            for first, second in zip(zip(*one, strict=True), zip(*other, strict=True), strict=True)
        )
        return all(gap <= near for gap in gaps)

    def _opacity(self, points: list[Point]) -> float:
        """Much paler over a whole page, so that the page can be read."""
        (left, right), (top, bottom) = (
            (min(part), max(part)) for part in zip(*points, strict=True)
        )
        picture = self._layer.picture
        shown_px = picture.width * picture.height / self._layer.reduction**2
        return 0.05 if (right - left) * (bottom - top) > _WHOLE_PAGE * shown_px else 0.16

    def _free(self, point: Point) -> Point:
        """The point, or the next one beside it where no number stands yet."""
        while point in self._labelled:
            point = point[0] + _NEXT_LABEL_PX / self._layer.reduction, point[1]
        self._labelled.add(point)
        return point


def _box_corners(points: list[Point]) -> list[Point]:
    """The four corners of a box that is given by two opposite ones, or by all four."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
