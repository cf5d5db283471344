"""Months without an entry, and days outside Canada."""

from __future__ import annotations

import datetime as dt

import pytest

from checks.catalogue import texts_for
from checks.form.dates import read_date, read_month
from tests.checks.form.small_forms import Field, judge, small_form, verdict

Rows = list[tuple[str, str]]
ADDRESSES = "19. Your address history"


def table(
    heading: str, rows: Rows, starts: str = "From (YYYY-MM)", ends: str = "To (YYYY-MM)"
) -> list[Field]:
    fields = []
    for number, (start, end) in enumerate(rows):
        row = f"Table/Row{number}"
        place = "Montréal" if start[:1].isdigit() else ""
        head = heading if number == 0 else ""
        fields += [
            Field(f"{row}/A", starts, start, heading=head),
            Field(f"{row}/B", ends, end),
            Field(f"{row}/C", "City", place),
        ]
    return fields


HISTORY: list[tuple[Rows, str, str]] = [
    ([("2015-01", "2021-06"), ("2021-07", "")], "pass", "accounted"),
    ([("2021-07", "present"), ("2015-01", "2021-06")], "pass", "accounted"),
    ([("2019/05", "06/2021"), ("2021-07-01", "2024-05-31")], "pass", "accounted"),
    ([("2019-05", "2021-06"), ("2021-06", "2024-04"), ("", "")], "pass", "accounted"),
    ([("2019-05", "2021-06"), ("2021-09", "")], "fail", "gaps"),
    # the form does not tell since when the applicant is a resident
    ([("2020-01", "")], "unsure", "perhaps-later"),
    ([("2020-01", "2022-01"), ("2022-05", "")], "fail", "gaps"),
    ([("2020-01", "2022-01")], "fail", "gaps"),
    ([("2019-05", "2021-06"), ("summer", "")], "unsure", "unreadable"),
    ([("2019-05", "2018-06")], "unsure", "reversed"),
    ([("2019-05", "2018-06"), ("summer", "")], "unsure", "unreadable"),
    ([("", "")], "fail", "gaps"),
]


@pytest.mark.parametrize(("rows", "outcome", "reason"), HISTORY)
def test_history(rows: Rows, outcome: str, reason: str) -> None:
    fields = table(ADDRESSES, rows)
    found = verdict("form.history-gaps", "pr-card", "IMM 5444", *fields)
    assert found == (outcome, reason)


def test_missing_months_are_listed() -> None:
    rows = [("2019-05", "2021-06"), ("2021-09", "2022-12"), ("2023-02", "")]
    found = judge("form.history-gaps", "pr-card", small_form("IMM 5444", table(ADDRESSES, rows)))
    assert found.details["months"] == "2021-07 \u2013 2021-08; 2023-01"
    assert found.measured is not None
    assert (found.measured.value, found.measured.unit) == (3, "months")


def test_who_became_a_resident_later_accounts_from_then_on() -> None:
    since = Field("Since", "2. Date you became a permanent resident", "2022-03-15", "date")
    fields = [since, *table(ADDRESSES, [("2022-03", "")])]
    assert verdict("form.history-gaps", "pr-card", "IMM 5444", *fields)[0] == "pass"


def test_the_period_ends_with_the_signature() -> None:
    signed = Field("Sign/Date", "Date signed", "2024-02-20", "date")
    fields = [*table(ADDRESSES, [("2019-01", "2024-01")]), signed]
    assert verdict("form.history-gaps", "pr-card", "IMM 5444", *fields)[0] == "pass"
    assert verdict("form.history-gaps", "pr-card", "IMM 5444", *fields[:-1])[0] == "fail"


def born(day: str) -> Field:
    return Field("Page1/Birth", "3. Your date of birth (YYYY-MM-DD)", day, "date")


TEN_YEARS = [
    ("1980-02-03", "2014-05", "pass"),
    ("1980-02-03", "2014-06", "fail"),
    # "since the age of 18, or the past 10 years, whichever is most recent"
    ("2002-03-15", "2020-03", "pass"),
    ("2002-03-15", "2020-04", "fail"),
    ("2010-03-15", "2020-03", "pass"),
    ("", "2014-05", "pass"),
    ("", "2020-03", "unsure"),
]


@pytest.mark.parametrize("heading", ["12. Addresses List all addresses where", "Personal history"])
@pytest.mark.parametrize(("birth", "first", "outcome"), TEN_YEARS)
def test_ten_years_or_since_coming_of_age(
    heading: str, birth: str, first: str, outcome: str
) -> None:
    heading = heading.replace("where", "where you have lived")
    fields = [born(birth), *table(heading, [(first, "")])]
    assert verdict("form.history-gaps", "pr-portal", "IMM 5669", *fields)[0] == outcome


def test_nobody_accounts_for_months_before_birth() -> None:
    child = Field("Page1/Birth", "Date of birth", "2022-05-10", "date")
    fields = [child, *table(ADDRESSES, [("2022-05", "present")])]
    assert verdict("form.history-gaps", "pr-card", "IMM 5444", *fields)[0] == "pass"


