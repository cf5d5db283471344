"""Where to write for a caption: on a line above or beside it, or in its box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.pdf.ruled_lines import RuledLine
from models.pdf.scanned_words import ScannedPage
from models.pdf.signature_block_captions import Phrase
from models.pdf.straightened_page import Box

#: ``line-above``: the caption stands below its line; ``line-beside``: before it; ``box-below``: in
#: the upper corner of a box; ``box-beside``: before one; ``none``: no line or edge shows where.
Layout = Literal["line-above", "line-beside", "box-below", "box-beside", "none"]

#: A caption stands so near below its line, and so near before it.
_BELOW_LINE_MM, _BEFORE_LINE_MM, _BEFORE_BOX_MM = 5.5, 12.0, 90.0
#: Its foot lies so much above or below a line beside it.
_BASELINE_MM = (-1.5, 3.0)
#: Captions below one line stand level.
_SAME_BASELINE_MM = 1.5
#: Lines to write on are at least so long, boxes at least so high.
_MIN_WRITING_MM, _MIN_BOX_MM = 18.0, 4.4
#: People write so far above a line, and so far below it.
_ABOVE_MM, _DESCENT_MM = 13.0, 2.5
#: Print so near above a line was typed on it; what lies higher is the text before it.
_ON_LINE_MM = 4.2
#: Words that OCR is so sure of are print, and bound the place to write.
PRINT_CONFIDENCE = 75.0
#: Around a caption without any line, to the right and below.
_AROUND_MM = (70.0, 12.0)


@dataclass(frozen=True, slots=True)
class WritingArea:
    """The place to write. ``box``: in pixels of the straightened sheet."""

    box: Box
    layout: Layout


def writing_area(page: ScannedPage, caption: Phrase) -> WritingArea:
    """The place to write that belongs to a caption; around it where no line shows which."""
    found = (
        _line_beside(page, caption)
        or _box_below(page, caption)
        or _line_above(page, caption)
        or _box_beside(page, caption)
    )
    return found or WritingArea(_around(page, caption), "none")


def _across(page: ScannedPage) -> list[RuledLine]:
    return [line for line in page.lines if line.direction == "across"]


def _down(page: ScannedPage) -> list[RuledLine]:
    return [line for line in page.lines if line.direction == "down"]


def _overlap(first: tuple[float, float], second: tuple[float, float]) -> float:
    return min(first[1], second[1]) - max(first[0], second[0])


def _line_beside(page: ScannedPage, caption: Phrase) -> WritingArea | None:
    """On the line that begins behind the caption, at the height of its foot."""
    px = page.page.px
    low, high = caption.box[3] - px(-_BASELINE_MM[0]), caption.box[3] + px(_BASELINE_MM[1])
    for line in sorted(_across(page), key=lambda line: line.box[0]):
        gap = line.box[0] - caption.box[2]
        is_behind = -px(2.0) <= gap <= px(_BEFORE_LINE_MM)
        is_long = line.box[2] - line.box[0] >= px(_MIN_WRITING_MM)
        if is_behind and is_long and low <= line.middle <= high:
            return WritingArea(_over(page, line, line.box[0], line.box[2]), "line-beside")
    return None


def _over(page: ScannedPage, line: RuledLine, left: float, right: float) -> Box:
    """The place above a line, up to the print or the line above it."""
    px = page.page.px
    top = line.middle - px(_ABOVE_MM)
    for box in _obstacles(page, left, right):
        if top < box[3] <= line.middle - px(_ON_LINE_MM):
            top = box[3]
    return left, top, right, line.middle + px(_DESCENT_MM)


def _obstacles(page: ScannedPage, left: float, right: float) -> Sequence[Box]:
    """Boxes of print, and of lines, that stand between two edges."""
    words = [
        word.box
        for word in page.words
        if word.confidence >= PRINT_CONFIDENCE and sum(map(str.isalnum, word.text)) >= 2
    ]
    lines = [line.box for line in _across(page)]
    least = page.page.px(3.0)
    return [box for box in words + lines if _overlap((left, right), (box[0], box[2])) > least]


def _line_above(page: ScannedPage, caption: Phrase) -> WritingArea | None:
    """On the line below which the caption stands."""
    px = page.page.px
    left, top, right, _ = caption.box
    for line in sorted(_across(page), key=lambda line: -line.middle):
        is_near = -px(0.8) <= top - line.middle <= px(_BELOW_LINE_MM)
        covers = _overlap((left, right), (line.box[0], line.box[2])) >= 0.6 * (right - left)
        if is_near and covers and _may_be_box(page, caption, line):
            return None
        if is_near and covers and line.box[2] - line.box[0] >= px(_MIN_WRITING_MM):
            start, end = _shared_part(page, caption, line)
            return WritingArea(_over(page, line, start, end), "line-above")
    return None


def _may_be_box(page: ScannedPage, caption: Phrase, line: RuledLine) -> bool:
    """Whether a line above a caption may be the upper edge of a box without visible sides."""
    px = page.page.px
    for other in _across(page):
        room = other.middle - caption.box[3]
        is_alike = abs(other.box[0] - line.box[0]) <= px(3.0) and (
            abs(other.box[2] - line.box[2]) <= px(3.0)
        )
        if is_alike and px(_MIN_BOX_MM) <= room <= px(20.0):
            return True
    return False


def _shared_part(page: ScannedPage, caption: Phrase, line: RuledLine) -> tuple[float, float]:
    """The caption's part of a line below which others stand as well."""
    px = page.page.px
    start, end = line.box[0], line.box[2]
    for word in page.words:
        is_level = abs(word.box[3] - caption.box[3]) <= px(_SAME_BASELINE_MM)
        is_print = word.confidence >= PRINT_CONFIDENCE and sum(map(str.isalpha, word.text)) >= 4
        if is_level and is_print:
            if word.box[0] > caption.box[2] + px(8.0):
                end = min(end, word.box[0] - px(2.0))
            elif word.box[2] < caption.box[0] - px(8.0):
                start = max(start, min(caption.box[0] - px(2.0), word.box[2] + px(20.0)))
    return start, end


