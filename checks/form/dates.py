"""Dates and months as applicants type them, with all that they may mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from checks.form.questions import Question, caption_words, fields_asking
from models.pdf.fields import FormField

MONTHS_A_YEAR = 12
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})(?:T.*)?")
_YEAR_FIRST_SHORT = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_MONTH = re.compile(r"(\d{4})[-/. ]?(\d{2})")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/. ](\d{4})")
#: How the fields of a date in three parts are captioned, with the place of each in a date.
_PARTS = {"yyyy": 0, "aaaa": 0, "year": 0, "annee": 0, "mm": 1, "month": 1, "mois": 1}
_PARTS |= {"dd": 2, "jj": 2, "day": 2, "jour": 2}


def read_date(text: str) -> tuple[dt.date, ...]:
    """Every day that a numeric date may mean, the earliest first.

    Two where day and month may be exchanged ("03/04/2025"); none where it is no numeric date.
    """
    typed = " ".join(text.split())
    found = _YEAR_FIRST.fullmatch(typed) or _YEAR_FIRST_SHORT.fullmatch(typed)
    if found:
        year, month, day = map(int, found.groups())
        return _days([(year, month, day)])
    found = _YEAR_LAST.fullmatch(typed)
    if not found:
        return ()
    first, second, year = map(int, found.groups())
    return _days([(year, second, first), (year, first, second)])


def _days(parts: Sequence[tuple[int, int, int]]) -> tuple[dt.date, ...]:
    days = set()
    for year, month, day in parts:
        try:
            days.add(dt.date(year, month, day))
        except ValueError:
            continue
    return tuple(sorted(days))


def read_month(text: str) -> int | None:
    """The month that a date names, counted from year 0; None where it names none or two."""
    months = {month_of(day) for day in read_date(text)}
    if months:
        return months.pop() if len(months) == 1 else None
    typed = " ".join(text.split())
    found = _MONTH.fullmatch(typed)
    if found:
        return _counted(int(found.group(1)), int(found.group(2)))
    found = _MONTH_LAST.fullmatch(typed)
    return _counted(int(found.group(2)), int(found.group(1))) if found else None


def _counted(year: int, month: int) -> int | None:
    return year * MONTHS_A_YEAR + month - 1 if month in range(1, MONTHS_A_YEAR + 1) else None


def month_of(day: dt.date) -> int:
    """The month of a day, counted from year 0."""
    return day.year * MONTHS_A_YEAR + day.month - 1


def month_name(month: int) -> str:
    """A counted month as the forms write it: 2024-05."""
    return f"{month // MONTHS_A_YEAR:04}-{month % MONTHS_A_YEAR + 1:02}"


def dates_asked(fields: Sequence[FormField], asked: Question) -> tuple[dt.date, ...]:
    """Every day that the answer to a question may mean, whether it has one field or three."""
    found = fields_asking(fields, asked)
    if not found:
        return ()
    parts = _date_parts(found)
    return read_date("-".join(parts) if parts else found[0].value)


def date_asked(fields: Sequence[FormField], asked: Question) -> dt.date | None:
    """The date that answers a question; None where it is unclear."""
    days = dates_asked(fields, asked)
    return days[0] if len(days) == 1 else None


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later, or earlier; the 28th where that February has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def date_part(caption: str) -> int | None:
    """Which part of a date a caption asks for: 0 year, 1 month, 2 day; None where it is none."""
    return _PARTS.get(caption_words(caption))


def _date_parts(found: Sequence[FormField]) -> list[str]:
    """Year, month and day, where the first field of a date holds only one of them."""
    if caption_words(found[0].caption) not in _PARTS:
        return []
    parts = ["", "", ""]
    for field in found:
        place = _PARTS.get(caption_words(field.caption))
        if place is not None and not parts[place]:
            parts[place] = field.value.strip().zfill(2)
    return parts
