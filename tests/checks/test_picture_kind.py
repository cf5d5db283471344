from __future__ import annotations

import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from checks.facts import Stopwatch
from checks.file_facts import FileFacts, Upload
from checks.finding import Finding, Outcome
from checks.picture_facts import PictureFacts
from checks.picture_kind import Sight, kind_at_sight, kind_unread, lines_around_face
from checks.policy_choice import policy_by_content
from checks.report import Engine, Recommendation, Report
from checks.screening import Occasion, screen_by_content
from models.face_census import FaceCensus, Sighting
from models.image import decode_image
from models.pdf.opening import open_pdf
from models.pdf.page_raster import render_page
from models.text.geometry import TextBox
from samples.generate import SPECIMENS_FOLDER

Rgb = npt.NDArray[np.uint8]
TODAY = dt.date(2026, 11, 22)
OCCASION = Occasion("s-1", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), Engine("1", {}))
FACE = FaceCensus((Sighting((100.0, 100.0, 200.0, 220.0), 0.9, None),))


@pytest.mark.parametrize(
    ("face_share", "lines", "name"),
    [
        # a face that fills the picture needs no look at print
        (0.14, 0, "photo"),
        (0.14, 30, "photo"),
        # a small one tells with the print around it
        (0.05, 0, "photo"),
        (0.05, 2, "photo"),
        (0.05, 5, "identity"),
        (0.004, 30, "identity"),
        # nothing is said at sight
        (0.05, 3, None),
        (0.05, 90, None),
        (0.001, 30, None),
        (0.0, 0, None),
        (0.0, 30, None),
    ],
)
def test_face_and_print_tell_the_kind(face_share: float, lines: int, name: str | None) -> None:
    kind = kind_at_sight(Sight(face_share, lines))
    assert (kind.name if kind else None) == name


@pytest.mark.parametrize(
    ("face_share", "lines", "name"),
    [
        (0.05, 3, "photo"),
        (0.05, 90, "document"),
        (0.0, 3, "document"),
        (0.0, 2, "unknown"),
        (0.0, 0, "unknown"),
    ],
)
def test_what_no_print_tells_is_guessed_with_little_confidence(
    face_share: float, lines: int, name: str
) -> None:
    kind = kind_unread(Sight(face_share, lines))
    assert kind.name == name
    assert kind.confidence <= 0.6


@pytest.mark.parametrize(
    ("box", "is_line"),
    [
        (TextBox((500.0, 500.0), 300.0, 20.0, 0.0), True),
        (TextBox((500.0, 500.0), 300.0, 20.0, 1.57), True),
        (TextBox((150.0, 150.0), 80.0, 10.0, 0.0), False),  # on the face
        (TextBox((500.0, 500.0), 60.0, 20.0, 0.0), False),  # too short
        (TextBox((500.0, 500.0), 30.0, 3.0, 0.0), False),  # a speck
        (TextBox((500.0, 500.0), 900.0, 90.0, 0.0), False),  # a shoulder
    ],
)
def test_only_lines_of_print_around_the_face_count(box: TextBox, is_line: bool) -> None:
    assert bool(lines_around_face([box], FACE, 1000)) == is_line


def seen(name: str) -> PictureFacts:
    content = (SPECIMENS_FOLDER / name).read_bytes()
    return PictureFacts(decode_image(content).rgb, TODAY, Stopwatch())


@pytest.mark.parametrize(
    ("name", "kind", "by"),
    [
        ("portrait.jpg", "photo", "portrait"),
        ("face-too-small.jpg", "photo", "face"),
        ("two-people.jpg", "photo", "face"),
        ("nobody.jpg", "unknown", "nothing"),
        ("identity-passport.jpg", "identity", "face-and-print"),
        ("identity-passport-sideways.jpg", "identity", "face-and-print"),
        ("identity-licence-back.jpg", "identity", "barcode"),
        ("identity-two-cards.jpg", "identity", "zone"),
        ("identity-letter.jpg", "document", "print"),
    ],
)
def test_specimens_are_what_they_show(name: str, kind: str, by: str) -> None:
    told = seen(name).kind
    assert (told.name, told.by) == (kind, by)


def test_print_is_not_looked_for_beside_a_portrait() -> None:
    facts = seen("portrait.jpg")
    assert facts.kind.name == "photo"
    assert set(facts.stopwatch.timings_ms) == {"raster", "census", "kind"}


def report_on(content: bytes, declared: str, policy: str = "pr-portal") -> Report:
    with screen_by_content(Upload(content, "file.jpg", declared), policy, OCCASION) as screening:
        return screening.report


def specimen(name: str) -> bytes:
    return (SPECIMENS_FOLDER / name).read_bytes()


def of_kind(report: Report) -> Finding:
    return next(finding for finding in report.findings if finding.rule == "file.kind")


