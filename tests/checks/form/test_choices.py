"""Questions with one answer, and the sections of IMM 5476."""

from __future__ import annotations

import pytest

from tests.checks.form.small_forms import YES_NO, Field, judge, small_form, verdict

RULE = "form.choices"


def boxes(heading: str, *ticked: str) -> list[Field]:
    return [
        Field(f"Q/Box{n}", f"Box {n}", value, "check-box", heading=heading if n == 0 else "")
        for n, value in enumerate(ticked)
    ]


ONE_BOX = [
    (boxes("3. This application is for", "1", "0", "0"), "pass", "as-asked"),
    (boxes("3. This application is for", "0", "0", "0"), "fail", "none"),
    (boxes("3. This application is for", "1", "0", "1"), "fail", "several"),
    (boxes("10. Couleur des yeux", "1", "1"), "fail", "several"),
    (
        [Field("Q17", "17. Have you been issued a removal order?", "N", "radio-group", YES_NO)],
        "pass",
        "as-asked",
    ),
    (
        [Field("Q17", "17. Have you been issued a removal order?", "", "radio-group", YES_NO)],
        "fail",
        "none",
    ),
]


@pytest.mark.parametrize(("fields", "outcome", "reason"), ONE_BOX)
def test_one_box(fields: list[Field], outcome: str, reason: str) -> None:
    assert verdict(RULE, "pr-card", "IMM 5444", *fields) == (outcome, reason)


def test_the_question_is_named() -> None:
    fields = boxes("15. Marital status", "1", "1")
    found = judge(RULE, "pr-card", small_form("IMM 5444", fields))
    assert found.details["question"] == "15"
    assert found.measured is not None and found.measured.value == 2


@pytest.mark.parametrize("number", ["IMM 5444", "IMM 5532"])
def test_yes_and_no_at_once(number: str) -> None:
    fields = [
        Field("Q9/Yes", "Yes", "1", "check-box", heading="9. Do you have children"),
        Field("Q9/No", "No", "1", "check-box"),
    ]
    assert verdict(RULE, "pr-card", number, *fields) == ("fail", "several")


def representative(appoint: str, cancel: str, *filled: str) -> list[Field]:
    """IMM 5476 with its two boxes and, of its sections, these filled in."""
    heads = {
        "A": "Section A: Applicant information",
        "B": "Section B: Appointment of representative",
        "C": "Section C: Cancel the appointment of a representative",
        "D": "Section D: Your declaration",
    }
    sections = [
        Field(f"S{name}/Name", "Name", "Zoé" if name in filled else "", heading=head)
        for name, head in heads.items()
    ]
    return [
        Field("Head/Appoint", "Appoint a representative", appoint, "check-box"),
        Field("Head/Cancel", "Cancel a representative", cancel, "check-box"),
        *sections,
    ]


SECTIONS = [
    (representative("1", "0", "A", "B", "D"), "pass", "as-asked"),
    (representative("0", "1", "A", "C", "D"), "pass", "as-asked"),
    (representative("1", "1", "A", "B", "C", "D"), "pass", "as-asked"),
    (representative("1", "0", "A", "C", "D"), "fail", "section-empty"),
    (representative("0", "1", "A", "B", "D"), "fail", "section-empty"),
    (representative("1", "1", "A", "B", "D"), "fail", "section-empty"),
    (representative("0", "0", "A", "B", "D"), "fail", "no-choice"),
]


@pytest.mark.parametrize("policy", ["pr-card", "pr-portal", "visitor-visa"])
@pytest.mark.parametrize(("fields", "outcome", "reason"), SECTIONS)
def test_sections(fields: list[Field], outcome: str, reason: str, policy: str) -> None:
    assert verdict(RULE, policy, "IMM 5476", *fields) == (outcome, reason)


def test_empty_sections_are_named() -> None:
    found = judge(RULE, "pr-card", small_form("IMM 5476", representative("1", "1", "A", "D")))
    assert found.details["sections"] == "B, C"


def test_other_forms() -> None:
    assert verdict(RULE, "pr-portal", "IMM 5532") == ("pass", "not-for-this-form")
    assert verdict(RULE, "pr-card", "IMM 5444") == ("not-assessed", "question-not-found")
