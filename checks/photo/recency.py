"""Whether the photo was taken recently."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace

from checks.finding import Judgement, Measured, Outcome, Required
from checks.limits import Ceiling, Unit, Verdict
from checks.photo_facts import PhotoFacts
from checks.registry import check

_MONTHS_A_YEAR = 12
_MONTHS = Unit("months")
#: A camera on the other side of the date line may be a day ahead.
_DAYS_AHEAD = Ceiling.at(1)


@dataclass(frozen=True, slots=True)
class RecencyRule:
    """How old a photo may be, and the dates of cameras whose clock was never set."""

    max_age_months: int
    unset_clock_dates: tuple[dt.date, ...]
    first_exif_date: dt.date


@check("photo.recent", reasons=("recent", "too-old", "future", "unset-clock", "no-date"))
def recency(photo: PhotoFacts, rule: RecencyRule) -> Judgement:
    """The photo was taken within the months before the application.

    Compares the camera's own date (EXIF DateTimeOriginal) with the day of the screening. Anyone
    can change that date and most photographers' files have none, so it is a hint and no proof: a
    photo without a date goes to the officer, and so does one with a date in the future or from a
    camera whose clock was never set.
    Sources: IMM 5445, photos taken within six months; EXIF 2.32 (CIPA DC-008).
    """
    taken = photo.capture_date
    if taken is None:
        return Judgement(
            Outcome.MANUAL, "no-date", required=Required(_MONTHS.name, max=rule.max_age_months)
        )
    verdict, reason = _verdict(taken, photo.today, rule)
    return verdict.because(reason, details={"taken": taken.isoformat()})


def _verdict(taken: dt.date, today: dt.date, rule: RecencyRule) -> tuple[Verdict, str]:
    """The verdict, as sure as the camera's date can be trusted, and the reason."""
    ahead = _DAYS_AHEAD.judge((taken - today).days, Unit("days ahead"))
    if ahead.outcome is Outcome.FAIL:
        return ahead.doubted(), "future"
    if taken in rule.unset_clock_dates or taken < rule.first_exif_date:
        return Verdict(Outcome.UNSURE, 0.5, Measured(taken.isoformat(), "date")), "unset-clock"
    age = Ceiling.at(rule.max_age_months).judge(months_since(taken, today), _MONTHS)
    if age.outcome is Outcome.FAIL:
        return replace(age, confidence=0.8), "too-old"
    return replace(age, confidence=0.7), "recent"


def months_since(taken: dt.date, today: dt.date) -> float:
    """Months from one day to another; the days of a month that is not full count in part."""
    full = (today.year - taken.year) * _MONTHS_A_YEAR + today.month - taken.month
    if months_before(today, full) < taken:
        full -= 1
    end, start = months_before(today, full), months_before(today, full + 1)
    return full + (end - taken) / (end - start)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of the month some months earlier; the month's last day where it is missing."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 - months, _MONTHS_A_YEAR)
    last_day = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last_day))
