"""The shoulders on drawn outlines of known slope and reach."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.face import Face
from models.person import PersonMask
from models.shoulders import Shoulders, measure_shoulders
from models.subject import SubjectMask

SIDE = 512


def measured(face: Face, slope: float = 0.0, left: float = 1.3, right: float = 1.3) -> Shoulders:
    """Shoulders of that slope (degrees) that reach so many face widths to either side."""
    width = face.width_px
    middle = (face.point(234)[0] + face.point(454)[0]) / 2
    drop = math.tan(math.radians(slope))
    corners = [
        (middle + across, face.chin[1] + 0.3 * width + drop * across)
        for across in (-right * width, left * width)
    ]
    corners += [(corners[1][0], SIDE), (corners[0][0], SIDE)]
    alpha = np.zeros((SIDE, SIDE), np.float32)
    cv2.fillPoly(alpha, [np.rint(corners).astype(np.int32)], 1.0)
    neck = (round(middle - 0.3 * width), round(face.chin[1]))
    cv2.rectangle(alpha, neck, (round(middle + 0.3 * width), SIDE), 1.0, -1)
    subject = SubjectMask(alpha, _rgb(alpha), (1.0, 1.0))
    return measure_shoulders(face, subject, PersonMask(alpha))


def _rgb(alpha: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    return np.repeat((200 - 150 * alpha).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("slope", [-20.0, -8.0, 0.0, 5.0, 15.0])
def test_the_slope_is_measured(frontal_face: Face, slope: float) -> None:
    assert measured(frontal_face, slope).slope == pytest.approx(slope, abs=1.0)


def test_level_shoulders_reach_equally(frontal_face: Face) -> None:
    shoulders = measured(frontal_face)
    assert shoulders.asymmetry == pytest.approx(0.0, abs=0.03)
    assert shoulders.left_reach == pytest.approx(1.3, abs=0.06)
    assert shoulders.contrast > 100


def test_a_narrow_side_shows_as_asymmetry(frontal_face: Face) -> None:
    assert measured(frontal_face, left=0.7).asymmetry == pytest.approx(-0.3, abs=0.06)


def test_without_a_body_nothing_is_seen(frontal_face: Face) -> None:
    empty = np.zeros((SIDE, SIDE), np.float32)
    subject = SubjectMask(empty, _rgb(empty), (1.0, 1.0))
    shoulders = measure_shoulders(frontal_face, subject, PersonMask(empty))
    assert (shoulders.left_reach, shoulders.right_reach, shoulders.slope) == (0.0, 0.0, None)


def half_seen(face: Face, possible: float, rows: int = SIDE) -> Shoulders:
    """The person's left shoulder missing from the outline; the segmenter gives it this share."""
    width = face.width_px
    middle = (face.point(234)[0] + face.point(454)[0]) / 2
    top = round(face.chin[1] + 0.3 * width)
    alpha = np.zeros((rows, SIDE), np.float32)
    alpha[top:, round(middle - 1.2 * width) : round(middle + 0.4 * width)] = 1.0
    model = alpha.copy()
    model[top:, round(middle + 0.4 * width) : round(middle + 1.2 * width)] = possible
    return measure_shoulders(face, SubjectMask(alpha, _rgb(alpha), (1.0, 1.0)), PersonMask(model))


@pytest.mark.parametrize("possible", [0.0, 0.4])
def test_a_shoulder_that_the_picture_has_room_for_is_merged(
    frontal_face: Face, possible: float
) -> None:
    shoulders = half_seen(frontal_face, possible)
    assert shoulders.left_reach == 0.0
    assert shoulders.has_depth
    assert shoulders.is_merged(0.7)
    assert shoulders.asymmetry is None


def test_a_shoulder_beyond_the_lower_edge_is_not_merged(frontal_face: Face) -> None:
    rows = round(frontal_face.chin[1] + 0.45 * frontal_face.width_px)
    shoulders = half_seen(frontal_face, 0.0, rows)
    assert shoulders.room_below == pytest.approx(0.45, abs=0.03)
    assert not shoulders.is_merged(0.7)


def test_a_narrow_body_before_a_plain_wall_is_not_merged(frontal_face: Face) -> None:
    shoulders = measured(frontal_face, left=0.6)
    assert shoulders.left_possible == pytest.approx(0.6, abs=0.06)
    assert not shoulders.is_merged(0.7)
