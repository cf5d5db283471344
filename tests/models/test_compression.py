from __future__ import annotations

import numpy as np
import pytest

from models.compression import Compression, measure_compression, table_quality
from models.face_crop import measure_face_crop
from tests.drawn_detail import Rgb, face_at, natural_texture, saved_as_jpeg

SIDE_PX = 384


def compression_of(rgb: Rgb, table: tuple[int, ...] | None = None) -> Compression:
    face = face_at((rgb.shape[1] / 2, rgb.shape[0] / 2), 200)
    return measure_compression(measure_face_crop(rgb, face), table)


@pytest.mark.parametrize("quality", [8, 15, 30, 45, 60, 75])
def test_the_quality_is_read_from_the_pixels(quality: int) -> None:
    pixels, _ = saved_as_jpeg(natural_texture(SIDE_PX), quality)
    assert compression_of(pixels).pixel_quality == pytest.approx(quality, abs=3)


@pytest.mark.parametrize("quality", [10, 30, 50])
def test_a_later_save_at_high_quality_hides_nothing(quality: int) -> None:
    first, _ = saved_as_jpeg(natural_texture(SIDE_PX), quality)
    second, table = saved_as_jpeg(first, 95)
    measured = compression_of(second, table)
    assert measured.file_quality == pytest.approx(95, abs=2)
    assert measured.quality == pytest.approx(quality, abs=3)


@pytest.mark.parametrize(("right", "down"), [(3, 0), (5, 2), (7, 7)])
def test_a_crop_moves_the_blocks_and_hides_nothing(right: int, down: int) -> None:
    pixels, _ = saved_as_jpeg(natural_texture(SIDE_PX + 16), 25)
    cropped = np.ascontiguousarray(pixels[down : down + SIDE_PX, right : right + SIDE_PX])
    resaved, _ = saved_as_jpeg(cropped, 92)
    assert compression_of(resaved).pixel_quality == pytest.approx(25, abs=3)


def test_a_picture_that_was_never_a_jpeg_shows_no_quality() -> None:
    measured = compression_of(natural_texture(SIDE_PX))
    assert measured.pixel_quality is None
    assert measured.file_quality is None
    assert measured.quality == 100


def test_a_plain_wall_behind_a_small_face_is_no_compression() -> None:
    picture = np.full((SIDE_PX, SIDE_PX, 3), 246, np.uint8)
    picture[150:250, 150:250] = natural_texture(100)
    assert compression_of(picture).pixel_quality is None


@pytest.mark.parametrize("quality", [5, 20, 50, 80, 95])
def test_the_table_of_the_file_tells_its_quality(quality: int) -> None:
    _, table = saved_as_jpeg(natural_texture(64), quality)
    assert table_quality(table) == pytest.approx(quality, abs=1.5)
