from __future__ import annotations

import datetime as dt

import pytest

from checks.photo.recency import months_before
from models.recency import capture_date


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2026:05:31 14:03:22", dt.date(2026, 5, 31)),
        ("2026:05:31", dt.date(2026, 5, 31)),
        # What cameras and editors write in place of a date
        ("0000:00:00 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("2026-05-31 14:03:22", None),
        ("2026:02:30 10:00:00", None),
        ("", None),
    ],
)
def test_capture_date(stated: str, expected: dt.date | None) -> None:
    assert capture_date({"DateTimeOriginal": stated}) == expected


def test_the_date_of_the_last_change_is_not_the_date_of_capture() -> None:
    assert capture_date({"DateTime": "2026:05:31 14:03:22"}) is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 11, 22), 6, dt.date(2026, 5, 22)),
        (dt.date(2026, 3, 1), 6, dt.date(2025, 9, 1)),
        (dt.date(2026, 8, 31), 6, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 15), 12, dt.date(2025, 1, 15)),
    ],
)
def test_months_before(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_before(day, months) == expected
