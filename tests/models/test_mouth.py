"""The lip gap and the teeth of a public-domain portrait that shows both."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.face import Face
from models.mouth import INNER_LIPS, OUTER_LIPS, measure_mouth

Rgb = npt.NDArray[np.uint8]


def with_teeth_painted(rgb: Rgb, face: Face, colour: tuple[int, int, int]) -> Rgb:
    """Everything between the inner lips in one colour."""
    painted = rgb.copy()
    outline = np.rint(face.landmarks[list(INNER_LIPS), :2] * 16).astype(np.int32)
    cv2.fillPoly(painted, [outline], colour, shift=4)
    cv2.polylines(painted, [outline], True, colour, 2, shift=4)
    return painted


def lip_colour(rgb: Rgb, face: Face) -> tuple[int, int, int]:
    lips = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(lips, [np.rint(face.landmarks[list(OUTER_LIPS), :2]).astype(np.int32)], (1,))
    cv2.fillPoly(lips, [np.rint(face.landmarks[list(INNER_LIPS), :2]).astype(np.int32)], (0,))
    red, green, blue = np.median(rgb[lips > 0], axis=0)
    return int(red), int(green), int(blue)


def test_a_broad_smile_shows_a_gap_and_teeth(astronaut: Rgb, frontal_face: Face) -> None:
    mouth = measure_mouth(astronaut, frontal_face)
    assert mouth.lip_gap == pytest.approx(0.143, abs=0.03)
    assert 0.4 < mouth.teeth_width < 0.8
    assert mouth.lip_gap_px / mouth.width_px == pytest.approx(mouth.lip_gap)


def test_the_teeth_are_found_between_the_lips(astronaut: Rgb, frontal_face: Face) -> None:
    mouth = measure_mouth(astronaut, frontal_face)
    lips = np.array(mouth.outline)
    teeth = np.array(mouth.teeth)
    assert (teeth.min(axis=0) > lips.min(axis=0)).all()
    assert (teeth.max(axis=0) < lips.max(axis=0)).all()


def test_lips_without_teeth_between_them_show_none(astronaut: Rgb, frontal_face: Face) -> None:
    closed = with_teeth_painted(astronaut, frontal_face, lip_colour(astronaut, frontal_face))
    mouth = measure_mouth(closed, frontal_face)
    assert mouth.teeth_width < 0.05


def test_a_dark_open_mouth_shows_no_teeth(astronaut: Rgb, frontal_face: Face) -> None:
    dark = with_teeth_painted(astronaut, frontal_face, (30, 10, 10))
    assert measure_mouth(dark, frontal_face).teeth == ()


@pytest.mark.parametrize("scale", [0.6, 2.0, 3.7])
def test_the_size_of_the_picture_does_not_matter(
    astronaut: Rgb, frontal_face: Face, scale: float
) -> None:
    resized = cv2.resize(astronaut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    larger = Face(
        frontal_face.landmarks * np.float32(scale),
        frontal_face.blendshapes,
        frontal_face.transform,
    )
    original = measure_mouth(astronaut, frontal_face)
    mouth = measure_mouth(np.asarray(resized, np.uint8), larger)
    assert mouth.lip_gap == pytest.approx(original.lip_gap, abs=1e-4)
    assert mouth.teeth_width == pytest.approx(original.teeth_width, abs=0.1)


def test_teeth_are_seen_in_a_greyscale_photo(astronaut: Rgb, frontal_face: Face) -> None:
    grey = cv2.cvtColor(cv2.cvtColor(astronaut, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    assert measure_mouth(np.asarray(grey, np.uint8), frontal_face).teeth_width > 0.3
