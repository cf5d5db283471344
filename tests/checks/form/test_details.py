"""Addresses, consents, lost cards, paid representatives, letters, and what goes by mail only."""

from __future__ import annotations

import pytest

from samples.forms import flattened_form
from samples.forms_variants import renumbered
from tests.checks.form.small_forms import YES_NO, Field, judge, small_form, verdict

CARD, REPRESENTATIVE, VISITOR, WORKER = "IMM 5444", "IMM 5476", "IMM 5708", "IMM 5710"


def address(street: str, postal: str, mailing: str = "1 Other Street") -> list[Field]:
    return [
        Field("Home/Row/Street", "Street", street, heading="12. Residential address"),
        Field("Home/Row/Postal", "Postal code", postal),
        Field("Mail/Row/Street", "Street", mailing, heading="13. Mailing address (if different"
              " from the residential address in A-12)"),
    ]  # fmt: skip


ADDRESSES = [
    (address("12 Main Street", "K1A 0B1"), "pass", "given"),
    ([Field("Home", "Adresse résidentielle", "12, rue Principale")], "pass", "given"),
    (address("", ""), "fail", "missing"),
    (address("N/A", "n/a"), "fail", "missing"),
    (address("12 Main Street", ""), "fail", "no-postal-code"),
    ([], "not-assessed", "question-not-found"),
]


@pytest.mark.parametrize(("fields", "outcome", "reason"), ADDRESSES)
def test_residential_address(fields: list[Field], outcome: str, reason: str) -> None:
    found = verdict("form.residential-address", "pr-card", CARD, *fields)
    assert found == (outcome, reason)


def consent(yes: str, no: str) -> list[Field]:
    heading = "23. 1. History of entries to Canada"
    return [
        Field("E/Row/Yes", "Yes", yes, "check-box", heading=heading),
        Field("E/Row/No", "No", no, "check-box"),
        Field("N/Row/No", "No", "1", "check-box", heading="2. Notice of assessment"),
    ]


def question(answer: str) -> list[Field]:
    caption = "Historique des entrées au Canada"
    return [Field("Q23", caption, answer, "radio-group", {"Y": "Oui", "N": "Non"})]


CONSENTS = [
    (consent("1", "0"), "pass", "consented"),
    (question("Y"), "pass", "consented"),
    (consent("0", "1"), "fail", "refused"),
    (question("N"), "fail", "refused"),
    (consent("0", "0"), "unsure", "unanswered"),
    (consent("1", "1"), "unsure", "unanswered"),
    ([], "not-assessed", "question-not-found"),
]


@pytest.mark.parametrize(("fields", "outcome", "reason"), CONSENTS)
def test_history_of_entries(fields: list[Field], outcome: str, reason: str) -> None:
    assert verdict("form.entry-history", "pr-card", CARD, *fields) == (outcome, reason)


def lost(renewing: str, replacing: str, how: str, name: str = "") -> list[Field]:
    heading = "3. This application is for"
    return [
        Field("For/Row/A", "Renewing my card", renewing, "check-box", heading=heading),
        Field("For/Row/B", "Replacing a card that was lost or stolen", replacing, "check-box"),
        Field("G/Row/How", "What happened", how, heading="Section G - Solemn declaration"),
        Field("G/Row/Name", "Signature of declarant", name),
    ]


LOST = [
    (lost("1", "0", ""), "pass", "as-asked"),
    (lost("0", "1", "It fell into a lake"), "pass", "as-asked"),
    (lost("0", "1", "", "Zoé"), "pass", "as-asked"),
    (lost("1", "0", "It fell into a lake"), "fail", "not-needed"),
    (lost("0", "1", ""), "fail", "section-empty"),
    (lost("0", "1", "")[:2], "not-assessed", "question-not-found"),
]


@pytest.mark.parametrize(("fields", "outcome", "reason"), LOST)
def test_declaration_on_a_lost_card(fields: list[Field], outcome: str, reason: str) -> None:
    assert verdict("form.lost-card", "pr-card", CARD, *fields) == (outcome, reason)


def paid(unpaid: str, compensated: str, number: str, body: str = "ICCRC", name: str = "Max"
         ) -> list[Field]:  # fmt: skip
    return [
        Field("B/Row/Name", "Full name", name, heading="Section B: Appointment of representative"),
        Field("B/Row/U", "Uncompensated", unpaid, "check-box"),
        Field("B/Row/C", "Compensated", compensated, "check-box"),
        Field("B/Row/Id", f"{body} membership ID number".strip(), number),
    ]


def college(ticked: str, number: str) -> list[Field]:
    """The French form with a box for each body and one field for the number."""
    return [
        Field("B/Row/C", "Rémunéré", "1", "check-box",
              heading="Section B : Désignation du représentant"),
        Field("B/Row/N", "Non rémunéré", "0", "check-box"),
        Field("B/Row/L", "Un barreau d'une province", ticked, "check-box"),
        Field("B/Row/Id", "Numéro de membre", number),
    ]  # fmt: skip


