"""Lines of print cut into captions and possible values, and how these lie to each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from models.text.geometry import TextBox
from models.text.reading import PrintedLine
from models.viz.captions import Caption, captions_in

#: A space is as wide as a letter; columns of data are further apart, in pitches and in heights.
_GAP_PITCHES, _GAP_HEIGHTS = 3.0, 1.3
#: A value begins so much lower at most than its caption ends, and at least so much above it
#: (boxes are higher than the print), in heights of the value's box.
_MAX_BELOW, _MIN_BELOW = 1.2, -0.65
#: How far a value below begins from where its caption begins, in heights of the value's box.
_MAX_INDENT = 2.0
#: A value on the caption's line follows within so many heights, which covers a form's columns.
_MAX_RIGHT = 7.0
#: A colon says that the value follows, however far.
_MAX_AFTER_COLON = 20.0
_SAME_LINE = 0.5
#: A caption so many heights above a piece may be that of a column, which begins so near its own.
_MAX_ABOVE, _NEAR_COLUMN = 1.9, 0.7
#: A column that begins within so many heights of a piece's beginning is the piece's own.
_MIN_COLUMN = 2.0
#: Data are at most so much higher than captions; an overprint is higher, and lies askew.
_MAX_HEIGHT_RATIO, _MAX_TURN = 2.6, math.radians(9)
#: Parts of one value are closer than so many heights.
_MAX_NEIGHBOUR = 1.1
#: Boxes of fewer heights show no direction.
_SHOWS_DIRECTION = 2.0

Relation = Literal["after", "below", "right"]


@dataclass(frozen=True, slots=True)
class FoundCaption:
    """A caption and its place. ``line``: index of the line it stands in; ``end``: where it ends."""

    caption: Caption
    print: PrintedLine
    line: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Print that may be a value: a line, or a part of one between captions and wide spaces."""

    print: PrintedLine
    line: int
    start: int


@dataclass(frozen=True, slots=True)
class Place:
    """How a piece lies to a caption; ``cost``: 0 is where values are expected."""

    relation: Relation
    cost: float


def cut_lines(lines: Sequence[PrintedLine]) -> tuple[list[FoundCaption], list[Piece]]:
    """All captions and pieces of a document."""
    captions: list[FoundCaption] = []
    pieces: list[Piece] = []
    for index, line in enumerate(lines):
        gaps = wide_gaps(line)
        found = captions_in(line.text, gaps)
        captions += [FoundCaption(one, line.part(one.start, one.end), index) for one in found]
        pieces += [
            Piece(line.part(start, end), index, start)
            for start, end in _between(line.text, found, gaps)
        ]
    return captions, [part for piece in pieces for part in _in_columns(piece, captions)]


def _in_columns(piece: Piece, captions: Sequence[FoundCaption]) -> Iterator[Piece]:
    """The piece, cut at spaces over which the caption of a next column begins."""
    box, text = piece.print.box, piece.print.text
    cuts = set[int]()
    for one in captions:
        along, down = box.offset_to(one.print.box)
        if not -_MAX_ABOVE * box.height < down < -_SAME_LINE * box.height:
            continue
        begins = along - one.print.box.length / 2 + box.length / 2
        if begins < _MIN_COLUMN * box.height:
            continue
        spaces = [at for at, sign in enumerate(text) if sign.isspace() and 0 < at < len(text) - 1]
        nearest = min(
            spaces, key=lambda at: abs(piece.print.places[at] * box.length - begins), default=None
        )
        if nearest is None:
            continue
        off = abs(piece.print.places[nearest] * box.length - begins)
        if off < _NEAR_COLUMN * box.height:
            cuts.add(nearest)
    borders = [0, *sorted(cuts), len(text)]
    for start, end in pairwise(borders):
        left = start + len(text[start:end]) - len(text[start:end].lstrip())
        right = start + len(text[start:end].rstrip())
        if right > left:
            yield Piece(piece.print.part(left, right), piece.line, piece.start + left)


