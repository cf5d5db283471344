"""The head's rotation: turned and mirrored pictures, and faces off the picture's centre."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.face import measure_faces
from models.head_pose import HeadPose, measure_head_pose

Rgb = npt.NDArray[np.uint8]


def pose_of(rgb: Rgb) -> HeadPose:
    face = measure_faces(np.ascontiguousarray(rgb), 1.0)[0]
    return measure_head_pose(face, rgb.shape[1], rgb.shape[0])


@pytest.fixture(scope="module")
def head(astronaut: Rgb) -> Rgb:
    """Head and shoulders of the astronaut."""
    return np.asarray(cv2.resize(astronaut[:300, 70:370], (600, 600)), np.uint8)


@pytest.mark.parametrize("degrees", [-25.0, -10.0, -4.0, 4.0, 10.0, 25.0])
def test_a_picture_turned_in_its_plane_has_that_roll(head: Rgb, degrees: float) -> None:
    turn = cv2.getRotationMatrix2D((300, 300), -degrees, 1.0)
    turned = cv2.warpAffine(head, turn, (600, 600), borderMode=cv2.BORDER_REPLICATE)
    difference = pose_of(np.asarray(turned, np.uint8)).roll.value - pose_of(head).roll.value
    assert difference == pytest.approx(degrees, abs=1.0)


def test_a_mirrored_picture_has_mirrored_angles(head: Rgb) -> None:
    straight, mirrored = pose_of(head), pose_of(head[:, ::-1])
    assert mirrored.yaw.value == pytest.approx(-straight.yaw.value, abs=1.5)
    assert mirrored.roll.value == pytest.approx(-straight.roll.value, abs=1.0)
    assert mirrored.pitch.value == pytest.approx(straight.pitch.value, abs=2.0)


@pytest.mark.parametrize("sides", [(600, 0, 0, 0), (0, 600, 0, 0), (0, 0, 600, 0), (0, 0, 0, 600)])
def test_the_place_in_the_picture_does_not_matter(
    head: Rgb, sides: tuple[int, int, int, int]
) -> None:
    moved = cv2.copyMakeBorder(head, *sides, cv2.BORDER_REPLICATE)
    elsewhere, before = pose_of(np.asarray(moved, np.uint8)), pose_of(head)
    assert elsewhere.yaw.value == pytest.approx(before.yaw.value, abs=2.0)
    assert elsewhere.pitch.value == pytest.approx(before.pitch.value, abs=3.0)


def test_intervals_hold_their_value(head: Rgb) -> None:
    pose = pose_of(head)
    for angle in (pose.yaw, pose.pitch, pose.roll):
        assert angle.low < angle.value < angle.high
