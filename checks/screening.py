"""Screening: from an upload's bytes and a policy to a report. Knows neither clock nor network."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, TypeVar

from checks.catalogue import texts_for
from checks.facts import Stopwatch
from checks.file.declared import SPEAKS_ALONE, not_taken
from checks.file_facts import FileFacts, Upload
from checks.finding import Finding, Judgement, Outcome
from checks.form_facts import FormFacts
from checks.form_sheet import form_sheet
from checks.identity_facts import IdentityFacts
from checks.identity_pages import identity_pages
from checks.identity_sheet import identity_sheet
from checks.kind import detect_kind, untaken_kind
from checks.on_upload import on_upload
from checks.photo_facts import PhotoFacts
from checks.photo_sheet import photo_sheet
from checks.policies import Policy, PolicyRule
from checks.policy_choice import policy_by_content, policy_for
from checks.registry import RegisteredCheck, registered_checks
from checks.report import (
    REPORT_SCHEMA,
    Engine,
    Kind,
    PolicyReference,
    Report,
    Status,
    recommend,
)
from models.errors import NotMeasurable, PdfDamaged, RuleError, UntrustedInputError

T = TypeVar("T")

#: The rule that speaks alone where a program has no rules for files of that kind.
_KIND_RULE = "file.kind"
CRASHED = Judgement(Outcome.NOT_ASSESSED, "crashed", confidence=0.0)

_log = logging.getLogger("docscreen.screening")


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and by what a screening is made: all that the engine must not find out by itself."""

    screening_id: str
    created: dt.datetime
    engine: Engine

    @property
    def today(self) -> dt.date:
        """The day that rules with a date compare with."""
        return self.created.date()


@dataclass(frozen=True, slots=True)
class Screening:
    """A report together with the facts it was drawn from, for evidence pictures; close it."""

    report: Report
    file: FileFacts
    photo: PhotoFacts | None
    form: FormFacts | None
    identity: IdentityFacts | None

    def __enter__(self) -> Screening:
        """The screening itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file that was screened."""
        self.file.close()


def screen(upload: Upload, policy: Policy, occasion: Occasion) -> Screening:
    """Screen one upload under a policy. Never raises because of what the upload contains.

    But for a MemoryError, after which this process had better end.
    """
    return _screened(FileFacts(upload, Stopwatch(), occasion.today), policy, occasion)


def screen_by_content(
    upload: Upload, policy_id: str, occasion: Occasion, version: str | None = None
) -> Screening:
    """Screen one upload under the part of a program's policy that is for what it shows.

    As ``screen``; what was measured to choose the part is not measured again. ``version``: of the
    policy; None is today's. Raises PolicyError.
    """
    file_facts = FileFacts(upload, Stopwatch(), occasion.today)
    default = policy_for(upload.untrusted_bytes, upload.declared_kind, policy_id, version)
    chosen = _guarded("kind", lambda: policy_by_content(file_facts, policy_id, version))
    return _screened(file_facts, chosen or default, occasion)


def _screened(file_facts: FileFacts, policy: Policy, occasion: Occasion) -> Screening:
    upload, stopwatch = file_facts.upload, file_facts.stopwatch
    photo, no_photo = _photo_facts(file_facts, policy, occasion.today, stopwatch)
    form, no_form = _form_facts(file_facts, policy, occasion.today, stopwatch)
    identity, no_identity = _identity_facts(file_facts, policy, occasion.today, stopwatch)
    available = {
        FileFacts: file_facts,
        PhotoFacts: photo,
        FormFacts: form,
        IdentityFacts: identity,
    }
    absences = {PhotoFacts: no_photo, FormFacts: no_form, IdentityFacts: no_identity}
    rules = policy.rules_on(occasion.today)
    untaken = _guarded("kind", lambda: untaken_kind(policy.kind, file_facts, form))

    def judged(rule: PolicyRule) -> Finding:
        if rule.id == _KIND_RULE and untaken is not None and not rule.is_manual:
            return _finding(rule, not_taken(untaken))
        return _finding(rule, _judge(rule, available, absences, stopwatch))

    rules, findings = _judged(rules, judged)
    kind = _guarded("kind", lambda: detect_kind(file_facts, form, identity))
    sheets = _sheets(photo, form, identity)
    crashed = any(finding.reason == "crashed" for finding in findings)
    is_partial = crashed or kind is None or None in sheets.values()
    report = Report(
        schema=REPORT_SCHEMA,
        screening=occasion.screening_id,
        created=occasion.created,
        file=file_facts.summary,
        kind=kind or Kind(upload.declared_kind, "unknown", 0.0),
        policy=PolicyReference(policy.id, policy.version, policy.sha256),
        verdict=recommend(findings, frozenset(rule.id for rule in rules if rule.expected_manual)),
        status=Status.PARTIAL if is_partial else Status.COMPLETE,
        findings=findings,
        facts={name: sheet for name, sheet in sheets.items() if sheet},
        timings_ms=_timings(stopwatch),
        engine=occasion.engine,
    )
    return Screening(report, file_facts, photo, form, identity)


def _judged(
    rules: tuple[PolicyRule, ...], judged: Callable[[PolicyRule], Finding]
) -> tuple[tuple[PolicyRule, ...], tuple[Finding, ...]]:
    """The rules that have something to say, and their findings; that of the kind may say all."""
    of_kind = tuple(rule for rule in rules if rule.id == _KIND_RULE and not rule.is_manual)
    first = tuple(judged(rule) for rule in of_kind)
    if any(finding.reason in SPEAKS_ALONE for finding in first):
        return of_kind, first
    known = {finding.rule: finding for finding in first}
    return rules, tuple(known.get(rule.id) or judged(rule) for rule in rules)


