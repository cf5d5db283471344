"""What the rule says of forms by their origin."""

from __future__ import annotations

import io

import pikepdf
import pytest

from models.pdf.page_raster import Rgb
from samples.picture_pdf import PagePicture, picture_pdf
from samples.print_and_scan import scan_look, scanned_pdf
from tests.checks.form.small_forms import judge
from tests.models.pdf.small_pdfs import printed_page, saved, with_widgets


@pytest.fixture(scope="module")
def printed() -> Rgb:
    return printed_page()


def with_fields(content: bytes, flags: int) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pike:
        with_widgets(pike, 5)
        for widget in pike.pages[0].obj.Annots:
            widget.F = flags
        return saved(pike)


def told(content: bytes, policy: str = "pr-portal") -> tuple[str, str]:
    found = judge("form.origin", policy, content)
    return found.outcome.value, found.reason


def test_a_scan_is_paper_whatever_hidden_fields_it_has(printed: Rgb) -> None:
    scan = scanned_pdf([printed], scan_look(0), 0)
    assert told(scan) == ("fail", "paper")
    assert told(with_fields(scan, 2)) == ("fail", "paper")


def test_fields_shown_over_a_scan_are_looked_at(printed: Rgb) -> None:
    overlaid = with_fields(scanned_pdf([printed], scan_look(0), 0), 4)
    assert told(overlaid) == ("unsure", "fields-over-pictures")
    assert told(overlaid, "pr-card") == ("pass", "as-asked")


def test_pictures_made_on_a_computer_were_not_printed(printed: Rgb) -> None:
    outcome, reason = told(picture_pdf([PagePicture(printed, 150, "jpeg")], ""))
    assert (outcome in ("fail", "unsure"), reason) == (True, "pictures")
