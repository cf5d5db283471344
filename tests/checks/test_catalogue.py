from __future__ import annotations

import pytest

from checks.catalogue import format_value, texts_for
from checks.finding import Judgement, Measured, Outcome, Required
from models.errors import RuleError

TOO_SMALL = Judgement(
    Outcome.FAIL, "too-small", Measured(27.46, "mm", 26.0, 28.9), Required("mm", 31, 36)
)


@pytest.mark.parametrize(
    ("value", "en", "fr"),
    [
        (27.46, "27.5", "27,5"),
        (0.034, "0.03", "0,03"),
        (36.0, "36", "36"),
        (1234.6, "1,235", "1\u202f235"),
        ("JPEG", "JPEG", "JPEG"),
    ],
)
def test_numbers_are_written_as_each_language_does(value: float | str, en: str, fr: str) -> None:
    assert format_value(value, "en") == en
    assert format_value(value, "fr") == fr


def test_message_quotes_measurement_and_limits() -> None:
    message, remedy = texts_for("photo.face-height", TOO_SMALL, {})
    assert "27.5 mm" in message.en and "31 to 36 mm" in message.en
    assert "27,5 mm" in message.fr and "31 à 36 mm" in message.fr
    assert remedy.en and remedy.fr


def test_policy_may_override_a_text() -> None:
    own = {language: {"too-small": {"message": "own {value}"}} for language in ("en", "fr")}
    message, _ = texts_for("photo.face-height", TOO_SMALL, own)
    assert (message.en, message.fr) == ("own 27.5", "own 27,5")


def test_unknown_reason_is_an_error() -> None:
    with pytest.raises(RuleError, match="vanished"):
        texts_for("photo.face-height", Judgement(Outcome.FAIL, "vanished"), {})


def test_text_that_quotes_what_was_not_measured_is_an_error() -> None:
    with pytest.raises(RuleError, match="value"):
        texts_for("photo.face-height", Judgement(Outcome.FAIL, "too-small"), {})
