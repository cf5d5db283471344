"""Whether the signatures are dated, neither long ago nor in the future."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checks.finding import Judgement, Outcome, Where
from checks.form.applicability import (
    NOT_FOR_THIS_FORM,
    answered_form,
    form_names,
    gravest,
    is_only_paper,
)
from checks.form.dates import read_date
from checks.form.paper_signatures import DOUBTFUL, PaperWriting, places, writing_verdict
from checks.form.questions import boxes
from checks.form.signature_lines import LineRule, SignatureLine, signature_lines
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.signature_block import SignatureBlock

#: Numbers in the shape of a whole date, with the year first or last.
_DAY = re.compile(
    r"\d{4}[-/. ]?\d{2}[-/. ]?\d{2}|\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}"
    r"|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}"
)
#: The same with two digits of the year: any of the three numbers may be it.
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{1,2}")


@dataclass(frozen=True, slots=True)
class DatedRule:
    """The forms whose signature is dated, how old the date may be and how far in the future.

    ``sure_print``: of 0..100, from which on OCR has surely read a printed date.
    """

    forms: tuple[str, ...]
    max_age_days: int
    max_days_ahead: int
    on_line: LineRule
    on_paper: PaperWriting
    sure_print: float


@check(
    "form.dated",
    reasons=(
        "dated",
        "undated",
        "stale",
        "post-dated",
        "ambiguous",
        "no-such-day",
        "short-year",
        "unreadable",
        "undated-on-paper",
        "unclear-on-paper",
        "date-by-hand",
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
    answers, an officer decides, and so where the year has two digits. Age is counted in days up to
    the day of the screening.

    On paper the place for the date is found beside that for the signature. A printed date is read;
    one that is written by hand, or that does not fit, is left to an officer.
    Source: IMM 5445, question 24 (not dated, stale-dated, post-dated).
    """
    if not form_names(form.known_identity) & set(rule.forms):
        return NOT_FOR_THIS_FORM
    if is_only_paper(form):
        return _dated_on_paper(form, rule)
    if not form.signatures.persons:
        answered_form(form)
    every = signature_lines(form, rule.on_line)
    lines = [line for line in every if line.date is not None or line.claimed_at]
    if not lines:
        raise NotMeasurable("question-not-found")
    signed = [line for line in lines if line.is_signed or (_is_doubtful(line) and line.date_text)]
    if not signed:
        # Where nobody has signed, one date of those that the form asks for would do.
        signed = [line for line in lines if line.date_text or line.has_painted_date] or lines[:1]
    return gravest([_line_judged(line, form.today, rule) for line in signed])


def _is_doubtful(line: SignatureLine) -> bool:
    return line.written is Outcome.UNSURE


def _line_judged(line: SignatureLine, today: dt.date, rule: DatedRule) -> Judgement:
    where = boxes([line.date]) if line.date else ()
    typed = line.date_text
    readings: Sequence[dt.date] = read_date(typed)
    if not typed:
        if line.has_painted_date:
            return DOUBTFUL.because("date-by-hand", where)
        if line.claimed_at is None:
            return Judgement(Outcome.FAIL, "undated", confidence=0.95, where=where)
        readings, where = [line.claimed_at], ()
    if not readings:
        return _unread(typed, where)
    judged = [replace(_day_judged(day, today, rule), where=where) for day in readings]
    if len({judgement.reason for judgement in judged}) > 1:
        return Judgement(Outcome.UNSURE, "ambiguous", confidence=0.5, where=where)
    if judged[0].outcome is Outcome.PASS:
        return replace(judged[0], where=())
    return judged[0]


def _unread(typed: str, where: tuple[Where, ...]) -> Judgement:
    """What is wrong with a date that names no day, or none for certain."""
    numbers = " ".join(typed.split())
    if _DAY.fullmatch(numbers):
        return Judgement(Outcome.FAIL, "no-such-day", confidence=0.9, where=where)
    reason = "short-year" if _SHORT_YEAR.fullmatch(numbers) else "unreadable"
    return Judgement(Outcome.UNSURE, reason, confidence=0.5, where=where)


def _day_judged(day: dt.date, today: dt.date, rule: DatedRule) -> Judgement:
    details = {"date": day.isoformat()}
    ahead = Ceiling.at(rule.max_days_ahead).judge((day - today).days, Unit("days ahead"))
    if ahead.outcome is Outcome.FAIL:
        return ahead.because("post-dated", details=details)
    age = Ceiling.at(rule.max_age_days).judge(max(0, (today - day).days), Unit("days"))
    return age.because("dated" if age.outcome is Outcome.PASS else "stale", details=details)


def _dated_on_paper(form: FormFacts, rule: DatedRule) -> Judgement:
    dated = [block for block in form.signature_blocks if block.date is not None]
    signed = [
        block
        for block in dated
        if writing_verdict(block, rule.on_paper).outcome is not Outcome.FAIL
    ]
    if not dated:
        return DOUBTFUL.because("on-paper")
    # Where nobody has signed, one date of those that the form asks for would do.
    judged = [_paper_date_judged(block, form, rule) for block in signed or dated]
    if signed:
        return gravest(judged)
    return next((one for one in judged if one.outcome is not Outcome.FAIL), judged[0])


def _paper_date_judged(block: SignatureBlock, form: FormFacts, rule: DatedRule) -> Judgement:
    date = block.date
    assert date is not None
    where = places([date], block.page)
    verdict = writing_verdict(date, rule.on_paper)
    if date.print_confidence >= rule.sure_print:
        judged = [_day_judged(day, form.today, rule) for day in read_date(date.text)]
        if judged and all(one.outcome is Outcome.PASS for one in judged):
            return replace(judged[0], where=where)
    has_print = date.writing.printed_mm > rule.on_paper.max_other_mm
    if verdict.outcome is Outcome.PASS or has_print:
        return DOUBTFUL.because("date-by-hand", where)
    is_surely_signed = writing_verdict(block, rule.on_paper).outcome is not Outcome.UNSURE
    if verdict.outcome is Outcome.FAIL and form.scanned_pages.is_complete and is_surely_signed:
        return verdict.because("undated-on-paper", where)
    return (verdict if verdict.outcome is Outcome.UNSURE else verdict.doubted()).because(
        "unclear-on-paper", where
    )
