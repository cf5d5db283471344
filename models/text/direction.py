"""The direction in which the print of a picture reads: its axis, and which end is the beginning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from models.text.geometry import TextBox, line_crop
from models.text.line_text import END_MARGIN, LineText, decoded_line
from models.text.recognition import character_probabilities

Rgb = npt.NDArray[np.uint8]

#: A box longer than so many heights shows its direction; shorter ones (one letter) do not.
_SHOWS_DIRECTION = 2.5
#: Lines that decide which way up the picture is, and characters that suffice to be sure.
_VOTERS, _ENOUGH_CHARACTERS = 6, 24
#: How much clearer one way up must be for the vote to end.
_CLEAR_LEAD = 0.15
#: Directions that differ by less are one.
_ONE_SECTOR = math.radians(15)
#: The box of a letter that is hardly longer than high has no direction of its own.
_NO_DIRECTION, _MAX_OWN_TURN = 1.3, math.radians(10)


def reading_angle(rgb: Rgb, boxes: Sequence[TextBox]) -> float:
    """The direction in which most of the print reads, in radians.

    The axis is that of the long boxes; which of its two ends is the beginning is the one from
    which a few long lines read more clearly.
    """
    axis = _axis(boxes)
    lengths = [box for box in boxes if box.length >= _SHOWS_DIRECTION * box.height]
    voters = sorted(lengths or boxes, key=lambda box: abs(box.length / box.height - 9.0))
    votes = np.zeros(2)
    characters = 0
    for box in voters[:_VOTERS]:
        upright = towards(box, axis)
        both = [_recognised(rgb, way) for way in (upright, upright.reversed())]
        weight = max(len(line.text) for line in both)
        votes += [weight * line.confidence for line in both]
        characters += weight
        lead = abs(votes[0] - votes[1]) / max(characters, 1)
        if characters >= _ENOUGH_CHARACTERS and lead > _CLEAR_LEAD:
            break
    return axis if votes[0] >= votes[1] else _turned(axis + math.pi)


def _axis(boxes: Sequence[TextBox]) -> float:
    """The commonest direction of the boxes, in -pi/2..pi/2; long boxes count for more."""
    doubled = 0j
    weights = [(box.length - box.height) ** 2 for box in boxes]
    angles = [box.angle for box in boxes]
    # Most lines agree: take the sector that holds the most, so that a few askew do not bend it.
    best = max(angles, key=lambda angle: _support(angle, angles, weights))
    for angle, weight in zip(angles, weights, strict=True):
        if abs(_half_turned(angle - best)) < _ONE_SECTOR:
            doubled += weight * complex(math.cos(2 * angle), math.sin(2 * angle))
    return math.atan2(doubled.imag, doubled.real) / 2 if doubled else best


def _support(angle: float, angles: Sequence[float], weights: Sequence[float]) -> float:
    return sum(
        weight
        for other, weight in zip(angles, weights, strict=True)
        if abs(_half_turned(other - angle)) < _ONE_SECTOR
    )


def towards(box: TextBox, angle: float) -> TextBox:
    """The box read in a direction; short boxes across it are turned, long ones keep their own."""
    off = _half_turned(box.angle - angle)
    if abs(off) > math.pi / 4 and box.length < _SHOWS_DIRECTION * box.height:
        box = TextBox(box.centre, box.height, box.length, _turned(box.angle + math.pi / 2))
        off = _half_turned(box.angle - angle)
    if abs(off) > math.pi / 4:
        return box
    own = angle + off
    if box.length < _NO_DIRECTION * box.height and abs(off) > _MAX_OWN_TURN:
        own = angle  # the box of a single letter has no direction
    return replace(box, angle=_turned(own))


def _recognised(rgb: Rgb, box: TextBox) -> LineText:
    line = line_crop(rgb, box.padded(END_MARGIN * box.height, 0.0))
    return decoded_line(character_probabilities(line))


def _half_turned(radians: float) -> float:
    """An angle between axes, in -pi/2..pi/2."""
    return (radians + math.pi / 2) % math.pi - math.pi / 2


def _turned(radians: float) -> float:
    return (radians + math.pi) % (2 * math.pi) - math.pi
