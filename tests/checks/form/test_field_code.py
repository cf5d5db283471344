from __future__ import annotations

import pytest

from tests.checks.form.small_forms import Field, judge, small_form, verdict

RULE, POLICY = "form.field-code", "apr-portal"
PURPOSES = {"01": "Business", "03": "Other"}
FRENCH = {"01": "Affaires", "03": "Autre"}
PAYERS = {"01": "Myself", "05": "Other"}
DASHED = "Ukraine 2022 public policy\u2014open work permit"


def purpose(code: str, text: str) -> list[Field]:
    return [
        Field("Purpose/Purpose", "1. a) Purpose of my visit", code, "choice-list", PURPOSES),
        Field("Purpose/Other", "b) Other", text),
    ]


def french(code: str, text: str) -> list[Field]:
    return [
        Field("But/Liste", "But de mon séjour", code, "choice-list", FRENCH),
        Field("But/Zone", "Autre", text),
    ]


def job(title: str, duties: str) -> list[Field]:
    return [
        Field("Work/Job", "Job title", title),
        Field("Work/Desc", "Brief description of duties", duties),
    ]


def payer(code: str, text: str) -> list[Field]:
    caption = "My expenses in Canada will be paid by:"
    return [
        Field("Money/By", caption, code, "choice-list", PAYERS),
        Field("Money/Other", "Other", text),
    ]


VALID = [
    ("IMM 5257", purpose("03", "Ukraine 2022")),
    ("IMM 5257", purpose("03", "ukraine  2022 owp")),
    ("IMM 5257", french("03", "UKRAINE 2022")),
    ("IMM 5708", purpose("03", "Ukraine\u00a02022")),
    ("IMM 5709", payer("05", "Ukraine 2022")),
    ("IMM 5710", job("Ukraine 2022 OWP", DASHED)),
    ("IMM 5710", job("Ukraine 2022 OWP", "Ukraine 2022 public policy - open work permit")),
    ("IMM 5710", job("Ukraine 2022 OWP", "Ukraine 2022 public policy\u2013Open Work Permit")),
]


@pytest.mark.parametrize(("number", "fields"), VALID)
def test_the_code_in_its_field(number: str, fields: list[Field]) -> None:
    assert verdict(RULE, POLICY, number, *fields) == ("pass", "code")


INVALID = [
    # nothing like the code
    ("IMM 5257", purpose("01", ""), "no-code"),
    ("IMM 5257", purpose("03", "to see my aunt"), "no-code"),
    ("IMM 5710", job("Ukraine 2022 OWP", ""), "no-code"),
    # nearly the code
    ("IMM 5257", purpose("03", "Ukraine 2023"), "other-code"),
    ("IMM 5708", purpose("03", "Ukraine 2022 OWP"), "other-code"),
    ("IMM 5710", job("Ukraine 2022", DASHED), "other-code"),
    ("IMM 5710", job("Ukraine 2022 OWP", "Ukraine 2022 public policy"), "other-code"),
    # the code beside another choice
    ("IMM 5257", purpose("01", "Ukraine 2022"), "not-other"),
    ("IMM 5709", payer("01", "Ukraine 2022"), "not-other"),
]


@pytest.mark.parametrize(("number", "fields", "reason"), INVALID)
def test_another_text_in_the_field(number: str, fields: list[Field], reason: str) -> None:
    assert verdict(RULE, POLICY, number, *fields) == ("fail", reason)


def test_the_exact_code_is_reported() -> None:
    fields = job("Ukraine 2022 OWP", "Ukraine 2022 public policy - work permit")
    found = judge(RULE, POLICY, small_form("IMM 5710", fields))
    assert found.required is not None and found.measured is not None
    assert found.required.any_of == (DASHED,)
    assert found.measured.value == "Ukraine 2022 public policy - work permit"
    assert found.details["expected"] == DASHED
    assert found.details["question"] == "Brief description of duties"


def test_other_forms_need_no_code() -> None:
    assert verdict(RULE, POLICY, "IMM 5476") == ("pass", "not-for-this-form")
    assert verdict(RULE, POLICY, "IMM 5257 - Schedule 1") == ("pass", "not-for-this-form")


def test_an_edition_without_the_question() -> None:
    assert verdict(RULE, POLICY, "IMM 5257") == ("not-assessed", "question-not-found")
