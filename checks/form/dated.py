"""Whether the signatures are dated, neither long ago nor in the future."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import (
    NOT_FOR_THIS_FORM,
    answered_form,
    form_names,
    gravest,
    is_only_paper,
)
from checks.form.dates import read_date
from checks.form.questions import boxes
from checks.form.signature_lines import SignatureLine, signature_lines
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.errors import NotMeasurable


@dataclass(frozen=True, slots=True)
class DatedRule:
    """The forms whose signature is dated, how old the date may be and how far in the future."""

    forms: tuple[str, ...]
    max_age_days: int
    max_days_ahead: int


@check(
    "form.dated",
    reasons=(
        "dated",
        "undated",
        "stale",
        "post-dated",
        "ambiguous",
        "unreadable",
        "on-paper",
        "not-for-this-form",
        "question-not-found",
        "blank-form",
    ),
)
def form_dated(form: FormFacts, rule: DatedRule) -> Judgement:
    """Each signature has its date, which is neither stale nor in the future.

    The date is the field beside the signature; a digital signature states its own. Dates are read
    as YYYY-MM-DD and as DD/MM/YYYY or MM/DD/YYYY: where both readings are days and lead to other
    answers, an officer decides. Age is counted in days up to the day of the screening.
    Source: IMM 5445, question 24 (not dated, stale-dated, post-dated).
    """
    if not form_names(form.known_identity) & set(rule.forms):
        return NOT_FOR_THIS_FORM
    if is_only_paper(form):
        return Judgement(Outcome.UNSURE, "on-paper", confidence=0.5)
    if not form.signatures.persons:
        answered_form(form)
    lines = [line for line in signature_lines(form) if line.date is not None or line.claimed_at]
    if not lines:
        raise NotMeasurable("question-not-found")
    signed = [line for line in lines if line.is_signed]
    if not signed:
        # Where nobody has signed, one date of those that the form asks for would do.
        signed = [line for line in lines if line.date and line.date.is_filled] or lines[:1]
    return gravest([_line_judged(line, form.today, rule) for line in signed])


def _line_judged(line: SignatureLine, today: dt.date, rule: DatedRule) -> Judgement:
    where = boxes([line.date]) if line.date else ()
    typed = line.date.value.strip() if line.date else ""
    readings: Sequence[dt.date] = read_date(typed)
    if not typed:
        if line.claimed_at is None:
            return Judgement(Outcome.FAIL, "undated", confidence=0.95, where=where)
        readings = [line.claimed_at]
    if not readings:
        return Judgement(Outcome.UNSURE, "unreadable", confidence=0.5, where=where)
    judged = [_day_judged(day, today, rule) for day in readings]
    if len({judgement.reason for judgement in judged}) > 1:
        return Judgement(Outcome.UNSURE, "ambiguous", confidence=0.5, where=where)
    return judged[0]


def _day_judged(day: dt.date, today: dt.date, rule: DatedRule) -> Judgement:
    details = {"date": day.isoformat()}
    ahead = Ceiling.at(rule.max_days_ahead).judge((day - today).days, Unit("days ahead"))
    if ahead.outcome is Outcome.FAIL:
        return ahead.because("post-dated", details=details)
    age = Ceiling.at(rule.max_age_days).judge(max(0, (today - day).days), Unit("days"))
    return age.because("dated" if age.outcome is Outcome.PASS else "stale", details=details)
