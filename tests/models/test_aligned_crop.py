"""The patch that is turned upright along two points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from models.aligned_crop import aligned_crop

Rgb = npt.NDArray[np.uint8]


def ramp(height: int, width: int) -> Rgb:
    """A picture that brightens to the right and reddens downwards."""
    columns, rows = np.meshgrid(np.linspace(0, 200, width), np.linspace(0, 200, height))
    return np.stack([rows, columns, columns], axis=2).astype(np.uint8)


def test_the_two_points_lie_level_and_the_asked_distance_apart() -> None:
    crop = aligned_crop(ramp(300, 300), (100, 80), (160, 160), 50, (80, 60))
    left, right = crop.from_picture(np.array([(100, 80), (160, 160)], np.float32))
    assert left == pytest.approx([39.5 - 25, 29.5], abs=1e-3)
    assert right == pytest.approx([39.5 + 25, 29.5], abs=1e-3)
    assert crop.px_per_crop_px == pytest.approx(2.0)


def test_points_come_back_to_where_they_were() -> None:
    crop = aligned_crop(ramp(300, 300), (100, 80), (160, 160), 50, (80, 60))
    points = np.array([(3.0, 4.0), (200.5, 17.25)], np.float32)
    returned = crop.to_picture(crop.from_picture(points))
    assert np.allclose(returned, points, atol=1e-3)


@pytest.mark.parametrize("span", [20, 60, 90, 150])
def test_pixels_are_those_of_the_picture_at_any_scale(span: float) -> None:
    picture = ramp(400, 400)
    crop = aligned_crop(picture, (150, 200), (250, 200), span, (81, 61))
    (x, y) = crop.to_picture(np.array([(60.0, 45.0)], np.float32))[0]
    assert crop.rgb[45, 60].astype(float) == pytest.approx(picture[round(y), round(x)], abs=2)


def test_a_large_picture_is_averaged_and_not_sampled() -> None:
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::2] = 200
    crop = aligned_crop(stripes, (100, 200), (300, 200), 50, (60, 40))
    assert np.abs(crop.rgb.astype(float) - 100).max() < 30


@pytest.mark.parametrize("corner", [(-40.0, -30.0), (95.0, 95.0), (500.0, -200.0)])
def test_places_beyond_the_edge_repeat_it(corner: tuple[float, float]) -> None:
    picture = np.full((100, 100, 3), 77, np.uint8)
    crop = aligned_crop(picture, corner, (corner[0] + 30, corner[1] + 5), 40, (64, 48))
    assert crop.rgb.shape == (48, 64, 3)
    assert (crop.rgb == 77).all()
