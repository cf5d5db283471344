"""The likeliest string of a known length and kind along a line of a recogniser's views."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.mrz.decoding import SLIPPED_FROM, DecodedLine, decode_line
from models.mrz.formats import ALLOWED
from models.mrz.lattice import ALPHABET, greedy_text
from tests.models.mrz.zones import BY_NAME, EXAMPLES, TD3, decoded_lines, lattice_of

SECOND = BY_NAME["TD3"].kinds[1]


def decoded(text: str, kinds: str, **doubts: dict[int, dict[str, float]]) -> DecodedLine:
    line = decode_line(lattice_of(text, **doubts), kinds)
    assert line is not None
    return line


@pytest.mark.parametrize(("name", "lines"), EXAMPLES)
def test_examples_are_spelt_as_they_were_seen(name: str, lines: tuple[str, ...]) -> None:
    for text, kinds in zip(lines, BY_NAME[name].kinds, strict=True):
        line = decoded(text, kinds)
        assert line.text == text
        assert line.score > -0.01
        assert line.certainties.min() > 0.99
        assert len(line.steps) == len(text)
        assert list(line.steps) == sorted(line.steps)


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_any_line_of_the_right_kinds_is_spelt_as_it_was_seen(data: st.DataObject) -> None:
    text = "".join(data.draw(st.sampled_from(ALLOWED[kind])) for kind in SECOND)
    assert greedy_text(lattice_of(text)) == text
    assert decoded(text, SECOND).text == text


def test_a_letter_cannot_stand_among_digits() -> None:
    """The recogniser prefers O in the date of birth, where only a digit may stand."""
    line = decoded(TD3[1].replace("74081", "74O81"), SECOND, doubts={15: {"O": 0.9, "0": 0.1}})
    assert line.text == TD3[1]
    assert line.alternatives[15, ALPHABET.index("O")] > line.alternatives[15, ALPHABET.index("0")]
    assert line.certainties[15] > 0.9  # among the characters that may stand there


def test_a_faint_filler_is_found_because_the_length_is_known() -> None:
    faint = {43: {"<": 0.05}}
    assert greedy_text(lattice_of(TD3[0], faint)) == TD3[0][:-1]
    assert decoded(TD3[0], BY_NAME["TD3"].kinds[0], doubts=faint).text == TD3[0]


def test_a_speck_between_two_characters_is_no_character() -> None:
    seen = TD3[1][:10] + "I" + TD3[1][10:]
    line = decoded(seen, SECOND, doubts={10: {"I": 0.3}})
    assert line.text == TD3[1]


def test_too_short_a_line_spells_nothing() -> None:
    assert decode_line(lattice_of("P<UTO"), SECOND) is None


def test_looks_are_averaged_and_spelt_anew() -> None:
    layout = BY_NAME["TD3"]
    (_, first) = decoded_lines(layout, TD3, {(1, 0): {"L": 0.4, "I": 0.6}})
    (_, second) = decoded_lines(layout, TD3, {(1, 0): {"L": 0.9, "I": 0.1}})
    assert first.averaged([]).text[0] == "I"
    mean = first.averaged([second])
    assert mean.text == TD3[1]
    assert mean.certainties[0] == pytest.approx(0.65, abs=0.01)


def test_a_look_that_slipped_is_left_out() -> None:
    layout = BY_NAME["TD3"]
    (_, line) = decoded_lines(layout, TD3)
    slipped = TD3[1][1:] + "<"
    (_, other) = decoded_lines(layout, (TD3[0], slipped))
    assert line.averaged([other]).text == TD3[1]
    assert np.array_equal(line.averaged([other]).alternatives, line.alternatives)


def test_characters_that_are_hidden_leave_the_rest_off_their_places() -> None:
    line = decoded_lines(BY_NAME["TD3"], TD3)[1]
    even = replace(line, steps=tuple(range(2, 2 + 3 * 44, 3)))
    slanted = replace(line, steps=tuple(round(2 + 2.5 * n + 0.02 * n * n) for n in range(44)))
    slipped = replace(line, steps=tuple(2 + 3 * n + (6 if n > 20 else 0) for n in range(44)))
    assert even.unevenness == pytest.approx(0, abs=1e-6)
    assert slanted.unevenness < SLIPPED_FROM
    assert slipped.unevenness > SLIPPED_FROM
