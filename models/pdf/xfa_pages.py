"""Which page each part of a dynamic form falls on, as far as the template alone can tell.

Adobe's programs lay the form out when it is opened. Here parts are stacked by the heights that the
template states: a new page begins where the template says so, or where the next part does not fit
(XFA 3.3, part 1, "Layout for Growable Objects"). Long answers may push a part further.
"""

from __future__ import annotations

import re
from typing import Literal

from lxml import etree

from models.pdf.xfa_caption import LINE_MM, length_mm
from models.pdf.xfa_words import Presence
from models.pdf.xfa_xml import local_name

#: How the children of a part are laid out: below one another, as one block, or not at all.
_Stacking = Literal["flow", "block", "aside"]
#: Rounding of the lengths in a template must not break a row.
TOLERANCE_MM = 1.0
#: Nor begin a page: authors fill their pages, and scripts hide a message of this height at first.
PAGE_TOLERANCE_MM = 12.0

#: From this share of the page's width on, a part stands in no row with others.
_WHOLE = 0.9
_PAGE_NAME = re.compile(r"page_?([1-9]\d?)\Z", re.IGNORECASE)
_BREAKS = ("{*}breakBefore", "{*}break")
_FLOWING = frozenset({"tb", "lr-tb", "rl-tb"})
_PLACED = frozenset({"subform", "field", "draw", "exclGroup", "area", "subformSet"})


class PageFlow:
    """Follows a walk through the template; ``page`` is where the walk stands."""

    def __init__(self, outermost: etree._Element) -> None:
        areas = [
            (length_mm(area.get("h")), length_mm(area.get("w")))
            for area in outermost.iterfind("{*}pageSet//{*}contentArea")
        ]
        self.page = 1
        self._areas = [area for area in areas if area[0] > 0]
        self._filled_mm = 0.0
        self._row_mm = (0.0, 0.0)
        self._stack: list[tuple[_Stacking, str]] = [("flow", "tb")]

    def enter(self, element: etree._Element, presence: Presence) -> None:
        """Go into a group; ``leave`` it after its children."""
        stacking, layout = self._stack[-1]
        own_layout = element.get("layout", "position")
        if stacking != "flow":
            self._stack.append((stacking, own_layout))
        elif presence in ("hidden", "inactive") or _is_absent_at_first(element):
            self._stack.append(("aside", own_layout))
        else:
            if _begins_page(element) and self._filled_mm > 0:
                self._begin_page()
                self.page = _number_in_name(element) or self.page
            flows = own_layout in _FLOWING or local_name(element) == "subformSet"
            flows = flows and (layout == "tb" or width_mm(element) >= _WHOLE * self._area[1])
            if flows:
                self._row_mm = (0.0, 0.0)
            else:
                self._place(element, layout)
            self._stack.append(("flow" if flows else "block", own_layout))

    def leave(self) -> None:
        """Go out of the group entered last."""
        stacking, _ = self._stack.pop()
        if stacking == "flow":
            self._row_mm = (0.0, 0.0)

    def put(self, element: etree._Element, presence: Presence) -> None:
        """Pass a field, a group of boxes or a drawing."""
        stacking, layout = self._stack[-1]
        if stacking == "flow" and presence not in ("hidden", "inactive"):
            self._place(element, layout)

    def _place(self, element: etree._Element, layout: str) -> None:
        """Put one block below what is there, or beside it where rows are filled first."""
        height, width = height_mm(element), width_mm(element)
        row_width, row_height = self._row_mm
        if layout != "tb" and row_width and row_width + width <= self._area[1] + TOLERANCE_MM:
            self._row_mm = row_width + width, max(row_height, height)
            self._filled_mm += max(0.0, height - row_height)
            return
        if self._filled_mm and self._filled_mm + height > self._area[0] + PAGE_TOLERANCE_MM:
            self._begin_page()
        self._filled_mm += height
        self._row_mm = width, height

    def _begin_page(self) -> None:
        self.page += 1
        self._filled_mm = 0.0
        self._row_mm = (0.0, 0.0)

    @property
    def _area(self) -> tuple[float, float]:
        """Height and width that this page has for content; without limit where none is stated."""
        if not self._areas:
            return float("inf"), float("inf")
        return self._areas[min(self.page, len(self._areas)) - 1]


def height_mm(element: etree._Element) -> float:
    """The height that a part states, or that its own parts need."""
    stated = length_mm(element.get("h"))
    if stated:
        return stated
    parts = [
        part
        for part in element
        if local_name(part) in _PLACED and part.get("presence") not in ("hidden", "inactive")
    ]
    layout = element.get("layout", "position")
    if layout in ("tb", "table"):
        inner = sum(height_mm(part) for part in parts)
    elif layout == "row":
        inner = max((height_mm(part) for part in parts), default=0.0)
    elif layout in _FLOWING:
        width = width_mm(element) or 1.0
        inner = sum(height_mm(part) * min(1.0, width_mm(part) / width) for part in parts)
    else:
        inner = max((length_mm(part.get("y")) + height_mm(part) for part in parts), default=0.0)
    least = length_mm(element.get("minH")) or (0.0 if parts else LINE_MM)
    return max(inner, least)


def _number_in_name(element: etree._Element) -> int | None:
    """The number of a part that its author called after its page."""
    found = _PAGE_NAME.match(element.get("name", ""))
    return int(found.group(1)) if found is not None else None


def _is_absent_at_first(element: etree._Element) -> bool:
    """Whether a part stands on no page of a new form: backgrounds, and parts added on demand."""
    if local_name(element) == "pageSet":
        return True
    occur = element.find("{*}occur")
    return occur is not None and occur.get("initial", occur.get("min")) == "0"


def width_mm(element: etree._Element) -> float:
    """The width that a part states, or that its own parts need."""
    stated = length_mm(element.get("w")) or length_mm(element.get("minW"))
    if stated:
        return stated
    widths = [
        length_mm(part.get("x")) + width_mm(part) for part in element if local_name(part) in _PLACED
    ]
    is_row = element.get("layout") in ("row", "lr-tb", "rl-tb")
    return sum(widths) if is_row else max(widths, default=0.0)


def _begins_page(element: etree._Element) -> bool:
    for name in _BREAKS:
        for found in element.iterchildren(name):
            if found.get("targetType") == "pageArea" or found.get("before") == "pageArea":
                return True
    return False
