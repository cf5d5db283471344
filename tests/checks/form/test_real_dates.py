"""Days that no calendar has, and births that cannot be."""

from __future__ import annotations

import pytest

from tests.checks.form.small_forms import Field, judge, small_form, verdict

WHOLE = [
    # days and months that exist, or are not known
    ("2024-02-29", "complete"),
    ("2024/02/28", "complete"),
    ("31/12/2022", "complete"),
    ("1967-**-**", "complete"),
    ("1967-00-00", "complete"),
    ("2022-12", "complete"),
    ("Dupont", "complete"),
    # none that exist
    ("2023-02-29", "no-such-date"),
    ("2020-13-45", "no-such-date"),
    ("31/02/2022", "no-such-date"),
    ("2020-13", "no-such-date"),
]


@pytest.mark.parametrize(("value", "reason"), WHOLE)
def test_dates_in_one_field(value: str, reason: str) -> None:
    asked = Field("Passport/Issued", "Date of issue", value)
    assert verdict("form.complete", "pr-card", "IMM 5444", asked)[1] == reason


def test_a_number_of_another_kind_is_no_date() -> None:
    asked = Field("Passport/Number", "Number", "2020-13-45")
    assert verdict("form.complete", "pr-card", "IMM 5444", asked) == ("pass", "complete")


DIVIDED = [
    (("1991", "03", "07"), "complete"),
    (("2000", "2", "29"), "complete"),
    (("1967", "*", "*"), "complete"),
    (("1967", "", ""), "complete"),
    (("1999", "02", "29"), "no-such-date"),
    (("1991", "17", "07"), "no-such-date"),
    (("1991", "03", "99"), "no-such-date"),
    (("19O1", "03", "07"), "no-such-date"),
]


@pytest.mark.parametrize("captions", [("YYYY", "MM", "DD"), ("AAAA", "MM", "JJ")])
@pytest.mark.parametrize(("parts", "reason"), DIVIDED)
def test_dates_in_three_fields(
    captions: tuple[str, ...], parts: tuple[str, ...], reason: str
) -> None:
    pairs = enumerate(zip(captions, parts, strict=True))
    fields = [Field(f"Page1/Entry/P{n}", words, value) for n, (words, value) in pairs]
    assert verdict("form.complete", "pr-card", "IMM 5444", *fields)[1] == reason


def test_two_dates_side_by_side_are_told_apart() -> None:
    values = [("YYYY", "2020"), ("MM", "11"), ("YYYY", "2021"), ("MM", "14")]
    fields = [Field(f"Work/Row0/P{n}", *pair) for n, pair in enumerate(values)]
    found = judge("form.complete", "pr-card", small_form("IMM 5444", fields))
    assert found.reason == "no-such-date"
    assert found.measured is not None and found.measured.value == 1


BIRTHS = [
    ("2024-05-31", "complete"),
    ("1904-06-01", "complete"),
    ("2024-06-01", "birth-date"),
    ("1826-04-01", "birth-date"),
    ("", "complete"),
]


@pytest.mark.parametrize(("born", "reason"), BIRTHS)
@pytest.mark.parametrize("caption", ["Date of birth", "Date de naissance"])
def test_births(caption: str, born: str, reason: str) -> None:
    asked = Field("Who/Birth", caption, born, "date")
    assert verdict("form.complete", "pr-card", "IMM 5444", asked)[1] == reason


def test_a_parent_may_be_born_longer_ago() -> None:
    own = Field("Who/Birth", "3. Your date of birth", "1930-02-03", "date")
    father = Field("Father/Birth", "Date of birth", "1890-02-03", "date")
    found = verdict("form.complete", "pr-portal", "IMM 5669", own, father)
    assert found == ("pass", "complete")


def row_of_table(end: str, kind: str = "date") -> list[Field]:
    return [
        Field("Jobs/Row0/From", "From", "2020-01-01", "date", heading="8. Personal history"),
        Field("Jobs/Row0/To", "To", "2022-01-01", "date"),
        Field("Jobs/Row1/From", "From", "2022-01-02", "date"),
        Field("Jobs/Row1/To", "To", end, kind, shown_as="date{YYYY-MM-DD}"),
    ]


@pytest.mark.parametrize("end", ["Present", "à ce jour", "31/12/2023", "2023/12/31"])
def test_both_rules_on_periods_take_the_same_ends(end: str) -> None:
    found = verdict("form.complete", "pr-portal", "IMM 5669", *row_of_table(end))
    assert found == ("pass", "complete")


def test_a_picture_that_is_only_shown_demands_nothing() -> None:
    found = verdict("form.complete", "pr-portal", "IMM 5669", *row_of_table("last week", "text"))
    assert found == ("pass", "complete")


def test_a_misshapen_date_is_named_with_its_table_and_row() -> None:
    found = judge("form.complete", "pr-portal", small_form("IMM 5669", row_of_table("last week")))
    assert found.reason == "malformed"
    assert found.details["fields_en"] == "8. Personal history, row 2, To (page 1)"
    assert found.details["fields_fr"] == "8. Personal history, ligne 2, To (page 1)"
