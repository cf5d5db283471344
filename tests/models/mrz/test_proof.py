"""What check digits prove, correct and leave open; the examples of ICAO 9303 and invented ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.mrz.check_digits import character_value
from models.mrz.covered import check_state, long_number_of
from models.mrz.formats import ALLOWED, CheckedField, Layout, Span
from models.mrz.proof import Correction, prove
from models.mrz.zone_reading import ZoneReading
from samples.identity_mrz import Digit, Faults, MrzContent, MrzFormat, composed
from tests.models.mrz.zones import (
    BY_NAME,
    EXAMPLES,
    MRVA,
    TD1_LONG,
    TD2,
    TD3,
    decoded_lines,
    replaced,
)

NUMBER_DIGIT = {"TD1": (0, 14), "TD2": (1, 9), "TD3": (1, 9), "MRVA": (1, 9), "MRVB": (1, 9)}


def check_of(layout: Layout, name: str) -> CheckedField:
    return next(check for check in layout.checks if check.name == name)


def states(layout: Layout, lines: tuple[str, ...]) -> dict[str, str]:
    return {check.name: check_state(check, lines) for check in layout.checks}


@pytest.mark.parametrize(("name", "lines"), EXAMPLES)
def test_examples_are_proved_and_nothing_is_corrected(name: str, lines: tuple[str, ...]) -> None:
    layout = BY_NAME[name]
    proof = prove(layout, decoded_lines(layout, lines))
    assert proof.lines == lines
    assert proof.is_green
    assert proof.corrections == ()


def test_a_long_card_number() -> None:
    assert long_number_of(TD1_LONG[0]) == ("D23145890734", "9")
    assert long_number_of("I<UTOD23145890<<<<<<<<<<<<<<<<") is None
    layout = BY_NAME["TD1"]
    wrong = replaced(TD1_LONG, 0, 18, "8")
    assert states(layout, wrong)["number"] == "fail"
    nothing_behind = ("I<UTOD23145890<<<<<<<<<<<<<<<<", *TD1_LONG[1:])
    assert states(layout, nothing_behind)["number"] == "fail"


@pytest.mark.parametrize(
    ("digit", "state"), [("<", "none"), ("0", "pass"), ("1", "fail")], ids=["filler", "0", "1"]
)
def test_the_digit_of_an_empty_personal_number(digit: str, state: str) -> None:
    lines = (TD3[0], TD3[1][:28] + "<" * 14 + digit + "0")
    assert states(BY_NAME["TD3"], lines)["personal_number"] == state


def test_a_personal_number_needs_its_digit() -> None:
    lines = replaced(TD3, 1, 42, "<")
    assert states(BY_NAME["TD3"], lines)["personal_number"] == "fail"


@pytest.mark.parametrize("digit", ["number", "birth", "expiry", "composite"])
def test_wrong_digits_as_printed_stay_wrong(digit: Digit) -> None:
    content = MrzContent(
        "P", "UTO", "V37470457", "Tessema", "Meklit", "UTO", "570612", "F", "321211"
    )
    faults = Faults(wrong=frozenset([digit]))
    lines = composed("TD3", content, faults).lines
    proof = prove(BY_NAME["TD3"], decoded_lines(BY_NAME["TD3"], lines))
    assert proof.lines == lines
    assert proof.corrections == ()
    name = {"birth": "birth_date", "expiry": "expiry_date"}.get(digit, digit)
    assert proof.checks[name] == "fail"


def test_a_letter_in_the_place_of_a_digit_is_corrected_where_the_digit_proves_it() -> None:
    layout = BY_NAME["TD3"]
    read = replaced(TD3, 1, 5, "O")
    assert TD3[1][5] == "0"
    proof = prove(layout, decoded_lines(layout, read, {(1, 5): {"O": 0.6, "0": 0.4}}))
    assert proof.lines == TD3
    assert proof.corrections == (Correction(1, 5, "O", "0", "number"),)
    assert proof.is_green


def test_a_correction_needs_a_reason_in_the_picture() -> None:
    """The digit would hold with another character, but nobody saw one."""
    layout = BY_NAME["TD3"]
    read = replaced(TD3, 1, 7, "7")
    proof = prove(layout, decoded_lines(layout, read))
    assert proof.corrections == ()
    assert proof.checks["number"] == "fail"


def test_digits_that_contradict_one_another_leave_all_as_it_was_read() -> None:
    """The number's digit could be mended, but not that of the birth: both stand as read."""
    layout = BY_NAME["TD3"]
    read = replaced(replaced(TD3, 1, 5, "O"), 1, 19, "7")
    proof = prove(layout, decoded_lines(layout, read, {(1, 5): {"O": 0.6, "0": 0.4}}))
    assert proof.lines == read
    assert proof.corrections == ()
    assert {proof.checks[name] for name in ("number", "birth_date")} == {"fail"}


