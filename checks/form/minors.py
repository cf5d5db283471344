"""Whether a parent has signed for a child."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome
from checks.form.applicability import (
    NOT_FOR_THIS_FORM,
    answered_form,
    entries_for,
    is_only_paper,
)
from checks.form.dates import dates_asked
from checks.form.questions import Question, boxes, fields_asking
from checks.form.signature_lines import SignatureLine, lines_of, signature_lines
from checks.form_facts import FormFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.fields import FormField

_AGE = "years of age"


@dataclass(frozen=True, slots=True)
class MinorSigners:
    """Ages below which a parent signs in certain forms: alone, and together with the applicant."""

    forms: tuple[str, ...]
    parent_alone_below: int
    parent_too_below: int


@dataclass(frozen=True, slots=True)
class MinorRule:
    """Who signs for children, and how the forms name birth date and signature lines."""

    ages: tuple[MinorSigners, ...]
    born: Question
    parent: tuple[str, ...]
    applicant: tuple[str, ...]


@check(
    "form.minor-signers",
    reasons=(
        "adult",
        "signed",
        "parent-missing",
        "applicant-missing",
        "one-line",
        "on-paper",
        "birth-date",
        "ambiguous",
    ),
)
def form_minor_signers(form: FormFacts, rule: MinorRule) -> Judgement:
    """A parent or guardian has signed for a child, and an older child has signed too.

    The age on the day of the screening follows from the date of birth in the form. The lines are
    told apart by their captions; where applicant and parent share one, an officer looks who signed.
    A date whose day and month may be exchanged counts as both; where these differ, an officer
    decides.
    Sources: IMM 5445, question 24; Permanent residence portal for representatives, minor children.
    """
    ages = entries_for(rule.ages, form)
    if not ages:
        return NOT_FOR_THIS_FORM
    if is_only_paper(form):
        return Judgement(Outcome.UNSURE, "on-paper", confidence=0.5)
    fields = answered_form(form).fields
    born = dates_asked(fields, rule.born)
    if not born:
        raise NotMeasurable("question-not-found")
    lived = [day for day in born if day <= form.today]
    if not lived:
        where = boxes(fields_asking(fields, rule.born)[:1])
        return Judgement(Outcome.UNSURE, "birth-date", confidence=0.5, where=where)
    judged = [_judged(form, rule, ages[0], _years(day, form.today)) for day in lived]
    if all(one.reason == judged[0].reason for one in judged):
        return judged[-1]
    years = "\u2013".join(str(_years(day, form.today)) for day in reversed(lived))
    return Judgement(Outcome.UNSURE, "ambiguous", confidence=0.5, details={"age": years})


def _judged(form: FormFacts, rule: MinorRule, ages: MinorSigners, age: int) -> Judgement:
    """Who must sign for an applicant of that age, and whether they have."""
    measured = Measured(age, _AGE)
    if age >= ages.parent_too_below:
        return Judgement(Outcome.PASS, "adult", measured, confidence=0.95)
    outcome, reason, where = _signed(form, rule, is_alone=age < ages.parent_alone_below)
    confidence = 0.5 if outcome is Outcome.UNSURE else 0.9
    return Judgement(outcome, reason, measured, None, confidence, boxes(where), {"age": age})


def _years(born: dt.date, today: dt.date) -> int:
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not had_birthday)


def _signed(
    form: FormFacts, rule: MinorRule, *, is_alone: bool
) -> tuple[Outcome, str, tuple[FormField, ...]]:
    """Outcome, reason and the lines that lack a signature."""
    lines = signature_lines(form)
    parents, applicants = lines_of(lines, rule.parent), lines_of(lines, rule.applicant)
    shared = [line for line in parents if line in applicants]
    own = [line for line in parents if line not in shared]
    if own and not any(line.is_signed for line in own):
        return Outcome.FAIL, "parent-missing", _places(own)
    if not own and not any(line.is_signed for line in shared):
        return Outcome.FAIL, "parent-missing", _places(shared or lines)
    if not own:
        return Outcome.UNSURE, "one-line", ()
    others = [line for line in applicants if line not in own]
    if not is_alone and others and not any(line.is_signed for line in others):
        return Outcome.FAIL, "applicant-missing", _places(others)
    return Outcome.PASS, "signed", ()


def _places(lines: Sequence[SignatureLine]) -> tuple[FormField, ...]:
    return tuple(line.field for line in lines)
