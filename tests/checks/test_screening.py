from __future__ import annotations

import datetime as dt
import io
import logging

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

import checks.screening
from checks.file_facts import Upload
from checks.finding import Judgement, Outcome
from checks.photo_facts import PhotoFacts
from checks.policies import load_policy, parse_policy
from checks.policy_choice import policy_for
from checks.registry import check, registered_checks
from checks.report import Engine, Recommendation, Status
from checks.screening import Occasion, Screening, screen
from models.errors import RuleError
from tests.checks.form.small_forms import Field, small_form

Rgb = npt.NDArray[np.uint8]
OCCASION = Occasion("s-1", dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC), Engine("1", {}))
CANARY = "Zebulon Quackenbush"


def jpeg(rgb: Rgb) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def screened(content: bytes, name: str = "photo.jpg") -> Screening:
    return screen(Upload(content, name, "photo"), load_policy("pr-card"), OCCASION)


def test_report_is_complete_and_says_what_it_was_drawn_from(astronaut: Rgb) -> None:
    report = screened(jpeg(astronaut)).report.as_json()
    assert report["schema"] == "docscreen/report/1"
    assert report["created"] == "2026-11-22T12:00:00Z"
    assert report["status"] == "complete"
    assert report["verdict"] == "return"
    assert report["file"]["media_type"] == "image/jpeg"
    assert len(report["file"]["sha256"]) == len(report["policy"]["sha256"]) == 64
    assert report["facts"]["photo"]["faces"] == 1
    assert report["timings_ms"]["total"] > 0
    rules = [finding["rule"] for finding in report["findings"]]
    assert rules == sorted(load_policy("pr-card").rules)


def test_every_finding_has_texts_in_both_languages(astronaut: Rgb) -> None:
    for finding in screened(jpeg(astronaut)).report.findings:
        assert finding.message.en and finding.message.fr, finding.rule
        if finding.outcome is not Outcome.PASS:
            assert finding.remedy.en and finding.remedy.fr, finding.rule


def test_of_a_picture_of_two_tones_nothing_is_claimed_but_that(astronaut: Rgb) -> None:
    buffer = io.BytesIO()
    Image.fromarray(astronaut).convert("1").save(buffer, "PNG")
    report = screened(buffer.getvalue(), "photo.png").report
    assert report.verdict is Recommendation.RETURN
    assert [f.reason for f in report.findings if f.outcome is Outcome.FAIL] == ["two-tones"]
    photo = [f for f in report.findings if f.rule.startswith("photo.")]
    assert {f.outcome for f in photo} <= {Outcome.NOT_ASSESSED, Outcome.MANUAL}
    assert all("two tones" in f.message.en for f in photo if f.outcome is Outcome.NOT_ASSESSED)


def test_where_a_finding_points_lies_in_the_picture(astronaut: Rgb) -> None:
    places = [
        point
        for finding in screened(jpeg(astronaut)).report.findings
        if finding.rule != "photo.centred"
        for where in finding.where
        for point in where.points
    ]
    assert places
    assert all(-60 <= x <= 572 and -60 <= y <= 572 for x, y in places)


def test_photo_without_a_face_is_not_assessed_and_not_accepted() -> None:
    report = screened(jpeg(np.full((1000, 715, 3), 240, np.uint8))).report
    outcomes = {finding.rule: finding.outcome for finding in report.findings}
    assert outcomes["photo.face-count"] is Outcome.FAIL
    assert outcomes["photo.face-height"] is Outcome.NOT_ASSESSED
    assert report.verdict is Recommendation.RETURN


READABLE_PHOTO = parse_policy(
    "readable-photo",
    {
        "policy": {"version": "1", "kind": "photo", "title": {"en": "T", "fr": "T"}},
        "frame": {"width_mm": 50, "height_mm": 70},
        "retention": {"keep_days": 30},
        "rules": {
            "file.readable": {
                "holds": "picture",
                "severity": "block",
                "source": {"document": "D", "section": "S"},
            },
            "file.kind": {
                "kind": "photo",
                "severity": "return",
                "source": {"document": "D", "section": "S"},
            },
        },
    },
)