def test_what_no_check_digit_covers_is_never_changed() -> None:
    layout = BY_NAME["TD3"]
    read = replaced(TD3, 0, 6, "A")
    proof = prove(layout, decoded_lines(layout, read, {(0, 6): {"A": 0.5, "R": 0.5}}))
    assert proof.lines == read
    assert proof.is_green


def test_a_pair_of_the_same_value_is_left_open() -> None:
    """8 and S count the same: no check digit tells which stands there."""
    layout = BY_NAME["TD3"]
    doubts = {(1, 1): {"8": 0.55, "S": 0.45}}
    proof = prove(layout, decoded_lines(layout, TD3, doubts))
    assert proof.is_green
    assert "number" in proof.doubtful
    assert prove(layout, decoded_lines(layout, TD3)).doubtful == frozenset()


def test_a_second_reader_that_agrees_decides_in_a_clear_zone_only() -> None:
    """8 and S count the same; small soft print misleads both readers alike."""
    layout = BY_NAME["TD3"]
    clear = {(1, 1): {"8": 0.99, "S": 0.01}}
    assert "number" in prove(layout, decoded_lines(layout, TD3, clear)).doubtful
    assert prove(layout, decoded_lines(layout, TD3, clear), TD3).doubtful == frozenset()
    other = (TD3[0], TD3[1].replace("8", "S", 1))
    assert "number" in prove(layout, decoded_lines(layout, TD3, clear), other).doubtful
    for unclear in ({(1, 1): {"8": 0.55, "S": 0.45}}, clear | {(0, 6): {"R": 0.6, "K": 0.4}}):
        proof = prove(layout, decoded_lines(layout, TD3, unclear), TD3)
        assert "number" in proof.doubtful
        assert proof.lines == TD3


def test_a_digit_that_agrees_with_what_was_hardly_read_proves_nothing() -> None:
    """A wrong birth date agrees with its digit in one of ten: MRV-A has no other digit for it."""
    layout = BY_NAME["MRVA"]
    hidden = {(1, place): {MRVA[1][place]: 0.45, "7": 0.4} for place in (15, 16, 18, 19)}
    proof = prove(layout, decoded_lines(layout, MRVA, hidden))
    assert proof.is_green
    assert "birth_date" in proof.doubtful
    assert not proof.doubtful & {"number", "expiry_date"}


def test_nothing_is_corrected_on_a_line_that_slipped_by_a_character() -> None:
    layout = BY_NAME["TD3"]
    read = decoded_lines(layout, replaced(TD3, 1, 1, "B"), {(1, 1): {"B": 0.9, "8": 0.1}})
    assert prove(layout, read).corrections
    steps = tuple(3 * place + (6 if place > 20 else 0) for place in range(44))
    slipped = (read[0], replace(read[1], steps=steps))
    assert not prove(layout, slipped).corrections


def test_a_digit_that_several_readings_would_satisfy_was_misread_not_misprinted() -> None:
    """8 and S would both make the number's digit hold: neither is put in the place of the 3."""
    layout = BY_NAME["TD3"]
    read = replaced(TD3, 1, 1, "3")
    decoded = decoded_lines(layout, read, {(1, 1): {"3": 0.5, "8": 0.25, "S": 0.25}})
    proof = prove(layout, decoded)
    assert proof.lines == read
    assert proof.checks["number"] == "fail"
    assert "number" in proof.explicable
    seconded = prove(layout, decoded, TD3)
    assert seconded.lines == TD3
    assert seconded.corrections == (Correction(1, 1, "3", "8", "number"),)


