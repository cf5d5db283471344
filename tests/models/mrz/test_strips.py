"""Which lines of print may be a zone: by their shape, their ends and their distance alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.mrz.strips import Strip, candidate_strips, joined_line
from models.text.geometry import TextBox

HEIGHT = 20.0


def line(x: float, y: float, length: float, angle: float = 0.0, height: float = HEIGHT) -> TextBox:
    """A line of print whose left end lies at ``x`` before it is turned about its middle."""
    return TextBox((x + length / 2, y), length, height, angle)


def turned(box: TextBox, degrees: float) -> TextBox:
    """The box turned about the origin."""
    angle = math.radians(degrees)
    x, y = box.centre
    centre = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
    return TextBox(centre, box.length, box.height, box.angle + angle)


ZONE = [line(100, 500, 600), line(102, 536, 596)]
CARD = [line(100, 460, 500), line(100, 495, 498), line(101, 530, 500)]
CAPTIONS = [line(100, 100, 90), line(300, 130, 240), line(100, 200, 300), line(90, 260, 120)]


@pytest.mark.parametrize("degrees", [0.0, 3.0, 88.0, 180.0, 271.0])
def test_the_zone_comes_before_the_print(degrees: float) -> None:
    boxes = [turned(box, degrees) for box in (*CAPTIONS, *ZONE)]
    first = candidate_strips(boxes)[0]
    assert set(first.lines) == set(boxes[-2:])


def test_three_lines_of_a_card_are_one_strip() -> None:
    first = candidate_strips([*CAPTIONS, *CARD])[0]
    assert first.lines == tuple(CARD)


@pytest.mark.parametrize(
    "other",
    [
        line(100, 640, 600),  # far below
        line(100, 502, 600),  # on the same line
        line(400, 536, 600),  # ends elsewhere
        turned(line(100, 536, 600), 12.0),  # in another direction
        line(100, 536, 600, height=60.0),  # of another size
    ],
    ids=["far", "same", "shifted", "askew", "large"],
)
def test_lines_that_do_not_belong_together(other: TextBox) -> None:
    strips = candidate_strips([ZONE[0], other])
    assert all(len(strip.lines) == 1 for strip in strips)


def test_no_strip_without_long_lines() -> None:
    assert candidate_strips([line(0, 0, 60), line(0, 30, 60)]) == ()
    assert candidate_strips([]) == ()


def test_pieces_on_one_line_are_joined() -> None:
    pieces = [line(100, 500, 280), line(420, 501, 280)]
    longest = max(
        (strip.lines[0] for strip in candidate_strips(pieces)), key=lambda box: box.length
    )
    assert longest.length == pytest.approx(600, abs=2)
    joined = joined_line(*pieces)
    assert joined.centre[0] == pytest.approx(400, abs=1)
    assert joined.angle == pytest.approx(math.atan2(1, 320), abs=1e-3)


def test_a_strip_read_from_the_other_end() -> None:
    strip = Strip(tuple(ZONE))
    back = strip.reversed()
    assert back.lines[0].centre == strip.lines[1].centre
    assert back.lines[0].along[0] == pytest.approx(-1)
    again = back.reversed().lines[0]
    assert np.allclose(again.corners, strip.lines[0].corners, atol=1e-3)


def test_lines_of_unlike_ends_are_made_equal() -> None:
    """A stamp hides the first characters of the second line."""
    strip = Strip((ZONE[0], line(180, 536, 520)))
    first, second = strip.aligned().lines
    assert second.length == pytest.approx(first.length, abs=1)
    assert second.centre[0] == pytest.approx(first.centre[0], abs=1)
    assert Strip(tuple(ZONE)).aligned().evenness > strip.evenness


def test_equal_lines_stay_the_same_object() -> None:
    strip = Strip((ZONE[0], line(100, 536, 600)))
    assert strip.aligned() is strip


def test_a_lone_line_is_completed_above_and_below() -> None:
    lone = Strip((line(100, 500, 44 * 10.0),))
    above, below = lone.completed(2, 44)
    step = 6.35 / 2.54 * 10.0
    assert above.lines[0] == lone.lines[0]
    assert above.lines[1].centre[1] == pytest.approx(500 + step)
    assert below.lines[0].centre[1] == pytest.approx(500 - step)
    assert len(lone.completed(3, 30)) == 3
