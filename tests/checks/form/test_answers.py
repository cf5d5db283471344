"""UCI, dates in numbers, mandatory answers, and "not applicable"."""

from __future__ import annotations

import pytest

from samples.forms import dynamic_form, static_form
from tests.checks.form.small_forms import Field, judge, small_form, verdict
from tests.models.pdf.test_validation import ANSWERS, validated

UCI = [
    # plausible
    ("11-2345-6789", "pass", "plausible"),
    ("1234-5679", "pass", "plausible"),
    ("12 3456 7891", "pass", "plausible"),
    ("UCI: 1123 4567", "pass", "plausible"),
    ("IUC 1123-4567", "pass", "plausible"),
    ("", "pass", "none-given"),
    # wrong shape
    ("1234-567", "fail", "wrong-shape"),
    ("123456789", "fail", "wrong-shape"),
    ("F000123456", "fail", "wrong-shape"),
    ("UCI 1234-567", "fail", "wrong-shape"),
    ("Passport: 1234-5679", "fail", "wrong-shape"),
    # nobody's
    ("n/a", "pass", "none-given"),
    ("S.O.", "pass", "none-given"),
    # stand-ins
    ("1111-1111", "fail", "placeholder"),
    ("00-0000-0000", "fail", "placeholder"),
    ("1234-5678", "fail", "placeholder"),
]


@pytest.mark.parametrize("caption", ["UCI", "IUC", "Client ID/UCI/FOSS ID"])
@pytest.mark.parametrize(("value", "outcome", "reason"), UCI)
def test_uci(caption: str, value: str, outcome: str, reason: str) -> None:
    field = Field("Page1/Number", caption, value)
    assert verdict("form.uci", "pr-card", "IMM 5444", field) == (outcome, reason)


def test_the_report_does_not_hold_the_number_itself() -> None:
    found = judge("form.uci", "pr-card", small_form("IMM 5444", [Field("U", "UCI", "98765432A")]))
    assert found.measured is not None
    assert found.measured.value == "00000000?"


DATES = [
    ("Date of birth", "1990-02-03", "pass"),
    ("Date of birth", "03/02/1990", "pass"),
    ("Date of birth", "3 February 1990", "fail"),
    ("Date de naissance", "1er février 1990", "fail"),
    ("From (YYYY-MM)", "Feb. 1990", "fail"),
    ("To (YYYY-MM)", "present", "pass"),
    ("Street", "Rue 1990", "pass"),
]


@pytest.mark.parametrize(("caption", "value", "outcome"), DATES)
def test_dates_in_words(caption: str, value: str, outcome: str) -> None:
    found = verdict("form.dates-numeric", "pr-card", "IMM 5444", Field("D", caption, value))
    assert found == (outcome, "numeric" if outcome == "pass" else "in-words")


def test_mandatory_answers_are_named_with_their_pages() -> None:
    answers = {path: value for path, value in ANSWERS.items() if "Name" not in path}
    found = judge("form.complete", "pr-portal", static_form("en", answers))
    assert (found.outcome.value, found.reason) == ("fail", "missing")
    assert found.measured is not None and found.measured.value == 2
    assert found.details["fields"] == "Family name (page 1); Given name(s) (page 1)"
    assert len(found.where) == 2


def test_more_missing_answers_than_a_message_names() -> None:
    fields = [Field(f"F{n}", f"Question {n}.", is_mandatory=True) for n in range(12)]
    content = small_form("IMM 5444", [*fields, Field("Name", "Name", "Zoé")])
    found = judge("form.complete", "pr-card", content)
    assert found.measured is not None and found.measured.value == 12
    assert str(found.details["fields"]).endswith("\u2026")
    assert str(found.details["fields"]).count("(page 1)") == 10


def test_an_answer_of_another_shape() -> None:
    answers = {**ANSWERS, "Page1/Birth/Date": "3 February 1990"}
    found = judge("form.complete", "pr-portal", dynamic_form("en", answers))
    assert (found.outcome.value, found.reason) == ("fail", "malformed")
    assert "Date of birth" in str(found.details["fields_en"])


def test_complete_forms() -> None:
    assert judge("form.complete", "pr-portal", dynamic_form("fr", ANSWERS)).reason == "complete"
    content = dynamic_form("en", validated(ANSWERS))
    assert judge("form.complete", "pr-portal", content).reason == "validated"


VALIDATED = [
    (validated(ANSWERS), "pass", "validated"),
    ({**validated(ANSWERS), "Page1/UCI": "22-2222-2223"}, "fail", "changed-after"),
    ({**ANSWERS, "Page1/ApplicationValidatedFlag": "No"}, "fail", "not-validated"),
    ({**ANSWERS, "Page1/ApplicationValidatedFlag": "Yes"}, "unsure", "no-barcodes"),
    (ANSWERS, "pass", "not-for-this-form"),
    ({}, "pass", "not-for-this-form"),
]


@pytest.mark.parametrize(("answers", "outcome", "reason"), VALIDATED)
def test_validation(answers: dict[str, str], outcome: str, reason: str) -> None:
    found = judge("form.validated", "visitor-visa", dynamic_form("en", answers))
    assert (found.outcome.value, found.reason) == (outcome, reason)


def test_a_listed_form_must_be_validated() -> None:
    assert verdict("form.validated", "visitor-visa", "IMM 5257") == ("fail", "not-validated")
    blank = small_form("IMM 5257", [Field("Name", "Family name")])
    assert judge("form.validated", "visitor-visa", blank).reason == "blank-form"
    other = verdict("form.validated", "visitor-visa", "IMM 5476")
    assert other == ("pass", "not-for-this-form")


HISTORY = "Your work and education history"
NOT_APPLICABLE = [
    ("Teacher, Montréal", "pass", "answered"),
    ("", "pass", "answered"),
    ("N/A", "fail", "refused"),
    ("n.a.", "fail", "refused"),
    ("Not Applicable", "fail", "refused"),
    ("sans objet", "fail", "refused"),
    ("S.O.", "fail", "refused"),
]


@pytest.mark.parametrize(("value", "outcome", "reason"), NOT_APPLICABLE)
def test_not_applicable(value: str, outcome: str, reason: str) -> None:
    field = Field("Work/Row1/Activity", "Activity", value, heading=HISTORY)
    found = verdict("form.not-applicable", "pr-card", "IMM 5444", field)
    assert found == (outcome, reason)


def test_not_applicable_is_an_answer_elsewhere() -> None:
    fields = [
        Field("Name/Other", "Other names", "N/A"),
        Field("Work/Row1/Activity", "Activity", "Teacher", heading=HISTORY),
    ]
    assert verdict("form.not-applicable", "pr-card", "IMM 5444", *fields)[0] == "pass"
    assert verdict("form.not-applicable", "pr-card", "IMM 5476", *fields) == (
        "pass",
        "not-for-this-form",
    )
