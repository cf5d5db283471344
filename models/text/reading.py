"""All print of a picture, line by line, with where each character stands.

One direction of reading is decided for the whole picture.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.text.direction import reading_angle, towards
from models.text.geometry import TextBox, line_crop
from models.text.line_pieces import whole_lines
from models.text.line_text import END_MARGIN, LineText, decoded_line
from models.text.networks import Tensor, line_recogniser
from models.text.print_search import PrintSearch
from models.text.recognition import prepared_line

Rgb = npt.NDArray[np.uint8]

#: Lines of a data page and a card's two sides number 30 to 60; a page of a letter has as many.
MAX_LINES = 90
#: Processor time: an ordinary document takes under one second, a page of small print is cut off
#: here. Time on the wall would make what is read depend on who else uses the machine.
TIME_LIMIT_S = 3.0
#: Lines of this many pixels per step of the network gain nothing from a larger copy.
_MIN_HEIGHT_PX = 5.0
#: Batches save a third of the time on words and none on longer lines (measured on one core).
_MAX_BATCH, _MAX_BATCHED_WIDTH_PX = 8, 224
#: Widths within a batch differ by less, or filling up costs more than the batch saves.
_WIDTH_TOLERANCE = 1.25
#: A line read with less is no print, or stands on its head.
MIN_CONFIDENCE = 0.45
#: A line of so many heights that was read with less is tried from its other end, which must be so
#: much clearer: print on its head is still read with 0.7 to 0.9, wrongly. First so many are tried,
#: the rest where most of these stand on their heads.
_MAKES_SENSE, _LONG, _LEAD, _FIRST_TURNED = 0.93, 4.0, 0.05, 5


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of print. ``box``: upright, in pixels; ``confidence``: mean over the characters.

    ``certainties``: one a character, 0..1; ``places``: how far along the box each one's middle
    stands, 0..1.
    """

    text: str
    box: TextBox
    confidence: float
    certainties: tuple[float, ...]
    places: tuple[float, ...]

    def part(self, start: int, end: int) -> PrintedLine:
        """The characters from ``start`` to before ``end`` as a line of their own."""
        half = _half_pitch(self.places)
        left = max(0.0, self.places[start] - half)
        right = min(1.0, self.places[end - 1] + half)
        share = max(right - left, 1e-6)
        shift = ((left + right) / 2 - 0.5) * self.box.length
        centre = np.array(self.box.centre) + shift * np.array(self.box.along)
        box = replace(
            self.box,
            centre=(float(centre[0]), float(centre[1])),
            length=max(share * self.box.length, 1.0),
        )
        certainties = self.certainties[start:end]
        places = tuple((place - left) / share for place in self.places[start:end])
        return PrintedLine(
            self.text[start:end], box, float(np.mean(certainties)), certainties, places
        )


@dataclass(frozen=True, slots=True)
class PrintedText:
    """What was read. ``angle``: radians from the x axis to the reading direction, clockwise.

    ``unread``: lines found but not read, for lack of time or because there are too many.
    """

    lines: tuple[PrintedLine, ...]
    angle: float
    unread: int


