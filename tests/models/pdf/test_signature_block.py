"""Places to sign on simulated scans: where they are, and what is written in them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from models.pdf import scanned_words
from models.pdf.opening import open_pdf
from models.pdf.scanned_words import MAX_PAGES_READ, read_pages
from models.pdf.signature_block import SignatureBlock, signature_blocks
from models.pdf.signature_block_captions import letters, reads_as
from samples.form_on_paper import LAYOUTS, Layout, Signature, paper_form, paper_page
from samples.forms_design import Language
from samples.handwriting import HANDS, Dirt, Hand
from samples.print_and_scan import ScanLook, scan_look, scanned_pdf

#: An office scanner: what the tests vary is what is on the paper.
LOOK = replace(
    scan_look(3), dpi=200, codec="jpeg", jpeg_quality=80, skew_deg=0.9, edge_mm=0.0, staple_mm=9.0
)


@pytest.fixture(autouse=True)
def no_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found must not depend on how busy the machine is that runs the tests."""
    for limit in ("FILE_TIMEOUT_S", "PAGE_TIMEOUT_S", "ROW_TIMEOUT_S"):
        monkeypatch.setattr(scanned_words, limit, 120.0)


@cache
def blocks_on(
    layout: Layout,
    language: Language = "en",
    signature: Signature = "empty",
    quarters: int = 0,
    dirt: Dirt | None = None,
    look: ScanLook = LOOK,
) -> tuple[SignatureBlock, ...]:
    form = paper_form("IMM 5444", layout, language)
    page = np.rot90(paper_page(form, signature, "empty", 5, dirt), quarters)
    content = scanned_pdf([np.ascontiguousarray(page)], look, 5)
    with open_pdf(content) as document:
        return signature_blocks(read_pages(document, [1]).pages)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_place_is_found_by_its_caption_and_is_empty(layout: Layout, language: Language) -> None:
    (block,) = blocks_on(layout, language)
    left, top, right, bottom = block.box
    place = paper_form("IMM 5444", layout, language).signature_place
    middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
    assert left < middle[0] < right
    assert top < middle[1] < bottom
    assert block.layout != "none"
    assert block.confidence > 60
    assert block.writing.length_mm + block.writing.printed_mm + block.writing.nearby_mm < 1
    assert block.date is not None
    assert block.date.writing.length_mm < 1


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("layout", ["in-box", "below-line"])
def test_strokes_of_a_pen_are_writing(layout: Layout, hand: Hand) -> None:
    (block,) = blocks_on(layout, signature=hand)
    assert block.writing.length_mm > 12
    assert block.writing.tallest_mm > 2


def test_a_typed_name_is_print_and_no_writing() -> None:
    form = paper_form("IMM 5444", "below-line", "en", typed_name="Alex Exemple")
    content = scanned_pdf([paper_page(form, "typed", "empty", 5)], LOOK, 5)
    with open_pdf(content) as document:
        (block,) = signature_blocks(read_pages(document, [1]).pages)
    assert block.writing.printed_mm > 10
    assert block.writing.length_mm < 3


@pytest.mark.parametrize("dirt", ["specks", "smudge"])
def test_dirt_is_no_writing(dirt: Dirt) -> None:
    (block,) = blocks_on("below-line", dirt=dirt)
    assert block.writing.length_mm < 3


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_is_read_and_its_place_lies_on_the_page_as_sent(quarters: int) -> None:
    level = replace(LOOK, skew_deg=0.0, shift_mm=(0.0, 0.0))
    upright, turned = (blocks_on("in-box", quarters=turn, look=level)[0] for turn in (0, quarters))
    assert turned.caption == upright.caption
    x = (turned.box[0] + turned.box[2]) / 2
    y = (turned.box[1] + turned.box[3]) / 2
    height, width = (792, 612) if quarters == 2 else (612, 792)
    back = {1: (612 - y, x), 2: (width - x, height - y), 3: (y, 792 - x)}[quarters]
    assert upright.box[0] < back[0] < upright.box[2]
    assert upright.box[1] < back[1] < upright.box[3]


def test_lines_that_a_black_and_white_scan_has_broken_are_found() -> None:
    look = replace(LOOK, codec="ccitt", dpi=200)
    (block,) = blocks_on("below-line", "fr", look=look)
    assert block.layout == "line-above"
    assert block.writing.length_mm < 1


def test_a_heading_names_who_signs_on_a_line_that_does_not() -> None:
    (block,) = blocks_on("declaration", "en")
    assert letters(block.caption) == ("signature",)
    assert "Declaration of applicant" in block.headings


def test_a_printed_date_is_read() -> None:
    form = paper_form("IMM 5444", "in-box", "en", typed_date="2026-11-20")
    content = scanned_pdf([paper_page(form, "empty", "typed", 5)], LOOK, 5)
    with open_pdf(content) as document:
        (block,) = signature_blocks(read_pages(document, [1]).pages)
    assert block.date is not None
    assert block.date.text == "2026-11-20"
    assert block.date.print_confidence > 80


def test_of_many_pages_the_last_are_read() -> None:
    blank = np.full((3300, 2550, 3), 255, np.uint8)
    content = scanned_pdf([blank] * (MAX_PAGES_READ + 2), replace(LOOK, dpi=100, staple_mm=0.0), 5)
    with open_pdf(content) as document:
        read = read_pages(document, range(1, MAX_PAGES_READ + 3))
    assert not read.is_complete
    assert signature_blocks(read.pages) == ()
    assert {page.page.number for page in read.pages} <= set(range(3, MAX_PAGES_READ + 3))


CAPTIONS = [
    ("Signature of applicant", ("applicant",), True),
    ("Slgnature of appiicant", ("applicant",), True),
    ("Signature du répondant", ("repondant",), True),
    ("Signature of the application", ("applicant",), False),
    ("Signature of interpreter", ("applicant", "demandeur"), False),
    ("Signature of parent or legal guardian", ("guardian",), True),
]


@pytest.mark.parametrize(("text", "wanted", "is_meant"), CAPTIONS)
def test_captions_are_compared_as_ocr_reads_them(
    text: str, wanted: tuple[str, ...], is_meant: bool
) -> None:
    assert reads_as(text, wanted) is is_meant