REPRESENTATIVES = [
    (paid("0", "1", "R123456"), "pass", "member"),
    (paid("0", "1", "R123456", "CICC"), "pass", "member"),
    (paid("0", "1", "123", "Law society"), "pass", "member"),
    (college("1", "123"), "pass", "member"),
    (paid("1", "0", ""), "pass", "unpaid"),
    (paid("0", "0", "", name=""), "pass", "nobody-appointed"),
    (paid("0", "1", ""), "fail", "no-membership"),
    (college("1", ""), "fail", "no-membership"),
    (paid("0", "1", "R123456", ""), "fail", "no-body"),
    (college("0", "123"), "fail", "no-body"),
    (paid("0", "0", ""), "fail", "paid-or-not"),
    (paid("1", "1", "R123456"), "fail", "both"),
    (paid("0", "1", "")[:1], "not-assessed", "question-not-found"),
    (paid("0", "1", "")[:3], "not-assessed", "question-not-found"),
]


@pytest.mark.parametrize("policy", ["pr-card", "pr-portal", "apr-portal"])
@pytest.mark.parametrize(("fields", "outcome", "reason"), REPRESENTATIVES)
def test_paid_representative(fields: list[Field], outcome: str, reason: str, policy: str) -> None:
    assert verdict("form.representative", policy, REPRESENTATIVE, *fields) == (outcome, reason)


def stay(visitor: str, permit: str, note: str = "") -> list[Field]:
    heading = "I am applying for one or more of the following"
    return [
        Field("A/Row/V", "Extend my stay as a visitor", visitor, "check-box", heading=heading),
        Field("A/Row/T", "Get a new temporary resident permit", permit, "check-box"),
        Field("B/Row/N", "Remarks", note, heading="2. Remarks"),
    ]


PERMITS = [
    (stay("1", "0"), "pass", "on-line"),
    (stay("0", "1"), "fail", "by-mail"),
    (stay("1", "1"), "fail", "by-mail"),
    (stay("1", "0", "urgent:  UKRAINE"), "fail", "marked"),
    ([], "not-assessed", "question-not-found"),
]


@pytest.mark.parametrize("number", [VISITOR, WORKER])
@pytest.mark.parametrize(("fields", "outcome", "reason"), PERMITS)
def test_permits_by_mail(fields: list[Field], outcome: str, reason: str, number: str) -> None:
    assert verdict("form.mail-only", "apr-portal", number, *fields) == (outcome, reason)


def test_a_print_that_bears_the_marking() -> None:
    printed = renumbered(flattened_form("en", {"Page1/Details": "URGENT: Ukraine"}), VISITOR)
    found = judge("form.mail-only", "apr-portal", printed)
    assert (found.outcome.value, found.reason) == ("fail", "marked")
    assert found.details["marking"] == "URGENT: Ukraine"
    unmarked = renumbered(flattened_form("en", {"Page1/Details": "Ukraine"}), VISITOR)
    assert judge("form.mail-only", "apr-portal", unmarked).reason == "no-fields"


def work(code: str, title: str = "") -> list[Field]:
    kinds = {"OWP": "Open Work Permit", "VWOWP": "Open work permit for vulnerable workers"}
    kinds["PGWP"] = "Post Graduation Work Permit"
    caption = "1. a) What type of work permit are you applying for?"
    return [
        Field("W/Row/Type", caption, code, "choice-list", kinds),
        Field("W/Row/Job", "Job title", title),
    ]


LETTERS = [
    (work("PGWP"), "pass", "none-needed"),
    (work("VWOWP"), "pass", "none-needed"),
    (work("OWP", "Ukraine 2022 OWP"), "pass", "none-needed"),
    (work("OWP"), "manual", "letter"),
    (work("OWP", "Cook"), "manual", "letter"),
    (work("", "Cook"), "unsure", "unanswered"),
    ([], "not-assessed", "question-not-found"),
]


@pytest.mark.parametrize(("fields", "outcome", "reason"), LETTERS)
def test_letter(fields: list[Field], outcome: str, reason: str) -> None:
    assert verdict("form.letter", "apr-portal", WORKER, *fields) == (outcome, reason)


OTHER_FORMS = [
    ("form.residential-address", "pr-card"),
    ("form.entry-history", "pr-card"),
    ("form.lost-card", "pr-card"),
    ("form.representative", "visitor-visa"),
    ("form.mail-only", "apr-portal"),
    ("form.letter", "apr-portal"),
]


@pytest.mark.parametrize(("rule", "policy"), OTHER_FORMS)
def test_other_forms(rule: str, policy: str) -> None:
    field = Field("Q", "Have you children?", "Y", "radio-group", YES_NO)
    assert verdict(rule, policy, "IMM 5257", field) == ("pass", "not-for-this-form")


@pytest.mark.parametrize(("rule", "policy"), OTHER_FORMS)
def test_a_blank_form(rule: str, policy: str) -> None:
    numbers = {"pr-card": CARD, "visitor-visa": REPRESENTATIVE, "apr-portal": WORKER}
    blank = small_form(numbers[policy], [Field("Name", "Family name")])
    assert judge(rule, policy, blank).reason == "blank-form"
