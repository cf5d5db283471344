"""Painted cards on a desk, with lines of print where the tests know them to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]
Corners = Sequence[tuple[float, float]]

#: Size of the flat card and its lines of print: left, foot, width in pixels.
CARD_PX = (856, 540)
LINES = tuple((60, 90 + 75 * row, 700) for row in range(6))
_LINE_HEIGHT_PX = 40
_TEXT = "SPECIMEN OF A CARD 0123456789"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture, the corners of each card in it and its lines of print."""

    rgb: Rgb
    cards: tuple[npt.NDArray[np.float64], ...]
    text: tuple[TextBox, ...]


def flat_card() -> Rgb:
    """A pale green card full of print."""
    width, height = CARD_PX
    card = np.full((height, width, 3), (206, 222, 204), np.uint8)
    for left, foot, _ in LINES:
        cv2.putText(card, _TEXT, (left, foot), cv2.FONT_HERSHEY_SIMPLEX, 1.3, (30, 34, 40), 3,
                    cv2.LINE_AA)  # fmt: skip
    return card


def flat_lines() -> tuple[TextBox, ...]:
    """The print of the flat card."""
    return tuple(
        TextBox((left + width / 2, foot - 14.0), float(width), _LINE_HEIGHT_PX, 0.0)
        for left, foot, width in LINES
    )


def scene(*cards: Corners, size: tuple[int, int] = (1200, 900)) -> Scene:
    """Cards laid on a dark desk with some grain, corners clockwise from the card's upper left."""
    width, height = size
    grain = np.random.default_rng(5).normal(0, 2.0, (height, width, 3))
    picture = np.clip(np.array((96, 74, 58)) + grain, 0, 255).astype(np.uint8)
    flat, lines = flat_card(), []
    source = np.array([(0, 0), (CARD_PX[0], 0), CARD_PX, (0, CARD_PX[1])], np.float32)
    for corners in cards:
        matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
        laid = cv2.warpPerspective(flat, matrix, size, flags=cv2.INTER_AREA)
        mask = cv2.warpPerspective(np.full(flat.shape[:2], 255, np.uint8), matrix, size)
        picture = np.where(mask[..., None] > 127, laid, picture)
        lines += [_moved(box, np.asarray(matrix, np.float64)) for box in flat_lines()]
    return Scene(
        np.ascontiguousarray(picture),
        tuple(np.array(corners, np.float64) for corners in cards),
        tuple(lines),
    )


def _moved(box: TextBox, matrix: npt.NDArray[np.float64]) -> TextBox:
    corners = cv2.perspectiveTransform(box.corners[None], matrix)[0]
    centre, (width, height), degrees = cv2.minAreaRect(corners)
    if height > width:
        width, height, degrees = height, width, degrees + 90
    return TextBox((centre[0], centre[1]), width, height, float(np.radians(degrees)))


@pytest.fixture
def lay_cards() -> Callable[..., Scene]:
    """A function from the corners of cards to a scene."""
    return scene


@pytest.fixture
def card() -> Rgb:
    """A flat card without surroundings."""
    return flat_card()


@pytest.fixture
def card_lines() -> tuple[TextBox, ...]:
    """Its lines of print."""
    return flat_lines()
