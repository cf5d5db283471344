"""Numbers of place and posture that decided, with limits that no policy has."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from checks.finding import Outcome
from checks.limits import Ceiling, Floor, Range
from checks.photo.centred import CentredRule, centred
from checks.photo.dimensions import DimensionsRule, dimensions
from checks.photo.face_height import FaceHeightRule, face_height
from checks.photo.head_covering import Cue, HeadCoveringRule, head_covering
from checks.photo.head_pose import PoseRule, pose
from checks.photo.shoulders import ShouldersRule, shoulders
from models.estimate import Estimate
from models.head_covering import HeadTop
from models.head_place import HeadPlace
from models.head_pose import HeadPose
from models.shoulders import Shoulders
from tests.stated import PLACE, stated

FAIL, UNSURE, PASS = Outcome.FAIL, Outcome.UNSURE, Outcome.PASS


@pytest.mark.parametrize(
    ("sideways", "upright", "margin", "expected"),
    [
        (-0.02, 0.03, 0.2, (PASS, "centred", "% of width", 2, None, 5)),
        (-0.09, 0.03, 0.2, (FAIL, "left", "% of width", 9, None, 8)),
        (0.06, 0.03, 0.2, (UNSURE, "near-limit", "% of width", 6, None, 5)),
        (0.06, -0.25, 0.2, (FAIL, "high", "% of height", 25, None, 20)),
        (0.02, 0.15, 0.2, (UNSURE, "near-limit", "% of height", 15, None, 13)),
        (0.09, 0.25, -0.05, (FAIL, "cut-off", "% of face height", -5, -3, None)),
        (0.06, 0.15, 0.0, (UNSURE, "near-limit", "% of face height", 0, 2, None)),
    ],
)
def test_centred(sideways: float, upright: float, margin: float, expected: tuple[Any, ...]) -> None:
    rule = CentredRule(Ceiling(0.05, 0.08), Ceiling(0.13, 0.20), Floor(-0.03, 0.02))
    place = HeadPlace(sideways, upright, margin, (PLACE[0], PLACE[1]))
    assert stated(centred, rule, head_place=place) == expected


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1000, 1400, (PASS, "within", "width/height", 0.714286, 0.69, 0.74)),
        (700, 1400, (FAIL, "too-few-pixels", "px of width", 700, 715, None)),
        (720, 990, (FAIL, "too-few-pixels", "px of height", 990, 1000, None)),
        (3000, 990, (FAIL, "too-few-pixels", "px of height", 990, 1000, None)),
        (2001, 2800, (FAIL, "too-many-pixels", "px of width", 2001, None, 2000)),
        (2000, 2900, (FAIL, "too-many-pixels", "px of height", 2900, None, 2800)),
        (1000, 1000, (FAIL, "wrong-shape", "width/height", 1, 0.69, 0.74)),
    ],
)
def test_dimensions(width: int, height: int, expected: tuple[Any, ...]) -> None:
    rule = DimensionsRule(Range(0.69, 0.74), 715, 1000, 2000, 2800)
    image = SimpleNamespace(width=width, height=height)
    facts = {"image": image, "width_px": width, "height_px": height}
    assert stated(dimensions, rule, **facts) == expected


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        (33.0, (PASS, "within", "mm", 33, 31, 36)),
        (31.2, (UNSURE, "near-limit", "mm", 31.2, 31, 36)),
        (28.0, (FAIL, "too-small", "mm", 28, 31, 36)),
        (40.0, (FAIL, "too-large", "mm", 40, 31, 36)),
    ],
)
def test_face_height(height: float, expected: tuple[Any, ...]) -> None:
    facts = {
        "face_height_mm": Estimate.within(height, 1.0),
        "crown": SimpleNamespace(chin=PLACE[0], point=PLACE[1]),
    }
    assert stated(face_height, FaceHeightRule(31, 36), **facts) == expected


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll", "expected"),
    [
        (1, 9, 2, (PASS, "straight", "degrees", 9, -10, 10)),
        (-12, 9, 2, (FAIL, "turned", "degrees", -12, -11, 11)),
        (8, -18, 2, (FAIL, "raised", "degrees", -18, -16, 16)),
        (1, 12, 2, (UNSURE, "nearly-lowered", "degrees", 12, -10, 10)),
        (1, 9, -9.8, (FAIL, "tilted", "degrees", -9.8, -9.5, 9.5)),
    ],
)
def test_pose(yaw: float, pitch: float, roll: float, expected: tuple[Any, ...]) -> None:
    rule = PoseRule(Ceiling(7, 11), Ceiling(10, 16), Ceiling(6, 9.5))
    head = HeadPose(*(Estimate.within(angle, 3.0) for angle in (yaw, pitch, roll)))
    assert stated(pose, rule, head_pose=head) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (PASS, "square", "face widths", 0.9, 0.7, None)),
        ({"right_reach": 0.3}, (FAIL, "cut-off", "face widths", 0.3, 0.4, None)),
        ({"left_reach": 0.6}, (UNSURE, "nearly-cut-off", "face widths", 0.6, 0.7, None)),
        ({"slope": -22.0}, (FAIL, "sloping", "degrees", -22, -20, 20)),
        ({"slope": 15.0}, (UNSURE, "nearly-sloping", "degrees", 15, -11, 11)),
        ({"left_reach": 1.9}, (FAIL, "turned", "ratio", 0.357143, -0.3, 0.3)),
        ({"room_below": 0.05}, (FAIL, "cut-off-below", "face widths", 0.05, 0.1, None)),
        ({"room_below": 0.15}, (UNSURE, "nearly-cut-off-below", "face widths", 0.15, 0.2, None)),
        ({"right_reach": 0.0}, (UNSURE, "merged", "face widths", 0, 0.7, None)),
        (
            {"right_reach": 0.3, "right_possible": 0.9},
            (UNSURE, "merged", "face widths", 0.3, 0.7, None),
        ),
        ({"right_reach": 0.0, "room_below": 0.4}, (FAIL, "cut-off", "face widths", 0, 0.4, None)),
        ({"right_reach": 0.0, "right_room": 0.6}, (FAIL, "cut-off", "face widths", 0, 0.4, None)),
        ({"right_reach": 0.3, "contrast": 8.0}, (UNSURE, "merged", "8-bit levels", 8, 15, None)),
    ],
)
def test_shoulders(changes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    rule = ShouldersRule(
        Floor(0.4, 0.7), Floor(0.1, 0.2), Ceiling(11, 20), Ceiling(0.16, 0.3), contrast=15
    )
    level = Shoulders(0.9, 0.9, 0.0, 0.0, 3.0, 3.0, 1.0, 1.0, 60.0, None, PLACE[:2])
    assert stated(shoulders, rule, shoulders=dataclasses.replace(level, **changes)) == expected


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (0.6, (PASS, "square", "face widths", 0.6, 0, None)),
        (0.0, (PASS, "as-framed", "face widths", 0.3, 0.2, None)),
    ],
)
def test_a_small_frame_asks_for_no_reach(reach: float, expected: tuple[Any, ...]) -> None:
    rule = ShouldersRule(
        Floor(0, 0), Floor(0.1, 0.2), Ceiling(11, 20), Ceiling(0.16, 0.3), contrast=15
    )
    cut = Shoulders(0.7, reach, 0.7, reach, 0.8, 0.8, 0.3, None, 60.0, None, PLACE[:2])
    assert stated(shoulders, rule, shoulders=cut) == expected


UNCOVERED = Cue(0.0, 1.0)
COVERING = HeadCoveringRule(*(UNCOVERED,) * 7, unsure_from_points=0.9)


@pytest.mark.parametrize(
    ("odd_colour", "expected"),
    [
        (0.2, (PASS, "uncovered", "points", 0.2, None, 0.9)),
        (0.95, (UNSURE, "perhaps-covered", "points", 0.95, None, 0.9)),
    ],
)
def test_head_covering(odd_colour: float, expected: tuple[Any, ...]) -> None:
    facts = {
        "head_top": HeadTop(odd_colour, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        "crown": SimpleNamespace(point=PLACE[0]),
    }
    assert stated(head_covering, COVERING, **facts) == expected
