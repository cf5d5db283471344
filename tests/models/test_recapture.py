from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from models.face_crop import measure_face_crop
from models.recapture import Recapture, measure_recapture
from models.spectrum import measure_spectrum
from tests.drawn_detail import Rgb, face_at, natural_texture, saved_as_jpeg

SIDE_PX = 384
#: Natural texture and JPEG files stay below this; see the policy's limit for photos.
NO_PATTERN = 3.0


def recapture_of(rgb: Rgb) -> Recapture:
    crop = measure_face_crop(rgb, face_at((rgb.shape[1] / 2, rgb.shape[0] / 2), 200))
    return measure_recapture(measure_spectrum(crop.luma), measure_spectrum(crop.red_less_blue))


def wave(period_px: float, angle_deg: float, phase: float = 0.0) -> npt.NDArray[np.float64]:
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX]
    angle = np.radians(angle_deg)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    return np.asarray(np.cos(2 * np.pi * along / period_px + phase))


def with_pattern(pattern: npt.NDArray[np.float64]) -> Rgb:
    shown = natural_texture(SIDE_PX) + (pattern if pattern.ndim == 3 else pattern[..., None])
    return saved_as_jpeg(np.asarray(np.clip(np.rint(shown), 0, 255), np.uint8), 92)[0]


@pytest.mark.parametrize("quality", [None, 95, 60, 20])
def test_neither_texture_nor_jpeg_blocks_are_a_pattern(quality: int | None) -> None:
    picture = natural_texture(SIDE_PX)
    shown = picture if quality is None else saved_as_jpeg(picture, quality)[0]
    assert recapture_of(shown).peak < NO_PATTERN


@pytest.mark.parametrize("period_px", [3.3, 4.8, 7.1])
def test_printed_dots_are_found_with_their_period(period_px: float) -> None:
    dots = 8 * wave(period_px, 30) * wave(period_px, 120)
    found = recapture_of(with_pattern(dots))
    assert found.peak > NO_PATTERN
    assert found.period_px == pytest.approx(period_px / np.sqrt(2), rel=0.15)


def test_stripes_of_three_colours_are_found() -> None:
    colours = (wave(18, 25, turn * 2 * np.pi / 3) for turn in range(3))
    stripes = np.stack([8 * colour for colour in colours], axis=2)
    found = recapture_of(with_pattern(stripes))
    assert found.peak > NO_PATTERN
    assert found.period_px == pytest.approx(18, rel=0.1)


def test_a_stronger_pattern_makes_a_higher_peak() -> None:
    peaks = [recapture_of(with_pattern(depth * wave(6, 40))).peak for depth in (0, 2, 4, 8)]
    assert peaks == sorted(peaks)


def test_an_upright_grid_is_found_beside_the_blocks_of_jpeg() -> None:
    found = recapture_of(with_pattern(8 * wave(5.1, 0) + 8 * wave(5.1, 90)))
    assert found.peak > NO_PATTERN
    assert found.period_px == pytest.approx(5.1, rel=0.05)
    assert found.angle_deg in (0.0, 90.0)


def test_upright_stripes_are_found_by_their_colours() -> None:
    colours = (wave(18, 1, turn * 2 * np.pi / 3) for turn in range(3))
    found = recapture_of(with_pattern(np.stack([8 * colour for colour in colours], axis=2)))
    assert found.peak > NO_PATTERN
    assert found.period_px == pytest.approx(18, rel=0.1)


def test_one_way_contours_are_no_pattern() -> None:
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX]
    steps = 30.0 * (columns // 37 % 2) + 0.0 * rows
    assert recapture_of(with_pattern(steps)).peak < NO_PATTERN
