"""identity.barcode: read, faulty or absent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.finding import Outcome
from samples.identity_barcode import aamva_text
from samples.identity_people import PartialDate
from tests.checks.identity.documents import (
    HOLDER,
    LICENCE_BY_TITLE,
    NOT_CONCERNED,
    barcode,
    document,
    judged,
    licence,
    placed_zone,
)

RULE = "identity.barcode"


def test_a_licence_is_read() -> None:
    judgement = judged(RULE, document(barcodes=[licence()]))
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "read")
    assert judgement.where


@pytest.mark.parametrize(
    ("old", "new"),
    [("ANSI 636012", "ANSI 636999"), ("DCGCAN", "DCGUSA"), ("DBB", "ZZB")],
    ids=["unknown issuer", "other country", "no birth"],
)
def test_a_faulty_text_is_left_open(old: str, new: str) -> None:
    text = aamva_text(HOLDER, "ON", 10)
    assert old in text
    judgement = judged(RULE, document(barcodes=[barcode(text.replace(old, new, 1))]))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "faulty")


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
