from __future__ import annotations

import pytest

from models.mrz.states import is_state_code
from models.viz import nationality
from models.viz.nationality import states_named


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("UTOPIAN/UTOPIENNE", {"UTO"}),
        ("Canadian / Canadienne", {"CAN"}),
        ("CANADIENNE", {"CAN"}),
        ("FRANÇAISE", {"FRA"}),
        ("AZORBAYCAN/AZERBAIJAN", {"AZE"}),
        ("LATVIJAS", {"LVA"}),
        ("GERMAN", {"DEU", "D"}),
        ("CONGOLESE", {"COD", "COG"}),
        ("NIGERIAN", {"NGA"}),
        ("NIGÉRIENNE", {"NER"}),
        ("RURITANIAN", set()),
        ("CANADIAN/RURITANE", set()),  # a word that is not known may mean anything
        ("CANADIAN/FRENCH", set()),
        ("", set()),
    ],
)
def test_the_states_that_words_name(text: str, states: set[str]) -> None:
    assert states_named(text) == states


def test_every_state_has_a_code() -> None:
    for code, begins in nationality._beginnings().items():
        assert is_state_code(code)
        assert begins and all(letters.isalpha() and letters.islower() for letters in begins)
