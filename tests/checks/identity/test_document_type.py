"""identity.document-type: which types each program takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.catalogue import texts_for
from checks.finding import Outcome
from checks.identity_kind import DocumentKind, kind_of_booklet, kind_of_titles, kind_of_zone
from samples.identity_mrz import MrzFormat
from tests.checks.identity.documents import (
    CONTENT,
    PASSPORT_BY_TITLE,
    barcode,
    document,
    judged,
    licence,
    placed_zone,
)

RULE = "identity.document-type"
NONE = DocumentKind("none", 0.5, "nothing")


@pytest.mark.parametrize(
    ("name", "code", "nationality", "type_"),
    [
        ("TD3", "P", "UTO", "passport"),
        ("TD3", "P", "XXB", "travel-document"),
        ("TD3", "P", "XXA", "travel-document"),
        ("TD1", "I", "UTO", "id-card"),
        ("TD2", "I", "UTO", "id-card"),
        ("MRVA", "V", "UTO", "visa"),
        ("MRVB", "V", "XXX", "visa"),
    ],
)
def test_the_zone_tells_the_type(name: MrzFormat, code: str, nationality: str, type_: str) -> None:
    zone = placed_zone(replace(CONTENT, document_code=code, nationality=nationality), name)
    assert kind_of_zone(zone.reading).type == type_


@pytest.mark.parametrize(
    ("evidence", "type_"),
    [
        ({}, "passport"),
        ({"passport": 0.9}, "passport"),
        ({"travel-document": 0.9}, "travel-document"),
        ({"travel-document": 0.3}, "passport"),  # a mention
        ({"passport": 0.9, "travel-document": 0.6}, "passport"),
    ],
)
def test_a_booklet_that_calls_itself_a_travel_document_is_one(
    evidence: dict[str, float], type_: str
) -> None:
    by_zone = kind_of_zone(placed_zone().reading)
    assert kind_of_booklet(by_zone, evidence).type == type_
    assert document(placed_zone(), titles=evidence).kind.type == type_


@pytest.mark.parametrize(
    ("policy", "name", "outcome", "reason"),
    [
        ("pr-portal", "TD3", Outcome.PASS, "accepted"),
        ("pr-portal", "TD1", Outcome.PASS, "accepted"),
        ("pr-portal", "MRVA", Outcome.FAIL, "other-type"),
        ("visitor-visa", "TD3", Outcome.PASS, "accepted"),
        ("visitor-visa", "TD1", Outcome.FAIL, "other-type"),
    ],
)
def test_by_zone(policy: str, name: MrzFormat, outcome: Outcome, reason: str) -> None:
    judgement = judged(RULE, document(placed_zone(name=name)), policy)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)
    assert judgement.required is not None
    assert judgement.required.any_of is not None


@pytest.mark.parametrize(
    ("policy", "outcome"), [("pr-portal", Outcome.PASS), ("visitor-visa", Outcome.FAIL)]
)
def test_a_licence_by_its_barcode(policy: str, outcome: Outcome) -> None:
    assert judged(RULE, document(barcodes=[licence()]), policy).outcome is outcome


def test_a_type_that_only_the_title_tells_is_left_open_where_it_is_not_taken() -> None:
    by_title = document(kind=DocumentKind("visa", 0.8, "title"))
    assert judged(RULE, by_title).reason == "perhaps-other-type"
    assert judged(RULE, by_title).outcome is Outcome.UNSURE
    assert judged(RULE, document(kind=PASSPORT_BY_TITLE)).outcome is Outcome.PASS


def test_what_shows_no_document_is_left_open() -> None:
    nothing = document(barcodes=[barcode("https://example.org")], kind=NONE)
    assert judged(RULE, nothing).outcome is Outcome.UNSURE
    assert judged(RULE, nothing).reason == "unknown-type"


@pytest.mark.parametrize(
    ("title", "policy", "reason", "name"),
    [
        ("health-card", "pr-card", "perhaps-other-type", "health card"),
        ("student-card", "pr-card", "second-document", "student card"),
        ("student-card", "pr-portal", "perhaps-other-type", "student card"),
        ("bank-card", "pr-card", "perhaps-other-type", "payment card"),
    ],
)
def test_cards_that_no_program_takes_as_the_first_are_named(
    title: str, policy: str, reason: str, name: str
) -> None:
    kind = kind_of_titles({title: 0.8}, {"surname", "birth_date"})
    judgement = judged(RULE, document(kind=kind), policy)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, reason)
    assert judgement.details["type_en"] == name
    mention = kind_of_titles({"student-card": 0.3}, ())
    assert mention.is_unknown


def test_messages_name_the_type_in_both_languages() -> None:
    message, _ = texts_for(RULE, judged(RULE, document(placed_zone(name="MRVA"))), {})
    assert "(visa)" in message.en
    message, _ = texts_for(RULE, judged(RULE, document(placed_zone(name="TD1"))), {})
    assert "carte d'identité" in message.fr