def _sheets(
    photo: PhotoFacts | None, form: FormFacts | None, identity: IdentityFacts | None
) -> Mapping[str, Mapping[str, Any] | None]:
    """The report's facts by kind; None where they could not be written down."""
    sheets: dict[str, Mapping[str, Any] | None] = {}
    if photo is not None:
        sheets["photo"] = _guarded("facts", lambda: photo_sheet(photo))
    if form is not None:
        sheets["pdf"] = _guarded("facts", lambda: form_sheet(form))
    if identity is not None:
        sheets["identity"] = _guarded("facts", lambda: identity_sheet(identity))
    return sheets


def _guarded(part: str, work: Callable[[], T]) -> T | None:
    """Run a part of the report that no rule depends on; None where it crashed, which is logged."""
    try:
        return work()
    except MemoryError:
        raise  # no part of the report can be trusted any more
    except Exception as crash:
        _log_crash(part, crash)
        return None


def _log_crash(part: str, crash: Exception) -> None:
    """Name the kind of error and where it arose; its message may quote what was uploaded."""
    place = traceback.extract_tb(crash.__traceback__)[-1]
    where = f"{PurePath(place.filename).name}:{place.lineno}"
    _log.error("%s crashed: %s at %s", part, type(crash).__name__, where)


def _timings(stopwatch: Stopwatch) -> Mapping[str, float]:
    """The whole time and the exclusive time of each fact, longest first."""
    parts = sorted(stopwatch.timings_ms.items(), key=lambda item: -item[1])
    return {"total": stopwatch.elapsed_ms, **dict(parts)}


def _photo_facts(
    file_facts: FileFacts, policy: Policy, today: dt.date, stopwatch: Stopwatch
) -> tuple[PhotoFacts | None, str]:
    """The photo's facts, or None with the reason why photo rules cannot be assessed."""
    if not file_facts.is_picture or policy.frame is None:
        return None, "not-a-photo"
    try:
        image = file_facts.image
        photo = PhotoFacts(image, policy.frame, today, stopwatch, file_facts.picture)
    except UntrustedInputError:
        return None, "unreadable"
    return (None, "two-tones") if file_facts.is_two_tone else (photo, "")


def _form_facts(
    file_facts: FileFacts, policy: Policy, today: dt.date, stopwatch: Stopwatch
) -> tuple[FormFacts | None, str]:
    """The PDF's facts, or None with the reason why form rules cannot be assessed."""
    if not file_facts.is_pdf or (policy.kind == "identity" and not file_facts.holds_form):
        return None, "not-a-pdf"
    if isinstance(file_facts.opened, UntrustedInputError):
        return None, "pdf-unreadable"
    return FormFacts(file_facts.opened, today, stopwatch), ""


def _identity_facts(
    file_facts: FileFacts, policy: Policy, today: dt.date, stopwatch: Stopwatch
) -> tuple[IdentityFacts | None, str]:
    """The document's facts, or None with the reason why identity rules cannot be assessed."""
    if policy.kind != "identity":
        return None, "not-a-document"
    try:
        if file_facts.picture is not None:
            return file_facts.picture.document, ""
        pages = identity_pages(file_facts)
    except UntrustedInputError:
        return None, "unreadable"
    return (IdentityFacts(pages, today, stopwatch), "") if pages else (None, "not-a-document")


def _judge(
    rule: PolicyRule,
    available: Mapping[type, Any],
    absences: Mapping[type, str],
    stopwatch: Stopwatch,
) -> Judgement:
    if rule.is_manual:
        return Judgement(Outcome.MANUAL, "manual")
    registered = registered_checks()[rule.id]
    facts = available.get(registered.facts)
    if facts is None:
        return Judgement(Outcome.NOT_ASSESSED, absences[registered.facts], confidence=0.0)
    return stopwatch.time("checks", lambda: _run(registered, facts, rule))


def _run(registered: RegisteredCheck, facts: Any, rule: PolicyRule) -> Judgement:
    """Run one check; a crash costs this finding only and makes the report partial."""
    try:
        judgement = registered.function(facts, rule.parameters)
        is_photo = isinstance(facts, PhotoFacts)
        return on_upload(rule.id, facts, judgement) if is_photo else judgement
    except NotMeasurable as absent:
        return Judgement(Outcome.NOT_ASSESSED, absent.reason, confidence=0.0)
    except PdfDamaged:  # a page that cannot be drawn, or not in time
        return Judgement(Outcome.NOT_ASSESSED, "pdf-unreadable", confidence=0.0)
    except MemoryError:
        raise
    except Exception as crash:
        _log_crash(f"check {rule.id}", crash)
        return CRASHED


def _finding(rule: PolicyRule, judgement: Judgement) -> Finding:
    """Complete a judgement; one whose texts cannot be written counts as a crashed check."""
    try:
        message, remedy = texts_for(rule.id, judgement, rule.texts)
    except RuleError as crash:
        _log_crash(f"texts of {rule.id}", crash)
        judgement = CRASHED
        message, remedy = texts_for(rule.id, judgement, {})
    return Finding(
        rule=rule.id,
        outcome=judgement.outcome,
        severity=rule.severity,
        reason=judgement.reason,
        measured=judgement.measured,
        required=judgement.required,
        confidence=judgement.confidence,
        message=message,
        remedy=remedy,
        where=judgement.where,
        source=rule.source,
    )
