"""identity.fields-agree and identity.name-agrees: what the parts of one document say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.finding import Outcome
from checks.identity.names_stated import name_statements
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
    zone_of_lines,
)

FIELDS, NAMES = "identity.fields-agree", "identity.name-agrees"


def test_one_part_alone_contradicts_nothing() -> None:
    for rule in (FIELDS, NAMES):
        for facts in (document(placed_zone()), document(barcodes=[licence()])):
            judgement = judged(rule, facts)
            assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "one-part")
        assert judged(rule, document()).reason == "no-part"


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
        ("Meklit", "Tessema", Outcome.UNSURE, "open"),
        ("Meklit Tessema", "", Outcome.UNSURE, "open"),
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
        ("nationality", ("UTOPIAN",), Outcome.PASS),
        ("nationality", ("UTOPIAN/UTOPIENNE",), Outcome.PASS),
        ("nationality", ("CANADIAN/CANADIENNE",), Outcome.UNSURE),
        ("nationality", ("RURITANIAN",), Outcome.PASS),  # unknown: not compared
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
        ("570612", "660508", "1957-06-12", Outcome.PASS),  # valid for so long that it seems expired
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
        ("name", "Meklit Tessema", Outcome.PASS),
        ("name", "Tessema Meklit A", Outcome.UNSURE),
        ("name", "Haddad Yousef", Outcome.FAIL),
    ],
)
def test_a_name_that_was_read_in_part_or_as_a_whole(
    field: str, value: str, outcome: Outcome
) -> None:
    facts = document(placed_zone(), printed=[printed_field(field, value)])
    assert judged(NAMES, facts).outcome is outcome


def test_a_zone_of_a_document_for_life_is_taken_in_the_printed_century() -> None:
    zone = placed_zone(replace(CONTENT, expiry="660508"))
    printed = [
        printed_field("expiry_date", "2066-05-08"),
        printed_field("birth_date", "1957-06-12"),
    ]
    facts = document(zone, printed=printed)
    assert {one.value for one in statements_of(facts, "expiry_date")} == {"2066-05-08"}
    for rule in (FIELDS, "identity.mrz-plausible", "identity.expiry"):
        assert judged(rule, facts).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"number": "ZZ9999999", "passport_number": "V37470457"}, Outcome.PASS),
        ({"number": "V37470457", "passport_number": "ZZ9999999"}, Outcome.PASS),
        ({"number": "ZZ9999999", "passport_number": "V37470456"}, Outcome.FAIL),
    ],
)
@pytest.mark.parametrize("name", ["TD3", "MRVA"])
def test_the_number_under_the_passports_caption_comes_first(
    name: MrzFormat, fields: dict[str, str], outcome: Outcome
) -> None:
    """On a visa either number may be the one that the zone repeats."""
    printed = [printed_field(field, value) for field, value in fields.items()]
    assert judged(FIELDS, document(placed_zone(name=name), printed=printed)).outcome is outcome


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        (("TESSEMA MEKLIT OGLU", "MEKLIT"), Outcome.PASS),  # letters of the zone below
        (("MEKLIT", "YOUSEF"), Outcome.FAIL),
        (("YOUSEF",), Outcome.FAIL),
    ],
)
def test_a_name_that_is_printed_twice_need_agree_in_the_lower_line(
    lines: tuple[str, ...], outcome: Outcome
) -> None:
    given = printed_field("given_names", "YOUSEF")
    given = replace(given, field=replace(given.field, lines=lines))
    facts = document(placed_zone(), printed=[printed_field("surname", "TESSEMA"), given])
    assert judged(NAMES, facts).outcome is outcome


def test_names_that_are_likelier_misread_than_read_are_none() -> None:
    zone = placed_zone(doubts={(0, 5): {"T": 0.4, "I": 0.3, "L": 0.3}})
    assert name_statements(document(zone)) == ()
    other = [printed_field("surname", "Haddad"), printed_field("given_names", "Yousef")]
    assert judged(NAMES, document(zone, printed=other)).reason == "one-part"


def test_given_names_that_the_french_card_leaves_out_are_no_difference() -> None:
    lines = ("IDFRASILVA<<<<<<<<<<<<<<<<<<<<095014", "2008095708735ANA<<BEATRIZ<<4504045M1")
    zone = zone_of_lines("FRA-ID", lines)
    assert not zone.values.names_cut
    print_ = [
        printed_field("surname", "Silva"),
        printed_field("given_names", "Ana Beatriz Carolina Dulce"),
    ]
    assert judged(NAMES, document(zone, printed=print_)).reason == "other-spelling"


def test_print_of_another_document_beside_is_not_compared() -> None:
    first = placed_zone()
    below = [
        replace(box, centre=(box.centre[0], box.centre[1] + 500)) for box in first.reading.boxes
    ]
    second = placed_zone(replace(CONTENT, number="RLH108032", surname="Roy", given_names="Luc"))
    second = replace(second, reading=replace(second.reading, boxes=tuple(below)))
    own = printed_field("surname", "Tessema")
    beside = printed_field("surname", "Roy", confidence=0.99)
    box = replace(beside.field.box, centre=(200.0, 700.0))
    beside = replace(beside, field=replace(beside.field, box=box))
    facts = document(first, second, printed=[own, beside])
    assert judged(NAMES, facts).outcome is Outcome.PASS
    judgement = judged("identity.document-type", facts)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "several")


def test_a_birth_under_the_caption_of_the_issue_is_no_issue() -> None:
    wrong = printed_field("issue_date", "1957-06-12", confidence=0.98)
    right = printed_field("issue_date", "2022-12-11", confidence=0.92)
    facts = document(placed_zone(), printed=[wrong, right])
    assert [one.value for one in statements_of(facts, "issue_date")] == ["2022-12-11"]
