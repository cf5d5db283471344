"""A report (``docscreen/report/1``): what was found in one upload."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.client.reading import WHOLE
from service.client.words import Completeness, Language, Outcome, Severity, Shape, Verdict

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """The same in both official languages."""

    en: str
    fr: str

    def in_language(self, language: Language) -> str:
        """The text in one of them."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement is written."""

    document: str
    section: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value; ``low`` and ``high`` bound it, where it is a number with an interval."""

    value: float | str
    unit: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """The limits that the policy sets, in the unit of the measured value."""

    unit: str
    min: float | None
    max: float | None
    any_of: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: points in pixels of the upright page; of a PDF's page 72 to the inch."""

    shape: Shape
    points: tuple[Point, ...]
    page: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check concluded, for the applicant and for programs."""

    rule: str
    outcome: Outcome
    severity: Severity
    reason: str
    measured: Measurement | None
    required: Requirement | None
    confidence: float
    message: Text
    remedy: Text
    where: tuple[Place, ...]
    source: Source


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
    """What the file was declared to be, and what it was found to be."""

    declared: str
    detected: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PolicyReference:
    """Under which policy an upload was screened."""

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
    """All findings of one upload with the recommendation drawn from them.

    ``facts`` holds what was measured, by kind of upload, as JSON data (see report.schema.json).
    ``raw`` is the report as it came, to be kept: with members that are not known here.
    """

    schema: str
    screening: str
    created: dt.datetime
    file: FileSummary
    kind: Kind
    policy: PolicyReference
    verdict: Verdict
    status: Completeness
    findings: tuple[Finding, ...]
    facts: Mapping[str, Any]
    timings_ms: Mapping[str, float]
    engine: Engine
    raw: Mapping[str, Any] = field(repr=False, compare=False, metadata={WHOLE: True})

    def finding(self, rule: str) -> Finding | None:
        """The finding of a rule; None where the policy does not have it."""
        return next((one for one in self.findings if one.rule == rule), None)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings whose rule is not met."""
        return tuple(one for one in self.findings if one.outcome == Outcome.FAIL)
