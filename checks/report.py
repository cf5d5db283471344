"""The report: all findings of one upload, the verdict's arithmetic and the JSON form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from checks.finding import Finding, Outcome, Severity

REPORT_SCHEMA = "docscreen/report/1"


class Recommendation(StrEnum):
    """What docscreen recommends for the upload."""

    ACCEPT = "accept"
    REVIEW = "review"
    RETURN = "return"


class Status(StrEnum):
    """Whether every check ran to its end."""

    COMPLETE = "complete"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class FileSummary:
    """The file as it was received; ``pages`` is None where it could not be opened."""

    name: str
    sha256: str
    media_type: str
    bytes: int
    pages: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The declared and the detected kind of the upload with the detection's confidence."""

    declared: str
    detected: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PolicyReference:
    """Under which policy the upload was screened."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Engine:
    """Which program and which weights measured."""

    version: str
    models: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one upload with the recommendation drawn from them."""

    schema: str
    screening: str
    created: dt.datetime
    file: FileSummary
    kind: Kind
    policy: PolicyReference
    verdict: Recommendation
    status: Status
    findings: tuple[Finding, ...]
    facts: Mapping[str, Any]
    timings_ms: Mapping[str, float]
    engine: Engine

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON data, in the order of the published schema."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def recommend(findings: tuple[Finding, ...], expected_manual: frozenset[str]) -> Recommendation:
    """Draw the verdict from the findings: design's fixed arithmetic.

    ``expected_manual``: rules that the policy leaves to an officer on every file; they alone do
    not ask for a review. Where nothing was found out, nothing speaks for the upload: review.
    """
    if not findings:
        return Recommendation.REVIEW
    grave = [f for f in findings if f.severity in (Severity.RETURN, Severity.BLOCK)]
    if any(f.outcome is Outcome.FAIL for f in grave):
        return Recommendation.RETURN
    open_outcomes = (Outcome.UNSURE, Outcome.MANUAL, Outcome.NOT_ASSESSED)
    undecided = any(
        f.outcome in open_outcomes
        and not (f.outcome is Outcome.MANUAL and f.rule in expected_manual)
        for f in grave
    )
    delayed = any(f.severity is Severity.DELAY and f.outcome is Outcome.FAIL for f in findings)
    return Recommendation.REVIEW if undecided or delayed else Recommendation.ACCEPT


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float):
        return round(value, 4)
    return value
