"""identity.barcode: read, faulty or absent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.finding import Outcome
from checks.identity_kind import DocumentKind
from models.barcode.reading import BarcodeReading
from samples.identity_barcode import aamva_text
from samples.identity_people import PartialDate
from tests.checks.identity.documents import (
    HOLDER,
    LICENCE_BY_TITLE,
    NOT_CONCERNED,
    PASSPORT_BY_TITLE,
    barcode,
    document,
    judged,
    licence,
    placed_zone,
    zone_of_lines,
)
from tests.models.mrz.zones import FRENCH_LICENCE

RULE = "identity.barcode"


def test_a_licence_is_read() -> None:
    judgement = judged(RULE, document(barcodes=[licence()]))
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "read")
    assert judgement.where


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("ANSI 636012", "ANSI 636999", "its issuer is not known"),
        ("DCGCAN", "DCGUSA", "it names another country than that of its issuer"),
        ("DBB", "ZZB", "data that it must hold are missing"),
    ],
    ids=["unknown issuer", "other country", "no birth"],
)
def test_a_faulty_text_is_left_open_and_the_fault_named(old: str, new: str, problem: str) -> None:
    text = aamva_text(HOLDER, "ON", 10)
    assert old in text
    judgement = judged(RULE, document(barcodes=[barcode(text.replace(old, new, 1))]))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "faulty")
    assert judgement.details["problems_en"] == problem


def test_a_holder_older_than_people_become_is_left_open() -> None:
    holder = replace(HOLDER, birth=PartialDate(1885, 6, 12))
    judgement = judged(RULE, document(barcodes=[licence(holder)]))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "too-old")


def test_the_front_alone_is_asked_for_the_other_side() -> None:
    judgement = judged(RULE, document(kind=LICENCE_BY_TITLE))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "absent")
    other = document(barcodes=[barcode("https://example.org")], kind=LICENCE_BY_TITLE)
    assert judged(RULE, other).reason == "absent"


def test_a_passport_needs_none() -> None:
    assert judged(RULE, document(placed_zone())).reason == NOT_CONCERNED


def test_a_licence_with_a_zone_needs_none() -> None:
    facts = document(zone_of_lines("FRA-DL", FRENCH_LICENCE))
    assert facts.kind.type == "driver-licence"
    assert judged(RULE, facts).reason == NOT_CONCERNED


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (LICENCE_BY_TITLE, "unreadable"),
        (DocumentKind("none", 0.5, "nothing"), NOT_CONCERNED),  # bars on no document
        (PASSPORT_BY_TITLE, NOT_CONCERNED),
    ],
)
def test_a_barcode_that_is_seen_and_not_read_is_told(kind: DocumentKind, reason: str) -> None:
    unread = (BarcodeReading((), 1, is_complete=True),)
    assert judged(RULE, document(kind=kind, barcode_readings=unread)).reason == reason
