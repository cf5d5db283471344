"""Makers, dates and marks as stated."""

from __future__ import annotations

import datetime as dt

import pikepdf
import pytest

from models.pdf.form_layer import measure_form_layer
from models.pdf.metadata import PdfMetadata, measure_metadata
from models.pdf.opening import open_pdf
from tests.models.pdf.small_pdfs import Build, built, with_widgets

UTC = dt.UTC


def metadata_of(build: Build) -> PdfMetadata:
    with open_pdf(built(build)) as document:
        return measure_metadata(document.pike)


def stating(**information: str) -> Build:
    def build(pike: pikepdf.Pdf) -> None:
        for key, value in information.items():
            pike.docinfo[f"/{key}"] = value

    return build


def test_nothing_stated() -> None:
    assert metadata_of(lambda pike: None) == PdfMetadata("", "", None, None, False, "1.3")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("D:20260115093000-05'00'", dt.datetime(2026, 1, 15, 14, 30, tzinfo=UTC)),
        ("D:20260115093000Z", dt.datetime(2026, 1, 15, 9, 30, tzinfo=UTC)),
        ("D:2026", dt.datetime(2026, 1, 1, tzinfo=UTC)),
        ("20260115", dt.datetime(2026, 1, 15, tzinfo=UTC)),
        ("D:20261399", None),
        ("D:00000000", None),
        ("D:20260115093000+99'99'", None),
        ("yesterday", None),
    ],
)
def test_dates(text: str, date: dt.datetime | None) -> None:
    assert metadata_of(stating(CreationDate=text)).created == date


@pytest.mark.parametrize(
    ("producer", "kinds"),
    [
        ("Microsoft: Print To PDF", {"printer"}),
        ("macOS Version 14.6 Quartz PDFContext", {"printer"}),
        ("Skia/PDF m103", {"printer"}),
        ("EPSON Scan", {"scanner"}),
        ("libtiff / tiff2pdf", {"scanner"}),
        ("Adobe LiveCycle Designer ES 10.0", {"form-designer"}),
        ("LibreOffice 7.4", set()),
    ],
)
def test_makers_are_sorted(producer: str, kinds: set[str]) -> None:
    assert metadata_of(stating(Producer=producer)).maker_kinds == kinds


def test_xmp_speaks_where_the_information_is_silent() -> None:
    def build(pike: pikepdf.Pdf) -> None:
        name = b'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="Some Scanner"'
        rdf = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        description = b'<rdf:Description rdf:about="" ' + name + b"/></rdf:RDF>"
        xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + rdf + description + b"</x:xmpmeta>"
        pike.Root.Metadata = pike.make_stream(xmp)

    assert metadata_of(build).producer == "Some Scanner"


def test_long_names_are_cut_to_one_line() -> None:
    producer = metadata_of(stating(Producer="a\nb" * 1000)).producer
    assert len(producer) == 200
    assert "\n" not in producer


def test_live_fields_are_counted() -> None:
    with open_pdf(built(with_widgets)) as document:
        form = measure_form_layer(document.pike)
    assert (form.fields, form.pages, form.leftover_widgets, form.is_live) == (
        3,
        frozenset({1}),
        0,
        True,
    )


def test_widgets_without_a_form_are_left_over() -> None:
    def build(pike: pikepdf.Pdf) -> None:
        with_widgets(pike)
        del pike.Root["/AcroForm"]

    with open_pdf(built(build)) as document:
        form = measure_form_layer(document.pike)
    assert (form.fields, form.leftover_widgets, form.is_live) == (0, 3, False)


def test_a_form_tree_that_loops_ends() -> None:
    def build(pike: pikepdf.Pdf) -> None:
        with_widgets(pike, 1)
        field = pike.Root.AcroForm.Fields[0]
        field.Kids = pikepdf.Array([field])
        field.Parent = field

    with open_pdf(built(build)) as document:
        assert measure_form_layer(document.pike).fields <= 1


def test_a_version_that_is_no_text() -> None:
    def build(pike: pikepdf.Pdf) -> None:
        pike.Root.Version = pikepdf.Object.parse(b"/#ff#fe")

    assert metadata_of(build).pdf_version == "1.3"
