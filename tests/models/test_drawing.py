"""Photographed or drawn: cartoons, photos turned into drawings, degraded photos."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.drawing import Depiction, depiction_features, measure_depiction
from models.face import measure_faces
from models.face_box import Box
from tests.accuracy.drawn_faces import DRAWN_EYES, FACE_BOX, drawn_face, stylised
from tests.accuracy.drawn_spectacles import with_spectacles

Rgb = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def box(astronaut: Rgb) -> Box:
    """The astronaut's face."""
    return measure_faces(astronaut, 1.0)[0].box


def probability(rgb: Rgb, box: Box) -> float:
    depiction = measure_depiction(rgb, box)
    assert isinstance(depiction, Depiction)
    return depiction.photograph_probability


def test_a_photo_is_photographed(astronaut: Rgb, box: Box) -> None:
    assert probability(astronaut, box) > 0.6


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_a_cartoon_is_drawn(seed: int) -> None:
    assert probability(drawn_face(np.random.default_rng(seed)), FACE_BOX) < 0.14


@pytest.mark.parametrize("seed", range(12))
def test_dark_spectacles_make_no_drawing_of_a_photo(astronaut: Rgb, seed: int) -> None:
    face = measure_faces(astronaut, 1.0)[0]
    eyes = np.array([face.right_eye, face.left_eye])
    worn = with_spectacles(astronaut, eyes, np.random.default_rng(seed))
    assert probability(worn, face.box) > 0.3


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_a_cartoon_with_spectacles_is_drawn(seed: int) -> None:
    random = np.random.default_rng(seed)
    worn = with_spectacles(drawn_face(random), DRAWN_EYES, random)
    assert probability(worn, FACE_BOX) < 0.25


def test_a_photo_turned_into_a_drawing_looks_less_photographed(astronaut: Rgb, box: Box) -> None:
    plain = probability(astronaut, box)
    for style, drawing in stylised(astronaut):
        assert probability(drawing, box) < min(plain, 0.55), style


@pytest.mark.parametrize("light", [0.25, 0.5])
def test_a_dark_photo_stays_a_photo(astronaut: Rgb, box: Box, light: float) -> None:
    assert probability((astronaut * light).astype(np.uint8), box) > 0.5


def test_a_grey_or_blurred_photo_stays_a_photo(astronaut: Rgb, box: Box) -> None:
    one_channel = np.asarray(cv2.cvtColor(astronaut, cv2.COLOR_RGB2GRAY), np.uint8)
    grey = np.repeat(one_channel[..., None], 3, axis=2)
    blurred = np.asarray(cv2.GaussianBlur(astronaut, (0, 0), 2), np.uint8)
    assert probability(grey, box) > 0.5
    assert probability(blurred, box) > 0.5


def test_a_tiny_face_is_not_judged(astronaut: Rgb) -> None:
    assert measure_depiction(astronaut, (200.0, 100.0, 215.0, 120.0)) is None


def test_features_do_not_depend_on_a_larger_copy(astronaut: Rgb, box: Box) -> None:
    head = astronaut[:300]
    large = cv2.resize(head, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    twice = cv2.resize(head, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    zoomed = [
        depiction_features(np.asarray(copy, np.uint8), _zoomed(box, factor))
        for copy, factor in ((large, 4.0), (twice, 2.0))
    ]
    assert zoomed[0] is not None
    assert zoomed[1] is not None
    assert np.abs(zoomed[0] - zoomed[1]).mean() < 0.15


def _zoomed(box: Box, factor: float) -> Box:
    left, top, right, bottom = (side * factor for side in box)
    return left, top, right, bottom
