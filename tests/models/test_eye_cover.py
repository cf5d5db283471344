"""What lies over the eyes, drawn at known strength on a public-domain portrait."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.eye_cover import EyeCover, measure_eye_covers
from models.eye_view import measure_eye_views
from models.face import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS, Face
from tests.drawn_eye_faults import with_hair_over_right_eye, with_rim_across_eyes

Rgb = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
ENLARGED = 3


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> Rgb:
    """The astronaut at the size of an application photo."""
    large = cv2.resize(astronaut, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


@pytest.fixture(scope="module")
def face(frontal_face: Face) -> Face:
    return Face(
        frontal_face.landmarks * np.float32(ENLARGED),
        frontal_face.blendshapes,
        frontal_face.transform,
    )


def covers(rgb: Rgb, face: Face) -> tuple[EyeCover, EyeCover]:
    return measure_eye_covers(rgb, face, measure_eye_views(rgb, face))


def lenses(rgb: Rgb, face: Face) -> Plane:
    """Both lenses as a mask 0..1."""
    mask = np.zeros(rgb.shape[:2], np.float32)
    for corners in (RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS):
        x, y = face.centre(corners)
        axes = (round(0.42 * face.inter_eye_px), round(0.32 * face.inter_eye_px))
        cv2.ellipse(mask, (round(x), round(y)), axes, 0, 0, 360, (1.0,), -1)
    return mask


def through(rgb: Rgb, mask: Plane, light_passed: tuple[float, float, float]) -> Rgb:
    """The picture behind lenses that pass a share of each channel's light."""
    linear = (rgb / 255.0) ** 2.2
    passed = linear * (1 - mask[..., None] * (1 - np.array(light_passed)))
    return np.asarray(np.rint(255 * passed ** (1 / 2.2)), np.uint8)


def test_nothing_lies_over_clear_eyes(portrait: Rgb, face: Face) -> None:
    for eye in covers(portrait, face):
        assert abs(eye.density) < 0.2
        assert eye.tint < 0.1
        assert eye.strands < 0.1
        assert eye.hidden_white < 0.3
        assert eye.iris_seen > 0.6
        assert eye.blown < 0.05
        assert eye.veil < 0.15
        assert eye.detail > 0.8


@pytest.mark.parametrize("density", [0.15, 0.3, 0.6, 1.0])
def test_lenses_add_their_density(portrait: Rgb, face: Face, density: float) -> None:
    passed = 10**-density
    clear = covers(portrait, face)
    dark = covers(through(portrait, lenses(portrait, face), (passed,) * 3), face)
    for before, after in zip(clear, dark, strict=True):
        assert after.density - before.density == pytest.approx(density, abs=0.12)


def test_a_darker_picture_has_no_denser_lenses(portrait: Rgb, face: Face) -> None:
    everywhere = np.ones(portrait.shape[:2], np.float32)
    dim = covers(through(portrait, everywhere, (0.3,) * 3), face)
    for before, after in zip(covers(portrait, face), dim, strict=True):
        assert after.density == pytest.approx(before.density, abs=0.03)
        assert after.iris_seen == pytest.approx(before.iris_seen, abs=0.1)


def test_yellow_lenses_are_tinted_and_hardly_dense(portrait: Rgb, face: Face) -> None:
    yellow = covers(through(portrait, lenses(portrait, face), (1.0, 0.95, 0.35)), face)
    assert min(eye.tint for eye in yellow) > 0.3
    assert max(eye.density for eye in yellow) < 0.3


def test_a_mask_on_the_cheeks_is_no_lens(portrait: Rgb, face: Face) -> None:
    masked = portrait.copy()
    masked[round(face.centre(RIGHT_EYE_CORNERS)[1] + 0.3 * face.inter_eye_px) :] = (90, 185, 195)
    for eye in covers(masked, face):
        assert eye.tint < 0.17
        assert abs(eye.density) < 0.33


def test_strands_of_hair_count_at_their_eye(portrait: Rgb, face: Face) -> None:
    shares = []
    for strands in (0, 2, 5, 8):
        right, left = covers(with_hair_over_right_eye(portrait, face, strands), face)
        shares.append(right.strands)
        assert left.strands < 0.1
    assert shares == sorted(shares)
    assert shares[-1] > 0.3


def test_a_rim_across_the_eyes_hides_the_eye_white(portrait: Rgb, face: Face) -> None:
    thin, thick = (
        max(e.hidden_white for e in covers(with_rim_across_eyes(portrait, face, width), face))
        for width in (0.02, 0.05)
    )
    assert thick > thin
    assert thick > 0.4


@pytest.mark.parametrize("light", [0.2, 0.8])
def test_mirrored_light_lifts_the_iris(portrait: Rgb, face: Face, light: float) -> None:
    linear = (portrait / 255.0) ** 2.2 + light * lenses(portrait, face)[..., None]
    mirrored = np.asarray(np.rint(255 * np.clip(linear, 0, 1) ** (1 / 2.2)), np.uint8)
    for before, after in zip(covers(portrait, face), covers(mirrored, face), strict=True):
        assert after.veil > before.veil + 0.2
        assert after.iris_seen < before.iris_seen - 0.15
        assert (after.blown > 0.3) == (light > 0.6)


def test_a_face_cut_off_at_the_edge_is_measured_without_error(portrait: Rgb, face: Face) -> None:
    x, y = (round(value) for value in face.right_eye)
    cut = portrait[y - 5 : y + 20, x - 5 : x + 40]
    moved = Face(
        face.landmarks - np.array([x - 5, y - 5, 0], np.float32), face.blendshapes, face.transform
    )
    for eye in covers(np.ascontiguousarray(cut), moved):
        assert np.isfinite([eye.density, eye.tint, eye.strands, eye.veil]).all()
