"""Which of several documents on one page a piece of print belongs to."""

from __future__ import annotations

import math
from collections.abc import Sequence

from models.text.geometry import TextBox


def nearest_zone(box: TextBox, zones: Sequence[Sequence[TextBox]]) -> int:
    """Index of the zone to whose document print belongs. ``zones``: each zone's lines.

    The zone closes the page of a passport or visa: print belongs to the first zone below it, or
    to the nearest where there is none.
    """
    return min(range(len(zones)), key=lambda index: _remoteness(box, zones[index][0]))


def _remoteness(box: TextBox, line: TextBox) -> tuple[bool, float]:
    along, down = line.offset_to(box)
    is_above = down < 0 and abs(along) < line.length / 2
    return not is_above, math.hypot(along, down)
