"""Pages drawn with what their fields show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pikepdf
import pytest

from models.pdf import page_with_fields
from models.pdf.opening import open_pdf
from models.pdf.page_raster import Rgb, render_page
from models.pdf.page_with_fields import field_pages
from tests.models.pdf.small_pdfs import built, with_widgets

BLACK_BOX = b"0 0 0 rg 0 0 228 20 re f"


def with_looks(pike: pikepdf.Pdf, content: bytes = BLACK_BOX, **resources: Any) -> None:
    """Three fields whose saved looks are drawn by such a content."""
    with_widgets(pike)
    for widget in pike.pages[0].obj.Annots:
        look = pike.make_stream(content)
        look.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 228, 20]),
            Resources=pikepdf.Dictionary(**resources),
        )
        widget.AP = pikepdf.Dictionary(N=pike.make_indirect(look))


def drawn(content: bytes) -> tuple[Rgb, Rgb]:
    """The first page without its fields and with them."""
    with open_pdf(content) as document, field_pages(document) as pages:
        return render_page(document, 1, 72), pages.render(1, 72)


def test_answers_are_seen() -> None:
    plain, filled = drawn(built(with_looks))
    assert plain.min() == 255
    assert filled.shape == plain.shape
    assert filled[792 - 610, 100].tolist() == [0, 0, 0]
    assert np.count_nonzero(filled[..., 0] == 0) == pytest.approx(3 * 228 * 20, rel=0.02)


def test_fields_are_not_highlighted() -> None:
    _, filled = drawn(built(with_widgets))
    assert filled.min() == 255


def test_a_page_without_a_form_is_drawn_as_ever() -> None:
    plain, filled = drawn(built(lambda pike: None))
    assert (plain == filled).all()


@pytest.mark.parametrize("limit", ["MAX_FIELDS_DRAWN", "MAX_APPEARANCE_BYTES"])
def test_fields_beyond_the_limits_are_left_out(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_with_fields, limit, 2)
    plain, filled = drawn(built(with_looks))
    assert (plain == filled).all()


def test_looks_with_patterns_are_left_out() -> None:
    plain, filled = drawn(built(lambda pike: with_looks(pike, Pattern=pikepdf.Dictionary())))
    assert (plain == filled).all()
