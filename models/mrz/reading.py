"""Machine-readable zones in a picture: found, read, corrected where check digits prove it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.mrz.decoding import DecodedLine, decode_line
from models.mrz.formats import LAYOUTS, Layout
from models.mrz.proof import prove
from models.mrz.second_reader import second_reading
from models.mrz.seen_line import SECOND_LOOKS, SeenLine, look_at
from models.mrz.strips import Strip, candidate_strips
from models.mrz.zone_reading import ZoneReading
from models.text.geometry import TextBox
from models.text.print_search import PrintSearch

Rgb = npt.NDArray[np.uint8]

#: Lines looked at in one search before a picture is taken to have no zone, or no further one.
MAX_LINES_SEEN = 14
#: A second zone in the picture looks nearly as much like one as the first.
_FURTHER_LIKENESS = 0.8
#: Mean log probability per step from which a decoded strip is a zone. Real zones of the corpus lie
#: above -0.2, text that is none below -0.8.
MIN_SCORE = -0.45
#: A zone has fillers, a line of capitals has none; without them all check digits must agree.
_MIN_FILLERS = 2
#: The share of the characters seen that are of the zone's alphabet at all.
_MIN_ZONE_SHARE = 0.75
#: Heights of the part of a line at which a glimpse is taken: about 15 characters.
_GLIMPSE_LENGTH = 10.0
#: A second zone in one picture must be as plainly one: capitals with spaces have under 0.92.
_MIN_FURTHER_SHARE = 0.95
#: A line read with this certainty stands the right way up.
_SURELY_UPRIGHT = 0.95
#: A line whose plain reading is so many characters off its format's length is none of it.
_MAX_LENGTH_ERROR = 8
#: Formats that fit the length worse than the best by more are not tried.
_LENGTH_TOLERANCE = 4
#: The only zone of one line; without this beginning and its digit one line is no zone.
_LONE_LINE_BEGINS = "D1FRA"
#: A lone line must be nearer to a format's length to be completed to a zone.
_MAX_LONE_LENGTH_ERROR = 2
#: Characters off their even place by which the lines are of another format, or too much of them is
#: hidden (see ``DecodedLine.unevenness``).
_MAX_UNEVENNESS = 1.5


class ZoneReader:
    """Reads the zones of one picture; each line is recognised once whatever strips it is in."""

    def __init__(self, rgb: Rgb, search: PrintSearch | None = None) -> None:
        self.rgb = rgb
        self._search = search or PrintSearch(rgb)
        self._seen: dict[TextBox, SeenLine] = {}
        self._glimpsed: dict[TextBox, SeenLine] = {}
        self._angle: float | None = None

    def zones(self) -> tuple[ZoneReading, ...]:
        """Every zone of the picture; none where there is none."""
        first = self._search.first_boxes
        return self._zones_among(first) or self._zones_among(
            box for box in self._search.closer_boxes if box not in first
        )

    def _zones_among(self, boxes: Iterable[TextBox]) -> tuple[ZoneReading, ...]:
        readings = self._readings(candidate_strips(tuple(boxes)))
        return tuple(self._settled(reading) for reading in readings)

    def _readings(self, strips: Sequence[Strip]) -> Iterator[ZoneReading]:
        taken: list[TextBox] = []
        least_likeness = 0.0
        max_seen = self._lines_seen + MAX_LINES_SEEN
        for strip in strips:
            if self._lines_seen >= max_seen:
                return
            if any(_is_at(box, other) for box in strip.lines for other in taken):
                continue
            if strip.likeness < least_likeness:
                return
            reading = self._best_way_up(strip)
            if reading is not None:
                taken += reading.boxes
                self._angle = reading.boxes[0].angle
                least_likeness = max(least_likeness, _FURTHER_LIKENESS * strip.likeness)
                yield reading

    @property
    def _lines_seen(self) -> int:
        return len(self._seen.keys() | self._glimpsed.keys())

    def _best_way_up(self, strip: Strip) -> ZoneReading | None:
        for turned in self._ways_up(strip):
            longest = max(turned.lines, key=lambda line: line.length)
            # The first strip is mostly the zone and is looked at at once.
            if self._seen and not self._glimpse_fits(longest):
                if self._glimpsed[longest].certainty >= _SURELY_UPRIGHT:
                    return None
                continue
            variants = dict.fromkeys(self._variants(turned))
            found = [self._reading(variant) for variant in variants]
            readings = [reading for reading in found if reading is not None]
            if readings:
                return max(readings, key=_merit)
            if self._look(longest).certainty >= _SURELY_UPRIGHT:
                return None
        return None

    def _ways_up(self, strip: Strip) -> tuple[Strip, Strip]:
        """The strip from both ends, first as a zone that was found in the picture lies."""
        as_found = math.cos(strip.lines[0].angle - (self._angle or 0.0)) >= 0
        return (strip, strip.reversed()) if as_found else (strip.reversed(), strip)

    def _glimpse_fits(self, line: TextBox) -> bool:
        """Whether the middle of a line holds the zone's characters alone: a third of a look."""
        if line not in self._glimpsed:
            middle = replace(line, length=min(line.length, _GLIMPSE_LENGTH * line.height))
            self._glimpsed[line] = look_at(self.rgb, middle)
        least_share = _MIN_ZONE_SHARE if self._angle is None else _MIN_FURTHER_SHARE
        return self._glimpsed[line].zone_share >= least_share

    def _variants(self, strip: Strip) -> Iterator[Strip]:
        """The strip as found, with its lines made equal, or completed where it is one line."""
        if len(strip.lines) > 1:
            yield from (strip, strip.aligned())
            return
        line = self._look(strip.lines[0])
        if line.zone_share < _MIN_ZONE_SHARE:
            return
        if line.plain.replace("I", "1").startswith(_LONE_LINE_BEGINS):
            yield strip
        for count, characters in ((2, 44), (2, 36), (3, 30)):
            if abs(len(line.plain) - characters) <= _MAX_LONE_LENGTH_ERROR:
                yield from strip.completed(count, characters)

    def _reading(self, strip: Strip) -> ZoneReading | None:
        lines: list[SeenLine] = []
        for box in sorted(strip.lines, key=lambda line: -line.length):
            line = self._look(box)
            if line.zone_share < _MIN_ZONE_SHARE:
                return None
            lines.append(line)
        lines.sort(key=lambda line: strip.lines.index(line.box))
        found = [_under(layout, lines) for layout in _possible_layouts(lines)]
        spelt = [one for one in found if one is not None and one.unevenness <= _MAX_UNEVENNESS]
        best = max(spelt, key=lambda one: one.score, default=None)
        if best is None or best.score < MIN_SCORE:
            return None
        fillers = sum(line.plain.count("<") for line in lines)
        proof = prove(best.layout, best.decoded)
        if not proof.is_green and (fillers < _MIN_FILLERS or best.layout.line_count == 1):
            return None
        boxes = tuple(line.box for line in lines)
        return ZoneReading(best.layout, best.decoded, proof, boxes, best.score)

    def _settled(self, reading: ZoneReading) -> ZoneReading:
        """The reading after more looks at the lines that the first left open.

        Method: the same line cut and scaled in other ways gives other mistakes; probabilities are
        averaged over all looks and the string is decoded from their mean. A digit that fails though
        all is clear is looked at once more: then it is wrong as printed.
        """
        looks: list[list[DecodedLine]] = [[] for _ in reading.decoded]
        settled = reading
        for count, look in enumerate(SECOND_LOOKS):
            wanted = settled.open_lines if count else settled.open_lines | settled.failing_lines
            if not wanted:
                return settled
            for number in wanted:
                lattice = look(self.rgb, reading.boxes[number])
                seen = decode_line(lattice, reading.layout.kinds[number])
                looks[number] += [seen] if seen is not None else []
            decoded = tuple(
                line.averaged(more) for line, more in zip(reading.decoded, looks, strict=True)
            )
            settled = replace(reading, decoded=decoded, proof=prove(reading.layout, decoded))
        if not settled.proof.doubtful and not settled.proof.explicable:
            return settled
        doubted = settled.doubted_lines
        second = [
            second_reading(self.rgb, box) if number in doubted else ""
            for number, box in enumerate(reading.boxes)
        ]
        return replace(settled, proof=prove(reading.layout, settled.decoded, second))

    def _look(self, box: TextBox) -> SeenLine:
        if box not in self._seen:
            self._seen[box] = look_at(self.rgb, box)
        return self._seen[box]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Lines spelt as one format asks. ``score``: mean log probability."""

    layout: Layout
    decoded: tuple[DecodedLine, ...]

    @property
    def score(self) -> float:
        return float(np.mean([line.score for line in self.decoded]))

    @property
    def unevenness(self) -> float:
        return max(line.unevenness for line in self.decoded)


def _possible_layouts(lines: Sequence[SeenLine]) -> list[Layout]:
    """The formats of so many lines whose length the plain readings come nearest to."""
    errors = [
        (max(abs(len(line.plain) - layout.line_length) for line in lines), layout)
        for layout in LAYOUTS
        if layout.line_count == len(lines)
    ]
    least = min((error for error, _ in errors), default=0)
    bound = min(least + _LENGTH_TOLERANCE, _MAX_LENGTH_ERROR)
    return [layout for error, layout in errors if error <= bound]


def _under(layout: Layout, lines: Sequence[SeenLine]) -> _Spelling | None:
    """The strip spelt as one format; None where its lines cannot be of that format."""
    decoded = [
        decode_line(line.lattice, kinds) for line, kinds in zip(lines, layout.kinds, strict=True)
    ]
    whole = tuple(line for line in decoded if line is not None)
    return _Spelling(layout, whole) if len(whole) == len(lines) else None


def _merit(reading: ZoneReading) -> tuple[bool, float]:
    return reading.proof.is_green, reading.score


def _is_at(one: TextBox, other: TextBox) -> bool:
    """Whether two boxes hold the same line of print."""
    along, down = np.abs(one.offset_to(other))
    return bool(
        down < max(one.height, other.height) / 2 and along < (one.length + other.length) / 2
    )
