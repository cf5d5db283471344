"""Which lines of print may be a machine-readable zone: long, parallel, alike, close together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.text.geometry import TextBox

#: A line of 30 characters of 2.54 mm in a band of 4 mm is 19 times as long as high; pieces of one
#: that dirt or a stamp cut are shorter; the box of a tilted line is higher.
MIN_SHAPE, MIN_PIECE_SHAPE = 9.0, 2.5
#: Lines of a zone differ by less in direction, even under a tilted camera.
_MAX_TURN = math.radians(5)
#: Distance of neighbouring lines in heights of their boxes. The zone's lines lie 6.35 mm apart and
#: their boxes are 3 to 5 mm high; small print is found in boxes that are too high.
_MIN_STEP, _MAX_STEP = 0.7, 3.0
#: How far the ends of two lines of one zone may differ, as a share of their length: a stamp or
#: glare may hide some characters.
_MAX_END_SHIFT = 0.2
#: Ends that differ by less, in heights, are the same end.
_SAME_END = 0.5
#: ICAO 9303-3, 4.2: lines lie 6.35 mm apart, characters 2.54 mm.
_LINE_STEP = 6.35 / 2.54
#: Letters and fillers keep the distance of their pieces on one line under so many heights.
_MAX_GAP = 6.0


@dataclass(frozen=True, slots=True)
class Strip:
    """Two or three neighbouring lines, from top to foot as they lie in the picture."""

    lines: tuple[TextBox, ...]

    @property
    def evenness(self) -> float:
        """How alike the lines are in length and ends: 1 where they are the same."""
        lengths = [line.length for line in self.lines]
        anchor = self.lines[0]
        ends = np.array([_ends(line, anchor) for line in self.lines])
        spread = float(np.ptp(ends, axis=0).max()) / max(lengths)
        return 1.0 - min(1.0, 3 * spread)

    @property
    def shape(self) -> float:
        """Mean length in heights."""
        return float(np.mean([line.length / line.height for line in self.lines]))

    @property
    def likeness(self) -> float:
        """How much it looks like a zone: long even lines, rather three than two than one."""
        return min(self.shape, 30.0) * self.evenness * (0.6 + 0.2 * len(self.lines))

    def reversed(self) -> Strip:
        """The same strip, read from the other end."""
        return Strip(tuple(line.reversed() for line in self.lines[::-1]))

    def aligned(self) -> Strip:
        """The strip with its lines made equal: the lines of a zone begin and end alike.

        The same object where they do already.
        """
        anchor = max(self.lines, key=lambda line: line.length)
        ends = [_ends(line, anchor) for line in self.lines]
        begin, end = min(first for first, _ in ends), max(last for _, last in ends)
        if max(max(first - begin, end - last) for first, last in ends) < _SAME_END * anchor.height:
            return self
        return Strip(
            tuple(
                _stretched(line, first - begin, end - last)
                for line, (first, last) in zip(self.lines, ends, strict=True)
            )
        )

    def completed(self, line_count: int, characters: int) -> tuple[Strip, ...]:
        """A lone line with the neighbours that a zone of so many lines and characters has.

        Print under a stamp is often not found as a line; where it must lie follows from the other.
        """
        line = self.lines[0]
        step = _LINE_STEP * line.length / characters
        return tuple(
            Strip(tuple(line if at == own else _moved(line, (at - own) * step) for at in order))
            for order in [range(line_count)]
            for own in order
        )


def candidate_strips(boxes: Sequence[TextBox]) -> tuple[Strip, ...]:
    """Every pair and triple of lines that may be a zone, the most zone-like first."""
    lines = _joined(boxes)
    lines = [line for line in lines if line.length >= MIN_SHAPE * line.height]
    strips = list(_pairs(lines))
    strips += list(_triples(strips))
    strips += [Strip((line,)) for line in lines]
    return tuple(sorted(strips, key=lambda strip: strip.likeness, reverse=True))


def _pairs(lines: Sequence[TextBox]) -> Iterator[Strip]:
    for upper in lines:
        for lower in lines:
            if upper is not lower and _is_below(upper, lower):
                yield Strip((upper, lower))


def _triples(pairs: Sequence[Strip]) -> Iterator[Strip]:
    for first in pairs:
        for second in pairs:
            if first.lines[1] is second.lines[0] and _steps_agree(first, second):
                yield Strip((*first.lines, second.lines[1]))


def _steps_agree(first: Strip, second: Strip) -> bool:
    steps = [pair.lines[0].offset_to(pair.lines[1])[1] for pair in (first, second)]
    return max(steps) < 1.5 * min(steps)


def _is_below(upper: TextBox, lower: TextBox) -> bool:
    turn = abs(upper.angle - lower.angle)
    if min(turn, math.pi - turn) > _MAX_TURN:
        return False
    height = (upper.height + lower.height) / 2
    if not 0.5 < upper.height / lower.height < 2.0:
        return False
    _, down = upper.offset_to(lower)
    if not _MIN_STEP * height < down < _MAX_STEP * height:
        return False
    shift = np.abs(np.subtract(_ends(lower, upper), _ends(upper, upper))).max()
    return bool(shift < _MAX_END_SHIFT * max(upper.length, lower.length))


def _ends(line: TextBox, anchor: TextBox) -> tuple[float, float]:
    """Where a line begins and ends along another, from the other's centre."""
    along, _ = anchor.offset_to(line)
    return along - line.length / 2, along + line.length / 2


