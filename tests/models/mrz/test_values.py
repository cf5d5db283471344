"""What zones say: the examples of ICAO 9303, unknown parts, cut names, centuries."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.mrz.values import MAX_VALIDITY_YEARS, ZoneDate, ZoneValues, zone_values
from samples.identity_mrz import MrzContent, MrzFormat, composed
from tests.models.mrz.zones import (
    BY_NAME,
    EXAMPLES,
    FRENCH,
    FRENCH_LICENCE,
    MRVA,
    TD1,
    TD1_LONG,
    TD3,
    replaced,
)

TODAY = dt.date(2026, 11, 22)
SPECIMEN_FORMATS: dict[MrzFormat, str] = {
    "TD1": "TD1", "TD2": "TD2", "TD3": "TD3", "MRVA": "MRVA", "MRVB": "MRVB",
}  # fmt: skip


def values(name: str, lines: tuple[str, ...], today: dt.date = TODAY) -> ZoneValues:
    return zone_values(BY_NAME[name], lines, today)


def test_the_passport_of_the_example() -> None:
    read = values("TD3", TD3)
    assert (read.document_code, read.issuer, read.nationality) == ("P", "UTO", "UTO")
    assert (read.surname, read.given_names, read.names_cut) == ("ERIKSSON", "ANNA MARIA", False)
    assert (read.number, read.sex, read.optional) == ("L898902C3", "F", ("ZE184226B",))
    assert read.birth_date.date == dt.date(1974, 8, 12)
    assert read.expiry_date is not None
    assert read.expiry_date.date == dt.date(2012, 4, 15)


def test_a_licence_of_one_line_states_neither_birth_nor_given_names() -> None:
    read = values("FRA-DL", FRENCH_LICENCE)
    assert (read.surname, read.given_names, read.number) == ("MARTIN", "", "13AA00002")
    assert read.names_cut, "it never states given names"
    assert (read.birth_date.date, read.sex) == (None, "")
    assert read.expiry_date is not None
    assert read.expiry_date.date == dt.date(2018, 12, 31)


@pytest.mark.parametrize(("name", "lines"), [one for one in EXAMPLES if one[1] != FRENCH_LICENCE])
def test_every_example_has_a_holder_and_a_birth(name: str, lines: tuple[str, ...]) -> None:
    read = values(name, lines)
    assert read.surname in ("ERIKSSON", "STEVENSON", "BERTHIER")
    assert read.birth_date.exists
    assert (read.expiry_date is None) == (name == "FRA-ID")


def test_a_long_card_number_that_fills_its_line_leaves_no_optional_data() -> None:
    lines = (TD1_LONG[0][:15] + "7349AAAAAAAAAAA", *TD1_LONG[1:])
    assert values("TD1", lines).optional == ()


def test_a_long_card_number_is_put_together() -> None:
    read = values("TD1", TD1_LONG)
    assert read.number == "D23145890734"
    assert read.optional == ()


def test_optional_data_behind_a_long_card_number() -> None:
    content = MrzContent(
        "I", "BEL", "591234567812", "Peeters", "Jan", "BEL", "850115", "M", "300101", "ABC", "85011"
    )
    read = values("TD1", composed("TD1", content).lines)
    assert read.number == "591234567812"
    assert read.optional == ("ABC", "85011")


def test_the_french_card() -> None:
    read = values("FRA-ID", FRENCH)
    assert (read.surname, read.given_names) == ("BERTHIER", "CORINNE")
    assert (read.number, read.nationality, read.sex) == ("880692310285", "", "F")
    assert read.birth_date.date == dt.date(1965, 12, 6)


def test_a_visa_states_no_personal_number_but_optional_data() -> None:
    assert values("MRVA", MRVA).optional == ("6ZE184226B",)


@pytest.mark.parametrize(
    ("printed", "year", "month", "day"),
    [
        ("7408<<", 1974, 8, None),
        ("74<<<<", 1974, None, None),
        ("<<<<<<", None, None, None),
        ("740012", 1974, None, 12),
        ("740800", 1974, 8, None),
    ],
)
def test_unknown_parts_of_a_birth(
    printed: str, year: int | None, month: int | None, day: int | None
) -> None:
    lines = (TD3[0], TD3[1][:13] + printed + TD3[1][19:])
    read = values("TD3", lines).birth_date
    assert (read.year, read.month, read.day) == (year, month, day)
    assert read.date is None
    assert read.exists


@pytest.mark.parametrize(("printed", "sex"), [("<", "X"), ("X", "X"), ("M", "M"), ("F", "F")])
def test_sexes(printed: str, sex: str) -> None:
    assert values("TD3", replaced(TD3, 1, 20, printed)).sex == sex


@pytest.mark.parametrize(
    ("line", "surname", "given", "cut"),
    [
        ("P<UTOARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH", "", False),
        ("P<UTOSMITH<JONES<<SUSIE<MARGARET<<<<<<<<<<<<", "SMITH JONES", "SUSIE MARGARET", False),
        (
            "P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K",
            "NILAVADHANANANDA",
            "CHAYAPA DEJTHAMRONG K",
            True,
        ),
        (
            "P<UTOBENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI",
            "BENNELONG WOOLOOMOOLOO WARRANDYTE W",
            "DI",
            True,
        ),
    ],
)  # fmt: skip
def test_names(line: str, surname: str, given: str, cut: bool) -> None:
    read = values("TD3", (line, TD3[1]))
    assert (read.surname, read.given_names, read.names_cut) == (surname, given, cut)


def test_names_are_cut_on_a_card_as_well() -> None:
    lines = (*TD1[:2], "ERIKSSON<<ANNA<MARIA<CHRISTINA")
    assert values("TD1", lines).names_cut


@pytest.mark.parametrize(
    ("printed", "today", "year"),
    [
        ("261122", dt.date(2026, 11, 22), 2026),  # born today
        ("261123", dt.date(2026, 11, 22), 1926),  # tomorrow is no birthday yet
        ("270101", dt.date(2026, 11, 22), 1927),
        ("000101", dt.date(2026, 11, 22), 2000),
        ("991231", dt.date(2099, 12, 31), 2099),
    ],
)
def test_the_century_of_a_birth(printed: str, today: dt.date, year: int) -> None:
    expiry = f"{today.year % 100 + 5:02d}0101"
    lines = (TD3[0], f"{TD3[1][:13]}{printed}{TD3[1][19:21]}{expiry}{TD3[1][27:]}")
    assert values("TD3", lines, today).birth_date.year == year


def test_nobody_is_born_after_the_expiry_of_the_document() -> None:
    lines = (TD3[0], f"{TD3[1][:13]}121212{TD3[1][19:21]}110629{TD3[1][27:]}")
    read = values("TD3", lines, dt.date(2026, 11, 22))
    assert read.expiry_date is not None
    assert (read.birth_date.year, read.expiry_date.year) == (1912, 2011)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2046, 12, 31)))
def test_the_century_of_an_expiry(expiry: dt.date) -> None:
    lines = (TD3[0], TD3[1][:21] + f"{expiry:%y%m%d}" + TD3[1][27:])
    read = values("TD3", lines).expiry_date
    assert read is not None
    assert read.date == expiry
    assert expiry.year <= TODAY.year + MAX_VALIDITY_YEARS


@pytest.mark.parametrize(
    ("printed", "exists"),
    [("900230", False), ("901301", False), ("900431", False), ("960229", True), ("970229", False)],
)
def test_days_that_no_calendar_has(printed: str, exists: bool) -> None:
    lines = (TD3[0], TD3[1][:13] + printed + TD3[1][19:])
    read = values("TD3", lines).birth_date
    assert read.exists is exists
    assert (read.date is not None) is exists


def test_a_day_without_its_year_may_be_a_leap_day() -> None:
    assert ZoneDate("<<0229", None, 2, 29).exists
    assert not ZoneDate("<<0230", None, 2, 30).exists
    assert calendar.isleap(2000)


WORDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
CONTENTS = st.builds(
    MrzContent,
    document_code=st.just("P"),
    issuer=st.sampled_from(["UTO", "D", "CAN"]),
    number=st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=1, max_size=9),
    surname=WORDS,
    given_names=st.lists(WORDS, max_size=2).map(" ".join),
    nationality=st.sampled_from(["UTO", "D", "XXA"]),
    birth=st.dates(dt.date(1930, 1, 1), dt.date(2020, 1, 1)).map(lambda day: f"{day:%y%m%d}"),
    sex=st.sampled_from("FM<"),
    expiry=st.dates(dt.date(2010, 1, 1), dt.date(2040, 1, 1)).map(lambda day: f"{day:%y%m%d}"),
    optional=st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", max_size=7),
)


@given(CONTENTS, st.sampled_from(list(SPECIMEN_FORMATS)))
def test_what_was_composed_is_read_back(content: MrzContent, name: MrzFormat) -> None:
    lines = composed(name, content).lines
    read = values(SPECIMEN_FORMATS[name], lines)
    assert (read.surname, read.given_names) == (content.surname, content.given_names)
    assert (read.number, read.issuer) == (content.number, content.issuer)
    assert read.nationality == content.nationality
    assert read.birth_date.raw == content.birth
    assert read.expiry_date is not None
    assert read.expiry_date.raw == content.expiry
    assert read.sex == ("X" if content.sex == "<" else content.sex)
    assert read.optional == ((content.optional,) if content.optional else ())
