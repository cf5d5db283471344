"""Captions that stand beside a field: the head of its column, or the text printed nearest."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from models.pdf.xfa_field import printed_text, without_star
from models.pdf.xfa_xml import local_name

_MM_BY_UNIT = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "em": 4.2, "%": 0.0, "": 25.4}
_MEASURE = re.compile(r"\s*([+-]?[0-9.]{1,12})\s*(mm|cm|in|pt|em|%|)")
#: A line of print: the height of what states none.
LINE_MM = 4.0
#: Text further away than this belongs to something else.
MAX_DISTANCE_MM = 60.0
#: Texts of one frame that are looked at, and rows of a table in which a head may stand.
MAX_TEXTS = 300
MAX_HEAD_ROWS = 3
#: A caption has a word in it: question numbers, brackets and dashes are none.
_WORD = re.compile(r"[^\W\d_]{2,}")
#: The pattern of a date is printed near its field, and says nothing about which date it is.
_DATE_PATTERN = re.compile(r"[\s()YMDAJ/.-]+\Z", re.IGNORECASE)
_CELLS = frozenset({"field", "draw", "subform", "exclGroup"})
_POSITIONED = frozenset({"", "position"})


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float


def column_head(element: etree._Element) -> str:
    """The text at the head of a table cell's column; empty outside a table."""
    row = element.getparent()
    table = row.getparent() if row is not None and row.get("layout") == "row" else None
    if row is None or table is None or table.get("layout") != "table":
        return ""
    column = _column(row, element)
    rows = (other for other in table if other.get("layout") == "row")
    for other in itertools.islice(rows, MAX_HEAD_ROWS):
        if other is row:
            return ""
        head = _cell_at(other, column)
        if head is not None and local_name(head) == "draw":
            text = draw_text(head)
            if text:
                return text
    return ""


def _column(row: etree._Element, element: etree._Element) -> int:
    column = 0
    for cell in row:
        if cell is element:
            break
        column += _span(cell)
    return column


def _cell_at(row: etree._Element, column: int) -> etree._Element | None:
    at = 0
    for cell in row:
        at += _span(cell)
        if at > column:
            return cell
    return None


def _span(cell: etree._Element) -> int:
    """Columns that a child of a row takes; properties of the row are children that take none."""
    if local_name(cell) not in _CELLS:
        return 0
    stated = cell.get("colSpan", "1")
    return max(1, int(stated)) if stated.isdecimal() and len(stated) < 4 else 1


class NearbyTexts:
    """The texts printed in each frame of a form, read once for all the fields in it."""

    def __init__(self) -> None:
        self._texts: dict[etree._Element, list[tuple[int, _Box, str]]] = {}

    def nearest(self, element: etree._Element) -> str:
        """The text printed nearest to a field, left of it or above it, within the same frame."""
        container = element.getparent()
        if container is None:
            return ""
        if container not in self._texts:
            self._texts[container] = list(itertools.islice(_texts(container), MAX_TEXTS))
        texts = self._texts[container]
        if container.get("layout", "") not in _POSITIONED:
            place = container.index(element)
            return next((text for number, _, text in reversed(texts) if number < place), "")
        box = _whole_box(element)
        distances = [_distance_mm(text_box, box) for _, text_box, _ in texts]
        nearest = min(distances, default=MAX_DISTANCE_MM)
        return texts[distances.index(nearest)][2] if nearest < MAX_DISTANCE_MM else ""


def _texts(container: etree._Element) -> Iterator[tuple[int, _Box, str]]:
    """Place among its siblings, box and words of every text that could name a field."""
    for number, child in enumerate(container):
        if local_name(child) == "draw":
            text = draw_text(child)
            if is_words(text):
                yield number, _box(child), text


def draw_text(draw: etree._Element) -> str:
    """The text that a drawing prints."""
    return without_star(printed_text(draw.find("{*}value")))


def is_words(text: str) -> bool:
    """Whether a text can name a field: it has a word, and is not the pattern of a date."""
    return bool(_WORD.search(text)) and not _DATE_PATTERN.match(text)


def _distance_mm(text: _Box, target: _Box) -> float:
    """How far a text is from the field that it may name; infinite right of it and below it."""
    if text.top < target.bottom and text.bottom > target.top and text.left <= target.left:
        return max(0.0, target.left - text.right)
    if text.top < target.top:
        aside = max(0.0, text.left - target.right, target.left - text.right)
        return max(0.0, target.top - text.bottom) + aside + LINE_MM
    return float("inf")


def _whole_box(element: etree._Element) -> _Box:
    """The box of a field; of a group of boxes, which states no size, that of all its boxes."""
    box = _box(element)
    inner = [_box(member) for member in element.iterchildren("{*}field")]
    if box.right > box.left or not inner:
        return box
    return _Box(
        box.left + min(member.left for member in inner),
        box.top + min(member.top for member in inner),
        box.left + max(member.right for member in inner),
        box.top + max(member.bottom for member in inner),
    )


def _box(element: etree._Element) -> _Box:
    left, top = length_mm(element.get("x")), length_mm(element.get("y"))
    width = length_mm(element.get("w") or element.get("minW"))
    height = length_mm(element.get("h") or element.get("minH")) or LINE_MM
    return _Box(left, top, left + width, top + height)


def length_mm(measure: str | None) -> float:
    """A length in millimetres; 0 where none is stated (XFA 3.3: without a unit, inches)."""
    found = _MEASURE.match(measure or "")
    if found is None:
        return 0.0
    try:
        return float(found.group(1)) * _MM_BY_UNIT[found.group(2)]
    except ValueError:
        return 0.0
