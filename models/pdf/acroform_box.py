"""Where a widget lies on its page as a reader sees it: cropped, turned upright, from the top."""

from __future__ import annotations

import pikepdf

from models.pdf.acroform_text import object_text

#: left, top, right, bottom in points (1/72 inch) from the upper left corner of the upright page.
Box = tuple[float, float, float, float]

#: Page attributes may be inherited through this many levels; also ends loops.
MAX_LEVELS = 50
#: US letter, for pages that state no size, as most readers assume it.
_LETTER = (0.0, 0.0, 612.0, 792.0)


class PageFrame:
    """The part of a page that is shown, and how it is turned."""

    def __init__(self, untrusted_page: pikepdf.Object) -> None:
        frame = _rectangle(_inherited(untrusted_page, "/CropBox"))
        frame = frame or _rectangle(_inherited(untrusted_page, "/MediaBox")) or _LETTER
        self._left, self._bottom, self._right, self._top = frame
        self._quarter_turns = _quarter_turns(_inherited(untrusted_page, "/Rotate"))

    def box(self, untrusted_rectangle: pikepdf.Object | None) -> Box | None:
        """A rectangle of the page as a box of the upright page; None where it is none."""
        rectangle = _rectangle(untrusted_rectangle)
        return None if rectangle is None else self.upright_box(rectangle)

    def upright_box(self, rectangle: tuple[float, float, float, float]) -> Box:
        """Left, bottom, right, top of the page as stored, as a box of the upright page."""
        first = self._upright(rectangle[0], rectangle[1])
        second = self._upright(rectangle[2], rectangle[3])
        left, right = sorted((first[0], second[0]))
        top, bottom = sorted((first[1], second[1]))
        return left, top, right, bottom

    def _upright(self, x: float, y: float) -> tuple[float, float]:
        """A point from the upper left corner, after the page's clockwise turn (7.7.3.3)."""
        if self._quarter_turns == 1:
            return y - self._bottom, x - self._left
        if self._quarter_turns == 2:
            return self._right - x, y - self._bottom
        if self._quarter_turns == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y


def _inherited(untrusted_page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    node: pikepdf.Object | None = untrusted_page
    for _ in range(MAX_LEVELS):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _rectangle(value: pikepdf.Object | None) -> tuple[float, float, float, float] | None:
    """The corners of a rectangle in rising order, or None where it has no area."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    try:
        x0, y0, x1, y1 = (float(item) for item in value.as_list())
    except (TypeError, ValueError, ArithmeticError):
        return None
    left, right = sorted((x0, x1))
    bottom, top = sorted((y0, y1))
    return (left, bottom, right, top) if right > left and top > bottom else None


def _quarter_turns(value: object) -> int:
    try:
        return int(object_text(value)) // 90 % 4 if value is not None else 0
    except ValueError:
        return 0
