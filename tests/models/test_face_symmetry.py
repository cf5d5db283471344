"""The likeness of the face's halves: what breaks it and what must not."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.face import Face
from models.face_patch import measure_face_patch
from models.face_symmetry import inner_face_outline, measure_half_difference
from models.raster import Raster

Rgb = npt.NDArray[np.uint8]


def difference(rgb: Rgb, face: Face) -> float:
    return measure_half_difference(measure_face_patch(Raster(rgb, 1.0), face))


def fingers(rgb: Rgb, face: Face, reach: float) -> Rgb:
    """Four fingers of the cheek's own colour from one side; reach: share of the face's width."""
    covered = rgb.copy()
    (right, y), (left, _) = face.point(234), face.point(454)
    skin = rgb[round(face.point(205)[1]), round(face.point(205)[0])].astype(float)
    half = 0.075 * face.width_px
    end = right + (left - right) * reach
    for offset in (-0.18, 0.0, 0.18, 0.36):
        centre = y + offset * face.width_px
        for spread, shade in ((1.0, 0.45), (0.85, 0.75), (0.6, 0.95)):
            cv2.line(
                covered,
                (round(right - 30), round(centre)),
                (round(end), round(centre)),
                (skin * shade).tolist(),
                max(1, round(2 * half * spread)),
            )
    return covered


def test_a_free_face_has_like_halves(astronaut: Rgb, frontal_face: Face) -> None:
    assert difference(astronaut, frontal_face) < 0.36


def test_fingers_on_one_half_break_the_likeness_more_the_farther_they_reach(
    astronaut: Rgb, frontal_face: Face
) -> None:
    found = [difference(fingers(astronaut, frontal_face, reach), frontal_face)
             for reach in (0.0, 0.2, 0.35, 0.5)]  # fmt: skip
    assert found == sorted(found)
    assert found[-1] > 0.5


@pytest.mark.parametrize("stops", [0.5, 1.0])
def test_light_from_one_side_does_not(astronaut: Rgb, frontal_face: Face, stops: float) -> None:
    ramp = 2.0 ** np.linspace(-stops / 2, stops / 2, astronaut.shape[1])
    lit = np.clip(astronaut * ramp[None, :, None], 0, 255).astype(np.uint8)
    assert difference(lit, frontal_face) < 0.40


def test_a_flat_face_differs_in_nothing(astronaut: Rgb, frontal_face: Face) -> None:
    assert difference(np.full_like(astronaut, 128), frontal_face) == 0.0


def test_the_outline_holds_nose_and_mouth(astronaut: Rgb, frontal_face: Face) -> None:
    patch = measure_face_patch(Raster(astronaut, 1.0), frontal_face)
    outline = inner_face_outline(patch)
    for landmark in (1, 13):
        x, y = (float(value) for value in patch.landmarks[landmark])
        assert cv2.pointPolygonTest(outline, (x, y), measureDist=False) > 0
