"""Check digits against the examples of ICAO 9303-3, and what they can and cannot notice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.mrz.check_digits import character_value, check_digit
from models.mrz.lattice import ALPHABET

TEXTS = st.text(ALPHABET, min_size=1, max_size=44)


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("520727", "3"),  # 9303-3, appendix A, example 1
        ("AB2134<<<", "5"),  # example 2
        ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8"),  # example 3, TD3
        ("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<", "2"),  # example 4, TD1
        ("HA672242<658022549601086<<<<<<<", "8"),  # example 5, TD2
        ("L898902C3", "6"),
        ("", "0"),
        ("<<<<<<<<<<<<<<", "0"),
    ],
)
def test_printed_examples(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize(
    ("character", "value"), [("0", 0), ("9", 9), ("A", 10), ("Z", 35), ("<", 0)]
)
def test_values_of_characters(character: str, value: int) -> None:
    assert character_value(character) == value


@given(TEXTS, st.data())
def test_one_wrong_character_is_noticed_unless_it_has_the_same_last_digit(
    text: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET))
    changed = text[:place] + other + text[place + 1 :]
    differs = (character_value(other) - character_value(text[place])) % 10 != 0
    assert (check_digit(changed) != check_digit(text)) == differs


@given(TEXTS)
def test_a_filler_at_the_end_changes_nothing(text: str) -> None:
    assert check_digit(text + "<") == check_digit(text)