def read_printed_text(
    rgb: Rgb,
    *,
    angle: float | None = None,
    known: Sequence[TextBox] = (),
    search: PrintSearch | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> PrintedText:
    """Read every line of a picture, whichever way up it stands.

    ``angle``: the reading direction where a machine-readable zone shows it; ``known``: lines that
    were read already, such as the zone's; ``search``: where the print lies, if that is known.
    Method: PP-OCRv6 detection and recognition.
    """
    deadline_s = time.thread_time() + time_limit_s
    found = (search or PrintSearch(rgb)).closer_boxes
    boxes = [box for box in found if not any(_covers(one, box) for one in known)]
    if not boxes:
        return PrintedText((), angle or 0.0, 0)
    if angle is None:
        angle = reading_angle(rgb, boxes)
    # The largest first: the first lines to be left out are the smallest.
    boxes.sort(key=lambda box: -box.length * box.height)
    kept = whole_lines([towards(box, angle) for box in boxes[:MAX_LINES]])
    lines, late = _read(rgb, kept, deadline_s)
    lines = _other_way_up(rgb, lines, deadline_s)
    clear = [line for line in lines if line.text and line.confidence >= MIN_CONFIDENCE]
    return PrintedText(_in_order(clear, angle), angle, late + max(0, len(boxes) - MAX_LINES))


def _read(rgb: Rgb, boxes: Sequence[TextBox], deadline_s: float) -> tuple[list[PrintedLine], int]:
    """The lines of the boxes, and how many were left for lack of time: narrow ones are quick."""
    cut = []
    for box in boxes:
        wider = box.padded(END_MARGIN * box.height, 0.0)
        if box.height >= _MIN_HEIGHT_PX:
            cut.append((wider, prepared_line(line_crop(rgb, wider))))
    cut.sort(key=lambda pair: pair[1].shape[2])
    lines: list[PrintedLine] = []
    for group in _batches([line for _, line in cut]):
        if time.thread_time() > deadline_s:
            break
        width = max(line.shape[2] for line in group)
        batch = np.stack(
            [np.pad(line, ((0, 0), (0, 0), (0, width - line.shape[2]))) for line in group]
        )
        for seen, own in zip(line_recogniser().run(batch), group, strict=True):
            box = cut[len(lines)][0]
            lines.append(_printed(decoded_line(seen[: max(1, own.shape[2] // 8)]), box))
    return lines, len(cut) - len(lines)


def _other_way_up(rgb: Rgb, lines: Sequence[PrintedLine], deadline_s: float) -> list[PrintedLine]:
    """The lines, where long ones that made no sense are read from the other end too.

    For pictures of two sides that lie differently, and print across the rest.
    """
    doubtful = sorted(
        (
            line
            for line in lines
            if line.confidence < _MAKES_SENSE and line.box.length > _LONG * line.box.height
        ),
        key=lambda line: -len(line.text),
    )
    clearer = _read_reversed(rgb, doubtful[:_FIRST_TURNED], deadline_s)
    if 2 * len(clearer) > _FIRST_TURNED:
        clearer |= _read_reversed(rgb, doubtful[_FIRST_TURNED:], deadline_s)
    return [clearer.get(line.box, line) for line in lines]


def _read_reversed(
    rgb: Rgb, lines: Sequence[PrintedLine], deadline_s: float
) -> dict[TextBox, PrintedLine]:
    """The lines that are clearer from the other end, by the boxes that they have now."""
    bare = {line.box: line.box.padded(-END_MARGIN * line.box.height, 0.0) for line in lines}
    again, _ = _read(rgb, [box.reversed() for box in bare.values()], deadline_s)
    places = {line.box.centre: line for line in again}
    return {
        line.box: other
        for line in lines
        if (other := places.get(line.box.centre)) and other.confidence > line.confidence + _LEAD
    }


def _batches(lines: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """Lines in the order given, several at a time where they are short and alike in width."""
    group: list[Tensor] = []
    for line in lines:
        width = line.shape[2]
        if group and (
            len(group) >= _MAX_BATCH
            or width > _MAX_BATCHED_WIDTH_PX
            or width > _WIDTH_TOLERANCE * group[0].shape[2]
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _printed(read: LineText, box: TextBox) -> PrintedLine:
    return PrintedLine(read.text, box, read.confidence, read.certainties, read.places)


def _in_order(lines: Sequence[PrintedLine], angle: float) -> tuple[PrintedLine, ...]:
    """From top to foot and, on one height, from left to right."""
    down = np.array([-math.sin(angle), math.cos(angle)])
    along = np.array([math.cos(angle), math.sin(angle)])
    step = float(np.median([line.box.height for line in lines])) if lines else 1.0

    def place(line: PrintedLine) -> tuple[int, float]:
        centre = np.array(line.box.centre)
        return round(float(centre @ down) / step), float(centre @ along)

    return tuple(sorted(lines, key=place))


def _covers(known: TextBox, box: TextBox) -> bool:
    """Whether a box lies on a line that is known."""
    along, down = known.offset_to(box)
    return abs(down) < known.height * 0.6 and abs(along) < known.length / 2


def _half_pitch(places: Sequence[float]) -> float:
    """Half of the usual distance of two characters, as a share of the line."""
    steps = np.diff(places)
    return float(np.median(steps)) / 2 if len(steps) else 0.5
