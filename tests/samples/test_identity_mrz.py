"""Zones of the specimens against the examples that ICAO Doc 9303 prints."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from samples.identity_mrz import (
    Digit,
    Faults,
    MrzContent,
    MrzFormat,
    check_digit,
    composed,
    name_field,
    transliterated,
)
from samples.identity_people import NAME_KINDS, NAMES, NameKind, PartialDate, invented_holder

ERIKSSON = MrzContent(
    "P", "UTO", "L898902C3", "Eriksson", "Anna Maria", "UTO", "740812", "F", "120415", "ZE184226B"
)
CARD = replace(ERIKSSON, document_code="I", number="D23145890", optional="")
VISA = replace(
    ERIKSSON,
    document_code="V",
    number="L8988901C",
    nationality="XXX",
    birth="400907",
    expiry="961210",
    optional="6ZE184226B",
)
FRENCH = MrzContent(
    "ID", "FRA", "880692310285", "Berthier", "Corinne", "FRA", "651206", "F", "", issued="880601"
)


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("520727", "3"),
        ("AB2134<<<", "5"),
        ("L898902C3", "6"),
        ("740812", "2"),
        ("120415", "9"),
        ("ZE184226B<<<<<", "1"),
        ("L898902C3674081221204159ZE184226B<<<<<1", "0"),
        ("<<<<<<<<<<<<<<", "0"),
    ],
)
def test_check_digits_are_those_of_the_document(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize(
    ("mrz_format", "content", "lines"),
    [
        (
            "TD3",
            ERIKSSON,
            (
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            ),
        ),
        (
            "TD2",
            CARD,
            (
                "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
                "D231458907UTO7408122F1204159<<<<<<<6",
            ),
        ),
        (
            "TD1",
            CARD,
            (
                "I<UTOD231458907<<<<<<<<<<<<<<<",
                "7408122F1204159UTO<<<<<<<<<<<6",
                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
            ),
        ),
        (
            "MRVA",
            VISA,
            (
                "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
            ),
        ),
        (
            "MRVB",
            replace(VISA, optional=""),
            (
                "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
                "L8988901C4XXX4009078F9612109<<<<<<<<",
            ),
        ),
        (
            "FR2X36",
            FRENCH,
            (
                "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
                "8806923102858CORINNE<<<<<<<6512068F6",
            ),
        ),
    ],
)
def test_printed_examples_are_composed_as_printed(
    mrz_format: MrzFormat, content: MrzContent, lines: tuple[str, ...]
) -> None:
    assert composed(mrz_format, content).lines == lines


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    first = composed("TD1", replace(CARD, number="D23145890734")).lines[0]
    assert first == "I<UTOD23145890<7349<<<<<<<<<<<"
    assert first[18] == check_digit("D23145890734")
    second = composed("TD2", replace(CARD, number="D23145890734")).lines[1]
    assert (second[:10], second[28:35]) == ("D23145890<", "7349<<<")


@pytest.mark.parametrize("empty", ["<", "0"])
def test_an_empty_personal_number_has_either_sign(empty: str) -> None:
    faults = Faults(empty_personal_digit="0" if empty == "0" else "<")
    second = composed("TD3", replace(ERIKSSON, optional=""), faults).lines[1]
    assert second[28:43] == "<" * 14 + empty
    assert second[43] == check_digit(second[:10] + second[13:20] + second[21:43])


#: Where the check digits stand in the second line of a passport, and what they stand for.
TD3_DIGITS: tuple[tuple[Digit, int, tuple[slice, ...]], ...] = (
    ("number", 9, (slice(0, 9),)),
    ("birth", 19, (slice(13, 19),)),
    ("expiry", 27, (slice(21, 27),)),
    ("personal", 42, (slice(28, 42),)),
    ("composite", 43, (slice(0, 10), slice(13, 20), slice(21, 43))),
)


@pytest.mark.parametrize("wrong", [digit for digit, _, _ in TD3_DIGITS])
def test_only_the_digit_that_is_asked_for_is_wrong(wrong: Digit) -> None:
    mrz = composed("TD3", ERIKSSON, Faults(wrong=frozenset({wrong})))
    second = mrz.lines[1]
    failing = {
        digit
        for digit, place, parts in TD3_DIGITS
        if second[place] != check_digit("".join(second[part] for part in parts))
    }
    assert failing == {wrong} == mrz.wrong


@pytest.mark.parametrize(
    ("printed", "in_zone"),
    [
        ("O'Connor", "OCONNOR"),
        ("Smith-Jones", "SMITH<JONES"),
        ("Müller-Weiß", "MUELLER<WEISS"),
        ("Ångström", "AANGSTROEM"),
        ("Þórðardóttir", "THORDARDOTTIR"),
        ("Łukasiewicz", "LUKASIEWICZ"),
        ("Sørensen", "SOERENSEN"),
        ("I\u015f\u0131l", "ISIL"),
        ("Œuvrard", "OEUVRARD"),
        ("Thị Ngọc Ánh", "THI<NGOC<ANH"),
    ],
)
def test_marks_are_transliterated(printed: str, in_zone: str) -> None:
    assert transliterated(printed) == in_zone


def test_some_letters_have_a_second_spelling() -> None:
    assert transliterated("Müller Åsa", "one letter") == "MULLER<ASA"


@pytest.mark.parametrize("width", [30, 31, 39])
@pytest.mark.parametrize("kind", NAME_KINDS)
def test_every_name_fits_by_the_rules(kind: NameKind, width: int) -> None:
    for surname, given in NAMES[kind]:
        field = name_field(surname, given, width)
        whole = f"{transliterated(surname)}<<{transliterated(given)}".rstrip("<")
        assert re.fullmatch(r"[A-Z<]+", field), kind
        assert len(field) == width
        if len(whole) <= width:
            assert field.rstrip("<") == whole
        else:
            # A name that was cut ends in a letter, and shows where given names begin.
            assert field[-1] != "<"
            assert "<<" in field


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="9 characters"):
        composed("TD3", replace(ERIKSSON, number="TOO-LONG-123"))
    with pytest.raises(ValueError, match="TD3 line"):
        composed("TD3", replace(ERIKSSON, sex="?"))


def test_a_holder_is_the_same_each_time_and_all_sorts_come() -> None:
    assert invented_holder(5) == invented_holder(5)
    holders = [invented_holder(seed) for seed in range(200)]
    assert {holder.sex for holder in holders} == {"F", "M", "X"}
    assert {len(holder.birth.in_mrz.strip("<")) for holder in holders} == {2, 4, 6}
    assert any(not holder.given_names for holder in holders)
    assert any(holder.birth.year > 2008 for holder in holders)
    assert {holder.eyes for holder in holders} == {"BRN", "BLU", "GRN", "HAZ"}


def test_unknown_parts_of_a_date() -> None:
    assert (PartialDate(1974).in_mrz, PartialDate(1974).iso) == ("74<<<<", "1974-XX-XX")
    assert PartialDate(1974, 8).in_mrz == "7408<<"
