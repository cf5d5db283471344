"""The print's edges on synthetic scans of the specimens."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from models.cut_photo import cut_photo
from models.face_census import measure_face_census
from models.printed_photo import PrintedPhoto, Proportions, measure_printed_photo
from models.raster import reduced_raster
from tests.conftest import REPOSITORY
from tests.printed_sheet import A4_MM, DARK, GREY, WHITE, Sheet

Rgb = npt.NDArray[np.uint8]
SPECIMENS = REPOSITORY / "samples" / "specimens"
MARIE, KWAME = SPECIMENS / "compliant-marie.jpg", SPECIMENS / "compliant-kwame.jpg"
#: Half a millimetre: what is cut off inside the edges.
TOLERANCE_MM = 0.5


def pixels(path: Path) -> Rgb:
    return np.asarray(Image.open(path).convert("RGB"), np.uint8)


def found(rgb: Rgb, height_px: float | None = None) -> PrintedPhoto | None:
    working = reduced_raster(rgb)
    face = measure_face_census(working, rgb).faces[0]
    return measure_printed_photo(rgb, working, face, Proportions(50 / 70, height_px))


@pytest.mark.parametrize("path", [MARIE, KWAME], ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(Sheet(paper=WHITE), id="white paper"),
        pytest.param(Sheet(paper=GREY, skew_deg=3.3), id="grey paper, turned"),
        pytest.param(Sheet(paper=DARK, skew_deg=-6.0), id="dark lid, turned"),
        pytest.param(Sheet(paper=DARK, dpi=600), id="dark lid at 600 dpi"),
        pytest.param(Sheet(A4_MM, WHITE, (60.0, 75.0), 1.4), id="on an A4 page"),
    ],
)
def test_the_print_is_found(path: Path, sheet: Sheet) -> None:
    printed = found(sheet.scan(pixels(path)))
    assert printed is not None
    distances = [math.dist(*pair) for pair in zip(printed.corners, sheet.corners, strict=True)]
    assert max(distances) < TOLERANCE_MM * sheet.px_per_mm
    assert printed.skew_deg == pytest.approx(sheet.skew_deg, abs=0.3)
    assert printed.height_px == pytest.approx(70 * sheet.px_per_mm, rel=0.005)


@pytest.mark.parametrize("path", sorted(SPECIMENS.glob("compliant-*.jpg")), ids=lambda p: p.stem)
def test_a_photo_by_itself_shows_no_print(path: Path) -> None:
    assert found(pixels(path)) is None


def test_a_print_in_the_corner_of_the_glass_needs_a_stated_resolution() -> None:
    sheet = Sheet(A4_MM, GREY, (25.0, 35.0))
    scan = sheet.scan(pixels(MARIE))
    assert found(scan) is None
    assert found(scan, 70 * sheet.px_per_mm) is not None


def test_the_cut_photo_is_straight_and_leads_back() -> None:
    sheet = Sheet(paper=DARK, skew_deg=5.0)
    scan = sheet.scan(pixels(MARIE))
    printed = found(scan)
    assert printed is not None
    cut = cut_photo(scan, printed)
    assert cut.rgb[:3].min() > 100, "a part of the lid was left at the top"
    height, width = cut.rgb.shape[:2]
    assert width / height == pytest.approx(50 / 70, rel=0.01)
    upper_left = cut.on_sheet((0.0, 0.0))
    assert math.dist(upper_left, sheet.corners[0]) < 1.5 * sheet.px_per_mm
    assert cut.from_sheet(upper_left) == pytest.approx((0.0, 0.0), abs=1e-6)


def test_lines_that_are_no_sheet_of_paper_are_no_print(astronaut: Rgb) -> None:
    assert found(astronaut) is None