def wide_gaps(line: PrintedLine) -> frozenset[int]:
    """The characters before which a wide space lies."""
    inked = [at for at, sign in enumerate(line.text) if not sign.isspace()]
    if len(inked) < 3:
        return frozenset()
    places = np.array([line.places[at] for at in inked]) * line.box.length
    steps = np.diff(places)
    close = [step for step, at, after in zip(steps, inked, inked[1:], strict=False)
             if after == at + 1]  # fmt: skip
    pitch = float(np.median(close)) if close else line.box.height * 0.6
    least = max(_GAP_PITCHES * pitch, _GAP_HEIGHTS * line.box.height)
    return frozenset(after for after, step in zip(inked[1:], steps, strict=True) if step > least)


def _between(
    text: str, captions: Sequence[Caption], gaps: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """The stretches that are no caption, cut at wide spaces, without blanks at their ends."""
    borders = sorted(
        {0, len(text), *gaps} | {one.start for one in captions} | {one.end for one in captions}
    )
    for start, end in pairwise(borders):
        if any(one.start <= start < one.end for one in captions):
            continue
        stretch = text[start:end]
        left = start + len(stretch) - len(stretch.lstrip())
        right = start + len(stretch.rstrip())
        if right > left:
            yield left, right


def place_of(piece: Piece, caption: FoundCaption) -> Place | None:
    """How a piece lies to a caption; None where it cannot be its value."""
    own, other = caption.print.box, piece.print.box
    if other.height > _MAX_HEIGHT_RATIO * own.height or _is_askew(own, other):
        return None
    along, down = own.offset_to(other)
    begins = along - other.length / 2 + own.length / 2
    after = along - other.length / 2 - own.length / 2
    if piece.line == caption.line and piece.start >= caption.caption.end:
        gap = max(0.0, after) / other.height
        return Place("after", 0.1 * gap) if gap < _MAX_RIGHT else None
    if abs(down) < _SAME_LINE * max(own.height, other.height):
        gap = after / other.height
        most = _MAX_AFTER_COLON if caption.print.text.rstrip().endswith(":") else _MAX_RIGHT
        return Place("right", 0.5 + 0.12 * gap) if -0.5 < gap < most else None
    gap = (down - (own.height + other.height) / 2) / other.height
    if not _MIN_BELOW < gap < _MAX_BELOW:
        return None
    indent = begins / other.height
    if abs(indent) > _MAX_INDENT and not _lies_under(own, other, along):
        return None
    return Place("below", 0.3 * max(0.0, gap) + 0.15 * min(abs(indent), 4.0))


def row_neighbours(index: int, pieces: Sequence[Piece], at_most: int) -> tuple[int, ...]:
    """The pieces that follow one closely on its row, from left to right."""
    found: list[int] = []
    last = pieces[index].print.box
    while len(found) < at_most:
        best: tuple[float, int] | None = None
        for other, piece in enumerate(pieces):
            box = piece.print.box
            along, down = last.offset_to(box)
            gap = (along - (last.length + box.length) / 2) / last.height
            if other == index or other in found or abs(down) > _SAME_LINE * last.height:
                continue
            is_alike = 0.5 < box.height / last.height < 2.0
            if is_alike and along > 0 and gap < _MAX_NEIGHBOUR and (not best or gap < best[0]):
                best = gap, other
        if best is None:
            break
        found.append(best[1])
        last = pieces[best[1]].print.box
    return tuple(found)


def _is_askew(own: TextBox, other: TextBox) -> bool:
    turn = abs((other.angle - own.angle + math.pi) % (2 * math.pi) - math.pi)
    return turn > _MAX_TURN and other.length > _SHOWS_DIRECTION * other.height


def _lies_under(own: TextBox, other: TextBox, along: float) -> bool:
    """Whether a value stands under the middle of its caption, or the other way round."""
    return abs(along) < 0.5 * max(own.length, other.length) and other.length < 1.5 * own.length