@pytest.mark.parametrize(
    ("content", "declared_kind", "verdict"),
    [
        ("photo", "auto", Recommendation.ACCEPT),
        ("photo", "photo", Recommendation.ACCEPT),
        ("photo", "identity", Recommendation.REVIEW),
        ("photo", "form", Recommendation.REVIEW),
        ("photo", "document", Recommendation.REVIEW),
        ("photo", "", Recommendation.REVIEW),
        # a failed rule still returns what was declared wrongly
        ("damaged", "photo", Recommendation.RETURN),
        ("damaged", "identity", Recommendation.RETURN),
    ],
)
def test_kind_declared_against_the_policy_is_not_accepted(
    astronaut: Rgb, content: str, declared_kind: str, verdict: Recommendation
) -> None:
    untrusted_bytes = jpeg(astronaut) if content == "photo" else b"\xff\xd8\xff\xe0"
    upload = Upload(untrusted_bytes, "photo.jpg", declared_kind)
    assert screen(upload, READABLE_PHOTO, OCCASION).report.verdict is verdict


@pytest.mark.parametrize(
    ("policy", "declared_kind"),
    [("citizenship", "form"), ("pr-landing", "auto"), ("pr-portal", "document")],
)
def test_a_program_says_once_that_it_takes_no_such_upload(policy: str, declared_kind: str) -> None:
    content = small_form("IMM 5669", [Field("Given", "Given name(s)", "Zoé")])
    upload = Upload(content, "form.pdf", declared_kind)
    report = screen(upload, policy_for(content, declared_kind, policy), OCCASION).report
    assert [(f.rule, f.reason) for f in report.findings] == [("file.kind", "not-taken")]
    assert report.verdict is Recommendation.REVIEW
    assert report.status is Status.COMPLETE


@pytest.mark.parametrize("content", [b"", b"text", b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_gets_findings_and_is_not_accepted(content: bytes) -> None:
    report = screened(content).report
    assert report.verdict is Recommendation.RETURN
    assert report.status is Status.COMPLETE
    assert {f.outcome for f in report.findings if f.rule.startswith("photo.")} <= {
        Outcome.NOT_ASSESSED,
        Outcome.MANUAL,
    }


def crash_with_canary(photo: PhotoFacts, rule: object) -> Judgement:
    raise ValueError(f"the holder is {CANARY}")


def test_crashed_check_costs_its_own_finding_only(
    astronaut: Rgb, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = screened(jpeg(astronaut)).report
    registered = registered_checks()["photo.face-height"]
    from dataclasses import replace

    broken = dict(registered_checks())
    broken["photo.face-height"] = replace(registered, function=crash_with_canary)
    monkeypatch.setattr(checks.screening, "registered_checks", lambda: broken)
    with caplog.at_level(logging.ERROR):
        report = screened(jpeg(astronaut), f"{CANARY}.jpg").report
    crashed = next(f for f in report.findings if f.rule == "photo.face-height")
    assert (crashed.outcome, crashed.reason) == (Outcome.NOT_ASSESSED, "crashed")
    assert report.status is Status.PARTIAL
    others = [f.outcome for f in report.findings if f.rule != "photo.face-height"]
    expected = [f.outcome for f in whole.findings if f.rule != "photo.face-height"]
    assert others == expected
    assert "ValueError" in caplog.text and "test_screening.py" in caplog.text
    assert CANARY not in caplog.text


def test_crash_outside_a_check_leaves_a_partial_report(
    astronaut: Rgb, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(photo: PhotoFacts) -> dict[str, object]:
        raise ZeroDivisionError

    monkeypatch.setattr(checks.screening, "photo_sheet", crash)
    report = screened(jpeg(astronaut)).report
    assert report.status is Status.PARTIAL
    assert report.facts == {}
    assert report.findings


def test_a_rule_has_one_check() -> None:
    registered_checks()
    with pytest.raises(RuleError, match=r"photo\.face-height"):
        check("photo.face-height", reasons=())(crash_with_canary)
