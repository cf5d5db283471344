"""identity.expiry and identity.expiry-soon: to the day, and what stands in which part."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.finding import Outcome
from checks.policies import load_policy
from samples.identity_mrz import Faults
from tests.checks.identity.documents import (
    CONTENT,
    PASSPORT_BY_TITLE,
    TODAY,
    document,
    judged,
    licence,
    placed_zone,
    zone_of_lines,
)
from tests.models.mrz.zones import FRENCH

RULE, SOON = "identity.expiry", "identity.expiry-soon"


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


@pytest.mark.parametrize(
    ("left", "outcome", "reason"),
    [
        (4000, Outcome.PASS, "valid"),
        (1, Outcome.PASS, "valid"),
        (0, Outcome.PASS, "valid"),
        (-1, Outcome.FAIL, "expired"),
        (-4000, Outcome.FAIL, "expired"),
    ],
)
def test_the_last_day_counts(left: int, outcome: Outcome, reason: str) -> None:
    zone = placed_zone(replace(CONTENT, expiry=f"{days(left):%y%m%d}"))
    by_barcode = document(barcodes=[licence(expires=days(left))])
    for facts in (document(zone), by_barcode):
        judgement = judged(RULE, facts)
        assert (judgement.outcome, judgement.reason) == (outcome, reason)
        assert judgement.measured is not None
        assert judgement.measured.value == left
        assert judgement.details["date"] == days(left).isoformat()


@pytest.mark.parametrize(
    ("left", "outcome", "reason"),
    [
        (183, Outcome.PASS, "long-valid"),
        (182, Outcome.FAIL, "soon"),
        (0, Outcome.FAIL, "soon"),
        (-1, Outcome.FAIL, "already-expired"),
    ],
)
def test_half_a_year_to_come(left: int, outcome: Outcome, reason: str) -> None:
    zone = placed_zone(replace(CONTENT, expiry=f"{days(left):%y%m%d}"))
    judgement = judged(SOON, document(zone))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_advice_never_returns_an_application() -> None:
    assert load_policy("pr-portal", "identity").rules[SOON].severity.value == "advice"


def test_a_past_date_that_was_not_read_clearly_is_left_open() -> None:
    """Its check digit does not hold, so that it is as clear as its least clear character."""
    zone = placed_zone(
        replace(CONTENT, expiry="201211"),
        faults=Faults(wrong=frozenset(["expiry"])),
        doubts={(1, 21): {"2": 0.6, "3": 0.4}},
    )
    judgement = judged(RULE, document(zone))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "perhaps-expired")


@pytest.mark.parametrize("rule", [RULE, SOON])
def test_no_date_no_judgement(rule: str) -> None:
    judgement = judged(rule, document(kind=PASSPORT_BY_TITLE))
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_ASSESSED, "no-expiry-date")


def test_parts_that_contradict_one_another_are_left_open() -> None:
    facts = document(placed_zone(), barcodes=[licence(expires=days(-5))])
    judgement = judged(RULE, facts)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "contradictory")
    soon = judged(SOON, facts)
    assert (soon.outcome, soon.reason) == (Outcome.NOT_ASSESSED, "contradictory")


def test_two_valid_dates_need_not_be_the_same_here() -> None:
    facts = document(placed_zone(), barcodes=[licence(expires=days(900))])
    assert judged(RULE, facts).outcome is Outcome.PASS


def test_the_french_card_states_its_expiry_on_the_other_side() -> None:
    facts = document(zone_of_lines("FRA-ID", FRENCH))
    for rule in (RULE, SOON):
        judgement = judged(rule, facts)
        assert (judgement.outcome, judgement.reason) == (Outcome.NOT_ASSESSED, "on-other-side")
