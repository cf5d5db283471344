"""Whether addresses and work account for every month."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Text
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for, gravest
from checks.form.dates import (
    MONTHS_A_YEAR,
    dates_asked,
    month_name,
    month_of,
    read_date,
    read_month,
    years_after,
)
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
    """A table of certain forms and the years that it covers; ``name`` in both languages.

    ``from_age``: years of age before which nobody need account; 0 where it is from birth on.
    """

    forms: tuple[str, ...]
    name: Text
    asked: Question
    years: int
    from_age: int


@dataclass(frozen=True, slots=True)
class HistoryRule:
    """The tables, how they are captioned, and since when who came later need account.

    ``resident_since`` has no captions where that does not matter; ``born``: the date of birth;
    ``most_named``: how many gaps a message names.
    """

    tables: tuple[HistoryTable, ...]
    words: PeriodWords
    resident_since: Question
    born: Question
    max_missing_months: int
    most_named: int


@check(
    "form.history-gaps", reasons=("accounted", "gaps", "perhaps-later", "reversed", "unreadable")
)
def form_history_gaps(form: FormFacts, rule: HistoryRule) -> Judgement:
    """The tables of addresses and of work leave out no month.

    The months of all rows together are compared with those that the form asks about, up to the
    month before the signature's date (or before today), and back to the day of becoming a
    permanent resident, of birth, or of coming of the age that the form names, where that is later.
    Where the form does not tell that day, an officer decides about months before the first row.
    A period without an end goes on. A signature older than the years asked about is no end.
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
    end = _last_month(form, table)
    start, is_certain = _first_month(fields, table, end, rule)
    filled = [row for row in rows if row.is_filled]
    covered = [_months(row, end, rule.words) for row in filled]
    known = set(itertools.chain(*(months or () for months in covered)))
    missing = sorted(set(range(start, end)) - known)
    verdict = Ceiling.at(rule.max_missing_months).judge(len(missing), _MONTHS)
    if verdict.outcome is Outcome.PASS:
        return verdict.because("accounted")
    details = {"months": _named(missing, rule.most_named)}
    details |= {"table_en": table.name.en, "table_fr": table.name.fr}
    unread = [row for row, months in zip(filled, covered, strict=True) if months is None]
    if unread:
        where = boxes(field for row in unread for field in row.fields)
        is_reversed = all(_is_reversed(row) for row in unread)
        details["rows"] = ", ".join(str(rows.index(row) + 1) for row in unread)
        return verdict.doubted().because(
            "reversed" if is_reversed else "unreadable", where, details
        )
    where = boxes(field for row in rows for field in row.fields)
    if known and not is_certain and missing[-1] < min(known):
        return verdict.doubted().because("perhaps-later", where, details)
    return verdict.because("gaps", where, details)


def _first_month(
    fields: Sequence[FormField], table: HistoryTable, end: int, rule: HistoryRule
) -> tuple[int, bool]:
    """The first month of which the form asks, and whether nothing may make it a later one."""
    since = dates_asked(fields, rule.resident_since)
    born = dates_asked(fields, rule.born)
    first = [end - table.years * MONTHS_A_YEAR]
    first += [month_of(day) for day in since[-1:]]
    first += [month_of(years_after(day, table.from_age)) for day in born[-1:]]
    is_certain = bool(since) or not rule.resident_since.captions
    # Who has to account from birth on is as old as the years asked about, but for children.
    return max(first), is_certain and (bool(born) or not table.from_age)


def _last_month(form: FormFacts, table: HistoryTable) -> int:
    """The month of the signature, of which nobody need account; that of today where unknown."""
    oldest = years_after(form.today, -table.years)
    dates = (read_date(field.value) for field in form.signatures.dates)
    days = [days[0] for days in dates if len(days) == 1 and oldest <= days[0] <= form.today]
    return month_of(max(days, default=form.today))


def _is_reversed(row: PeriodRow) -> bool:
    """Whether both dates of a row are read, and its end lies before its beginning."""
    first, last = read_month(row.start), read_month(row.end)
    return first is not None and last is not None and first > last


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