@pytest.mark.parametrize(
    ("name", "declared", "reason"),
    [
        ("identity-passport.jpg", "photo", "shows-identity"),
        ("identity-licence-front.jpg", "photo", "shows-identity"),
        ("portrait.jpg", "identity", "shows-photo"),
        ("portrait.jpg", "form", "shows-photo"),
        ("identity-passport.jpg", "form", "shows-identity"),
    ],
)
def test_what_clearly_shows_another_kind_is_returned_for_that_alone(
    name: str, declared: str, reason: str
) -> None:
    report = report_on(specimen(name), declared)
    assert [(f.rule, f.outcome, f.reason) for f in report.findings] == [
        ("file.kind", Outcome.FAIL, reason)
    ]
    assert report.verdict is Recommendation.RETURN
    assert report.findings[0].remedy.en and report.findings[0].remedy.fr


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("portrait.jpg", "photo"),
        ("face-too-small.jpg", "photo"),
        ("two-people.jpg", "photo"),
        ("nobody.jpg", "photo"),
        ("identity-passport.jpg", "identity"),
        ("identity-letter.jpg", "identity"),
        ("identity-passport-few-pixels.jpg", "identity"),
    ],
)
def test_what_is_declared_rightly_or_unclear_is_left_to_its_rules(name: str, declared: str) -> None:
    report = report_on(specimen(name), declared)
    assert (of_kind(report).outcome, of_kind(report).reason) == (Outcome.PASS, "as-declared")
    assert len(report.findings) > 5


@pytest.mark.parametrize(
    ("name", "kind"),
    [("portrait.jpg", "photo"), ("nobody.jpg", "photo"), ("identity-passport.jpg", "identity")],
)
def test_an_undeclared_picture_is_screened_as_what_it_shows(name: str, kind: str) -> None:
    report = report_on(specimen(name), "auto")
    assert of_kind(report).outcome is Outcome.PASS
    rules = {finding.rule.partition(".")[0] for finding in report.findings}
    assert rules == {"file", kind}
    if kind == "identity":
        assert report.kind.detected == "identity"


def test_an_undeclared_page_of_print_is_left_to_an_officer() -> None:
    report = report_on(specimen("identity-letter.jpg"), "auto")
    assert [(f.rule, f.reason) for f in report.findings] == [("file.kind", "page-of-print")]
    assert report.verdict is Recommendation.REVIEW
    assert report.kind.detected == "document"


def test_a_program_that_takes_no_documents_says_so() -> None:
    report = report_on(specimen("identity-passport.jpg"), "auto", "pr-landing")
    assert [(f.rule, f.reason) for f in report.findings] == [("file.kind", "not-taken")]
    assert "identity documents" in report.findings[0].message.en


def part_of(content: bytes) -> str:
    file = FileFacts(Upload(content, "file.pdf"), Stopwatch(), TODAY)
    try:
        return policy_by_content(file, "pr-portal").kind
    finally:
        file.close()


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("identity-passport-scan.pdf", "identity"),
        ("form-scanned.pdf", "form"),
        ("form-paper-signed.pdf", "form"),
        ("form-photographed.pdf", "form"),
        ("form-filled.pdf", "form"),
        ("form-printed-to-pdf.pdf", "form"),
    ],
)
def test_an_undeclared_pdf_is_a_form_unless_it_is_a_scanned_document(name: str, part: str) -> None:
    assert part_of(specimen(name)) == part


def test_a_form_photographed_as_a_picture_goes_to_the_rules_for_forms() -> None:
    document = open_pdf(specimen("form-paper-signed.pdf"))
    page = render_page(document, 1, 200.0)
    document.close()
    buffer = io.BytesIO()
    Image.fromarray(page).save(buffer, "JPEG", quality=85)
    report = report_on(buffer.getvalue(), "auto", "pr-card")
    assert report.kind.detected == "form"
    failed = {f.rule for f in report.findings if f.outcome is Outcome.FAIL}
    assert failed == {"file.type", "file.readable"}  # both ask for the PDF
    assert all("PDF" in f.remedy.en for f in report.findings if f.outcome is Outcome.FAIL)


def test_corpus_photos_are_never_taken_for_documents_and_documents_are_found(corpus: Path) -> None:
    """Every fifth photo that shows a face and every fifth document; all: tests.accuracy.kind."""
    taken: Counter[tuple[str, str]] = Counter()
    for kind in ("photo", "identity"):
        lines = (corpus / kind / "labels.jsonl").read_text("utf-8").splitlines()
        labels = [json.loads(line) for line in lines]
        pictures = [
            label["file"]
            for label in labels
            if label["truth"]["category"].startswith(("mrz", "id_front"))
            or (kind == "photo" and label["truth"]["category"] != "no_face")
        ]
        assert len(pictures) > 40
        for name in pictures[::5]:
            rgb = decode_image((corpus / kind / name).read_bytes()).rgb
            taken[kind, PictureFacts(rgb, TODAY, Stopwatch()).kind.name] += 1
    assert set(taken) == {("photo", "photo"), ("identity", "identity")}
