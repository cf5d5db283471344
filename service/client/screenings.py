"""Stored screenings: what was accepted, how far it is, what came out, what differs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from service.client.reading import FROM_HEADERS
from service.client.reports import Finding, Report
from service.client.words import (
    Change,
    Completeness,
    DeclaredKind,
    DetectedKind,
    Include,
    Outcome,
    State,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of an upload: its report, or the id under which that will be.

    ``is_repeated``: the service had this request before, and answers with that one's screening.
    """

    id: str
    state: State
    report: Report | None
    reference: str | None = None
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is answered in the place of a report that is not there yet."""

    id: str
    state: State


@dataclass(frozen=True, slots=True)
class ScreeningSummary:
    """A screening without its report."""

    id: str
    state: State
    created: dt.datetime
    completed: dt.datetime | None
    reference: str | None
    policy: str
    policy_version: str | None
    declared_kind: str
    detected_kind: str | None
    media_type: str | None
    bytes: int
    verdict: Verdict | None
    status: Completeness | None
    supersedes: str | None
    keep_until: dt.datetime
    legal_hold: bool
    failure: str | None


@dataclass(frozen=True, slots=True)
class Screening(ScreeningSummary):
    """A screening with its report, which is None until it is done."""

    superseded_by: tuple[str, ...]
    report: Report | None
    etag: str = field(default="", compare=False, metadata={FROM_HEADERS: True})
    retry_after_s: float | None = field(default=None, compare=False, metadata={FROM_HEADERS: True})


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    """Some screenings, the newest first; ``next`` is the cursor of the next page."""

    items: tuple[ScreeningSummary, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One rule in two screenings; None where one of them has no finding of it."""

    rule: str
    change: Change
    before: Finding | None
    after: Finding | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two screenings side by side, rule by rule."""

    before: ScreeningSummary
    after: ScreeningSummary
    is_same_file: bool
    changes: tuple[FindingChange, ...]


class UploadOptions(TypedDict, total=False):
    """How an upload is to be screened.

    ``policy_version``: by default today's. ``name``: what the file is called, by default as it is
    on disk. ``reference``: your own id of it. ``idempotency_key``: by default a new one for each
    call; the same request with the same key is accepted once, also from another process. ``when``:
    ``"later"`` does not wait for the report.
    """

    policy: str
    policy_version: str
    kind: DeclaredKind
    name: str
    reference: str
    include: Include
    idempotency_key: str
    when: Literal["now", "later"]


class RerunOptions(TypedDict, total=False):
    """How an upload is to be screened again: what is not stated stays as it was.

    ``version``: the version of the policy, by default today's.
    """

    policy: str
    version: str
    kind: DeclaredKind
    include: Include
    idempotency_key: str
    when: Literal["now", "later"]


class Conditions(TypedDict, total=False):
    """Which screenings are looked for: those that meet every condition.

    ``rule`` with ``outcome``: those with such a finding. ``created_from`` is included,
    ``created_before`` is not; both have a time zone.
    """

    reference: str
    verdict: Verdict | Literal["accept", "review", "return"]
    rule: str
    outcome: Outcome | Literal["pass", "fail", "unsure", "not-assessed", "manual"]
    policy: str
    kind: DetectedKind
    state: State | Literal["waiting", "running", "done", "failed"]
    created_from: dt.datetime
    created_before: dt.datetime
    limit: int
