"""identity.portrait and identity.elements: what the copy shows of the holder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.finding import Outcome
from checks.identity_facts import IdentityFacts
from checks.identity_kind import DocumentKind
from checks.policies import all_policy_parts
from models.document.portrait import DocumentPortrait
from samples.identity_mrz import Digit, Faults
from tests.checks.identity.documents import (
    CARD_BY_TITLE,
    CONTENT,
    LICENCE_BY_TITLE,
    NOT_CONCERNED,
    document,
    judged,
    licence,
    placed_zone,
    printed_field,
    zone_of_lines,
)
from tests.checks.identity.pictures import (
    outline,
    pictured,
    portrait,
)
from tests.models.mrz.zones import FRENCH_LICENCE


@pytest.mark.parametrize(
    ("found", "reason"),
    [(portrait(59.0), "dark"), (portrait(140.0, 0.21), "dark"), (None, "absent")],
)
def test_a_portrait_that_is_not_seen_well_is_left_open(
    found: DocumentPortrait | None, reason: str
) -> None:
    judgement = judged("identity.portrait", pictured(portrait=found))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, reason)


@pytest.mark.parametrize(
    "facts",
    [
        document(placed_zone(CONTENT, "TD1")),
        document(zone_of_lines("FRA-DL", FRENCH_LICENCE)),
        document(barcodes=[licence()]),
    ],
    ids=["card", "French licence", "licence"],
)
def test_a_back_that_was_sent_alone_is_called_so(facts: IdentityFacts) -> None:
    back = pictured(facts, portrait=None)
    portrait_ = judged("identity.portrait", back)
    assert (portrait_.outcome, portrait_.reason) == (Outcome.PASS, "back-alone")
    shown = judged("identity.elements", back)
    assert (shown.outcome, shown.reason) == (Outcome.UNSURE, "back-alone")
    assert "photo" in str(shown.details["elements_en"])


@pytest.mark.parametrize(
    "facts",
    [
        document(kind=DocumentKind("none", 0.5, "nothing")),
        document(placed_zone(replace(CONTENT, document_code="V"), "MRVA")),
    ],
    ids=["no document", "visa"],
)
def test_what_need_not_show_a_portrait(facts: IdentityFacts) -> None:
    judgement = judged("identity.portrait", pictured(facts, portrait=None))
    assert judgement.reason == NOT_CONCERNED


def test_two_sides_of_a_card_must_show_one() -> None:
    both = pictured(
        document(placed_zone(CONTENT, "TD1")), portrait=None, outlines=(outline(), outline())
    )
    assert judged("identity.portrait", both).reason == "absent"


COMPLETE = (
    printed_field("number", "V37470457"),
    printed_field("issue_date", "2022-12-11"),
    printed_field("expiry_date", "2032-12-11"),
    printed_field("birth_date", "1957-06-12"),
    printed_field("surname", "Tessema"),
    printed_field("given_names", "Meklit"),
)


def test_a_complete_copy() -> None:
    facts = pictured(document(printed=COMPLETE, kind=LICENCE_BY_TITLE))
    judgement = judged("identity.elements", facts)
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "all")
    assert judgement.measured is not None and judgement.measured.value == 7


def test_what_is_not_found_is_named() -> None:
    facts = pictured(document(printed=COMPLETE[:1], kind=CARD_BY_TITLE), portrait=None)
    judgement = judged("identity.elements", facts, "pr-card")
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "some-not-found")
    assert judgement.details["elements_en"] == (
        "date of issue, date of expiry, name, photo, date of birth"
    )
    assert "photo" in str(judgement.details["elements_fr"])


def test_a_visa_need_not_show_all() -> None:
    visa = pictured(document(placed_zone(replace(CONTENT, document_code="V"), "MRVA")))
    assert judged("identity.elements", visa).reason == NOT_CONCERNED


def test_only_permanent_residence_asks_for_all_elements() -> None:
    parts = {part.id: part.rules for part in all_policy_parts() if part.kind == "identity"}
    asking = {name for name, rules in parts.items() if "identity.elements" in rules}
    assert asking == {"pr-card", "pr-portal"}
    assert all(rules["identity.recapture"].is_manual for rules in parts.values())
    assert all(rules["identity.recapture"].expected_manual for rules in parts.values())


@pytest.mark.parametrize("birth", ["1957-XX-XX", "1957-06-XX"])
def test_a_birth_that_is_known_in_part_is_shown(birth: str) -> None:
    fields = [one for one in COMPLETE if one.field.name != "birth_date"]
    facts = pictured(document(printed=fields, kind=LICENCE_BY_TITLE))
    assert judged("identity.elements", facts).details["elements_en"] == "date of birth"
    told = [*fields, printed_field("birth_date", birth)]
    facts = pictured(document(printed=told, kind=LICENCE_BY_TITLE))
    assert judged("identity.elements", facts).reason == "all"
    zone = placed_zone(replace(CONTENT, birth="57<<<<"))
    facts = pictured(document(zone, printed=fields))
    assert judged("identity.elements", facts).reason == "all"


def test_a_zone_without_a_right_check_digit_shows_nothing() -> None:
    digits = frozenset[Digit](("number", "birth", "expiry", "personal", "composite"))
    facts = pictured(document(placed_zone(faults=Faults(wrong=digits))))
    judgement = judged("identity.elements", facts)
    assert judgement.measured is not None
    assert judgement.measured.value == 1  # the photo
    one_right = pictured(document(placed_zone(faults=Faults(wrong=digits - {"birth"}))))
    assert judged("identity.elements", one_right).details["elements_en"] == "date of issue"
