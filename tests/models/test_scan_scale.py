"""Which scale a picture has, where a sheet may surround the photo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.estimate import Estimate
from models.face import Face
from models.printed_photo import PrintedPhoto
from models.raster import Raster, reduced_raster
from models.scan_scale import PhotoScale, ScannedSheet, measure_scale
from tests.conftest import decoded

Size = tuple[int, int]


def photo_like(size: Size) -> Raster:
    """A picture with a dark lower border, as clothes make one."""
    rgb = np.full((size[1], size[0], 3), 235, np.uint8)
    rgb[size[1] * 3 // 4 :] = 60
    return reduced_raster(rgb)


def paper(size: Size) -> Raster:
    return reduced_raster(np.full((size[1], size[0], 3), 245, np.uint8))


def scale(
    working: Raster, size: Size, dpi: float | None, face: Face | None, print_px: float | None = None
) -> PhotoScale:
    image = replace(decoded(np.zeros((size[1], size[0], 3), np.uint8)), stated_dpi=dpi)
    printed = None
    if print_px is not None:
        width = print_px * 50 / 70
        corners = ((0.0, 0.0), (width, 0.0), (width, print_px), (0.0, print_px))
        printed = PrintedPhoto(corners, 0.9)
    return measure_scale(ScannedSheet(image, working, face, printed), 50, 70)


@pytest.mark.parametrize("size", [(715, 1001), (1000, 1400), (2000, 2800)])
@pytest.mark.parametrize("dpi", [None, 72.0, 150.0, 300.0, 400.0, 600.0])
def test_a_picture_of_the_photo_s_shape_is_the_photo(size: Size, dpi: float | None) -> None:
    found = scale(photo_like(size), size, dpi, None)
    assert (found.surround, found.readings) == ("photo", (70 / size[1],))


def test_a_print_on_its_sheet_gives_the_scale() -> None:
    found = scale(paper((900, 1200)), (900, 1200), None, None, 827)
    assert (found.surround, found.readings) == ("print", (70 / 827,))


def test_a_print_whose_stated_resolution_agrees_is_certain() -> None:
    assert scale(paper((900, 1200)), (900, 1200), 300.0, None, 830).is_certain


def test_a_print_whose_stated_resolution_differs_leaves_two_readings() -> None:
    found = scale(paper((1800, 2400)), (1800, 2400), 300.0, None, 1654)
    assert found.mm_per_px == 70 / 1654
    assert found.in_mm(Estimate.exact(800)).high == pytest.approx(800 * 25.4 / 300)


def test_a_sheet_without_an_edge_has_the_stated_resolution() -> None:
    found = scale(paper((1200, 1200)), (1200, 1200), 300.0, None)
    assert (found.surround, found.readings) == ("sheet", (25.4 / 300,))


def test_a_page_has_nearly_the_shape_of_a_photo(frontal_face: Face) -> None:
    size = (2480, 3508)
    found = scale(paper(size), size, 300.0, frontal_face)
    assert (found.surround, found.mm_per_px) == ("sheet", 25.4 / 300)
    assert found.readings == (70 / 3508, 25.4 / 300)


def test_a_sheet_of_unknown_size_has_two_readings() -> None:
    found = scale(paper((1000, 1000)), (1000, 1000), None, None)
    assert (found.surround, found.readings) == ("sheet", (0.07, 0.05))