def _stretched(line: TextBox, before_px: float, after_px: float) -> TextBox:
    centre = np.array(line.centre) + np.array(line.along) * (after_px - before_px) / 2
    return TextBox(
        (float(centre[0]), float(centre[1])),
        line.length + before_px + after_px,
        line.height,
        line.angle,
    )


def _moved(line: TextBox, down_px: float) -> TextBox:
    centre = np.array(line.centre) + np.array(line.down) * down_px
    return TextBox((float(centre[0]), float(centre[1])), line.length, line.height, line.angle)


def _joined(boxes: Sequence[TextBox]) -> list[TextBox]:
    """Pieces that lie on one line become that line; the pieces are kept too where they are long."""
    rest = sorted(boxes, key=lambda box: -box.length)
    lines: list[TextBox] = []
    while rest and rest[0].length >= MIN_PIECE_SHAPE * rest[0].height:
        line = rest.pop(0)
        while True:
            piece = next((box for box in rest if _continues(line, box)), None)
            if piece is None:
                break
            rest.remove(piece)
            if line.length >= MIN_SHAPE * line.height:
                lines.append(line)
            line = joined_line(line, piece)
        lines.append(line)
    return lines


def _continues(line: TextBox, piece: TextBox) -> bool:
    turn = abs(line.angle - piece.angle)
    is_short = piece.length < MIN_PIECE_SHAPE * piece.height  # the box of a few fillers lies askew
    if min(turn, math.pi - turn) > 2 * _MAX_TURN and not is_short:
        return False
    if not 0.4 < piece.height / line.height < 1.6:
        return False
    along, down = line.offset_to(piece)
    gap = abs(along) - (line.length + piece.length) / 2
    return abs(down) < 0.4 * line.height and -line.height < gap < _MAX_GAP * line.height


def joined_line(first: TextBox, second: TextBox) -> TextBox:
    """The line that holds both, in the direction from end to end."""
    longer, shorter = sorted((first, second), key=lambda box: -box.length)
    starts, ends = zip(_ends(first, longer), _ends(second, longer), strict=True)
    begin, end = min(starts), max(ends)
    offsets = [longer.offset_to(box) for box in (first, second)]
    (near, near_down), (far, far_down) = sorted(offsets)
    tilt = math.atan2(far_down - near_down, far - near) if far - near > longer.height else 0.0
    middle = (begin + end) / 2
    down = near_down + (middle - near) * math.tan(tilt)
    centre = (
        np.array(longer.centre) + middle * np.array(longer.along) + down * np.array(longer.down)
    )
    height = max(longer.height, min(shorter.height, 1.15 * longer.height))
    return TextBox((float(centre[0]), float(centre[1])), end - begin, height, longer.angle + tilt)
