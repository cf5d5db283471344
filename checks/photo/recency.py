"""Whether the photo was taken recently."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.photo_facts import PhotoFacts
from checks.registry import check

_MONTHS_A_YEAR = 12


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
    required = Required("months", max=rule.max_age_months)
    if taken is None:
        return Judgement(
            Outcome.MANUAL, "no-date", required=required, details={"max": rule.max_age_months}
        )
    outcome, reason, confidence = _outcome(taken, photo.today, rule)
    return Judgement(
        outcome=outcome,
        reason=reason,
        measured=Measured(taken.isoformat(), "date"),
        required=required,
        confidence=confidence,
    )


def _outcome(taken: dt.date, today: dt.date, rule: RecencyRule) -> tuple[Outcome, str, float]:
    """Outcome, reason, and how far the camera's date can be trusted."""
    if taken > today + dt.timedelta(days=1):
        return Outcome.UNSURE, "future", 0.5
    if taken in rule.unset_clock_dates or taken < rule.first_exif_date:
        return Outcome.UNSURE, "unset-clock", 0.5
    if taken < months_before(today, rule.max_age_months):
        return Outcome.FAIL, "too-old", 0.8
    return Outcome.PASS, "recent", 0.7


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of the month some months earlier; the month's last day where it is missing."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 - months, _MONTHS_A_YEAR)
    last_day = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last_day))
