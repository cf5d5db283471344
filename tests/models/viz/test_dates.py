from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.viz.dates import Event, parse_printed_date
from samples.identity_captions import DATE_STYLES, LANGUAGES, DateStyle, Language, printed_date
from samples.identity_people import PartialDate

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        # months in words
        ("12 JAN/JAN 85", "birth", "1985-01-12"),
        ("12 JAN 1985", "birth", "1985-01-12"),
        ("12 AVR/APR 2020", "issue", "2020-04-12"),
        ("12AVR2020", "issue", "2020-04-12"),
        ("07 AUG/AOÛT 1956", "birth", "1956-08-07"),
        ("JAN 12, 1985", "birth", "1985-01-12"),
        ("12-SEPT-2031", "expiry", "2031-09-12"),
        ("2031 JUIN 12", "expiry", "2031-06-12"),
        ("14 AGO/AUG 47 M", "birth", "1947-08-14"),
        # numbers
        ("12 01 1985", "birth", "1985-01-12"),
        ("12.01.1985.", "birth", "1985-01-12"),
        ("1985-01-12", "birth", "1985-01-12"),
        ("1985/01/12", "birth", "1985-01-12"),
        ("31/12/2030", "expiry", "2030-12-31"),
        ("12/31/2030", "expiry", "2030-12-31"),
        ("11/11/2030", "expiry", "2030-11-11"),
        ("19850112", "birth", "1985-01-12"),
        ("1410 1994", "birth", "1994-10-14"),
        ("14 101994", "birth", "1994-10-14"),
        ("14 10 1894", "birth", "1894-10-14"),
        # unknown parts
        ("XX XX 2024", "birth", "2024-XX-XX"),
        ("1961-03-XX", "birth", "1961-03-XX"),
        ("XX FÉV/FEB 1999", "birth", "1999-02-XX"),
        # centuries
        ("25 JAN 36", "birth", "1936-01-25"),
        ("25 JAN 36", "expiry", "2036-01-25"),
        ("25 JAN 98", "issue", "1998-01-25"),
        # misread signs
        ("1O JUN 2O21", "issue", "2021-06-10"),
        ("08 0CT 2019", "issue", "2019-10-08"),
        ("08 MARIMARS 98", "issue", "1998-03-08"),
        ("08 AUG/AOÜÛT 23", "issue", "2023-08-08"),
        ("10 DEC/DEC 11 10 DEC/DEC 16", "issue", "2011-12-10"),
    ],
)
def test_dates_of_one_reading(text: str, event: Event, expected: str) -> None:
    date = parse_printed_date(text, TODAY, event)
    assert date is not None
    assert date.value == expected


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        ("01/12/1985", "birth", {"1985-12-01", "1985-01-12"}),
        ("01-12-2030", "expiry", {"2030-12-01", "2030-01-12"}),
        ("12 JAN 20", "birth", {"1920-01-12", "2020-01-12"}),
    ],
)
def test_an_open_date_keeps_all_its_readings(text: str, event: Event, expected: set[str]) -> None:
    date = parse_printed_date(text, TODAY, event)
    assert date is not None
    assert set(date.readings) == expected
    assert date.value is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 JAN 2030", ("2030-01-12",)),
        ("01/12/2030", ("2030-12-01", "2030-01-12")),
        ("01/12/2026", ("2026-01-12",)),  # the first of December has not come yet
        ("12 JAN 30", None),
    ],
)
def test_a_day_of_issue_that_has_not_come_is_read_where_nothing_else_is_meant(
    text: str, expected: tuple[str, ...] | None
) -> None:
    date = parse_printed_date(text, dt.date(2026, 11, 22), "issue")
    assert (date.readings if date else None) == expected


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("31 02 2000", "expiry"),
        ("13/13/2030", "expiry"),
        ("12 JAN 2027", "birth"),  # has not come yet
        ("12 JAN 1850", "birth"),
        ("UTO-OFFICE 7", "issue"),
        ("X1234567", "birth"),
        ("SPECIMEN", "expiry"),
        ("", "expiry"),
        ("12 34", "expiry"),
        ("\u0660\u0661 \u0660\u0661 \u0662\u0660\u0662\u0660", "issue"),  # Arabic digits
    ],
)
def test_what_is_no_date_is_none(text: str, event: Event) -> None:
    assert parse_printed_date(text, TODAY, event) is None


@given(
    day=st.dates(dt.date(1950, 1, 1), dt.date(2009, 12, 31)),
    style=st.sampled_from(DATE_STYLES),
    languages=st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(["en", "fr"])),
)
def test_every_printed_style_comes_back(
    day: dt.date, style: DateStyle, languages: tuple[Language, Language]
) -> None:
    printed = printed_date(PartialDate.of(day), style, languages)
    date = parse_printed_date(printed, TODAY, "birth")
    assert date is not None
    assert day.isoformat() in date.readings
    assert len(date.readings) == 1 or style == "slashes"


@given(st.text(max_size=40))
def test_any_text_is_survived(text: str) -> None:
    date = parse_printed_date(text, TODAY, "expiry")
    assert date is None or date.readings
