"""Signatures, their dates, and who signs for a child."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.finding import Outcome, Text
from checks.form.signed import FormSigners, SignedRule, form_signed
from checks.form.signers import Signer
from checks.policies import load_policy
from models.errors import NotMeasurable
from samples.forms import flattened_form, plain_form
from samples.forms_signing import filled_afterwards, signed_form
from tests.checks.form.small_forms import TODAY, Field, form_facts, judge, small_form, verdict
from tests.models.pdf.test_signatures import with_annotation

PERSON, ISSUER = "Zoé Specimen", "Immigration, Refugees and Citizenship Canada"
FIELD = "Page2_Sign_Digital"


def line(caption: str, name: str, date: str, place: str = "Sign") -> list[Field]:
    return [
        Field(f"{place}/Name", caption, name),
        Field(f"{place}/Date", "Date (YYYY-MM-DD)", date, "date"),
    ]


SIGNED = [
    (line("Signature of applicant", "Zoé", ""), "pass", "signed"),
    (line("Signature du demandeur", "Zoé", ""), "pass", "signed"),
    (line("Signature", "Zoé", ""), "pass", "signed"),
    (line("Signature of applicant", "", "2024-05-01"), "fail", "unsigned"),
    ([], "not-assessed", "question-not-found"),
]


@pytest.mark.parametrize(("fields", "outcome", "reason"), SIGNED)
def test_the_applicant_signs(fields: list[Field], outcome: str, reason: str) -> None:
    assert verdict("form.signed", "pr-card", "IMM 5444", *fields) == (outcome, reason)


def representative(name: str, applicant: str, section_b: str) -> list[Field]:
    heading = "Section B: Appointment of representative"
    return [
        Field("B/Name", "Full name", section_b, heading=heading),
        *line("Signature of representative", name, "", "Rep"),
        *line("Signature of applicant", applicant, "", "App"),
    ]


REPRESENTATIVE = [
    (representative("Max", "Zoé", "Max"), "pass", ""),
    (representative("", "Zoé", "Max"), "fail", "representative"),
    (representative("Max", "", "Max"), "fail", "applicant"),
    (representative("", "Zoé", ""), "pass", ""),
]


@pytest.mark.parametrize(("fields", "outcome", "missing"), REPRESENTATIVE)
def test_both_sign_the_use_of_a_representative(
    fields: list[Field], outcome: str, missing: str
) -> None:
    found = judge("form.signed", "visitor-visa", small_form("IMM 5476", fields))
    assert found.outcome.value == outcome
    assert found.details.get("signers_en", "") == missing


POLICY_RULE = load_policy("pr-card", "form").rules["form.signed"].parameters
assert isinstance(POLICY_RULE, SignedRule)
SPECIMEN_RULE = replace(
    POLICY_RULE,
    required=(
        FormSigners(
            ("IMM 9901",),
            (Signer(Text("applicant", "demandeur"), ("applicant", "Digital signature")),),
        ),
    ),
)
SIGNATURES = [
    # what stands for a signature on a form without a typed name
    (signed_form(plain_form("en"), PERSON, FIELD, "approving"), Outcome.PASS),
    (with_annotation("Ink", [310, 465, 420, 482]), Outcome.PASS),
    (with_annotation("Stamp", [310, 405, 420, 421]), Outcome.PASS),
    # and what does not
    (with_annotation("Ink", [10, 10, 40, 40]), Outcome.FAIL),
    (signed_form(plain_form("en"), ISSUER, "Certified", "certifying"), Outcome.FAIL),
]


@pytest.mark.parametrize(("content", "outcome"), SIGNATURES)
def test_what_stands_for_a_signature(content: bytes, outcome: Outcome) -> None:
    content = filled_afterwards(content, "Page1_Name_GivenName", "Zoé")
    assert form_signed(form_facts(content), SPECIMEN_RULE).outcome is outcome


def test_a_print_to_pdf_is_not_assessed() -> None:
    with pytest.raises(NotMeasurable, match="no-fields"):
        form_signed(form_facts(flattened_form("en", {"Page1/UCI": "1"})), SPECIMEN_RULE)


def test_an_unknown_form_is_not_assessed() -> None:
    fields = line("Signature of applicant", "Zoé", "")
    found = judge("form.signed", "pr-card", small_form("Leave of absence", fields))
    assert (found.outcome.value, found.reason) == ("not-assessed", "unknown-form")


def test_forms_that_need_no_signature() -> None:
    for policy, number in (("pr-portal", "IMM 0008"), ("visitor-visa", "IMM 5257")):
        assert verdict("form.signed", policy, number) == ("pass", "not-for-this-form")


DATED = [
    ("2024-05-31", "pass", "dated"),
    ("2024-03-02", "pass", "dated"),
    ("30/05/2024", "pass", "dated"),
    ("04/05/2024", "pass", "dated"),  # both readings lie within 90 days
    ("2024-03-01", "fail", "stale"),
    ("2024-06-15", "fail", "post-dated"),
    ("05/01/2024", "unsure", "ambiguous"),  # 5 January is stale, 1 May is not
    ("1 May 2024", "unsure", "unreadable"),
    ("2024-04-31", "fail", "no-such-day"),
    ("31/04/2024", "fail", "no-such-day"),
    ("20240431", "fail", "no-such-day"),
    ("20/05/24", "unsure", "short-year"),
    ("", "fail", "undated"),
]


@pytest.mark.parametrize(("date", "outcome", "reason"), DATED)
def test_the_date_beside_the_signature(date: str, outcome: str, reason: str) -> None:
    fields = line("Signature of applicant", "Zoé", date)
    assert verdict("form.dated", "pr-card", "IMM 5444", *fields) == (outcome, reason)


def test_age_in_days_is_reported() -> None:
    fields = line("Signature of applicant", "Zoé", "2024-01-31")
    found = judge("form.dated", "pr-card", small_form("IMM 5444", fields))
    assert found.measured is not None and found.required is not None
    assert (found.measured.value, found.required.max) == (121, 90)


def test_neither_signed_nor_dated() -> None:
    fields = line("Signature of applicant", "", "")
    assert verdict("form.dated", "pr-card", "IMM 5444", *fields) == ("fail", "undated")
    assert verdict("form.dated", "pr-card", "IMM 5455") == ("pass", "not-for-this-form")


PARENT = "Signature of parent or legal guardian"
APPLICANT = "Signature of applicant"
SHARED = "Signature of Applicant or Parent/Legal Guardian\u2019s for a person under 18"
MINORS = [
    # born, signature of the applicant, of the parent
    ("1990-01-01", "Zoé", "", "pass", "adult"),
    ("2006-05-31", "Zoé", "", "pass", "adult"),
    ("2006-06-01", "Zoé", "", "fail", "parent-missing"),
    ("2008-01-01", "Zoé", "Ann", "pass", "signed"),
    ("2008-01-01", "", "Ann", "fail", "applicant-missing"),
    ("2010-06-01", "", "Ann", "pass", "signed"),
    ("2015-01-01", "Zoé", "", "fail", "parent-missing"),
    ("unknown", "Zoé", "Ann", "not-assessed", "question-not-found"),
    # day and month may be exchanged: a child in both readings, or in one
    ("02/01/2012", "Zoé", "", "fail", "parent-missing"),
    ("05/06/2006", "Zoé", "", "unsure", "ambiguous"),
    ("2031-01-01", "Zoé", "", "unsure", "birth-date"),
]


@pytest.mark.parametrize(("born", "applicant", "parent", "outcome", "reason"), MINORS)
def test_children(born: str, applicant: str, parent: str, outcome: str, reason: str) -> None:
    fields = [
        Field("Born", "7. Date of birth", born, "date"),
        *line(APPLICANT, applicant, "", "App"),
        *line(PARENT, parent, "", "Parent"),
    ]
    found = verdict("form.minor-signers", "pr-card", "IMM 5444", *fields)
    assert found == (outcome, reason)


def test_a_line_that_applicant_and_parent_share() -> None:
    born = [
        Field("B/Y", "YYYY", "2015", heading="4. Date of birth"),
        Field("B/M", "MM", "1"),
        Field("B/D", "DD", "2"),
    ]
    named = [
        Field("B/Y", "Date of birth (YYYY)", "2015"),
        Field("B/M", "Date of birth (MM)", "1"),
    ]
    date = Field("Born", "Date of birth", "2015-01-02", "date")
    rule = "form.minor-signers"
    signed = verdict(rule, "pr-card", "IMM 5444", date, *line(SHARED, "Ann", ""))
    assert signed == ("unsure", "one-line")
    unsigned = verdict(rule, "pr-card", "IMM 5444", date, *line(SHARED, "", ""))
    assert unsigned == ("fail", "parent-missing")
    for parts in (born, named):
        assert verdict(rule, "pr-card", "IMM 5444", *parts)[0] == "not-assessed"


def test_digital_signatures() -> None:
    rule, policy = "form.signature-intact", "pr-portal"
    form = plain_form("en")
    signed = signed_form(form, PERSON, FIELD, "approving")
    changed = signed.replace(b"SPECIMEN APPLICATION FORM", b"SPECIMEN APPLICATION FARM", 1)
    issuers = signed_form(form, ISSUER, "Certified", "certifying")
    expected = {
        form: ("pass", "none"),
        issuers: ("pass", "none"),
        signed: ("pass", "intact"),
        signed_form(issuers, PERSON, FIELD, "approving"): ("pass", "intact"),
        changed: ("fail", "broken"),
        filled_afterwards(signed, "Page1_UCI", "1234-5679"): ("unsure", "filled-after"),
    }
    for content, outcome in expected.items():
        found = judge(rule, policy, content)
        assert (found.outcome.value, found.reason) == outcome


def test_two_digital_signatures_one_after_the_other() -> None:
    first = signed_form(plain_form("en"), PERSON, FIELD, "approving")
    both = signed_form(first, "Max Specimen", "Second", "approving")
    assert judge("form.signature-intact", "pr-portal", both).reason == "intact"


def test_the_day_of_the_screening_is_an_argument() -> None:
    content = small_form("IMM 5444", line("Signature of applicant", "Zoé", "2024-05-31"))
    assert judge("form.dated", "pr-card", content, TODAY).reason == "dated"
    later = TODAY + dt.timedelta(days=91)
    assert judge("form.dated", "pr-card", content, later).reason == "stale"
