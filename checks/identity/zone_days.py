"""The days that a zone's dates may mean: it states two digits of a year."""

from __future__ import annotations

import calendar
import datetime as dt

from checks.identity_facts import PlacedZone
from models.viz.dates import LONGEST_VALIDITY_YEARS

_CENTURY_YEARS = 100
#: The oldest person of record reached so many years.
_MAX_AGE_YEARS = 122


def expiries_of(zone: PlacedZone, today: dt.date) -> tuple[dt.date, ...]:
    """The expiry, the likeliest century first; none where it is not wholly known.

    A date that seems to be long past is that of a document for life, where its print says so.
    """
    date = zone.values.expiry_date.date if zone.values.expiry_date else None
    if date is None:
        return ()
    later = _moved(date, _CENTURY_YEARS)
    if later is None or later.year - today.year > LONGEST_VALIDITY_YEARS:
        return (date,)
    return date, later


def births_of(zone: PlacedZone, today: dt.date) -> tuple[dt.date, ...]:
    """The birth in each century in which its holder was alive on a last day, the likeliest first.

    The last day is today, or that on which an expired document ended.
    """
    date = zone.values.birth_date.date
    if date is None:
        return ()
    last_days = [min(today, expiry) for expiry in expiries_of(zone, today)] or [today]
    steps = (0, -_CENTURY_YEARS, _CENTURY_YEARS)
    near = [day for years in steps if (day := _moved(date, years)) is not None]
    living = (
        day
        for last_day in last_days
        for day in near
        if day <= last_day and last_day.year - day.year <= _MAX_AGE_YEARS
    )
    return tuple(dict.fromkeys((date, *living)))


def _moved(date: dt.date, years: int) -> dt.date | None:
    """The day so many years on; None where it is 29 February of a year without one."""
    year = date.year + years
    if date.day > calendar.monthrange(year, date.month)[1]:
        return None
    return date.replace(year=year)
