"""Evidence pictures of PDFs: pages, numbered places, and what no page shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from checks.file_facts import Upload
from checks.policies import load_policy
from checks.screening import Screening, screen
from models.pdf.page_raster import render_page
from models.pdf.page_with_fields import field_pages
from samples.generate import SPECIMENS_FOLDER
from samples.picture_pdf import PagePicture, picture_pdf
from service.evidence import draw_form_evidence, write_evidence
from service.evidence.layout import MARGIN_PX
from service.evidence.named_fields import named_fields
from service.evidence.style import RED
from tests.specimens import OCCASION

PAGE_PX = (560, 740)


def screened(content: bytes) -> Screening:
    return screen(Upload(content, "a.pdf", "form"), load_policy("pr-portal", "form"), OCCASION)


def specimen(name: str) -> Screening:
    return screened((SPECIMENS_FOLDER / name).read_bytes())


def drawn(screening: Screening, report: dict[str, Any] | None = None) -> Image.Image:
    assert screening.form is not None
    return draw_form_evidence(report or screening.report.as_json(), screening.form, "en")


def count_of(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    pixels = np.asarray(picture, np.int16)
    return int((np.abs(pixels - colour).max(axis=2) <= 6).sum())


@pytest.fixture(scope="module")
def static() -> Iterator[Screening]:
    with specimen("form-blank.pdf") as screening:
        yield screening


def test_a_scanned_page_is_outlined_as_a_whole() -> None:
    with specimen("form-scanned.pdf") as screening:
        picture = drawn(screening)
        assert picture.height == pytest.approx(1100 + 2 * MARGIN_PX + 28, abs=3)
        assert count_of(picture.crop((0, 0, 900, picture.height)), RED) > 2000


def test_only_the_page_that_is_a_scan_is_outlined() -> None:
    with specimen("form-partly-scanned.pdf") as screening:
        picture = drawn(screening)
        row = (0, MARGIN_PX + PAGE_PX[1] + 40, PAGE_PX[0] + 60, picture.height)
        assert count_of(picture.crop(row), RED) > 1000
        first = (0, 0, 2 * PAGE_PX[0] + 60, MARGIN_PX + PAGE_PX[1])
        assert count_of(picture.crop(first), RED) == 0


def test_a_place_lies_where_its_points_say(static: Screening) -> None:
    report = static.report.as_json()
    place = {"page": 2, "shape": "box", "points": [[306, 396], [606, 696]]}
    finding = {**report["findings"][0], "outcome": "fail", "where": [place]}
    before = drawn(static, {**report, "findings": [{**finding, "where": []}]})
    after = drawn(static, {**report, "findings": [finding]})
    scale = PAGE_PX[0] / 612
    left = MARGIN_PX + PAGE_PX[0] + 26 + 1
    top = MARGIN_PX + 27
    for x, y, changes in ((456, 546, True), (200, 546, False), (456, 300, False)):
        at = round(left + x * scale), round(top + y * scale)
        assert (before.getpixel(at) != after.getpixel(at)) is changes, (x, y)


def test_two_findings_about_one_page_have_both_their_numbers(static: Screening) -> None:
    report = static.report.as_json()
    place = {"page": 1, "shape": "box", "points": [[0, 0], [612, 792]]}
    finding = {**report["findings"][0], "outcome": "fail", "where": [place]}
    one = drawn(static, {**report, "findings": [finding]})
    two = drawn(static, {**report, "findings": [finding, finding]})
    corner = (MARGIN_PX, MARGIN_PX + 26, MARGIN_PX + 120, MARGIN_PX + 60)
    assert count_of(two.crop(corner), RED) > 1.6 * count_of(one.crop(corner), RED)


def test_a_dynamic_form_names_the_fields_of_its_findings() -> None:
    with specimen("form-filled.pdf") as screening:
        assert screening.form is not None
        message = {"en": "Missing: Family name; Citizenship.", "fr": "Manque : Nom de famille."}
        report = screening.report.as_json()
        finding = {**report["findings"][0], "outcome": "fail", "message": message}
        named = named_fields(screening.form, [finding], "en")
        assert [(field.number, field.caption, field.page) for field in named] == [
            (1, "Family name", 1),
            (1, "Citizenship", 1),
        ]
        plain = drawn(screening)
        assert drawn(screening, {**report, "findings": [finding]}).height > plain.height


def test_pages_of_other_forms_show_their_fields(static: Screening) -> None:
    assert static.form is not None
    finding = {"message": {"en": "Family name is missing."}, "outcome": "fail"}
    assert named_fields(static.form, [finding], "en") == ()


def test_of_a_long_file_the_first_pages_are_shown() -> None:
    pages = [PagePicture(np.full((110, 85, 3), 30 * n, np.uint8), 10, "jpeg") for n in range(1, 9)]
    with screened(picture_pdf(pages, "")) as long, screened(picture_pdf(pages[:6], "")) as six:
        assert drawn(long).height > drawn(six).height > drawn(six).width // 2


def test_the_picture_is_written_as_png(static: Screening, tmp_path: Path) -> None:
    assert static.form is not None
    write_evidence(static.report, static.form, "fr", tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"


def test_answers_are_drawn_into_the_pages() -> None:
    """A form and the same one filled in differ where the answers stand."""
    with specimen("form-fields-only.pdf") as screening:
        assert screening.form is not None
        with field_pages(screening.form.document) as pages:
            answered = np.count_nonzero(pages.render(1, 72) < 128)
        plain = np.count_nonzero(render_page(screening.form.document, 1, 72) < 128)
        assert answered > plain
