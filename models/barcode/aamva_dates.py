"""Dates of a licence, whichever order its issuer wrote them in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Order = Literal["MMDDCCYY", "CCYYMMDD", "DDMMCCYY"]
DateProblem = Literal["date-unreadable", "date-order-unexpected", "date-ambiguous"]

#: The standard's own two first.
_ORDERS: tuple[Order, ...] = ("MMDDCCYY", "CCYYMMDD", "DDMMCCYY")
#: Births and expiries of living holders; every other year proves that the order is another.
_YEARS = range(1880, 2150)
_GAP = r"[-/. ]?"
_YEAR_FIRST = re.compile(rf"\s*(\d{{4}}){_GAP}(\d{{2}}){_GAP}(\d{{2}})(?!\d)")
_YEAR_LAST = re.compile(rf"\s*(\d{{2}}){_GAP}(\d{{2}}){_GAP}(\d{{4}})(?!\d)")
#: Written where there is no date: a licence that does not expire, or one that was never revised.
_NO_DATE = re.compile(r"\s*(0*|9*|NONE|N/?A|UNAVL|NON-?EXPIRING|INDEF\w*)\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dates:
    """``read``: the dates by element id; ``problems``: (problem, element id).

    ``order``: the one that all readable dates agree with, None where there is no such order.
    """

    read: Mapping[str, dt.date]
    order: Order | None
    problems: tuple[tuple[DateProblem, str], ...]


def usual_order(version: int | None, country: str | None) -> Order:
    """The order that the standard prescribes: CCYYMMDD in Canada and in version 01, else MMDDCCYY.

    Source: AAMVA DL/ID-2000, Annex A; Card Design Standard 2003 and later, Annex D, by country.
    """
    return "CCYYMMDD" if version == 1 or country == "CAN" else "MMDDCCYY"


def read_dates(raws: Mapping[str, str], usual: Order) -> Dates:
    """The dates of one licence, read together: an issuer has one order for all of them.

    The usual order is kept where every date can be read in it; otherwise the standard's other one
    is taken where it reads all of them, then DDMMCCYY, which no version allows, where only it does.
    The standard's two cannot be confused: a year 19xx or 20xx in front is no month. Failing all
    three, each date is read for itself, and stays unread where it can be read in two ways.
    """
    readings = {id: _readings(raw) for id, raw in raws.items() if not _NO_DATE.match(raw)}
    problems: list[tuple[DateProblem, str]] = [
        ("date-unreadable", id) for id, ways in readings.items() if not ways
    ]
    readable = {id: ways for id, ways in readings.items() if ways}
    common = [one for one in _ORDERS if all(one in ways for ways in readable.values())]
    if usual in common:
        read = {id: ways[usual] for id, ways in readable.items()}
        return Dates(read, usual, tuple(problems))
    if common:
        problems.append(("date-order-unexpected", ""))
        read = {id: ways[common[0]] for id, ways in readable.items()}
        return Dates(read, common[0], tuple(problems))
    read = {}
    for id, ways in readable.items():
        if usual not in ways and len(set(ways.values())) > 1:
            problems.append(("date-ambiguous", id))
            continue
        read[id] = ways[usual] if usual in ways else next(iter(ways.values()))
        if usual not in ways:
            problems.append(("date-order-unexpected", id))
    return Dates(read, None, tuple(problems))


def _readings(raw: str) -> dict[Order, dt.date]:
    """The date in each order in which it is one of the years of living people."""
    ways: dict[Order, dt.date] = {}
    if found := _YEAR_FIRST.match(raw):
        _add(ways, "CCYYMMDD", found[1], found[2], found[3])
    if found := _YEAR_LAST.match(raw):
        _add(ways, "MMDDCCYY", found[3], found[1], found[2])
        _add(ways, "DDMMCCYY", found[3], found[2], found[1])
    return ways


def _add(ways: dict[Order, dt.date], order: Order, year: str, month: str, day: str) -> None:
    if int(year) not in _YEARS:
        return
    try:
        ways[order] = dt.date(int(year), int(month), int(day))
    except ValueError:
        # A 31st of June or a 13th month: the digits are no date in this order.
        return
