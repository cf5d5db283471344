"""Machine-readable zones in a picture: found, read, corrected where check digits prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.mrz.decoding import DecodedLine, decode_line
from models.mrz.formats import LAYOUTS, Layout
from models.mrz.proof import Proof, prove
from models.mrz.second_reader import second_reading
from models.mrz.seen_line import SeenLine, look_at, second_looks
from models.mrz.strips import Strip, candidate_strips
from models.text.detection import find_text_boxes
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]

#: Longer sides at which the picture is searched, the quick one first: a passport that fills the
#: frame has letters of 10 px at the first, one on an A4 sheet at the second.
SEARCH_SIDES_PX = (736, 1472)
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
#: A line read with this certainty stands the right way up.
_SURELY_UPRIGHT = 0.95
#: A line whose plain reading is so many characters off its format's length is none of it.
_MAX_LENGTH_ERROR = 8
#: A lone line must be nearer to a format's length to be completed to a zone.
_MAX_LONE_LENGTH_ERROR = 2
#: Characters read with less are not held against what stands elsewhere.
SURELY_READ = 0.9
#: Shares of a character below which the line is looked at again.
_CLEAR = 0.6


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """One machine-readable zone. ``score``: mean log probability; ``boxes``: its lines, upright."""

    layout: Layout
    decoded: tuple[DecodedLine, ...]
    proof: Proof
    boxes: tuple[TextBox, ...]
    score: float

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines after correction."""
        return self.proof.lines

    def certainty_of(self, field: str) -> float:
        """How surely the least clear character of a field was read, 0..1.

        1 where a check digit proves the field and no other reading would satisfy it.
        """
        if self.proof.checks.get(field) == "pass" and field not in self.proof.doubtful:
            return 1.0
        span = self.layout.fields[field]
        return float(self.decoded[span.line].certainties[span.start : span.end].min())

    @property
    def is_settled(self) -> bool:
        """Whether another look can add nothing: all digits agree and every character is clear."""
        clear = min(float(line.certainties.min()) for line in self.decoded) >= _CLEAR
        return self.proof.is_green and not self.proof.doubtful and clear


class ZoneReader:
    """Reads the zones of one picture; each line is recognised once whatever strips it is in."""

    def __init__(self, rgb: Rgb) -> None:
        self.rgb = rgb
        self._seen: dict[TextBox, SeenLine] = {}

    def zones(self) -> tuple[ZoneReading, ...]:
        """Every zone of the picture; none where there is none."""
        for side_px in SEARCH_SIDES_PX:
            strips = candidate_strips(find_text_boxes(self.rgb, side_px))
            readings = list(self._readings(strips))
            if readings:
                return tuple(self._settled(reading) for reading in readings)
        return ()

    def _readings(self, strips: Sequence[Strip]) -> Iterator[ZoneReading]:
        taken: list[TextBox] = []
        least_likeness = 0.0
        max_seen = len(self._seen) + MAX_LINES_SEEN
        for strip in strips:
            if len(self._seen) >= max_seen:
                return
            if any(_is_at(box, other) for box in strip.lines for other in taken):
                continue
            if strip.likeness < least_likeness:
                return
            reading = self._best_way_up(strip)
            if reading is not None:
                taken += reading.boxes
                least_likeness = max(least_likeness, _FURTHER_LIKENESS * strip.likeness)
                yield reading

    def _best_way_up(self, strip: Strip) -> ZoneReading | None:
        for turned in (strip, strip.reversed()):
            variants = dict.fromkeys(self._variants(turned))
            found = [self._reading(variant) for variant in variants]
            readings = [reading for reading in found if reading is not None]
            if readings:
                return max(readings, key=_merit)
            longest = max(turned.lines, key=lambda line: line.length)
            if self._look(longest).certainty >= _SURELY_UPRIGHT:
                return None
        return None

    def _variants(self, strip: Strip) -> Iterator[Strip]:
        """The strip as found, with its lines made equal, or completed where it is one line."""
        if len(strip.lines) > 1:
            yield from (strip, strip.aligned())
            return
        line = self._look(strip.lines[0])
        if line.zone_share < _MIN_ZONE_SHARE:
            return
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
        found = [_under(layout, lines) for layout in LAYOUTS]
        readings = [reading for reading in found if reading is not None]
        best = max(readings, key=lambda reading: reading.score, default=None)
        if best is None or best.score < MIN_SCORE:
            return None
        fillers = sum(line.plain.count("<") for line in lines)
        return best if fillers >= _MIN_FILLERS or best.proof.is_green else None

    def _settled(self, reading: ZoneReading) -> ZoneReading:
        """The reading after more looks at the same lines, where the first left anything open.

        Method: the same line cut and scaled in other ways gives other mistakes; probabilities are
        averaged over all looks and the string is decoded from their mean.
        """
        if reading.is_settled:
            return reading
        kinds = reading.layout.kinds
        decoded = []
        for line, box, kind in zip(reading.decoded, reading.boxes, kinds, strict=True):
            looks = [decode_line(look, kind) for look in second_looks(self.rgb, box)]
            decoded.append(line.averaged([look for look in looks if look is not None]))
        settled = replace(reading, decoded=tuple(decoded), proof=prove(reading.layout, decoded))
        if settled.proof.is_green and not settled.proof.doubtful:
            return settled
        second = [second_reading(self.rgb, box) for box in reading.boxes]
        return replace(settled, proof=prove(reading.layout, decoded, second))

    def _look(self, box: TextBox) -> SeenLine:
        if box not in self._seen:
            self._seen[box] = look_at(self.rgb, box)
        return self._seen[box]


def _under(layout: Layout, lines: Sequence[SeenLine]) -> ZoneReading | None:
    """The strip read as one format; None where its lines cannot be of that format."""
    if len(lines) != layout.line_count:
        return None
    lengths = [len(line.plain) for line in lines]
    if max(abs(length - layout.line_length) for length in lengths) > _MAX_LENGTH_ERROR:
        return None
    decoded = [
        decode_line(line.lattice, kinds) for line, kinds in zip(lines, layout.kinds, strict=True)
    ]
    whole = tuple(line for line in decoded if line is not None)
    if len(whole) < len(lines):
        return None
    score = float(np.mean([line.score for line in whole]))
    boxes = tuple(line.box for line in lines)
    return ZoneReading(layout, whole, prove(layout, whole), boxes, score)


def _merit(reading: ZoneReading) -> tuple[bool, float]:
    return reading.proof.is_green, reading.score


def _is_at(one: TextBox, other: TextBox) -> bool:
    """Whether two boxes hold the same line of print."""
    along, down = np.abs(one.offset_to(other))
    return bool(
        down < max(one.height, other.height) / 2 and along < (one.length + other.length) / 2
    )
