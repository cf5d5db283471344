"""Red pupils of known strength on a public-domain portrait."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.eye_view import measure_eye_views
from models.face import Face
from models.red_eye import RedEye, measure_red_eyes
from tests.drawn_eye_faults import with_red_pupils

Rgb = npt.NDArray[np.uint8]
ENLARGED = 3


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> Rgb:
    large = cv2.resize(astronaut, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


@pytest.fixture(scope="module")
def face(frontal_face: Face) -> Face:
    return Face(
        frontal_face.landmarks * np.float32(ENLARGED),
        frontal_face.blendshapes,
        frontal_face.transform,
    )


def red_eyes(rgb: Rgb, face: Face) -> tuple[RedEye, ...]:
    return measure_red_eyes(measure_eye_views(rgb, face))


def redness(rgb: Rgb, face: Face) -> float:
    return max(eye.redness for eye in red_eyes(rgb, face))


def test_natural_pupils_are_not_red(portrait: Rgb, face: Face) -> None:
    assert len(red_eyes(portrait, face)) == 2
    assert redness(portrait, face) < 0.1


def test_redness_grows_with_the_gleam(portrait: Rgb, face: Face) -> None:
    values = [redness(with_red_pupils(portrait, face, s), face) for s in (0, 0.2, 0.4, 0.7, 1)]
    assert values == sorted(values)
    assert values[-1] > 0.8


def test_the_box_lies_about_the_pupil(portrait: Rgb, face: Face) -> None:
    right = red_eyes(portrait, face)[0]
    corners = np.array(right.box)
    assert corners.mean(axis=0) == pytest.approx(np.array(face.right_eye), abs=4)
    assert np.ptp(corners[:, 0]) < 0.3 * face.inter_eye_px


def test_a_greyscale_photo_has_no_red_eyes(portrait: Rgb, face: Face) -> None:
    red = with_red_pupils(portrait, face, 1.0)
    grey = cv2.cvtColor(cv2.cvtColor(red, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    eyes = red_eyes(np.asarray(grey, np.uint8), face)
    assert all(eye.redness == pytest.approx(0, abs=1e-6) for eye in eyes)


@pytest.mark.parametrize("green_and_blue", [0.9, 0.75, 0.6])
def test_a_red_cast_is_no_red_eye(portrait: Rgb, face: Face, green_and_blue: float) -> None:
    cast = np.asarray(portrait * np.array([1, green_and_blue, green_and_blue]), np.uint8)
    assert redness(cast, face) < 0.12


def test_a_brown_iris_about_a_dark_pupil_is_no_red_eye(portrait: Rgb, face: Face) -> None:
    brown = portrait.copy()
    for centre in (468, 473):
        x, y = (round(value) for value in face.point(centre))
        radius = float(np.hypot(*np.subtract(face.point(centre), face.point(centre + 1))))
        cv2.circle(brown, (x, y), round(0.9 * radius), (110, 65, 30), -1)
        cv2.circle(brown, (x, y), round(0.45 * radius), (18, 15, 14), -1)
    assert redness(brown, face) < 0.16


def test_lowered_lids_hide_the_pupils(portrait: Rgb, face: Face) -> None:
    lidded = portrait.copy()
    for centre in (face.right_eye, face.left_eye):
        at = (round(centre[0]), round(centre[1]))
        axes = (round(0.3 * face.inter_eye_px), round(0.16 * face.inter_eye_px))
        cv2.ellipse(lidded, at, axes, 0, 0, 360, (214, 160, 135), -1)
    assert red_eyes(lidded, face) == ()