def _edges(
    page: ScannedPage, middle: float, left: float, right: float
) -> tuple[float, float] | None:
    """The nearest edges down the page on both sides of a place, at a certain height."""
    here = [line for line in _down(page) if line.box[1] <= middle <= line.box[3]]
    before = [line.middle for line in here if line.middle <= left + page.page.px(0.5)]
    behind = [line.middle for line in here if line.middle >= right - page.page.px(0.5)]
    return (max(before), min(behind)) if before and behind else None


def _bounds(
    page: ScannedPage, middle: float, left: float, right: float
) -> tuple[float, float] | None:
    """The nearest lines above and below a height that cover a stretch of it."""
    near = page.page.px(2.0)
    cover = [
        line.middle
        for line in _across(page)
        if line.box[0] <= left + near and line.box[2] >= right - near
    ]
    above = [place for place in cover if place <= middle]
    below = [place for place in cover if place > middle]
    return (max(above), min(below)) if above and below else None


def _box_below(page: ScannedPage, caption: Phrase) -> WritingArea | None:
    """In the box in whose upper part the caption stands, below and behind it."""
    px = page.page.px
    left, top, right, bottom = caption.box
    edges = _edges(page, (top + bottom) / 2, left, right)
    bounds = _bounds(page, (top + bottom) / 2, left, right)
    if edges is None or bounds is None:
        return None
    is_at_top = top - bounds[0] <= px(_BELOW_LINE_MM)
    floor = min(
        [bounds[1]]
        + [box[1] for box in _obstacles(page, *edges) if bottom + px(0.5) < box[1] < bounds[1]]
    )
    has_room = px(_MIN_BOX_MM) <= floor - bottom <= px(40.0)
    if not is_at_top or not has_room or floor < bounds[1] - px(_ON_LINE_MM):
        return None
    inset = px(0.6)
    return WritingArea((edges[0] + inset, bottom, edges[1] - inset, bounds[1] - inset), "box-below")


def _box_beside(page: ScannedPage, caption: Phrase) -> WritingArea | None:
    """In the box behind the caption."""
    px = page.page.px
    _, top, right, bottom = caption.box
    middle = (top + bottom) / 2
    here = sorted(
        line.middle
        for line in _down(page)
        if line.box[1] <= middle <= line.box[3] and line.middle >= right
    )
    if not here or here[0] - right > px(_BEFORE_BOX_MM):
        return None
    bounds = _bounds(page, middle, here[0], here[0] + px(_MIN_WRITING_MM))
    if bounds is None:
        return None
    ends = [line.box[2] for line in _across(page) if line.middle in bounds]
    behind = [edge for edge in here if edge - here[0] >= px(_MIN_WRITING_MM)]
    # Writing that runs over a box's edges may divide them: the longest tells where the box ends.
    end = min(behind) if behind else max(ends)
    inset = px(0.6)
    box = (here[0] + inset, bounds[0] + inset, end - inset, bounds[1] - inset)
    if end - here[0] < px(_MIN_WRITING_MM):
        return None
    return WritingArea(box, "box-beside") if bounds[1] - bounds[0] <= px(40.0) else None


def _around(page: ScannedPage, caption: Phrase) -> Box:
    """All around a caption, up to the next print."""
    px = page.page.px
    left, top, right, bottom = caption.box
    height, width = page.page.grey.shape
    far, descent = (px(mm) for mm in _AROUND_MM)
    box = [
        left,
        max(0.0, top - px(_ABOVE_MM)),
        min(float(width), right + far),
        min(float(height), bottom + descent),
    ]
    for word in page.words:
        is_print = word.confidence >= PRINT_CONFIDENCE and sum(map(str.isalpha, word.text)) >= 4
        if word in caption.words or not is_print:
            continue
        w_left, w_top, w_right, w_bottom = word.box
        if _overlap((box[0], box[2]), (w_left, w_right)) <= 0:
            continue
        if w_bottom <= top + px(0.5):
            box[1] = max(box[1], w_bottom)
        elif w_top >= bottom - px(0.5):
            box[3] = min(box[3], w_top)
        elif w_left > right:
            box[2] = min(box[2], w_left - px(1.0))
    return box[0], box[1], box[2], box[3]
