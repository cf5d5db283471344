"""Dates as documents print them, taken apart without guessing."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.viz.plain import distance, plain, spelt

Event = Literal["birth", "issue", "expiry"]

#: Years before and after today in which an event of two digits is looked for. Holders are at most
#: 110 years old, documents are issued for 10 years and some for 20, and old ones are shown.
_TWO_DIGITS: Mapping[Event, tuple[int, int]] = {
    "birth": (110, 0), "issue": (45, 0), "expiry": (45, 25),
}  # fmt: skip
#: Cards for life end in 2099.
LONGEST_VALIDITY_YEARS = 80
#: The same for years of four digits; a birth before all the living is read as printed, and so is a
#: day of issue that has not come, so that it can be told.
_FOUR_DIGITS: Mapping[Event, tuple[int, int]] = {
    "birth": (150, 0), "issue": (80, 20), "expiry": (80, LONGEST_VALIDITY_YEARS),
}  # fmt: skip
_MONTHS = Path(__file__).with_name("months.toml")
#: Letters that are read where a date has a digit.
_DIGITS = str.maketrans("OoQDIlLSBZ|", "00001115821")
_UNKNOWN = {"XX", "**", "--", "<<", "XXXX"}
_SPLIT = re.compile(r"[\s./\-\u2013,:·]+")
_PART = r"[\dA-Z*|]"
_NUMBERS = re.compile(
    rf"({_PART}{{1,4}})([\s./\-\u2013]+)({_PART}{{1,2}})[\s./\-\u2013]+({_PART}{{2,4}})\b"
)
#: Where a blank was not read, another may have been.
_RUN_TOGETHER = re.compile(
    r"[0-9]{8}\b|[0-9]{4} [0-9]{4}\b|[0-9]{2} [0-9]{6}\b|[0-9]{6} [0-9]{2}\b"
)
_DAY_FIRST_SIGNS = (".", " ")
#: A month's name with one wrong letter is still known where it has so many.
_MIN_FUZZY_MONTH = 4


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """``readings``: every day that the print may mean, as 1985-01-12; unknown parts are XX.

    More than one where the order of day and month, or the century, is open.
    """

    raw: str
    readings: tuple[str, ...]

    @property
    def value(self) -> str | None:
        """The day where only one is meant."""
        return self.readings[0] if len(self.readings) == 1 else None


def parse_printed_date(text: str, today: dt.date, event: Event) -> PrintedDate | None:
    """The date at the beginning of a text; None where there is none.

    ``event``: births cannot lie after ``today``, and issues only where nothing else can be meant
    and the year has four digits. Sources: ICAO 9303-3, 3.4 (day,
    month, year; months in one language or two); ISO 8601; what licences print.
    """
    cleaned = spelt(text.strip().strip("()[]"))
    for reader in (_with_month_name, _of_numbers, _run_together):
        found = list(dict.fromkeys(reader(cleaned, today, event)))
        if found:
            come = [day for day in found if not is_to_come(day, today)]
            readings = come if event == "issue" and come else found
            return PrintedDate(text.strip(), tuple(readings))
    return None


def is_to_come(day: str, today: dt.date) -> bool:
    """Whether a day, as 1985-01-12 with XX for unknown parts, surely lies after today."""
    year, month, date = day.split("-")
    return _after(int(year), month, date, today)


def _with_month_name(text: str, today: dt.date, event: Event) -> Iterator[str]:
    """12 JAN 85, 12 JAN/JAN 1985, JAN 12, 1985, 1985 MARS 12, 12JAN1985."""
    letters = [match for match in re.finditer(r"[^\W\d_]{3,}", text) if plain(match[0]) != "xxx"]
    # The names of one date stand together; those of a second date begin after its year.
    apart = (
        at for at in range(1, len(letters))
        if any(sign.isdigit() for sign in text[letters[at - 1].end() : letters[at].start()])
    )  # fmt: skip
    letters = letters[: next(apart, len(letters))]
    months = _months_of([match[0] for match in letters])
    if not months:
        return
    before = _numbers(text[: letters[0].start()])
    after = _numbers(_cut_off(text[letters[-1].end() :]))
    parts: tuple[str, str] | None = None
    if len(before) == 1 and after:
        parts = (before[0], after[0]) if len(before[0]) <= 2 else (after[0], before[0])
    elif not before and len(after) >= 2:
        parts = after[0], after[1]
    elif not before and len(after) == 1:
        parts = "XX", after[0]
    if parts is None:
        return
    for month in months:
        yield from _days(parts[1], f"{month:02d}", parts[0], today, event)


def _of_numbers(text: str, today: dt.date, event: Event) -> Iterator[str]:
    """12.01.1985, 12 01 85, 01/12/1985, 1985-01-12, 1985/XX/XX."""
    match = _NUMBERS.match(text.upper().replace("<", "X"))
    if match is None:
        return
    first, middle, last = (_number(match[at]) for at in (1, 3, 4))
    if not first or not middle or not last:
        return
    sign = match[2].strip() or " "
    if len(first) == 4:
        yield from _days(first, middle, last, today, event)
        return
    if len(last) == 3:
        return
    yield from _days(last, middle, first, today, event)
    # Dots and blanks stand in countries that write the day first; strokes do everywhere.
    if sign not in _DAY_FIRST_SIGNS:
        yield from _days(last, first, middle, today, event)
        if len(first) == len(last) == 2 and sign == "-":
            yield from _days(first, middle, last, today, event)


def _run_together(text: str, today: dt.date, event: Event) -> Iterator[str]:
    """12011985, 1201 1985 and 19850112; six digits are no date that can be told from a number."""
    match = _RUN_TOGETHER.match(text)
    if match is None:
        return
    digits = match[0].replace(" ", "")
    yield from _days(digits[:4], digits[4:6], digits[6:], today, event)
    yield from _days(digits[4:], digits[2:4], digits[:2], today, event)


def _days(year: str, month: str, day: str, today: dt.date, event: Event) -> Iterator[str]:
    """The days that three parts can mean: none, one, or one for each century that is possible."""
    if len(month) > 2 or len(day) > 2 or not year.isdigit():
        return
    # Zeros stand for parts that nobody knows, as XX do.
    month, day = ("XX" if part in ("0", "00") else part.zfill(2) for part in (month, day))
    years = [int(year)]
    if len(year) == 2:
        century = today.year // 100 * 100
        years = [century - 100 + int(year), century + int(year), century + 100 + int(year)]
    elif len(year) != 4:
        return
    behind, ahead = (_TWO_DIGITS if len(year) == 2 else _FOUR_DIGITS)[event]
    for full in years:
        if not today.year - behind <= full <= today.year + ahead:
            continue
        if _exists(full, month, day) and not (ahead == 0 and _after(full, month, day, today)):
            yield f"{full:04d}-{month}-{day}"


def _exists(year: int, month: str, day: str) -> bool:
    if month == "XX":
        return day == "XX"
    if not 1 <= int(month) <= 12:
        return False
    return day == "XX" or 1 <= int(day) <= calendar.monthrange(year, int(month))[1]


def _after(year: int, month: str, day: str, today: dt.date) -> bool:
    known = [int(part) for part in (month, day) if part != "XX"]
    return (year, *known) > (today.year, today.month, today.day)[: 1 + len(known)]


def _numbers(text: str) -> list[str]:
    return [part for raw in _SPLIT.split(text.strip()) if raw and (part := _number(raw))]


def _number(raw: str) -> str:
    """A part of a date as digits, "XX" where it is unknown, "" where it is neither."""
    upper = raw.upper()
    if upper in _UNKNOWN:
        return "XX"
    digits = raw.translate(_DIGITS)
    return digits if digits.isdigit() and digits.isascii() else ""


def _cut_off(text: str) -> str:
    """What belongs to the date after the month: up to the next word."""
    word = re.search(r"[^\W\d_]{3,}", text)
    return text[: word.start()] if word else text


def _months_of(words: list[str]) -> list[int]:
    """The months that all month names among the words may be."""
    found: list[set[int]] = []
    for word in words:
        letters = plain(word)
        known = _month_names().get(letters) or _nearly_named(letters)
        if known:
            found.append(set(known))
    shared = set.intersection(*found) if found else set()
    return sorted(shared or (found[0] if len(found) == 1 else set()))


@functools.lru_cache(maxsize=500)
def _nearly_named(letters: str) -> frozenset[int]:
    """One letter off, or two names run into one another where the slash was not read."""
    names = _month_names()
    for at in range(3, len(letters) - 2):
        for skip in (0, 1):  # a slash is read as one letter or as none
            first, second = names.get(letters[:at]), names.get(letters[at + skip :])
            if first and second and first & second:
                return first & second
    if len(letters) < _MIN_FUZZY_MONTH:
        near = [
            name for name in names if len(name) == 3 == len(letters) and name[:2] == letters[:2]
        ]
    else:
        near = [name for name in names if len(name) > 3 and distance(letters, name, 1) <= 1]
    months = {names[name] for name in near}
    return next(iter(months)) if len(months) == 1 else frozenset()


@functools.cache
def _month_names() -> Mapping[str, frozenset[int]]:
    names: dict[str, set[int]] = {}
    rows: dict[str, list[str]] = tomllib.loads(_MONTHS.read_text(encoding="utf-8"))
    for row in rows.values():
        for month, spellings in enumerate(row, start=1):
            for spelling in spellings.split("|"):
                names.setdefault(plain(spelling), set()).add(month)
    return {name: frozenset(months) for name, months in names.items()}
