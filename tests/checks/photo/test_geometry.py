from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from checks.finding import Outcome
from checks.limits import Ceiling, Floor, Range
from checks.photo.centred import CentredRule, centred
from checks.photo.dimensions import DimensionsRule, dimensions
from checks.photo.face_height import FaceHeightRule, face_height
from models.scan_scale import PhotoScale
from tests.conftest import facts_of

Rgb = npt.NDArray[np.uint8]

#: Landmarks of the astronaut, read off the picture by eye (pixels of 512 x 512).
ASTRONAUT_CHIN_Y, ASTRONAUT_CROWN_Y, ASTRONAUT_MIDDLE_X = 176, 24, 222
#: Wider than any program's, since the interval under the astronaut's hair is wide.
FACE_HEIGHT = FaceHeightRule(29, 38)
CENTRED = CentredRule(Ceiling(0.05, 0.08), Ceiling(0.13, 0.20), Floor(-0.03, 0.02))
DIMENSIONS = DimensionsRule(Range(0.69, 0.74), 715, 1000, 2000, 2800)


def framed(rgb: Rgb, face_height_mm: float, right_mm: float = 0.0, down_mm: float = 0.0) -> Rgb:
    """Crop the astronaut to 50 x 70 mm so that her face has a height and stands off the middle."""
    pixels_per_mm = 20.0
    scale = face_height_mm * pixels_per_mm / (ASTRONAUT_CHIN_Y - ASTRONAUT_CROWN_Y)
    middle_y = (ASTRONAUT_CHIN_Y + ASTRONAUT_CROWN_Y) / 2
    move_x = (25 + right_mm) * pixels_per_mm - ASTRONAUT_MIDDLE_X * scale
    move_y = (35 + down_mm) * pixels_per_mm - middle_y * scale
    matrix = np.array([[scale, 0, move_x], [0, scale, move_y]])
    size = (round(50 * pixels_per_mm), round(70 * pixels_per_mm))
    return np.asarray(cv2.warpAffine(rgb, matrix, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


@pytest.mark.parametrize("asked_mm", [26, 30, 34, 38, 42])
def test_face_height_follows_the_crop(astronaut: Rgb, asked_mm: float) -> None:
    measured = facts_of(framed(astronaut, asked_mm)).face_height_mm
    assert measured.value == pytest.approx(asked_mm, rel=0.05)
    assert measured.low < measured.value < measured.high


@pytest.mark.parametrize(
    ("asked_mm", "outcome", "reason"),
    [
        (24, Outcome.FAIL, "too-small"),
        (33.5, Outcome.PASS, "within"),
        (43, Outcome.FAIL, "too-large"),
    ],
)
def test_face_height(astronaut: Rgb, asked_mm: float, outcome: Outcome, reason: str) -> None:
    judgement = face_height(facts_of(framed(astronaut, asked_mm)), FACE_HEIGHT)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_face_height_is_unsure_near_a_limit(astronaut: Rgb) -> None:
    height = facts_of(framed(astronaut, 34)).face_height_mm
    rule = FaceHeightRule(height.value - 0.1, height.value + 5)
    judgement = face_height(facts_of(framed(astronaut, 34)), rule)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "near-limit")


def test_millimetres_do_not_depend_on_pixels(astronaut: Rgb) -> None:
    picture = framed(astronaut, 34)
    half = np.asarray(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    heights = [facts_of(p.astype(np.uint8)).face_height_mm.value for p in (picture, half)]
    assert heights[0] == pytest.approx(heights[1], rel=0.02)


@pytest.mark.parametrize(
    ("readings", "reason"), [((0.05,), "near-limit"), ((0.05, 0.06), "scale-unclear")]
)
def test_face_height_names_its_doubt(
    astronaut: Rgb, readings: tuple[float, ...], reason: str
) -> None:
    facts = facts_of(framed(astronaut, 34))
    facts.__dict__["scale"] = PhotoScale(0.05, readings, "sheet")
    rule = FaceHeightRule(facts.face_height_mm.value - 0.1, facts.face_height_mm.value + 3)
    judgement = face_height(facts, rule)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, reason)


@pytest.mark.parametrize(
    ("right_mm", "down_mm", "outcome", "reason"),
    [
        (0, 0, Outcome.PASS, "centred"),
        (7, 0, Outcome.FAIL, "right"),
        (-7, 0, Outcome.FAIL, "left"),
        (0, -17, Outcome.FAIL, "high"),
        (0, 17, Outcome.FAIL, "low"),
        (0, -22, Outcome.FAIL, "cut-off"),
    ],
)
def test_centred(
    astronaut: Rgb, right_mm: float, down_mm: float, outcome: Outcome, reason: str
) -> None:
    judgement = centred(facts_of(framed(astronaut, 34, right_mm, down_mm)), CENTRED)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("width", "height", "outcome", "reason"),
    [
        (715, 1000, Outcome.PASS, "within"),
        (2000, 2800, Outcome.PASS, "within"),
        (714, 1000, Outcome.FAIL, "too-few-pixels"),
        (2001, 2800, Outcome.FAIL, "too-many-pixels"),
        (1000, 1000, Outcome.FAIL, "wrong-shape"),
    ],
)
def test_dimensions(width: int, height: int, outcome: Outcome, reason: str) -> None:
    judgement = dimensions(facts_of(np.zeros((height, width, 3), np.uint8)), DIMENSIONS)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)
