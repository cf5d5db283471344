"""Bombs are refused before anything is drawn."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest

from models.errors import PdfTooComplex
from models.pdf import complexity
from models.pdf.opening import open_pdf
from tests.hostile import bombs_drawing
from tests.models.pdf.small_pdfs import Build, built, painted, shown


def compressed_content(pike: pikepdf.Pdf) -> None:
    packed = zlib.compress(bytes(complexity.MAX_STREAM_BYTES + 1), 9)
    pike.pages[0].obj.Contents = pikepdf.Stream(pike, packed, Filter=pikepdf.Name.FlateDecode)


def twice_compressed_content(pike: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(bytes(complexity.MAX_STREAM_BYTES + 1), 9), 9)
    filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    pike.pages[0].obj.Contents = pikepdf.Stream(pike, packed, Filter=filters)


def forms_that_double(pike: pikepdf.Pdf) -> None:
    """Each of 30 forms draws the one before it twice: a billion drawings in a few kilobytes."""
    inner = pikepdf.Stream(pike, b"0 0 1 1 re f " * 10)
    inner["/Subtype"] = pikepdf.Name.Form
    inner["/BBox"] = pikepdf.Array([0, 0, 612, 792])
    for _ in range(30):
        outer = pikepdf.Stream(pike, b"/#58 Do /X Do")
        outer["/Subtype"] = pikepdf.Name.Form
        outer["/BBox"] = pikepdf.Array([0, 0, 612, 792])
        outer["/Resources"] = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(X=pike.make_indirect(inner))
        )
        inner = outer
    pike.pages[0].obj.Resources.XObject.X = pike.make_indirect(inner)
    pike.pages[0].obj.Contents = pikepdf.Stream(pike, b"/X Do")


@pytest.mark.parametrize("bomb", [compressed_content, twice_compressed_content, forms_that_double])
def test_bombs_are_refused(bomb: Build) -> None:
    with pytest.raises(PdfTooComplex):
        open_pdf(built(bomb))


def test_a_form_that_draws_itself_ends() -> None:
    def loop(pike: pikepdf.Pdf) -> None:
        form = pike.make_indirect(pikepdf.Stream(pike, b"/X Do"))
        form["/Subtype"] = pikepdf.Name.Form
        form["/BBox"] = pikepdf.Array([0, 0, 612, 792])
        form["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        pike.pages[0].obj.Resources.XObject.X = form
        pike.pages[0].obj.Contents = pikepdf.Stream(pike, b"/X Do")

    with open_pdf(built(loop)) as document:
        assert document.page_count == 1


def test_a_page_that_draws_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complexity, "MAX_DRAWN_BYTES", 1000)
    with pytest.raises(PdfTooComplex):
        open_pdf(painted("0 0 1 1 re f\n" * 100))


def test_all_streams_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complexity, "MAX_UNFOLDED_BYTES", 1000)
    with pytest.raises(PdfTooComplex):
        open_pdf(painted("0 0 m 1 1 l S\n" * 100))


def test_too_many_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complexity, "MAX_OBJECTS", 3)
    with pytest.raises(PdfTooComplex):
        open_pdf(painted(shown("Hello")))


def test_a_stream_that_cannot_be_decompressed_is_empty() -> None:
    pike = pikepdf.open(io.BytesIO(built(lambda pike: None)))
    broken = pikepdf.Stream(pike, b"no zlib at all", Filter=pikepdf.Name.FlateDecode)
    assert complexity.unfolded(broken) == b""


def test_a_pattern_of_tiny_cells_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(PdfTooComplex, match="too small to be seen"):
        open_pdf(bombs_drawing.pattern_of_tiny_steps())
