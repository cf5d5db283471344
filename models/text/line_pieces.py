"""Pieces of one line that a stamp, a fold or an overprint cut are put together before reading."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from models.text.geometry import TextBox

#: Pieces are closer than two columns ever stand, in heights of the higher one.
_MAX_GAP, _MAX_OVERLAP = 0.5, 0.3
#: How far the middles of two pieces lie apart across the line, in heights of the higher one.
_MAX_STEP = 0.25
#: What is left of letters under a stamp is lower than the line.
_MIN_HEIGHT_SHARE = 0.55
_MAX_TURN = math.radians(6)


def whole_lines(boxes: Sequence[TextBox]) -> list[TextBox]:
    """The boxes, with those that continue each other made one; all read in one direction."""
    rest = sorted(boxes, key=lambda box: -box.length)
    lines = []
    while rest:
        line = rest.pop(0)
        while (piece := next((box for box in rest if _continues(line, box)), None)) is not None:
            rest.remove(piece)
            line = _joined(line, piece)
        lines.append(line)
    return lines


def _continues(line: TextBox, piece: TextBox) -> bool:
    higher, lower = max(line.height, piece.height), min(line.height, piece.height)
    if lower < _MIN_HEIGHT_SHARE * higher:
        return False
    turn = abs((piece.angle - line.angle + math.pi) % (2 * math.pi) - math.pi)
    if turn > _MAX_TURN and piece.length > 2 * piece.height:
        return False
    along, down = line.offset_to(piece)
    gap = abs(along) - (line.length + piece.length) / 2
    return abs(down) < _MAX_STEP * higher and -_MAX_OVERLAP * higher < gap < _MAX_GAP * higher


def _joined(line: TextBox, piece: TextBox) -> TextBox:
    """Both in the direction of the longer one, from end to end."""
    along, down = line.offset_to(piece)
    begin = min(-line.length / 2, along - piece.length / 2)
    end = max(line.length / 2, along + piece.length / 2)
    share = piece.length / (line.length + piece.length)
    centre = (
        np.array(line.centre)
        + np.array(line.along) * (begin + end) / 2
        + np.array(line.down) * down * share
    )
    height = max(line.height, min(piece.height, 1.15 * line.height))
    return TextBox((float(centre[0]), float(centre[1])), end - begin, height, line.angle)
