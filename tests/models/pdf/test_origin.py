"""Origins: live, printed to PDF, written, scanned, photographed, mixed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from models.errors import UntrustedInputError
from models.pdf.page_origin import DIGITAL, FIELDS_OVER_PICTURE, PAPER, PAPER_TRAITS
from models.pdf.page_raster import Rgb
from samples.picture_pdf import PagePicture, TextLine, picture_pdf
from samples.print_and_scan import photo_look, photographed_pdf, scan_look, scanned_pdf
from tests.models.pdf.small_pdfs import (
    built,
    corpus_file,
    first_page,
    grey_page,
    origin_of,
    painted,
    printed_page,
    saved,
    shown,
    with_widgets,
)

Pdf = Callable[[Rgb], bytes]
LETTER_TEXT = "".join(
    shown(f"Line {row} of an ordinary letter", y=720 - 20 * row) for row in range(20)
)
FORM_TEXT = shown("IMM 5999 (01-2026) E", y=40) + "".join(
    shown(f"{row}. Family name:", y=730 - 20 * row)
    + f"72 {726 - 20 * row} m 540 {726 - 20 * row} l S "
    for row in range(32)
)
RECOGNISED = tuple(
    TextLine(f"Line {row} as recognised", 72, 700 - 14 * row, 9) for row in range(30)
)


@pytest.fixture(scope="module")
def printed() -> Rgb:
    return printed_page()


def merged(*contents: bytes) -> bytes:
    whole = pikepdf.new()
    for content in contents:
        with pikepdf.open(io.BytesIO(content)) as part:
            whole.pages.extend(part.pages)
    return saved(whole)


def made_by(producer: str, content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pike:
        pike.docinfo["/Producer"] = producer
        return saved(pike)


def with_overlay(content: bytes, overlay: str) -> bytes:
    """The same page with a line laid over it."""
    with pikepdf.open(io.BytesIO(content)) as pike:
        page = pike.pages[0]
        if "/Font" not in page.obj.Resources:
            page.obj.Resources.Font = pikepdf.Dictionary()
        page.obj.Resources.Font["/F0"] = pike.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        page.contents_add(overlay.encode())
        return saved(pike)


def fields_on_a_scan(printed: Rgb, count: int = 3, size_pt: tuple[int, int] = (228, 20)) -> bytes:
    """A scanned page with so many fields of that width and height laid over it."""
    with pikepdf.open(io.BytesIO(scanned_pdf([printed], scan_look(0), 0))) as pike:
        with_widgets(pike, count)
        for widget in pike.pages[0].obj.Annots:
            left, bottom = float(widget.Rect[0]), float(widget.Rect[1])
            widget.Rect = pikepdf.Array([left, bottom, left + size_pt[0], bottom + size_pt[1]])
        return saved(pike)


def hidden_fields_on_a_scan(printed: Rgb) -> bytes:
    with pikepdf.open(io.BytesIO(fields_on_a_scan(printed, 9))) as pike:
        for widget in pike.pages[0].obj.Annots:
            widget.F = 2
        return saved(pike)


def form_with_a_scan(printed: Rgb, form: str, *, behind: bool) -> bytes:
    """A live form with a scan among its pages; ``form``: acroform or static-xfa."""

    def build(pike: pikepdf.Pdf) -> None:
        pike.pages[0].obj.Contents = pike.make_stream(FORM_TEXT.encode())
        with_widgets(pike)
        if form == "static-xfa":
            pike.Root.AcroForm.XFA = pike.make_stream(b"<xdp:xdp/>")

    scan = scanned_pdf([printed], scan_look(0), 0)
    with pikepdf.open(io.BytesIO(built(build))) as pike, pikepdf.open(io.BytesIO(scan)) as part:
        pike.pages.insert(1 if behind else 0, part.pages[0])
        return saved(pike)


def xfa_without_fields(printed: Rgb) -> bytes:
    def build(pike: pikepdf.Pdf) -> None:
        packet = pike.make_stream(b"<xdp:xdp/>")
        pike.Root.AcroForm = pikepdf.Dictionary(XFA=packet, Fields=pikepdf.Array())
        pike.pages[0].obj.Contents = pike.make_stream(shown("Please wait...").encode())

    return built(build)


ORIGINS: dict[str, tuple[Pdf, str]] = {
    "live fields": (lambda printed: built(with_widgets), "digital-form"),
    "live fields over a scan": (fields_on_a_scan, "digital-form"),
    "tiny fields over a scan": (lambda page: fields_on_a_scan(page, 9, (1, 1)), "scanned"),
    "hidden fields over a scan": (hidden_fields_on_a_scan, "scanned"),
    "a remark over a scan": (lambda page: fields_on_a_scan(page, 1), "scanned"),
    "XFA alone": (xfa_without_fields, "digital-form"),
    "a letter": (lambda printed: painted(LETTER_TEXT), "digital-document"),
    "a letter printed to PDF": (
        lambda printed: made_by("Microsoft: Print To PDF", painted(LETTER_TEXT)),
        "digital-document",
    ),
    "a form printed to PDF": (
        lambda printed: made_by("Microsoft: Print To PDF", painted(FORM_TEXT)),
        "digital-flattened",
    ),
    "a scan": (lambda printed: scanned_pdf([printed], scan_look(1), 1), "scanned"),
    "a scan with recognised text": (
        lambda printed: scanned_pdf([printed], scan_look(1), 1, [RECOGNISED]),
        "scanned-ocr",
    ),
    "a scan with a page number on it": (
        lambda printed: with_overlay(scanned_pdf([printed], scan_look(1), 1), shown("Page 1 of 3")),
        "scanned",
    ),
    "a scan filled in by typing over it": (
        lambda printed: with_overlay(
            scanned_pdf([printed], scan_look(4), 4),
            "".join(shown("typed answer", x=300, y=730 - 90 * row, size=8) for row in range(8)),
        ),
        "scanned",
    ),
    "a photograph": (
        lambda printed: photographed_pdf([printed], photo_look(2), 2),
        "photo-of-paper",
    ),
    "a picture of a screen": (
        lambda printed: picture_pdf([PagePicture(printed, 300, "flate")], ""),
        "scanned",
    ),
    "a letter with a scanned annex": (
        lambda printed: merged(painted(LETTER_TEXT), scanned_pdf([printed], scan_look(0), 0)),
        "mixed",
    ),
    "a letter with a picture page": (
        lambda printed: merged(
            painted(LETTER_TEXT),
            painted(LETTER_TEXT),
            picture_pdf([PagePicture(grey_page(180), 100, "jpeg")], ""),
        ),
        "digital-document",
    ),
    "a letter on a picture": (
        lambda printed: with_overlay(
            picture_pdf([PagePicture(grey_page(220), 100, "jpeg")], ""), LETTER_TEXT
        ),
        "digital-document",
    ),
    "a blank page": (lambda printed: built(lambda pike: None), "digital-document"),
}


@pytest.mark.parametrize("case", ORIGINS)
def test_origins(case: str, printed: Rgb) -> None:
    pdf, origin = ORIGINS[case]
    found = origin_of(pdf(printed))
    assert found.origin == origin, found
    assert 0.0 < found.confidence <= 1.0
    assert found.signals


def test_blank_pages_do_not_make_a_scan_mixed(printed: Rgb) -> None:
    found = origin_of(merged(scanned_pdf([printed], scan_look(0), 0), built(lambda pike: None)))
    assert found.origin == "scanned"


def test_pages_are_listed_one_by_one(printed: Rgb) -> None:
    found = origin_of(merged(painted(LETTER_TEXT), scanned_pdf([printed], scan_look(0), 0)))
    assert [page.origin for page in found.pages] == ["digital-document", "scanned"]


def test_fields_over_a_scan_are_left_to_an_officer(printed: Rgb) -> None:
    found = origin_of(fields_on_a_scan(printed))
    assert FIELDS_OVER_PICTURE in found.signals
    assert found.confidence < origin_of(built(with_widgets)).confidence - 0.3


@pytest.mark.parametrize("form", ["acroform", "static-xfa"])
@pytest.mark.parametrize("behind", [False, True])
def test_a_scan_among_the_pages_of_a_form_shows(printed: Rgb, form: str, behind: bool) -> None:
    found = origin_of(form_with_a_scan(printed, form, behind=behind))
    pages = ["digital-form", "scanned"] if behind else ["scanned", "digital-form"]
    assert [page.origin for page in found.pages] == pages
    assert found.origin == "mixed"


def test_an_xfa_packet_does_not_hide_a_scan(printed: Rgb) -> None:
    with pikepdf.open(io.BytesIO(scanned_pdf([printed], scan_look(0), 0))) as pike:
        packet = pike.make_stream(b"<xdp:xdp/>")
        pike.Root.AcroForm = pikepdf.Dictionary(XFA=packet, Fields=pikepdf.Array())
        assert origin_of(saved(pike)).origin == "scanned"


def test_paper_is_told_from_pictures_made_on_a_computer(printed: Rgb) -> None:
    scan = origin_of(scanned_pdf([printed], scan_look(0), 0))
    assert PAPER_TRAITS & set(scan.signals)
    picture = origin_of(picture_pdf([PagePicture(printed, 300, "jpeg")], ""))
    assert picture.origin in PAPER
    assert not PAPER_TRAITS & set(picture.signals)


def test_a_screen_picture_is_named_so(printed: Rgb) -> None:
    found = origin_of(picture_pdf([PagePicture(printed, 300, "flate")], ""))
    assert "computer-made-picture" in found.signals
    assert found.confidence < origin_of(scanned_pdf([printed], scan_look(0), 0)).confidence


def test_a_signature_field_alone_is_no_form(printed: Rgb) -> None:
    with pikepdf.open(io.BytesIO(scanned_pdf([printed], scan_look(0), 0))) as pike:
        with_widgets(pike, 1)
        pike.pages[0].obj.Annots[0].FT = pikepdf.Name.Sig
        assert origin_of(saved(pike)).origin == "scanned"


@pytest.mark.parametrize("seed", range(10))
def test_seeded_scans(seed: int, printed: Rgb) -> None:
    assert origin_of(scanned_pdf([printed], scan_look(seed), seed)).origin == "scanned"


@pytest.mark.parametrize("seed", range(5))
def test_seeded_photographs(seed: int, printed: Rgb) -> None:
    assert origin_of(photographed_pdf([printed], photo_look(seed), seed)).origin == "photo-of-paper"


def test_placeholder_text_without_a_form_is_a_document() -> None:
    assert first_page(shown("Please wait...")).is_placeholder
    assert origin_of(painted(shown("Please wait..."))).origin == "digital-document"


@pytest.mark.accuracy
def test_origins_of_the_labelled_files(corpus: Path) -> None:
    wrong = {}
    for line in (corpus / "form" / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        accepted = label["truth"].get("origin_any")
        try:
            found = origin_of(corpus_file(corpus, label["file"])).origin if accepted else None
        except UntrustedInputError:
            continue
        if accepted and found not in accepted:
            wrong[label["file"]] = (found, accepted)
    assert wrong == {}


def test_origins_are_sorted_into_two_kinds() -> None:
    assert DIGITAL.isdisjoint(PAPER)
