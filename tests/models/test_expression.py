"""The smile model and the frontal shape that it measures on."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pytest

from models.expression import measure_expression, smile_measures, smile_model
from models.face import Face
from models.frontal import frontal_shape
from models.mouth import Mouth, measure_mouth

Rgb = npt.NDArray[np.uint8]
CLOSED = Mouth(0.0, 0.0, 0.0, 50.0, (), ())


def with_scores(face: Face, **scores: float) -> Face:
    return Face(face.landmarks, MappingProxyType(dict(face.blendshapes) | scores), face.transform)


def with_corners_moved(face: Face, up: float) -> Face:
    """The mouth's corners raised by a share of the eye distance."""
    landmarks = face.landmarks.copy()
    for corner in (61, 291):
        landmarks[corner, :2] += np.float32(up * face.inter_eye_px) * np.array(face.up, np.float32)
    return Face(landmarks, face.blendshapes, face.transform)


def test_a_broad_smile_is_certain(astronaut: Rgb, frontal_face: Face) -> None:
    measured = measure_expression(frontal_face, measure_mouth(astronaut, frontal_face))
    assert measured.smile > 0.95
    assert measured.decisive in {term.name for term in smile_model().terms}


def test_every_term_of_the_model_is_measured(frontal_face: Face) -> None:
    measures = smile_measures(frontal_face, CLOSED)
    assert [term.name for term in smile_model().terms] == list(measures)
    assert all(math.isfinite(value) for value in measures.values())


def test_a_smile_pulls_every_measure_the_way_it_does_in_life() -> None:
    sign = {term.name: math.copysign(1, term.weight) for term in smile_model().terms}
    assert sign["mouth-width"] == sign["corner-lift"] == sign["smile-score"] == 1
    assert sign["corner-below-nose"] == sign["upper-lip-height"] == sign["lower-lid"] == -1


def test_raised_corners_make_a_smile_likelier(frontal_face: Face) -> None:
    unscored = with_scores(frontal_face, mouthSmileLeft=0.0, mouthSmileRight=0.0)
    smiles = [
        measure_expression(with_corners_moved(unscored, up), CLOSED).smile
        for up in (-0.08, -0.04, 0.0, 0.04)
    ]
    assert smiles == sorted(smiles)
    assert smiles[-1] - smiles[0] > 0.1


def test_the_smile_score_counts(frontal_face: Face) -> None:
    none = with_scores(frontal_face, mouthSmileLeft=0.0, mouthSmileRight=0.0)
    assert measure_expression(none, CLOSED).smile < measure_expression(frontal_face, CLOSED).smile


@pytest.mark.parametrize(
    ("movement", "scores"),
    [
        ("brows-raised", {"browInnerUp": 0.9, "browOuterUpLeft": 0.8, "browOuterUpRight": 0.8}),
        ("brows-lowered", {"browDownLeft": 0.9, "browDownRight": 0.8}),
        ("lips-pursed", {"mouthPucker": 0.8}),
        ("grimace", {"cheekPuff": 0.8}),
    ],
)
def test_other_movements_are_told_apart(
    frontal_face: Face, movement: str, scores: dict[str, float]
) -> None:
    moved = measure_expression(with_scores(frontal_face, **scores), CLOSED).movements
    calm = measure_expression(frontal_face, CLOSED).movements
    assert moved[movement] == pytest.approx(0.8)
    assert {name for name in moved if moved[name] > calm[name]} == {movement}


def test_one_raised_brow_is_no_raised_forehead(frontal_face: Face) -> None:
    moved = with_scores(frontal_face, browInnerUp=0.9, browOuterUpLeft=0.9, browOuterUpRight=0.1)
    assert measure_expression(moved, CLOSED).movements["brows-raised"] == pytest.approx(0.1)


def test_the_frontal_shape_has_level_eyes_one_unit_apart(frontal_face: Face) -> None:
    shape = frontal_shape(frontal_face)
    right, left = shape[[133, 33]].mean(axis=0), shape[[362, 263]].mean(axis=0)
    assert np.linalg.norm(left - right) == pytest.approx(1.0, abs=1e-6)
    assert right[1] == pytest.approx(left[1], abs=1e-6)
    assert left[0] > right[0]
    assert shape[152, 1] > shape[1, 1] > 0


@pytest.mark.parametrize("degrees", [-8.0, 5.0])
def test_a_tilted_picture_has_the_same_frontal_shape(frontal_face: Face, degrees: float) -> None:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    landmarks = frontal_face.landmarks.copy()
    landmarks[:, :2] = landmarks[:, :2] @ turn.T.astype(np.float32)
    flipped = np.array([[1.0, -1.0], [-1.0, 1.0]]) * turn
    transform = frontal_face.transform.copy()
    transform[:2, :3] = flipped.astype(np.float32) @ transform[:2, :3]
    tilted = Face(landmarks, frontal_face.blendshapes, transform)
    assert np.allclose(frontal_shape(tilted), frontal_shape(frontal_face), atol=2e-3)
