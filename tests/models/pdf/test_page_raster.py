"""Pages as pictures, within limits."""

from __future__ import annotations

import pikepdf
import pytest

from models.errors import PdfDamaged
from models.pdf.opening import open_pdf
from models.pdf.page_raster import MAX_PAGE_PIXELS, MAX_PAGE_SIDE_PX, drawn_dpi, render_page
from tests.models.pdf.small_pdfs import built, painted


def test_a_page_is_drawn_upright_in_red_green_blue() -> None:
    with open_pdf(painted("1 0 0 rg 0 396 612 396 re f")) as document:
        drawn = render_page(document, 1, 72)
    assert drawn.shape == (792, 612, 3)
    assert tuple(drawn[100, 300]) == (255, 0, 0)
    assert tuple(drawn[700, 300]) == (255, 255, 255)


@pytest.mark.parametrize("box", [[0, 0, 14_400, 14_400], [0, 0, 10**9, 10], [0, 0, 1, 10**7]])
def test_huge_pages_are_drawn_small(box: list[int]) -> None:
    def enlarge(pike: pikepdf.Pdf) -> None:
        pike.pages[0].obj.MediaBox = pikepdf.Array(box)

    with open_pdf(built(enlarge)) as document:
        drawn = render_page(document, 1, 300)
    assert drawn.shape[0] * drawn.shape[1] <= MAX_PAGE_PIXELS * 1.01
    assert max(drawn.shape) <= MAX_PAGE_SIDE_PX + 1


def test_the_dpi_is_told() -> None:
    assert drawn_dpi(612, 792, 300) == 300
    assert drawn_dpi(14_400, 14_400, 300) < 30


def test_a_page_that_is_not_there() -> None:
    with open_pdf(built(lambda pike: None)) as document, pytest.raises(PdfDamaged):
        render_page(document, 2, 72)
