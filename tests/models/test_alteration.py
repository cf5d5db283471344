from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from models.alteration import measure_flat_background, measure_skin_texture, measure_stretch
from models.face import Face
from models.person import PersonMask
from tests.drawn_detail import Rgb, drawn_eyes, noisy


def widened(face: Face, factor: float) -> Face:
    landmarks = face.landmarks * np.array([factor, 1, 1], np.float32)
    return dataclasses.replace(face, landmarks=landmarks)


def test_an_untouched_face_is_not_stretched(frontal_face: Face) -> None:
    ratio = measure_stretch(frontal_face).ratio
    assert ratio.low < 1 < ratio.high


@pytest.mark.parametrize("factor", [0.75, 0.85, 1.2, 1.35])
def test_a_stretch_multiplies_the_ratio(frontal_face: Face, factor: float) -> None:
    before = measure_stretch(frontal_face).ratio.value
    after = measure_stretch(widened(frontal_face, factor)).ratio.value
    assert np.log(after / before) == pytest.approx(np.log(factor) / 0.87, rel=0.01)


def person_in_the_middle() -> PersonMask:
    alpha = np.zeros((256, 256), np.float32)
    alpha[60:, 70:190] = 1
    return PersonMask(alpha)


def test_a_background_of_one_colour_is_flat() -> None:
    picture = np.full((700, 500, 3), (250, 251, 255), np.uint8)
    picture[200:, 150:350] = 90
    flat = measure_flat_background(picture, person_in_the_middle())
    assert flat is not None
    assert flat.colour == (250, 251, 255)
    assert flat.share > 0.98


def test_a_photographed_wall_is_not_flat() -> None:
    wall = noisy(np.full((700, 500, 3), 240, np.uint8), 1.5)
    flat = measure_flat_background(wall, person_in_the_middle())
    assert flat is not None
    assert flat.share < 0.2


def test_a_face_that_fills_the_picture_has_no_background() -> None:
    mask = PersonMask(np.ones((256, 256), np.float32))
    assert measure_flat_background(np.zeros((300, 300, 3), np.uint8), mask) is None


def smoothed(rgb: Rgb) -> Rgb:
    return np.asarray(cv2.bilateralFilter(rgb, 15, 45, 9), np.uint8)


def test_a_beauty_filter_takes_the_texture_and_leaves_the_eyes() -> None:
    eyes, face = drawn_eyes(160)
    textured = noisy(eyes, 5)
    natural = measure_skin_texture(textured, spread(face))
    assert measure_skin_texture(smoothed(textured), spread(face)) < 0.4 * natural


def spread(face: Face) -> Face:
    """The drawn face with cheeks and forehead beside the eyes, and a box around it all."""
    landmarks = face.landmarks.copy()
    middle, distance = landmarks[0, :2].copy(), face.inter_eye_px
    places = {50: (-0.75, 0.4), 280: (0.75, 0.4), 151: (0, -0.4), 117: (-0.2, 0.4), 346: (0.2, 0.4)}
    for index, place in (places | {0: (-0.98, -0.58), 1: (0.98, 0.58)}).items():
        landmarks[index, :2] = middle + np.array(place) * distance
    return dataclasses.replace(face, landmarks=landmarks)
