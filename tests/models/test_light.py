from __future__ import annotations

import numpy as np
import pytest

from models.light import cielab, lightness, linear_light, luminance, stops


@pytest.mark.parametrize(("level", "light"), [(0, 0.0), (188, 0.503), (255, 1.0)])
def test_linear_light_of_srgb(level: int, light: float) -> None:
    assert linear_light(np.array([level], np.uint8))[0] == pytest.approx(light, abs=1e-3)


def test_luminance_is_the_same_for_lists_and_pictures() -> None:
    picture = np.random.default_rng(1).random((4, 5, 3), dtype=np.float32)
    assert luminance(picture).shape == (4, 5)
    np.testing.assert_allclose(luminance(picture).ravel(), luminance(picture.reshape(-1, 3)), 1e-5)


def test_half_the_light_is_one_stop() -> None:
    light = stops(np.array([0.5, 0.25], np.float32))
    assert light[0] - light[1] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("light", "value"), [(0.0, 0.0), (0.1842, 50.0), (1.0, 100.0)])
def test_lightness(light: float, value: float) -> None:
    assert lightness(light) == pytest.approx(value, abs=0.1)


def test_cielab_of_grey_has_no_colour() -> None:
    lightness_value, a, b = cielab(np.full(3, 0.1842, np.float32))
    assert (lightness_value, a, b) == pytest.approx((50.0, 0.0, 0.0), abs=0.3)
