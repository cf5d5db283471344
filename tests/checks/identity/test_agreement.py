"""identity.fields-agree and identity.name-agrees: what the parts of one document say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.finding import Outcome
from checks.identity.statements import comparable, statements, statements_of
from checks.identity_facts import PlacedBarcode
from samples.identity_mrz import MrzFormat
from samples.identity_people import PartialDate
from tests.checks.identity.documents import (
    CONTENT,
    document,
    judged,
    licence,
    placed_zone,
    printed_field,
    tessema,
)

FIELDS, NAMES = "identity.fields-agree", "identity.name-agrees"


def test_one_part_alone_contradicts_nothing() -> None:
    for rule in (FIELDS, NAMES):
        for facts in (document(placed_zone()), document(barcodes=[licence()]), document()):
            judgement = judged(rule, facts)
            assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "one-part")


def test_zone_and_barcode_of_one_person_agree() -> None:
    facts = document(placed_zone(), barcodes=[licence(tessema())])
    assert {one.part for one in statements(facts)} == {"zone", "barcode"}
    assert {one.value for one in statements_of(facts, "sex")} == {"F"}
    for rule in (FIELDS, NAMES):
        judgement = judged(rule, facts)
        assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "agree")


@pytest.mark.parametrize(
    ("barcode", "matter"),
    [
        (licence(tessema(), number="V37470458"), "document number"),
        (licence(tessema(birth=PartialDate(1957, 6, 21))), "date of birth"),
        (licence(tessema(), expires=dt.date(2032, 12, 12)), "date of expiry"),
        (licence(tessema(sex="M")), "sex"),
    ],
    ids=["number", "birth", "expiry", "sex"],
)
def test_a_difference_fails_and_is_named(barcode: PlacedBarcode, matter: str) -> None:
    judgement = judged(FIELDS, document(placed_zone(), barcodes=[barcode]))
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, "differ")
    assert judgement.details["matters_en"] == matter
    assert judgement.measured is not None
    assert judgement.measured.value == 1
    assert len(judgement.where) == 3  # two lines and the symbol


def test_a_difference_in_what_was_not_read_clearly_is_left_open() -> None:
    """No check digit covers the sex."""
    zone = placed_zone(doubts={(1, 20): {"F": 0.6, "M": 0.4}})
    judgement = judged(FIELDS, document(zone, barcodes=[licence(tessema(sex="M"))]))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "perhaps-differ")


def test_a_birth_that_is_partly_unknown_is_not_compared() -> None:
    zone = placed_zone(replace(CONTENT, birth="5706<<"))
    assert judged(FIELDS, document(zone, barcodes=[licence(tessema())])).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("surname", "given", "outcome", "reason"),
    [
        ("Tessema", "Meklit", Outcome.PASS, "agree"),
        ("Tessemä", "Meklit", Outcome.PASS, "other-spelling"),
        ("Meklit", "Tessema", Outcome.PASS, "other-spelling"),
        ("Tessema", "Meklit Anna", Outcome.UNSURE, "open"),
        ("Tessema-Haddad", "Meklit", Outcome.UNSURE, "open"),
        ("Tessena", "Meklit", Outcome.UNSURE, "open"),
        ("Haddad", "Yousef", Outcome.FAIL, "differ"),
    ],
)
def test_names(surname: str, given: str, outcome: Outcome, reason: str) -> None:
    holder = tessema(surname=surname, given_names=given)
    judgement = judged(NAMES, document(placed_zone(), barcodes=[licence(holder)]))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)
    assert judgement.where


def test_another_name_that_was_not_read_clearly_is_left_open() -> None:
    zone = placed_zone(doubts={(0, 5): {"T": 0.6, "I": 0.4}})
    other = tessema(surname="Haddad", given_names="Yousef")
    judgement = judged(NAMES, document(zone, barcodes=[licence(other)]))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "open")


def test_numbers_are_compared_without_their_dashes() -> None:
    assert comparable("T1234-56789 00<") == "T12345678900"


@pytest.mark.parametrize(
    ("name", "values", "outcome"),
    [
        ("birth_date", ("1957-06-12",), Outcome.PASS),
        ("birth_date", ("1957-12-06", "1957-06-12"), Outcome.PASS),  # 12/06 may be either
        ("birth_date", ("1957-06-XX",), Outcome.PASS),  # partly unknown: not compared
        ("birth_date", ("1957-06-13",), Outcome.FAIL),
        ("expiry_date", ("2032-12-11",), Outcome.PASS),
        ("expiry_date", ("2033-12-11",), Outcome.FAIL),
        ("number", ("V 37470457",), Outcome.PASS),
        ("sex", ("M",), Outcome.FAIL),
        ("nationality", ("UTOPIAN",), Outcome.PASS),  # in words: not compared
        ("nationality", ("QQQ",), Outcome.FAIL),
    ],
)
def test_zone_and_print(name: str, values: tuple[str, ...], outcome: Outcome) -> None:
    facts = document(placed_zone(), printed=[printed_field(name, *values)])
    assert judged(FIELDS, facts).outcome is outcome


@pytest.mark.parametrize(
    ("name", "number", "outcome"),
    [
        ("TD3", "ZE184226B", Outcome.PASS),  # the personal number
        ("TD3", "184226", Outcome.PASS),  # a part of it
        ("TD3", "V37470456", Outcome.FAIL),
        ("TD3", "1 V37470457", Outcome.UNSURE),  # a sign beside it was read with it
        ("TD3", "37470457", Outcome.UNSURE),
        ("TD3", "M12388954", Outcome.FAIL),
        ("MRVA", "V37470456", Outcome.FAIL),
        ("MRVA", "M12388954", Outcome.PASS),  # the visa's own number, the zone has the passport's
    ],
)
def test_a_printed_number_of_another_kind_is_not_compared(
    name: MrzFormat, number: str, outcome: Outcome
) -> None:
    zone = placed_zone(replace(CONTENT, optional="ZE184226B"), name)
    facts = document(zone, printed=[printed_field("number", number)])
    assert judged(FIELDS, facts).outcome is outcome


@pytest.mark.parametrize(
    ("birth", "expiry", "printed", "outcome"),
    [
        ("251231", "321211", "1925-12-31", Outcome.PASS),  # a hundred years old
        ("251231", "321211", "2025-12-31", Outcome.PASS),
        ("121212", "110629", "1912-12-12", Outcome.PASS),
        ("570612", "321211", "1857-06-12", Outcome.FAIL),
    ],
)
def test_two_digits_of_a_year_leave_the_century_of_a_birth_open(
    birth: str, expiry: str, printed: str, outcome: Outcome
) -> None:
    zone = placed_zone(replace(CONTENT, birth=birth, expiry=expiry))
    facts = document(zone, printed=[printed_field("birth_date", printed)])
    assert judged(FIELDS, facts).outcome is outcome


def test_print_that_was_not_read_clearly_is_left_open() -> None:
    unclear = printed_field("birth_date", "1957-06-13", confidence=0.6)
    judgement = judged(FIELDS, document(placed_zone(), printed=[unclear]))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "perhaps-differ")


@pytest.mark.parametrize(
    ("surname", "given", "reason"),
    [("Tessema", "Meklit", "agree"), ("Haddad", "Yousef", "differ")],
)
def test_printed_names(surname: str, given: str, reason: str) -> None:
    print_ = [printed_field("surname", surname), printed_field("given_names", given)]
    assert judged(NAMES, document(placed_zone(), printed=print_)).reason == reason


@pytest.mark.parametrize(
    ("field", "value", "outcome"),
    [
        ("surname", "Tessema", Outcome.PASS),  # given names were not read
        ("surname", "Haddad", Outcome.FAIL),
        ("name", "Tessema", Outcome.PASS),
        ("name", "TESSEMAMEKLIT", Outcome.PASS),
        ("name", "Tessema Meklit A", Outcome.UNSURE),
        ("name", "Haddad Yousef", Outcome.FAIL),
    ],
)
def test_a_name_that_was_read_in_part_or_as_a_whole(
    field: str, value: str, outcome: Outcome
) -> None:
    facts = document(placed_zone(), printed=[printed_field(field, value)])
    assert judged(NAMES, facts).outcome is outcome