def test_a_digit_that_no_reading_would_satisfy_is_not_explained() -> None:
    layout = BY_NAME["TD3"]
    proof = prove(layout, decoded_lines(layout, replaced(TD3, 1, 7, "7")))
    assert proof.explicable == frozenset()


def covered(layout: Layout) -> set[tuple[int, int]]:
    """Places that some check digit proves, its own among them."""

    def places(span: Span) -> set[tuple[int, int]]:
        return {(span.line, place) for place in range(span.start, span.end)}

    spans = [span for check in layout.checks for span in (*check.covered, check.digit)]
    return set().union(*map(places, spans))


@given(st.sampled_from(EXAMPLES), st.data())
def test_one_wrong_character_breaks_a_digit_or_no_digit_could_tell(
    example: tuple[str, tuple[str, ...]], data: st.DataObject
) -> None:
    name, lines = example
    layout = BY_NAME[name]
    line = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[0]) - 1))
    allowed = ALLOWED[layout.kinds[line][place]].replace(lines[line][place], "")
    if not allowed:
        return
    changed = replaced(lines, line, place, data.draw(st.sampled_from(allowed)))
    is_broken = "fail" in states(layout, changed).values()
    values = [character_value(one[line][place]) for one in (lines, changed)]
    is_same_value = (values[0] - values[1]) % 10 == 0
    is_covered = (line, place) in covered(layout)
    if not is_covered:
        assert not is_broken
    elif not is_same_value:
        assert is_broken


@given(st.data())
def test_what_is_corrected_passes_its_check_digit(data: st.DataObject) -> None:
    """Whatever doubts the picture leaves: a correction makes all digits hold, or there is none."""
    layout, lines = data.draw(st.sampled_from([(BY_NAME["TD2"], TD2), (BY_NAME["MRVA"], MRVA)]))
    doubts = {}
    read: tuple[str, ...] = lines
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines[1]) - 1))
        own = lines[1][place]
        others = ALLOWED[layout.kinds[1][place]].replace(own, "")
        other = data.draw(st.sampled_from(others))
        share = data.draw(st.floats(0.01, 0.99))
        doubts[(1, place)] = {own: share, other: 1 - share}
        read = replaced(read, 1, place, own if share >= 0.5 else other)
    proof = prove(layout, decoded_lines(layout, read, doubts))
    for one in proof.corrections:
        assert proof.lines[one.line][one.place] == one.proved != one.read
        assert read[one.line][one.place] == one.read
    if proof.corrections:
        assert proof.is_green
    else:
        assert proof.lines == read


@pytest.mark.parametrize("name", ["TD1", "TD2", "TD3", "MRVA", "MRVB"])
def test_composed_zones_hold(name: MrzFormat) -> None:
    content = MrzContent(
        "V" if name.startswith("MRV") else "I", "UTO", "AB12", "Ng", "", "UTO", "57<<<<", "<",
        "321211",
    )  # fmt: skip
    lines = composed(name, content).lines
    assert "fail" not in states(BY_NAME[name], lines).values()
    line, place = NUMBER_DIGIT[name]
    broken = replaced(lines, line, place, str((int(lines[line][place]) + 1) % 10))
    assert states(BY_NAME[name], broken)["number"] == "fail"


def test_a_digit_that_agrees_and_proves_nothing_is_not_called_right() -> None:
    layout = BY_NAME["TD3"]
    doubts = {(1, 1): {"8": 0.55, "S": 0.45}}
    decoded = decoded_lines(layout, TD3, doubts)
    reading = ZoneReading(layout, decoded, prove(layout, decoded), (), 0.0)
    states = reading.digit_states
    assert states.pop("number") == "unproved"
    assert set(states.values()) == {"pass"}
