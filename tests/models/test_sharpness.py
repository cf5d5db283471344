from __future__ import annotations

import numpy as np
import pytest

from models.sharpness import Blur, measure_blur
from tests.drawn_detail import Rgb, blurred, drawn_eyes, moved, noisy

INTER_EYE_PX = 200


def blur_of(rgb: Rgb, inter_eye_px: int = INTER_EYE_PX) -> Blur:
    measured = measure_blur(rgb, drawn_eyes(inter_eye_px)[1])
    assert measured is not None
    return measured


@pytest.mark.parametrize("percent", [1.0, 1.5, 2.0, 3.0, 4.0])
def test_a_known_blur_is_read_in_percent_of_the_inter_eye_distance(percent: float) -> None:
    picture = blurred(drawn_eyes(INTER_EYE_PX)[0], percent / 100 * INTER_EYE_PX)
    assert blur_of(picture).width.value == pytest.approx(percent, rel=0.3)


def test_more_blur_reads_wider_over_the_whole_range() -> None:
    sharp = drawn_eyes(INTER_EYE_PX)[0]
    widths = [blur_of(blurred(sharp, sigma)).width.value for sigma in (1, 2, 3, 4, 6, 9, 13)]
    assert widths == sorted(widths)


@pytest.mark.parametrize("contrast", [0.25, 0.5, 1.0])
def test_contrast_does_not_matter(contrast: float) -> None:
    picture = blurred(drawn_eyes(INTER_EYE_PX, contrast)[0], 4)
    assert blur_of(picture).width.value == pytest.approx(2.0, rel=0.3)


@pytest.mark.parametrize("inter_eye_px", [120, 240, 480])
def test_the_number_of_pixels_does_not_matter(inter_eye_px: int) -> None:
    picture = blurred(drawn_eyes(inter_eye_px)[0], 0.02 * inter_eye_px)
    assert blur_of(picture, inter_eye_px).width.value == pytest.approx(2.0, rel=0.3)


@pytest.mark.parametrize("deviation", [3, 8])
def test_noise_is_no_sharpness(deviation: float) -> None:
    soft = blurred(drawn_eyes(INTER_EYE_PX)[0], 4)
    clean = blur_of(soft).width.value
    assert blur_of(noisy(soft, deviation)).width.value > 0.75 * clean


@pytest.mark.parametrize(("angle_deg", "expected"), [(0, (0, 30, 150)), (90, (60, 90, 120))])
def test_motion_blurs_the_contours_across_it(angle_deg: float, expected: tuple[int, ...]) -> None:
    sharp = drawn_eyes(INTER_EYE_PX)[0]
    still, shaken = blur_of(sharp), blur_of(moved(sharp, 18, angle_deg))
    assert shaken.widest.value > 2 * still.widest.value
    assert shaken.direction_ratio > 1.8
    assert shaken.motion_deg in expected


def test_few_pixels_widen_the_interval_downwards() -> None:
    small = blur_of(blurred(drawn_eyes(60)[0], 0.9), 60)
    large = blur_of(blurred(drawn_eyes(240)[0], 3.6), 240)
    assert small.width.low < 0.5 * large.width.low


def test_a_face_without_contours_has_no_sharpness() -> None:
    _, face = drawn_eyes(40)
    assert measure_blur(np.full((48, 80, 3), 128, np.uint8), face) is None


def test_eyes_of_a_few_pixels_have_no_sharpness() -> None:
    picture, face = drawn_eyes(16)
    assert measure_blur(picture, face) is None