def test_a_signature_of_long_ago_ends_no_history() -> None:
    signed = Field("Sign/Date", "Date signed", "1926-02-20", "date")
    fields = [*table(ADDRESSES, [("2019-01", "")]), signed]
    assert verdict("form.history-gaps", "pr-card", "IMM 5444", *fields)[0] == "pass"


def test_a_reversed_row_is_named_and_the_table_in_one_language() -> None:
    rows = [("2015-01", "2021-06"), ("2024-02", "2021-07")]
    content = small_form("IMM 5444", table(ADDRESSES, rows))
    found = judge("form.history-gaps", "pr-card", content)
    message, _ = texts_for("form.history-gaps", found, {})
    assert "address history: 2021-07" in message.en and "row 2" in message.en
    assert "lieux de résidence\u00a0: 2021-07" in message.fr and "ligne 2" in message.fr


def test_years_and_months_in_fields_of_their_own() -> None:
    heading = "20. Work and education history"
    parts = [("Row0", "2015", "01", "2021", "06"), ("Row1", "2021", "07", "", "")]
    fields = []
    for row, *values in parts:
        names = ["From (YYYY)", "From (MM)", "To (YYYY)", "To (MM)"]
        fields += [
            Field(f"Work/{row}/F{n}", name, value, heading=heading if n == 0 else "")
            for n, (name, value) in enumerate(zip(names, values, strict=True))
        ]
    assert verdict("form.history-gaps", "pr-card", "IMM 5444", *fields)[0] == "pass"


def absences(*rows: tuple[str, str]) -> list[Field]:
    return table("21. Your travel history", list(rows), "From", "To")


def section_d(value: str) -> Field:
    return Field("D/Situation", "Situation", value, heading="Section D: Residency obligation")


ABSENCES = [
    ([*absences(("2022-01-01", "2022-02-01")), section_d("")], "pass", "few"),
    ([*absences(("", "")), section_d("")], "fail", "unanswered"),
    ([*absences(("N/A", "N/A")), section_d("")], "pass", "none"),
    ([*absences(("None", ""), ("", "")), section_d("")], "pass", "none"),
    ([*absences(("s.o.", "s.o.")), section_d("")], "pass", "none"),
    ([*absences(("2022-03-01", "2022-02-01")), section_d("")], "unsure", "reversed"),
    ([*absences(("2010-01-01", "2019-01-01")), section_d("")], "pass", "few"),
    ([*absences(("2020-01-01", "2023-06-01")), section_d("")], "fail", "section-empty"),
    ([*absences(("2020-01-01", "2023-06-01")), section_d("2")], "unsure", "section-filled"),
    ([*absences(("2020-01-01", "2022-12-31")), section_d("")], "unsure", "close"),
    ([*absences(("2022-01-01", "spring")), section_d("")], "unsure", "unreadable"),
    ([*absences(("05/06/2022", "2022-12-31")), section_d("")], "unsure", "unreadable"),
]


@pytest.mark.parametrize(("fields", "outcome", "reason"), ABSENCES)
def test_absences(fields: list[Field], outcome: str, reason: str) -> None:
    assert verdict("form.absences", "pr-card", "IMM 5444", *fields) == (outcome, reason)


def test_days_are_reported() -> None:
    fields = [*absences(("2020-01-01", "2023-06-01")), section_d("")]
    found = judge("form.absences", "pr-card", small_form("IMM 5444", fields))
    assert found.measured is not None and found.required is not None
    assert (found.measured.value, found.required.max) == (1247, 1094)
    assert found.details["presence"] == 1827 - 1247


DAYS = [
    ("2024-05-06", ["2024-05-06"]),
    ("20240506", ["2024-05-06"]),
    ("2024/5/6", ["2024-05-06"]),
    ("2024-05-06T00:00:00", ["2024-05-06"]),
    ("31/05/2024", ["2024-05-31"]),
    ("05-31-2024", ["2024-05-31"]),
    ("05/06/2024", ["2024-05-06", "2024-06-05"]),
    ("06.06.2024", ["2024-06-06"]),
    ("2024-02-30", []),
    ("6 May 2024", []),
    ("05/06/24", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_dates(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in read_date(text)] == days


MONTHS = [("2024-05", 5), ("202405", 5), ("05/2024", 5), ("2024-05-06", 5), ("2024-13", None)]


@pytest.mark.parametrize(("text", "month"), [*MONTHS, ("05/06/2024", None), ("May 2024", None)])
def test_months(text: str, month: int | None) -> None:
    assert read_month(text) == (None if month is None else 2024 * 12 + month - 1)


def test_a_leap_day_five_years_on() -> None:
    fields = [*absences(("2020-01-01", "2020-02-01")), section_d("")]
    content = small_form("IMM 5444", fields)
    found = judge("form.absences", "pr-card", content, dt.date(2024, 2, 29))
    assert found.reason == "few"
