"""What a check concludes: outcome, measurement, requirement, place and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from models.estimate import Estimate

Point = tuple[float, float]


class Outcome(StrEnum):
    """What a check concluded about one rule."""

    PASS = "pass"
    FAIL = "fail"
    UNSURE = "unsure"
    NOT_ASSESSED = "not-assessed"
    MANUAL = "manual"


class Severity(StrEnum):
    """What a failed rule leads to; set by the policy, never by code."""

    RETURN = "return"
    BLOCK = "block"
    DELAY = "delay"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or two for the applicant in both official languages."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule is written: document and section, with an address where there is one."""

    document: str
    section: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The measured value; ``low`` and ``high`` bound it where it is a number."""

    value: float | str
    unit: str
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, estimate: Estimate, unit: str) -> Measured:
        """State an estimate in a unit."""
        return cls(estimate.value, unit, estimate.low, estimate.high)


@dataclass(frozen=True, slots=True)
class Required:
    """The limits that the policy sets; the unit is that of the measured value."""

    unit: str
    min: float | None = None
    max: float | None = None
    any_of: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the file, in pixels of the upright page."""

    shape: Literal["box", "line", "polygon"]
    points: tuple[Point, ...]
    page: int = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a check function returns; the policy adds severity and source, the catalogue texts.

    ``reason`` selects the texts (``too-small``, ``smiling`` ...); ``details`` are further values
    that those texts quote. ``confidence`` is the probability (0..1) that the outcome is right.
    """

    outcome: Outcome
    reason: str
    measured: Measured | None = None
    required: Required | None = None
    confidence: float = 1.0
    where: tuple[Where, ...] = ()
    details: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check concluded about one upload, complete with texts and source."""

    rule: str
    outcome: Outcome
    severity: Severity
    reason: str
    measured: Measured | None
    required: Required | None
    confidence: float
    message: Text
    remedy: Text
    where: tuple[Where, ...]
    source: Source
