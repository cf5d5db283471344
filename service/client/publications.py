"""What the service publishes: rules, policies, kinds of problems, and whether it lives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.client.reports import Source, Text
from service.client.words import Life, Severity


@dataclass(frozen=True, slots=True)
class ReasonTexts:
    """What a finding tells the applicant for one reason."""

    message: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """How one policy sets a rule, and on which days."""

    policy: str
    kind: str
    severity: Severity
    manual: bool
    parameters: Mapping[str, Any]
    source: Source
    effective_from: dt.date | None
    effective_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its texts, how it is measured and how each policy sets it."""

    id: str
    title: Text
    requirement: Text
    method: str
    reasons: Mapping[str, ReasonTexts]
    settings: tuple[RuleSetting, ...]


@dataclass(frozen=True, slots=True)
class FrameSize:
    """The finished photo's size in millimetres."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class PartVersion:
    """A version of a part; ``is_usable``: whether an upload can be screened under it again."""

    version: str
    sha256: str
    is_current: bool
    is_usable: bool


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """What a policy asks of one kind of upload; ``frame`` is None where that is no photo."""

    kind: str
    title: Text
    version: str
    sha256: str
    frame: FrameSize | None
    versions: tuple[PartVersion, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One program's rules, with a part for each kind of upload."""

    id: str
    parts: tuple[PolicyPart, ...]


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem and what to do about it.

    ``retry_after_s``: None where the same request would fail again.
    """

    type: str
    status: int
    title: Text
    remedy: Text
    retry_after_s: int | None


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the service."""

    status: Life
