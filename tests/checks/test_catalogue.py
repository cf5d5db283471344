from __future__ import annotations

import pytest

from checks.catalogue import format_limit, format_value, texts_for
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


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [
        (1.247, 1.2, "1.25"),
        (1.2004, 1.2, "1.2004"),
        (1.19999999, 1.2, "1.2"),
        (0.0349, 0.035, "0.03"),
        (0.0351, 0.035, "0.04"),
        (1.249, 1.25, "1.2"),
        (99.7, 100.0, "99.7"),
        (100.2, 100.0, "100.2"),
        (100.0, 100.0, "100"),
        (27.46, 31.0, "27.5"),
    ],
)
def test_a_crossed_limit_shows_in_the_digits(value: float, limit: float, shown: str) -> None:
    assert format_value(value, "en", (limit, None)) == shown


@pytest.mark.parametrize(("limit", "shown"), [(1.2, "1,2"), (0.035, "0,035"), (36.0, "36")])
def test_a_limit_is_written_as_the_policy_sets_it(limit: float, shown: str) -> None:
    assert format_limit(limit, "fr") == shown


def test_no_message_shows_a_crossed_limit_as_its_own_number() -> None:
    soft = Judgement(Outcome.FAIL, "soft", Measured(1.247, "%"), Required("%", max=1.2))
    message, _ = texts_for("photo.sharpness", soft, {})
    assert "1.25" in message.en and "1.2 " in message.en
    assert "1,25" in message.fr


def test_message_quotes_measurement_and_limits() -> None:
    message, remedy = texts_for("photo.face-height", TOO_SMALL, {})
    assert "27.5 mm" in message.en and "31 to 36 mm" in message.en
    assert "27,5 mm" in message.fr and "31 à 36 mm" in message.fr
    assert remedy.en and remedy.fr


def test_policy_may_override_a_text() -> None:
    own = {language: {"too-small": {"message": "own {value}"}} for language in ("en", "fr")}
    message, _ = texts_for("photo.face-height", TOO_SMALL, own)
    assert (message.en, message.fr) == ("own 27.5", "own 27,5")


def test_a_text_of_the_rule_comes_before_the_common_one() -> None:
    other = Judgement(Outcome.PASS, "not-for-this-form")
    common, _ = texts_for("form.choices", other, {})
    own, _ = texts_for("form.validated", other, {})
    assert common == texts_for("form.history-gaps", other, {})[0]
    assert (common.en, common.fr) != (own.en, own.fr)
    assert "validated" in own.en


def test_unknown_reason_is_an_error() -> None:
    with pytest.raises(RuleError, match="vanished"):
        texts_for("photo.face-height", Judgement(Outcome.FAIL, "vanished"), {})


def test_text_that_quotes_what_was_not_measured_is_an_error() -> None:
    with pytest.raises(RuleError, match="value"):
        texts_for("photo.face-height", Judgement(Outcome.FAIL, "too-small"), {})
