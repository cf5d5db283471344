"""Lids and gaze on landmarks that are moved by known amounts."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pytest

from models.eyes import measure_eyes
from models.face import Face, measure_faces
from tests.drawn_eye_faults import with_gaze_aside

Rgb = npt.NDArray[np.uint8]
RIGHT_LIDS = {160: 144, 159: 145, 158: 153}
IRISES = slice(468, 478)


def with_right_eye_shut(face: Face, share: float) -> Face:
    """The right upper lid comes down by a share of the opening."""
    landmarks = face.landmarks.copy()
    for upper, lower in RIGHT_LIDS.items():
        landmarks[upper] += np.float32(share) * (landmarks[lower] - landmarks[upper])
    return Face(landmarks, face.blendshapes, face.transform)


def test_open_eyes_look_ahead(frontal_face: Face) -> None:
    eyes = measure_eyes(frontal_face)
    assert 0.2 < eyes.right.aperture < 0.5
    assert 0.2 < eyes.left.aperture < 0.5
    assert abs(eyes.gaze_aside) < 0.06


def test_only_the_shut_eye_is_shut(frontal_face: Face) -> None:
    calm = measure_eyes(frontal_face)
    eyes = measure_eyes(with_right_eye_shut(frontal_face, 0.9))
    assert eyes.right.opening == pytest.approx(0.1 * calm.right.opening, rel=0.02)
    assert eyes.left == calm.left


def test_a_lid_that_is_scored_as_lowered_counts_as_less_open(frontal_face: Face) -> None:
    scores = MappingProxyType(dict(frontal_face.blendshapes) | {"eyeLookDownRight": 0.7})
    lowered = Face(frontal_face.landmarks, scores, frontal_face.transform)
    assert measure_eyes(lowered).right.aperture < measure_eyes(frontal_face).right.aperture - 0.05


@pytest.mark.parametrize("share", [-0.15, -0.05, 0.05, 0.15])
def test_the_gaze_is_the_place_of_the_irises(frontal_face: Face, share: float) -> None:
    landmarks = frontal_face.landmarks.copy()
    width = float(np.hypot(*(landmarks[33, :2] - landmarks[133, :2])))
    landmarks[IRISES, 0] += np.float32(share * width)
    moved = measure_eyes(Face(landmarks, frontal_face.blendshapes, frontal_face.transform))
    calm = measure_eyes(frontal_face)
    assert moved.gaze_aside - calm.gaze_aside == pytest.approx(share, abs=0.02)


def test_landmarks_follow_irises_that_are_moved_in_the_picture(
    astronaut: Rgb, frontal_face: Face
) -> None:
    gazes = [
        measure_eyes(measure_faces(with_gaze_aside(astronaut, frontal_face, share), 1.0)[0])
        for share in (-0.15, 0.0, 0.15)
    ]
    assert gazes[0].gaze_aside < gazes[1].gaze_aside - 0.02
    assert gazes[2].gaze_aside > gazes[1].gaze_aside + 0.02
