"""Whether a picture shows a document in a mirror's way: its print is read only when turned over.

The camera on a telephone's own side shows its picture mirrored, and some telephones keep it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.quantiles import median
from models.text.geometry import TextBox, line_crop
from models.text.recognition import character_probabilities

Rgb = npt.NDArray[np.uint8]

#: So many lines are read, the longest, each of so many heights at least and at most: a short word
#: such as OTTO is read both ways, a long line takes long.
LINES_READ: Final = 3
SHORTEST_LINE: Final = 4.0
LONGEST_READ: Final = 10.0


@dataclass(frozen=True, slots=True)
class Mirroring:
    """How surely print is read as it is seen, and turned over as in a mirror.

    ``as_seen``, ``turned_over``: probability of the characters of the median line, 0..1, each
    from the end at which it is read more surely. ``lines``: how many were read.
    """

    as_seen: float
    turned_over: float
    lines: int


def measure_mirroring(rgb: Rgb, text: Sequence[TextBox]) -> Mirroring | None:
    """Read a few lines both ways; None where no line is long enough to tell.

    ``rgb``: (h, w, 3) uint8, upright; ``text``: its lines of print, whichever way up.
    """
    long = [box for box in text if box.length >= SHORTEST_LINE * box.height]
    longest = sorted(long, key=lambda box: -box.length)[:LINES_READ]
    if not longest:
        return None
    lines = [line_crop(rgb, _start(box)) for box in longest]
    seen = [max(read_certainty(line), read_certainty(line[::-1, ::-1])) for line in lines]
    over = [max(read_certainty(line[:, ::-1]), read_certainty(line[::-1])) for line in lines]
    return Mirroring(median(seen), median(over), len(lines))


def read_certainty(line: Rgb) -> float:
    """Mean probability of the characters that are read in one line, 0 where none are."""
    probabilities = character_probabilities(np.ascontiguousarray(line))
    best = probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)[best > 0]
    return float(sure.mean()) if len(sure) else 0.0


def _start(box: TextBox) -> TextBox:
    return TextBox(box.centre, min(box.length, LONGEST_READ * box.height), box.height, box.angle)
