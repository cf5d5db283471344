from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.barcode.aamva import MAX_CHARACTERS, Licence, parse_licence
from models.barcode.issuers import issuers
from samples.identity_barcode import CardFacts, aamva_text, in_element
from samples.identity_people import Holder, invented_holder

VERSIONS = range(1, 11)
JURISDICTIONS = sorted({one.code for one in issuers().values() if one.country != "MEX"} - {""})
CARD = CardFacts(number="D1234-567", issued=dt.date(2021, 12, 11), expires=dt.date(2031, 1, 12))


def licence(text: str) -> Licence:
    parsed = parse_licence(text)
    assert parsed is not None
    return parsed


def problems(text: str) -> set[tuple[str, str]]:
    return {(problem.kind, problem.element) for problem in licence(text).problems}


def with_elements(*elements: str, iin: str = "636012", version: int = 8) -> str:
    body = "DL" + "\n".join(elements) + "\r"
    return f"@\n\x1e\rANSI {iin}{version:02d}0001DL0031{len(body):04d}{body}"


COMPLETE = ("DCSSPECIMEN", "DACANNA", "DADNONE", "DAQ12345", "DBB19900415", "DBA20310415", "DCGCAN")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("jurisdiction", ["ON", "QC", "NY", "PR"])
def test_our_own_text_of_every_version_has_no_problem(version: int, jurisdiction: str) -> None:
    person = invented_holder(1, "plain", age_years=30)
    text = aamva_text(person, jurisdiction, version, CARD)
    read = licence(text)
    assert read.header.version == version
    assert [one.kind for one in read.subfiles] == ["DL", f"Z{jurisdiction[0]}"]
    wholly_known = person.birth.day is not None
    assert [problem for problem in read.problems if wholly_known] == []
    assert read.issuer is not None
    assert read.issuer.code == jurisdiction


people = st.builds(invented_holder, st.integers(0, 5000))


@settings(max_examples=60, deadline=None)
@given(people, st.sampled_from(JURISDICTIONS), st.sampled_from(VERSIONS))
def test_what_is_encoded_is_read(person: Holder, jurisdiction: str, version: int) -> None:
    read = licence(aamva_text(person, jurisdiction, version, CARD))
    family = person.surname or person.given_names
    others = person.given_names if person.surname else ""
    limit = 125 if version == 1 else 40
    assert read.text("family_name") == in_element(family, limit)
    if version != 1 and len(others) < 40:
        assert (read.given_names or "") == in_element(others, 80)
    assert read.date("issue_date") == CARD.issued
    assert read.date("expiry_date") == CARD.expires
    if person.birth.day is not None and person.birth.month is not None:
        born = dt.date(person.birth.year, person.birth.month, person.birth.day)
        assert read.date("birth_date") == born
    else:
        assert ("date-unreadable", "DBB") in {(one.kind, one.element) for one in read.problems}
    assert read.text("sex") == {"M": "male", "F": "female", "X": "unspecified"}[person.sex]
    assert read.number("height_cm") == pytest.approx(person.height_cm, abs=1.35)
    assert read.text("document_number") == CARD.number
    assert read.text("region") == jurisdiction


@settings(max_examples=150, deadline=None)
@given(people, st.sampled_from(VERSIONS), st.data())
def test_corrupted_text_never_raises(person: Holder, version: int, data: st.DataObject) -> None:
    text = aamva_text(person, "ON", version, CARD)
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    parsed = parse_licence(text[:at] + data.draw(st.text(max_size=40)) + text[at + length :])
    if parsed is not None:
        shown = "".join(one.raw for part in parsed.subfiles for one in part.elements)
        assert all(character.isprintable() or character == "\xa0" for character in shown)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_no_licence_or_a_licence(text: str) -> None:
    assert parse_licence(text) is None
    parsed = parse_licence("@\n\x1e\rANSI 636012080001DL00310099DL" + text)
    assert parsed is None or parsed.issuer is not None


@pytest.mark.parametrize(
    ("country", "iin", "birth", "expiry", "order"),
    [
        # As the standard prescribes
        ("CAN", "636012", "19900415", "20310415", "CCYYMMDD"),
        ("USA", "636001", "04151990", "04152031", "MMDDCCYY"),
        # The other country's order
        ("CAN", "636017", "08121962", "08082031", "MMDDCCYY"),
        ("USA", "636060", "19900415", "20310415", "CCYYMMDD"),
        # An order of no version, proven by one day above 12
        ("CAN", "636012", "15041990", "01022031", "DDMMCCYY"),
    ],
)
def test_order_of_dates(country: str, iin: str, birth: str, expiry: str, order: str) -> None:
    text = with_elements(*COMPLETE[:4], f"DBB{birth}", f"DBA{expiry}", f"DCG{country}", iin=iin)
    read = licence(text)
    assert read.date_order == order
    kinds = {problem.kind for problem in read.problems}
    usual = {"CAN": "CCYYMMDD", "USA": "MMDDCCYY"}[country]
    assert ("date-order-unexpected" in kinds) == (order != usual)
    assert read.date("birth_date") is not None
    assert read.date("birth_date") != read.date("expiry_date")


def test_a_date_that_two_orders_read_stays_unread_where_the_card_has_no_order() -> None:
    text = with_elements(*COMPLETE[:4], "DBB19900415", "DBD31121990", "DBA01022031", "DCGCAN")
    read = licence(text)
    assert read.date("birth_date") == dt.date(1990, 4, 15)
    assert read.date("expiry_date") is None
    assert ("date-ambiguous", "DBA") in problems(text)


