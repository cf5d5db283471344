"""Dates that do not exist in the calendar, whether they have one field or one for each part."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from checks.form.dates import MONTHS_A_YEAR, date_part, read_date
from checks.form.questions import says
from models.pdf.fields import FormField

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:T.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_MONTH = re.compile(r"(\d{4})[-/. ](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
#: The department's guides have applicants write stars for what they do not know; passports of
#: people whose day of birth is not known have noughts.
_UNKNOWN = re.compile(r"\*+|0+|")
_LEAP_YEAR = 2000
_YEAR_DIGITS = 4


def impossible_dates(fields: Sequence[FormField], captions: Iterable[str]) -> tuple[FormField, ...]:
    """The first field of each date that is written as one and names no day or month that exists.

    ``captions``: how text fields for dates are captioned.
    """
    shown = [field for field in fields if field.is_visible]
    divided = [group for group in _divided(shown) if _is_impossible(*_parts(group))]
    parts = {id(field) for group in divided for field in group}
    words = tuple(captions)
    whole = [
        field
        for field in shown
        if id(field) not in parts and _asks_for_date(field, words) and _names_no_day(field)
    ]
    first = {id(group[0]) for group in divided} | {id(field) for field in whole}
    return tuple(field for field in shown if id(field) in first)


def _asks_for_date(field: FormField, captions: tuple[str, ...]) -> bool:
    if not field.is_filled or field.kind not in ("date", "text"):
        return False
    is_date = field.kind == "date" or any("date" in picture for picture in field.pictures)
    return is_date or says(field.caption, captions)


def _names_no_day(field: FormField) -> bool:
    """Whether a text has the shape of a date and is none in any reading; other words are not."""
    typed = " ".join(field.value.split())
    if read_date(typed):
        return False
    found = _YEAR_FIRST.fullmatch(typed)
    if found is None and field.kind == "date":
        found = _COMPACT.fullmatch(typed)
    if found is not None:
        year, month, day = found.groups()
        return _is_impossible(year, month, day)
    if found := _YEAR_LAST.fullmatch(typed):
        first, second, year = found.groups()
        return _is_impossible(year, first, second) and _is_impossible(year, second, first)
    found = _MONTH.fullmatch(typed)
    return found is not None and _is_impossible(found.group(1), found.group(2), "")


def _divided(fields: Sequence[FormField]) -> Iterator[tuple[FormField, ...]]:
    """Neighbouring fields of one date: each is for another part, and they stand together."""
    for key, run in itertools.groupby(fields, _together):
        if key is None:
            continue
        group: list[FormField] = []
        for field in run:
            if date_part(field.caption) in {date_part(one.caption) for one in group}:
                yield tuple(group)
                group = []
            group.append(field)
        yield tuple(group)


def _together(field: FormField) -> str | None:
    is_part = field.kind in ("text", "number") and date_part(field.caption) is not None
    return field.path.rpartition("/")[0] if is_part else None


def _parts(group: Sequence[FormField]) -> tuple[str, str, str]:
    """Year, month and day as they were written; empty where a date has no such field."""
    parts = ["", "", ""]
    for field in group:
        place = date_part(field.caption)
        if place is not None:
            parts[place] = field.value.strip()
    return parts[0], parts[1], parts[2]


def _is_impossible(year: str, month: str, day: str) -> bool:
    """Whether no day or month has these numbers; parts that are unknown may be any."""
    if not _is_number(year, range(1, 10**_YEAR_DIGITS)) or not _is_number(
        month, range(1, MONTHS_A_YEAR + 1)
    ):
        return True
    if _UNKNOWN.fullmatch(month):
        return not _is_number(day, range(1, 32))
    known = _LEAP_YEAR if _UNKNOWN.fullmatch(year) else int(year)
    return not _is_number(day, range(1, calendar.monthrange(known, int(month))[1] + 1))


def _is_number(text: str, accepted: range) -> bool:
    if _UNKNOWN.fullmatch(text):
        return True
    return text.isascii() and text.isdecimal() and int(text[: _YEAR_DIGITS + 1]) in accepted
