"""Screening of hostile bytes, and what must hold for every report whatever was sent."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
from PIL import Image

from checks.file_facts import Upload
from checks.finding import Outcome
from checks.policies import load_policy
from checks.report import Engine, Recommendation, Report, Status
from checks.screening import Occasion, screen
from service.schema import report_schema

SPECIMENS = Path(__file__).resolve().parents[2] / "samples" / "specimens"
OCCASION = Occasion("h-1", dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC), Engine("1", {}))
POLICY = load_policy("pr-card")
_SCHEMA = jsonschema.Draft202012Validator(report_schema())


def portrait() -> Image.Image:
    """The compliant specimen, 715 x 1000."""
    with Image.open(SPECIMENS / "compliant-marie.jpg") as picture:
        return picture.convert("RGB")


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    """The bytes of a picture in a format."""
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def sound_report(content: bytes, name: str = "photo.jpg") -> Report:
    """Screen an upload and hold its report against everything that any report must meet."""
    report = screen(Upload(content, name, "photo"), POLICY, OCCASION).report
    for finding in report.findings:
        assert finding.message.en and finding.message.fr, finding.rule
        if finding.outcome is not Outcome.PASS:
            assert finding.remedy.en and finding.remedy.fr, finding.rule
        assert 0.0 <= finding.confidence <= 1.0, finding.rule
    assert [finding.rule for finding in report.findings] == sorted(POLICY.rules)
    assert report.status is Status.COMPLETE, [
        f.rule for f in report.findings if f.reason == "crashed"
    ]
    plain = json.dumps(report.as_json(), allow_nan=False)
    _SCHEMA.validate(json.loads(plain))
    return report


def outcomes(report: Report) -> dict[str, tuple[Outcome, str]]:
    """Outcome and reason by rule."""
    return {finding.rule: (finding.outcome, finding.reason) for finding in report.findings}


def assert_refused(report: Report, rule: str, reasons: set[str]) -> None:
    """The upload is returned, because of this rule and for one of these reasons."""
    assert report.verdict is Recommendation.RETURN
    outcome, reason = outcomes(report)[rule]
    assert outcome is Outcome.FAIL
    assert reason in reasons
    passed = {f.rule for f in report.findings if f.outcome is Outcome.PASS}
    assert not {rule for rule in passed if rule.startswith("photo.")}
