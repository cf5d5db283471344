"""The form number on pages that were printed and came back as pictures."""

from __future__ import annotations

import time
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.pdf.number_line import identify_line, may_be_foot
from models.pdf.opening import open_pdf
from models.pdf.page_content import measure_pages
from models.pdf.page_raster import Rgb
from models.pdf.print_lines import find_lines
from models.pdf.scanned_text import identify_picture, identify_scan
from samples.forms import flattened_form
from samples.forms_variants import renumbered, sheets
from samples.picture_pdf import Codec
from samples.print_and_scan import photo_look, photographed_pdf, scan_look, scanned_pdf
from tests.models.pdf.small_pdfs import grey_page, printed_page

LINES = [
    # as read, number, edition
    ("IMM 5669 (10-2017) E", "IMM 5669", "10-2017"),
    ("CIT 0404 (10-2020) E", "CIT 0404", "10-2020"),
    ("| WAM 5406 (10-2013) \u00a3", "IMM 5406", "10-2013"),
    ("MM $444 (O4-2016) E", "IMM 5444", "04-2016"),
    ("IMM 5679 103 20171E", "IMM 5679", "03-2017"),
    # too little, too much or something else
    ("IMM 5669", None, ""),
    ("IMM 53983 (09-2021) E", None, ""),
    ("IMM 5669 (13-2017) E", None, ""),
    ("Send IMM 5669 of 10-2017", None, ""),
    ("May 2019 10-2020", None, ""),
    ("MAI 2019 10-2020", None, ""),
    ("Summer 1995 12-2001 E", None, ""),
    ("3 (0202-10) L066 WWI", None, ""),
    ("", None, ""),
]


@pytest.mark.parametrize(("line", "number", "edition"), LINES)
def test_one_line(line: str, number: str | None, edition: str) -> None:
    found = identify_line(line)
    told = (found.number, found.edition) if found is not None else (None, "")
    assert told == (number, edition)


def test_lines_with_few_digits_are_no_feet() -> None:
    assert may_be_foot("A 6257 (08-2018) E")
    assert may_be_foot("IM567910320171E")
    assert not may_be_foot("PAGE 1 OF 4")


@pytest.fixture(scope="module")
def sheet() -> Rgb:
    """The second page of the invented form under a number that it does not have."""
    return sheets(renumbered(flattened_form("en"), "IMM 5983"))[1]


def number_on(content: bytes) -> tuple[str, str] | None:
    with open_pdf(content) as document:
        found = identify_scan(document, measure_pages(document))
    return (found.number, found.edition) if found is not None else None


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_a_scan_however_it_lies(sheet: Rgb, quarter_turns: int) -> None:
    look = replace(scan_look(4), dpi=200, codec="jpeg", skew_deg=1.5)
    page = np.ascontiguousarray(np.rot90(sheet, quarter_turns))
    assert number_on(scanned_pdf([page], look, 4)) == ("IMM 5983", "01-2020")


@pytest.mark.parametrize("codec", ["jpeg", "ccitt"])
def test_a_coarse_scan(sheet: Rgb, codec: Codec) -> None:
    look = replace(scan_look(4), dpi=150 if codec == "ccitt" else 100, codec=codec, blur_px=0.6)
    assert number_on(scanned_pdf([sheet], look, 4)) == ("IMM 5983", "01-2020")


def test_a_number_too_long_is_none() -> None:
    page = sheets(renumbered(flattened_form("en"), "IMM 59837"))[1]
    assert number_on(scanned_pdf([page], replace(scan_look(4), dpi=200), 4)) is None


def test_a_photograph_on_a_desk(sheet: Rgb) -> None:
    look = replace(photo_look(3), dpi=220, blur_px=0.8)
    assert number_on(photographed_pdf([sheet], look, 3)) == ("IMM 5983", "01-2020")


def test_a_page_without_a_number_has_none() -> None:
    look = replace(scan_look(5), dpi=200)
    assert number_on(scanned_pdf([printed_page()], look, 5)) is None


def test_nothing_is_read_once_the_time_is_up(sheet: Rgb) -> None:
    grey = np.asarray(cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY), np.uint8)
    assert identify_picture(grey, time.monotonic() - 1.0) is None


@pytest.mark.parametrize("level", [0, 128, 255])
def test_pages_of_one_tone_have_no_lines(level: int) -> None:
    grey = np.asarray(cv2.cvtColor(grey_page(level), cv2.COLOR_RGB2GRAY), np.uint8)
    assert find_lines(grey).lines == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3)])
def test_pictures_too_small_for_print(shape: tuple[int, int]) -> None:
    assert find_lines(np.full(shape, 255, np.uint8)).lines == ()
