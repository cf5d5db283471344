"""How clearly print was read: what decides in the end whether a copy is legible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from models.text.reading import PrintedLine

#: Shorter lines are marks and ornaments as often as words.
SHORTEST_LINE: Final = 4
#: Fewer characters say nothing about a page.
FEWEST_CHARACTERS: Final = 24


def print_clearness(lines: Sequence[PrintedLine]) -> float | None:
    """Mean certainty, 0..1, with which a page's characters were read; None with too few.

    Print that a person reads without effort has 0.93 and more, whatever its edges and its light;
    print in a script that is not read, smeared or mirrored has less than 0.85.
    """
    certain = [
        value for line in lines if len(line.text) >= SHORTEST_LINE for value in line.certainties
    ]
    return sum(certain) / len(certain) if len(certain) >= FEWEST_CHARACTERS else None
