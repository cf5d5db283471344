"""Scans of prints from the upload to the report: what is measured, and where it is said to be."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from checks.file_facts import Upload
from checks.on_upload import EDGE_BOUND_RULES, EDGE_NOT_FOUND
from checks.policies import load_policy
from checks.registry import registered_checks
from checks.report import Engine
from checks.screening import Occasion, Screening, screen
from tests.conftest import REPOSITORY
from tests.printed_sheet import A4_MM, DARK, GREY, WHITE, Sheet

Rgb = npt.NDArray[np.uint8]
SPECIMENS = REPOSITORY / "samples" / "specimens"
OCCASION = Occasion("test", dt.datetime(2026, 11, 24, tzinfo=dt.UTC), Engine("test", {}))
#: Rules by which paper around a photo was once refused.
PAPER_RULES = ("background-plain", "background-white", "background-shadow", "shoulders")


def specimen(name: str) -> Rgb:
    return np.asarray(Image.open(SPECIMENS / f"{name}.jpg").convert("RGB"), np.uint8)


def screened(rgb: Rgb, dpi: float | None, policy: str = "pr-portal") -> Screening:
    stream = io.BytesIO()
    stated = {} if dpi is None else {"dpi": (dpi, dpi)}
    Image.fromarray(rgb).save(stream, "JPEG", quality=92, **stated)
    return screen(Upload(stream.getvalue(), "photo.jpg"), load_policy(policy), OCCASION)


def outcomes(screening: Screening) -> dict[str, str]:
    return {finding.rule: str(finding.outcome) for finding in screening.report.findings}


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(Sheet(paper=WHITE), id="white paper"),
        pytest.param(Sheet(paper=GREY, skew_deg=2.0), id="grey paper"),
        pytest.param(Sheet(paper=DARK, dpi=600), id="dark lid"),
        pytest.param(Sheet(A4_MM, WHITE, (60.0, 75.0)), id="A4 page"),
    ],
)
def test_a_scan_is_judged_as_its_photo_is(sheet: Sheet) -> None:
    photo = specimen("compliant-marie")
    alone, scanned = screened(photo, None), screened(sheet.scan(photo), sheet.dpi)
    rules = [f"photo.{name}" for name in (*PAPER_RULES, "face-height")]
    assert [outcomes(scanned)[rule] for rule in rules] == [outcomes(alone)[rule] for rule in rules]
    heights = [one.report.facts["photo"]["face_height_mm"]["value"] for one in (alone, scanned)]
    assert heights[1] == pytest.approx(heights[0], rel=0.015)


def test_a_fault_on_the_print_is_still_found() -> None:
    for name, rule in (("background-grey", "background-white"), ("face-too-small", "face-height")):
        sheet = Sheet(paper=DARK)
        assert outcomes(screened(sheet.scan(specimen(name)), 300))[f"photo.{rule}"] == "fail"


def test_places_are_in_pixels_of_the_upload() -> None:
    sheet = Sheet(paper=DARK, middle_mm=(45.0, 58.0), skew_deg=4.0)
    photo = specimen("compliant-marie")
    alone, scanned = screened(photo, None), screened(sheet.scan(photo), 300)
    turned = np.deg2rad(4.0)
    rotation = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    from_middle = np.array(alone.report.facts["photo"]["chin"]) / photo.shape[0] * 70 - (25, 35)
    expected = (rotation @ from_middle + sheet.middle_mm) * sheet.px_per_mm
    assert scanned.report.facts["photo"]["chin"] == pytest.approx(expected, abs=12)
    line = next(f for f in scanned.report.findings if f.rule == "photo.face-height").where[0]
    assert line.points[0] == pytest.approx(tuple(scanned.report.facts["photo"]["chin"]))
    assert len(scanned.report.facts["photo"]["print"]) == 4


def test_boxes_become_polygons_where_the_print_lies_turned() -> None:
    sheet = Sheet(paper=DARK, skew_deg=4.0)
    findings = screened(sheet.scan(specimen("out-of-focus")), 300).report.findings
    place = next(f for f in findings if f.rule == "photo.sharpness").where[0]
    assert (place.shape, len(place.points)) == ("polygon", 4)


def test_paper_without_an_edge_never_fails_a_photo() -> None:
    photo = specimen("white-on-white")
    paper = tuple(int(level) for level in np.median(photo[:40].reshape(-1, 3), axis=0))
    page = np.full((1800, 1900, 3), paper, np.uint8)
    height, width = photo.shape[:2]
    shares = np.ones((height, width, 1), np.float32)
    soft = np.minimum(np.arange(width), np.arange(width)[::-1]) / 120.0
    shares *= np.clip(soft, 0, 1)[None, :, None]
    shares *= np.clip(np.minimum(np.arange(height) / 120.0, np.arange(height)[::-1] / 120.0), 0, 1)[
        :, None, None
    ]
    place = page[200 : 200 + height, 400 : 400 + width]
    place[:] = (photo * shares + place * (1 - shares)).astype(np.uint8)
    screening = screened(page, None)
    assert screening.photo is not None
    assert screening.photo.scale.surround == "sheet"
    failed = {rule for rule, outcome in outcomes(screening).items() if outcome == "fail"}
    assert not failed & EDGE_BOUND_RULES
    assert EDGE_NOT_FOUND in {finding.reason for finding in screening.report.findings}


@pytest.mark.parametrize("dpi", [None, 150.0, 300.0, 400.0])
@pytest.mark.parametrize("size", [(715, 1001), (1000, 1400), (2000, 2800)])
def test_an_ordinary_dpi_tag_changes_nothing(size: tuple[int, int], dpi: float | None) -> None:
    photo = Image.fromarray(specimen("compliant-marie")).resize(size, Image.Resampling.LANCZOS)
    screening = screened(np.asarray(photo), dpi)
    assert outcomes(screening)["photo.face-height"] == "pass"


def test_other_programs_do_not_look_for_a_sheet() -> None:
    screening = screened(Sheet(paper=DARK).scan(specimen("compliant-marie")), 300, "pr-card")
    assert screening.photo is not None
    assert screening.photo.printed_photo is None
    assert outcomes(screening)["photo.face-height"] == "fail"


def test_edge_bound_rules_exist() -> None:
    assert set(registered_checks()) >= EDGE_BOUND_RULES