@pytest.mark.parametrize(
    ("elements", "problem"),
    [
        ((*COMPLETE, "DCSOTHER"), ("element-repeated", "DCS")),
        ((*COMPLETE, "DEZ1"), ("element-unknown", "DEZ")),
        ((*COMPLETE, "rubbish"), ("stray-data", "DL")),
        ((*COMPLETE, "DAGRUE\x07 X"), ("control-characters", "DAG")),
        ((*COMPLETE, "DAG\u202eTEERTS"), ("control-characters", "DAG")),
        ((*COMPLETE, "DBCZ"), ("value-unreadable", "DBC")),
        ((*COMPLETE, "DAUtall"), ("value-unreadable", "DAU")),
        ((*COMPLETE, "DBD19890101"), ("dates-contradict", "")),
        ((*COMPLETE[:4], "DBB19901315", *COMPLETE[5:]), ("date-unreadable", "DBB")),
        (COMPLETE[1:], ("element-missing", "DCS")),
        ((*COMPLETE[:6], "DCGUSA"), ("country-disagrees", "DCG")),
    ],
)
def test_problems_are_named(elements: tuple[str, ...], problem: tuple[str, str]) -> None:
    assert problem not in problems(with_elements(*COMPLETE))
    assert problem in problems(with_elements(*elements))


def test_header_problems() -> None:
    good = with_elements(*COMPLETE)
    assert problems(good) == set()
    assert ("issuer-unknown", "") in problems(good.replace("636012", "636999"))
    assert ("header-nonstandard", "") in problems(good.replace("@\n\x1e\r", "@\n"))
    assert ("version-unknown", "") in problems(good.replace("ANSI 63601208", "ANSI 63601277"))
    assert ("entries-disagree", "") in problems(good.replace("080001DL", "080002DL"))
    assert ("data-cut-short", "") in problems(good[:-30])
    assert ("offsets-wrong", "DL") in problems(good.replace("DL0031", "DL0900"))
    assert ("header-missing", "") in problems(good[good.index("DCS") :])
    assert ("too-long", "") in problems(good + "\n" * MAX_CHARACTERS)


def test_wrong_offsets_do_not_hide_the_fields() -> None:
    text = aamva_text(invented_holder(3, "plain"), "BC", 8, CARD).replace("DL0041", "DL0999")
    read = licence(text)
    assert read.text("document_number") == CARD.number
    assert [one.kind for one in read.subfiles] == ["DL", "ZB"]


def test_terminator_that_a_scanner_wrote_as_a_letter() -> None:
    text = with_elements(*COMPLETE, "DDB20120316")
    read = licence(text.replace("\x1e\r", "6M").replace("\r", "M"))
    assert read.date("revision_date") == dt.date(2012, 3, 16)


def test_first_signs_of_the_oldest_cards() -> None:
    body = "DLDAAMARTIN,ANNE,MARIE,JR\nDAQ1\nDBB19900415\nDBA20310415\nDBCF\nDAU511\nDBHY\r"
    read = licence(f"@\n\x1e\rAAMVA6360100101DL0029{len(body):04d}{body}")
    assert read.header.version == 1
    assert read.text("family_name") == "MARTIN"
    assert (read.given_names, read.text("name_suffix")) == ("ANNE MARIE", "JR")
    assert read.number("height_cm") == pytest.approx(180.3)
    assert read.flag("organ_donor") is True


@pytest.mark.parametrize(
    ("elements", "given", "middle"),
    [
        (("DACMARIE EVE", "DADLOUISE"), "MARIE EVE", "LOUISE"),
        (("DACMARIE EVE", "DADNONE"), "MARIE EVE", None),
        (("DACMARIE EVE", "DAD"), "MARIE", "EVE"),
        (("DCTMARIE EVE LOUISE",), "MARIE", "EVE LOUISE"),
        (("DCTMARIE,EVE",), "MARIE", "EVE"),
        (("DACMARIE", "DADNONE"), "MARIE", None),
    ],
)
def test_given_names(elements: tuple[str, ...], given: str, middle: str | None) -> None:
    read = licence(with_elements("DCSROY", *COMPLETE[3:], *elements))
    assert (read.text("given_name"), read.text("middle_name")) == (given, middle)


def test_undivided_full_name_is_not_guessed_at() -> None:
    text = with_elements("DAAMARTIN ANNE MARIE", *COMPLETE[3:], version=1)
    assert licence(text).text("full_name") == "MARTIN ANNE MARIE"
    assert licence(text).text("family_name") is None
    assert ("name-undivided", "DAA") in problems(text)


@pytest.mark.parametrize(("flag", "truncated"), [("T", True), ("N", False), ("U", None)])
def test_truncation_flags(flag: str, truncated: bool | None) -> None:
    read = licence(with_elements(*COMPLETE, f"DDE{flag}", "DDFN", "DDGN"))
    assert read.flag("family_name_truncated") is truncated
    assert read.is_name_truncated is bool(truncated)


def test_long_names_are_cut_and_said_to_be() -> None:
    person = invented_holder(7, "long")
    read = licence(aamva_text(person, "ON", 8, CARD))
    cut = [len(part) > 40 for part in (person.surname, *person.given_names.split(" ", 1))]
    assert read.is_name_truncated is any(cut)
    assert len(read.text("family_name") or "") <= 40


def test_every_field_names_its_element() -> None:
    read = licence(with_elements(*COMPLETE))
    field = read.fields["birth_date"]
    assert (field.element, field.raw, field.value) == ("DBB", "19900415", dt.date(1990, 4, 15))


@pytest.mark.parametrize("text", ["", "https://example.org", "DAQ1\nDBB19900101", "ANSI 636012"])
def test_other_texts_are_no_licence(text: str) -> None:
    parsed = parse_licence(text)
    assert parsed is None or parsed.fields == {}
