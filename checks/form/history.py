"""Whether addresses and work account for every month."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for, gravest
from checks.form.dates import MONTHS_A_YEAR, date_asked, month_name, month_of, read_date, read_month
from checks.form.periods import PeriodRow, PeriodWords, period_rows
from checks.form.questions import Question, boxes
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.fields import FormField

_MONTHS = Unit("months")


@dataclass(frozen=True, slots=True)
class HistoryTable:
    """A table of certain forms and the years that it covers; ``name`` in both languages."""

    forms: tuple[str, ...]
    name: str
    asked: Question
    years: int


@dataclass(frozen=True, slots=True)
class HistoryRule:
    """The tables, how they are captioned, and since when who came later need account.

    ``most_named``: how many gaps a message names.
    """

    tables: tuple[HistoryTable, ...]
    words: PeriodWords
    resident_since: Question
    max_missing_months: int
    most_named: int


@check(
    "form.history-gaps",
    reasons=(
        "accounted",
        "gaps",
        "unreadable",
        "not-for-this-form",
        "question-not-found",
        "blank-form",
    ),
)
def form_history_gaps(form: FormFacts, rule: HistoryRule) -> Judgement:
    """The tables of addresses and of work leave out no month.

    The months of all rows together are compared with those that the form asks about, up to the
    month before the signature's date (or before today), and back to the day of becoming a
    permanent resident where that is later. A period without an end goes on.
    Sources: IMM 5445, questions 19 and 20; IMM 5669, personal history and addresses.
    """
    tables = entries_for(rule.tables, form)
    if not tables:
        return NOT_FOR_THIS_FORM
    fields = answered_form(form).fields
    found = [(table, period_rows(fields, table.asked, rule.words)) for table in tables]
    judged = [_judged(form, fields, table, rows, rule) for table, rows in found if rows]
    if not judged:
        raise NotMeasurable("question-not-found")
    return gravest(judged)


def _judged(
    form: FormFacts,
    fields: Sequence[FormField],
    table: HistoryTable,
    rows: Sequence[PeriodRow],
    rule: HistoryRule,
) -> Judgement:
    end = _last_month(form)
    since = date_asked(fields, rule.resident_since)
    start = max(end - table.years * MONTHS_A_YEAR, month_of(since) if since else 0)
    filled = [row for row in rows if row.is_filled]
    covered = [_months(row, end, rule.words) for row in filled]
    missing = sorted(set(range(start, end)) - set(itertools.chain(*(c or () for c in covered))))
    verdict = Ceiling.at(rule.max_missing_months).judge(len(missing), _MONTHS)
    if verdict.outcome is Outcome.PASS:
        return verdict.because("accounted")
    details = {"table": table.name, "months": _named(missing, rule.most_named)}
    unread = [row for row, months in zip(filled, covered, strict=True) if months is None]
    if unread:
        where = boxes(field for row in unread for field in row.fields)
        return verdict.doubted().because("unreadable", where, details)
    return verdict.because("gaps", boxes(field for row in rows for field in row.fields), details)


def _last_month(form: FormFacts) -> int:
    """The month of the signature, of which nobody need account; that of today where unknown."""
    dates = (read_date(field.value) for field in form.signatures.dates)
    days = [days[0] for days in dates if len(days) == 1 and days[0] <= form.today]
    return month_of(max(days, default=form.today))


def _months(row: PeriodRow, end: int, words: PeriodWords) -> range | None:
    """The months of a row; None where its dates cannot be read or are in the wrong order."""
    first = read_month(row.start)
    last = end if words.is_ongoing(row.end) else read_month(row.end)
    if first is None or last is None or first > last:
        return None
    return range(first, last + 1)


def _named(months: Sequence[int], most: int) -> str:
    """Months as stretches: 2023-04 \u2013 2023-06."""
    stretches = list(_stretches(months))
    names = [
        month_name(first) if first == last else f"{month_name(first)} \u2013 {month_name(last)}"
        for first, last in stretches[:most]
    ]
    return "; ".join(names + ["\u2026"] * (len(stretches) > most))


def _stretches(months: Iterable[int]) -> Iterator[tuple[int, int]]:
    for _, group in itertools.groupby(enumerate(months), lambda pair: pair[1] - pair[0]):
        members = [month for _, month in group]
        yield members[0], members[-1]
