"""Whether absences from Canada call for the section on the residency obligation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for
from checks.form.dates import date_asked, read_date, years_after
from checks.form.periods import PeriodRow, PeriodWords, period_rows
from checks.form.questions import Question, boxes, fields_under
from checks.form_facts import FormFacts
from checks.limits import Range, Unit
from checks.registry import check
from models.errors import NotMeasurable
from models.estimate import Estimate
from models.pdf.fields import FormField

_ABSENT = Unit("days of absence")


@dataclass(frozen=True, slots=True)
class AbsenceTable:
    """The table of absences of certain forms, and the section that long absences call for."""

    forms: tuple[str, ...]
    asked: Question
    section: Question


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """``days``: absence that needs no explanation; presence asked for, within so many years.

    ``none``: what is written where there was no absence.
    """

    tables: tuple[AbsenceTable, ...]
    words: PeriodWords
    resident_since: Question
    days: Range
    min_presence_days: int
    years: int
    none: tuple[str, ...]


@check(
    "form.absences",
    reasons=(
        "few",
        "none",
        "unanswered",
        "section-empty",
        "section-filled",
        "close",
        "reversed",
        "unreadable",
    ),
)
def form_absences(form: FormFacts, rule: AbsenceRule) -> Judgement:
    """Who was outside Canada for 1,095 days or more has filled in the residency section.

    Adds up the rows of the absences table within the years that are assessed. Whether the day of
    leaving and that of coming back count is left open: each trip may be a day shorter or longer,
    and where that decides, an officer does. What the section then claims an officer weighs too.
    Who was never absent writes so; an empty table is no answer.
    Source: IMM 5445, questions 21 and 22, and appendix A (730 days of presence in five years).
    """
    tables = entries_for(rule.tables, form)
    if not tables:
        return NOT_FOR_THIS_FORM
    fields = answered_form(form).fields
    rows = [row for table in tables for row in period_rows(fields, table.asked, rule.words)]
    if not rows:
        raise NotMeasurable("question-not-found")
    first = _first_day(form.today, date_asked(fields, rule.resident_since), rule.years)
    filled = [row for row in rows if row.is_filled and not row.says_only(rule.none)]
    if not filled:
        return _without_rows(fields, tables, rows)
    trips = [_trip(row, form.today, rule.words) for row in filled]
    unread = [row for row, trip in zip(filled, trips, strict=True) if trip is None]
    absent = _days_absent([trip for trip in trips if trip], first, form.today)
    verdict = rule.days.judge(absent, _ABSENT)
    presence = (form.today - first).days - absent.value
    details = {"presence": presence, "needed": float(rule.min_presence_days)}
    if unread and verdict.outcome is not Outcome.FAIL:
        where = boxes(field for row in unread for field in row.fields)
        reason = "reversed" if all(_is_reversed(row) for row in unread) else "unreadable"
        numbers = {"rows": ", ".join(str(rows.index(row) + 1) for row in unread)}
        return Judgement(Outcome.UNSURE, reason, None, None, 0.5, where, numbers)
    if verdict.outcome is not Outcome.FAIL:
        reason = "few" if verdict.outcome is Outcome.PASS else "close"
        return verdict.because(reason, details=details)
    section = [field for table in tables for field in fields_under(fields, table.section)]
    if any(field.is_filled for field in section):
        return verdict.doubted().because("section-filled", details=details)
    return verdict.because("section-empty", boxes(section), details)


def _without_rows(
    fields: Sequence[FormField], tables: Sequence[AbsenceTable], rows: Sequence[PeriodRow]
) -> Judgement:
    """No absence is listed: whether the form says that there was none, in the table or a box."""
    asked = [field for table in tables for field in fields_under(fields, table.asked)]
    if any(field.is_filled for field in asked) or any(row.is_filled for row in rows):
        return Judgement(Outcome.PASS, "none", confidence=0.9)
    where = boxes(field for row in rows for field in row.fields)
    return Judgement(Outcome.FAIL, "unanswered", confidence=0.8, where=where)


def _first_day(today: dt.date, since: dt.date | None, years: int) -> dt.date:
    """The first day that is assessed: years ago, or the day of becoming a permanent resident."""
    ago = years_after(today, -years)
    return max(ago, since) if since is not None and since <= today else ago


def _is_reversed(row: PeriodRow) -> bool:
    """Whether both days of a row are read, and coming back lies before leaving."""
    left, back = read_date(row.start), read_date(row.end)
    return bool(left and back) and left[0] > back[-1]


def _trip(row: PeriodRow, today: dt.date, words: PeriodWords) -> tuple[dt.date, dt.date] | None:
    """Leaving and coming back; None where a date cannot be read or may mean two days."""
    left = read_date(row.start)
    back = (today,) if words.is_ongoing(row.end) else read_date(row.end)
    if len(left) != 1 or len(back) != 1 or left[0] > back[0]:
        return None
    return left[0], back[0]


def _days_absent(
    trips: Sequence[tuple[dt.date, dt.date]], first: dt.date, last: dt.date
) -> Estimate:
    """Days outside Canada from one day to another, with a day more or less for each trip."""
    lengths = [(min(back, last) - max(left, first)).days for left, back in trips]
    inside = [length for length in lengths if length > 0]
    return Estimate(
        float(sum(inside)), float(sum(inside) - len(inside)), float(sum(inside) + len(inside))
    )
