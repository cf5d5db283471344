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
from checks.form.signature_lines import (
    LineRule,
    SignatureLine,
    apart_from_lines,
    best,
    lines_of,
    signature_lines,
)
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
    on_line: LineRule


@check(
    "form.minor-signers",
    reasons=(
        "adult",
        "signed",
        "parent-missing",
        "applicant-missing",
        "one-line",
        "unclear",
        "on-paper",
        "birth-date",
        "ambiguous",
    ),
)
def form_minor_signers(form: FormFacts, rule: MinorRule) -> Judgement:
    """A parent or guardian has signed for a child, and an older child has signed too.

    The age on the day of the screening follows from the date of birth in the form. The lines are
    told apart by their captions; where applicant and parent share one, where a line shows something
    that is perhaps no name, or where a digital signature stands on nobody's line, an officer looks.
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
    lines = signature_lines(form, rule.on_line)
    parents, applicants = lines_of(lines, rule.parent), lines_of(lines, rule.applicant)
    shared = [line for line in parents if line in applicants]
    own = [line for line in parents if line not in shared]
    others = [line for line in applicants if line not in own]
    has_apart = bool(apart_from_lines(lines, (*parents, *applicants)))
    asked = [("parent-missing", own or shared)]
    if own and others and not is_alone:
        asked.append(("applicant-missing", others))
    for reason, places in asked:
        written = best(line.written for line in places)
        if written is Outcome.UNSURE or (written is Outcome.FAIL and has_apart):
            return Outcome.UNSURE, "unclear", _places(places or lines)
        if written is Outcome.FAIL:
            return Outcome.FAIL, reason, _places(places or lines)
    return (Outcome.PASS, "signed", ()) if own else (Outcome.UNSURE, "one-line", ())


def _places(lines: Sequence[SignatureLine]) -> tuple[FormField, ...]:
    return tuple(line.field for line in lines)
