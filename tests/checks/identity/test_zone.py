"""The rules of the machine-readable zone: there, proved, possible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.finding import Outcome
from checks.identity.zone import PlausibleRule
from checks.identity_kind import DocumentKind
from checks.policies import load_policy
from samples.identity_mrz import Digit, Faults, MrzFormat
from tests.checks.identity.documents import (
    CARD_BY_TITLE,
    CONTENT,
    LICENCE_BY_TITLE,
    NOT_CONCERNED,
    PASSPORT_BY_TITLE,
    document,
    judged,
    licence,
    placed_zone,
    printed_field,
)

PRESENT, DIGITS, PLAUSIBLE = (
    "identity.mrz-present", "identity.mrz-check-digits", "identity.mrz-plausible",
)  # fmt: skip
NONE = DocumentKind("none", 0.5, "nothing")
#: A character of the names that was read badly.
UNCLEAR = {(0, 6): {"E": 0.5, "F": 0.5}}


def test_a_zone_is_found_where_it_stands() -> None:
    judgement = judged(PRESENT, document(placed_zone()))
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "found")
    assert len(judgement.where) == 2


def test_a_passport_without_its_zone_is_left_open() -> None:
    judgement = judged(PRESENT, document(kind=PASSPORT_BY_TITLE))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "absent")


@pytest.mark.parametrize("kind", [LICENCE_BY_TITLE, CARD_BY_TITLE], ids=["licence", "card"])
@pytest.mark.parametrize("rule", [PRESENT, DIGITS, PLAUSIBLE])
def test_no_zone_is_asked_of_documents_that_may_have_none(rule: str, kind: DocumentKind) -> None:
    judgement = judged(rule, document(kind=kind))
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, NOT_CONCERNED)


@pytest.mark.parametrize("kind", [PASSPORT_BY_TITLE, NONE], ids=["passport", "none"])
@pytest.mark.parametrize("rule", [DIGITS, PLAUSIBLE])
def test_without_a_zone_nothing_can_be_proved(rule: str, kind: DocumentKind) -> None:
    judgement = judged(rule, document(kind=kind))
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_ASSESSED, "no-zone")


@pytest.mark.parametrize("name", ["TD1", "TD2", "TD3", "MRVA", "MRVB"])
def test_right_digits_of_every_format(name: MrzFormat) -> None:
    judgement = judged(DIGITS, document(placed_zone(name=name)))
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "right")


@pytest.mark.parametrize("digit", ["number", "birth", "expiry", "personal", "composite"])
def test_a_wrong_digit_that_was_read_clearly_fails(digit: Digit) -> None:
    zone = placed_zone(faults=Faults(wrong=frozenset([digit])))
    judgement = judged(DIGITS, document(zone))
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, "wrong")
    assert judgement.measured is not None
    assert judgement.measured.value == 1
    names = {"birth": "date of birth", "expiry": "date of expiry", "composite": "all of the zone"}
    named = judgement.details["digits_en"]
    assert named == names.get(digit, {"number": "document number"}.get(digit, "personal number"))
    assert judgement.where


def test_a_wrong_digit_in_an_unclear_zone_is_left_open() -> None:
    zone = placed_zone(faults=Faults(wrong=frozenset(["birth"])), doubts=UNCLEAR)
    judgement = judged(DIGITS, document(zone))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "perhaps-wrong")


def test_a_character_that_two_readings_satisfy_is_left_open() -> None:
    content = replace(CONTENT, number="V3747045S")
    zone = placed_zone(content, doubts={(1, 8): {"S": 0.55, "8": 0.45}})
    judgement = judged(DIGITS, document(zone))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "in-doubt")


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({}, Outcome.PASS, "plausible"),
        ({"birth": "5706<<"}, Outcome.PASS, "plausible"),
        ({"birth": "<<<<<<"}, Outcome.PASS, "plausible"),
        ({"birth": "570631"}, Outcome.FAIL, "no-such-date"),
        ({"expiry": "321311"}, Outcome.FAIL, "no-such-date"),
        # Two digits: born in 1900 or 2000, and expired in between.
        ({"birth": "000101", "expiry": "470101"}, Outcome.PASS, "plausible"),
        ({"issuer": "QQQ"}, Outcome.UNSURE, "unknown-state"),
        ({"issuer": "D"}, Outcome.PASS, "plausible"),
        ({"issuer": "UNO"}, Outcome.PASS, "plausible"),
    ],
)
def test_what_is_possible(changes: dict[str, str], outcome: Outcome, reason: str) -> None:
    judgement = judged(PLAUSIBLE, document(placed_zone(replace(CONTENT, **changes))))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_nobody_is_older_than_the_oldest() -> None:
    """Two digits of a year never make more than a hundred years: a policy may set less."""
    parameters = load_policy("pr-portal", "identity").rules[PLAUSIBLE].parameters
    assert isinstance(parameters, PlausibleRule)
    strict = replace(parameters, max_age_years=60)
    facts = document(placed_zone())
    assert judged(PLAUSIBLE, facts).reason == "plausible"
    assert judged(PLAUSIBLE, facts, parameters=strict).reason == "too-old"


@pytest.mark.parametrize(
    ("name", "values", "outcome", "reason"),
    [
        ("issue_date", ("2022-12-11",), Outcome.PASS, "plausible"),
        ("issue_date", ("1957-06-11",), Outcome.FAIL, "issued-before-birth"),
        ("issue_date", ("2032-12-12",), Outcome.FAIL, "issued-after-expiry"),
        ("issue_date", ("2032-12-12", "2022-12-12"), Outcome.PASS, "plausible"),
        ("issue_date", ("2026-11-23",), Outcome.PASS, "plausible"),  # it is tomorrow elsewhere
        ("issue_date", ("2026-11-24",), Outcome.UNSURE, "not-yet-issued"),
        ("birth_date", ("1857-06-12",), Outcome.FAIL, "too-old"),
        ("birth_date", ("2033-06-12",), Outcome.FAIL, "dates-reversed"),
    ],
)
def test_printed_dates_must_be_possible(
    name: str, values: tuple[str, ...], outcome: Outcome, reason: str
) -> None:
    for sure in (0.97, 0.6):
        facts = document(placed_zone(), printed=[printed_field(name, *values, confidence=sure)])
        judgement = judged(PLAUSIBLE, facts)
        expected = Outcome.UNSURE if sure < 0.9 and outcome is Outcome.FAIL else outcome
        assert (judgement.outcome, judgement.reason) == (expected, reason)


def test_nobody_gets_a_document_before_birth() -> None:
    zone = placed_zone(replace(CONTENT, birth="250612"))
    issued, born = (
        printed_field("issue_date", "2024-12-11"),
        printed_field("birth_date", "2025-06-12"),
    )
    # Two digits alone may be those of somebody of a hundred years.
    assert judged(PLAUSIBLE, document(zone, printed=[issued])).reason == "plausible"
    judgement = judged(PLAUSIBLE, document(zone, printed=[issued, born]))
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, "issued-before-birth")


def test_a_number_that_the_print_denies_is_left_open() -> None:
    """A visa's digit that is wrong as printed and would be right for 1 in place of T."""
    zone = placed_zone(
        replace(CONTENT, number="T37470457"),
        "MRVA",
        Faults(wrong=frozenset(["number"])),
        {(1, 0): {"T": 0.9, "1": 0.1}},
    )
    assert zone.values.number == "137470457"
    denied = document(zone, printed=[printed_field("number", "T37470457")])
    judgement = judged(DIGITS, denied)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "in-doubt")
    assert judged("identity.fields-agree", denied).reason == "agree"
    for printed in ([printed_field("number", "137470457")], []):
        assert judged(DIGITS, document(zone, printed=printed)).reason == "right"


def test_visas_have_a_zone_too() -> None:
    assert judged(PRESENT, document(kind=DocumentKind("visa", 0.8, "title"))).reason == "absent"
    assert judged(DIGITS, document(barcodes=[licence()])).reason == NOT_CONCERNED
