"""The texts of the findings: one message and one remedy for each reason, in English and French.

    ["photo.face-height"]
    title = "Height of the face"
    requirement = "..."                       # shown by `docscreen rules` and on the rule's page
    reasons.too-small = { message = "...", remedy = "..." }
    reasons.valid = { message = "... {date}.", plain = "..." }    # plain: quotes no document

Messages are formatted with ``{value}``, ``{low}``, ``{high}``, ``{min}``, ``{max}``, ``{unit}`` and
the judgement's details; numbers take the language's own decimal sign. French texts are written
with plain spaces; those at which no line may break are set here.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from checks.finding import Judgement, Text
from models.errors import RuleError

TEXTS_FOLDER = Path(__file__).with_name("texts")
LANGUAGES = ("en", "fr")

#: Reasons that any rule may give without texts of its own: those of the engine and of facts that
#: are missing. A rule's own text for one of them comes before the common one.
COMMON_REASONS = (
    "blank-form",
    "crashed",
    "edge-not-found",
    "form-refused",
    "manual",
    "no-document",
    "no-face",
    "no-fields",
    "no-text-reader",
    "not-a-document",
    "not-a-pdf",
    "not-a-photo",
    "not-for-this-document",
    "not-for-this-form",
    "not-upright",
    "paper",
    "pdf-unreadable",
    "question-not-found",
    "tiny-picture",
    "two-tones",
    "unknown-form",
    "unreadable",
)

#: Values that differ by less than this many decimals are equal to the reader.
_MOST_DECIMALS = 6

#: Where French forbids a line break: before a colon or a per cent sign, and inside guillemets.
_FRENCH_UNBROKEN = re.compile(r" (?=[:%»])|(?<=«) ")


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """A rule's title, requirement and texts by reason, in one language."""

    title: str
    requirement: str
    reasons: Mapping[str, Mapping[str, str]]


@cache
def rule_texts(language: str) -> Mapping[str, RuleTexts]:
    """All rules' texts in a language, by rule id. Raises RuleError for a malformed entry."""
    merged: dict[str, RuleTexts] = {}
    for path in sorted((TEXTS_FOLDER / language).glob("*.toml")):
        for rule_id, table in tomllib.loads(path.read_text("utf-8")).items():
            if rule_id in merged:
                raise RuleError(f"{language}: the texts of {rule_id} stand twice")
            merged[rule_id] = _rule_texts(language, rule_id, table)
    return MappingProxyType(merged)


def _rule_texts(language: str, rule_id: str, table: Mapping[str, Any]) -> RuleTexts:
    try:
        reasons = {name: _typeset(entry, language) for name, entry in table["reasons"].items()}
        head = _typeset({part: table[part] for part in ("title", "requirement")}, language)
    except KeyError as missing:
        raise RuleError(f"{language}: {rule_id}: {missing} is missing") from missing
    return RuleTexts(head["title"], head["requirement"], reasons)


def _typeset(texts: Mapping[str, str], language: str) -> dict[str, str]:
    """Texts with the spaces of their language."""
    if language != "fr":
        return dict(texts)
    return {part: _FRENCH_UNBROKEN.sub("\u00a0", text) for part, text in texts.items()}


def texts_for(
    rule_id: str, judgement: Judgement, overrides: Mapping[str, Any]
) -> tuple[Text, Text]:
    """Message and remedy for a judgement in both languages. Raises RuleError where one lacks."""
    messages, remedies = {}, {}
    for language in LANGUAGES:
        entry = _entry(rule_id, judgement.reason, language, overrides)
        values = _values(judgement, language)
        messages[language] = _format(entry["message"], values, rule_id)
        remedies[language] = _format(entry.get("remedy", ""), values, rule_id)
    return Text(**messages), Text(**remedies)


def quotes_a_document(rule_id: str) -> bool:
    """Whether any message of a rule says what is written on an identity document.

    It can be told from the texts alone: such a message has a variant ``plain``.
    """
    rule = rule_texts("en").get(rule_id)
    return rule is not None and any("plain" in entry for entry in rule.reasons.values())


def plain_message(rule_id: str, reason: str, limits: Mapping[str, float]) -> Text:
    """The message for a reason without any value but limits; else what the rule requires.

    ``limits``: ``min`` and ``max`` of what the policy requires, as far as it sets them.
    """
    return Text(*(_plain_in(language, rule_id, reason, limits) for language in LANGUAGES))


def _plain_in(language: str, rule_id: str, reason: str, limits: Mapping[str, float]) -> str:
    texts = rule_texts(language)
    entry = texts[rule_id].reasons.get(reason) or texts["common"].reasons.get(reason, {})
    message = entry.get("plain") or entry.get("message", "")
    values = {name: format_limit(limit, language) for name, limit in limits.items()}
    try:
        return message.format_map(values) or texts[rule_id].requirement
    except KeyError:  # it would quote what was measured, or the reason is of an earlier version
        return texts[rule_id].requirement


def _entry(
    rule_id: str, reason: str, language: str, overrides: Mapping[str, Any]
) -> Mapping[str, str]:
    texts = rule_texts(language)
    own = texts[rule_id].reasons if rule_id in texts else {}
    entry = overrides.get(language, {}).get(reason) or own.get(reason)
    entry = entry or texts["common"].reasons.get(reason)
    if entry is None:
        raise RuleError(f"{rule_id}: no {language} text for reason {reason!r}")
    return _typeset(entry, language)


def _values(judgement: Judgement, language: str) -> dict[str, str]:
    measured, required = judgement.measured, judgement.required
    limits = () if required is None else (required.min, required.max)
    raw: dict[str, float | str | None] = dict(judgement.details)
    if measured is not None:
        raw |= {"value": measured.value, "low": measured.low, "high": measured.high}
        raw |= {"unit": measured.unit}
    values = {key: format_value(v, language, limits) for key, v in raw.items() if v is not None}
    bounds = {"min": required.min, "max": required.max} if required else {}
    return values | {key: format_limit(v, language) for key, v in bounds.items() if v is not None}


def format_value(
    value: float | str, language: str, limits: Iterable[float | str | None] = ()
) -> str:
    """A value as it is written in a language.

    French takes a decimal comma and narrow no-break spaces between thousands. Beside ``limits`` a
    value gets as many decimals as show on which side of each of them it lies.
    """
    if isinstance(value, str):
        return value
    decimals = _usual_decimals(value)
    compared = [limit for limit in limits if isinstance(limit, int | float)]
    for more in range(decimals, _MOST_DECIMALS + 1):
        if all(_side(round(value, more), limit) == _side(value, limit) for limit in compared):
            decimals = more
            break
    return _written(value, decimals, language)


def format_limit(limit: float, language: str) -> str:
    """A limit as it is written in a language: exactly, as the policy sets it."""
    exact = (d for d in range(_MOST_DECIMALS + 1) if math.isclose(round(limit, d), limit))
    return _written(limit, next(exact, _usual_decimals(limit)), language)


def _written(value: float, decimals: int, language: str) -> str:
    text = f"{value:,.{decimals}f}"
    if language == "fr":
        return text.replace(",", "\u202f").replace(".", ",")
    return text


def _usual_decimals(value: float) -> int:
    magnitude = abs(value)
    return 0 if magnitude >= 100 or float(value).is_integer() else 1 if magnitude >= 1 else 2


def _side(value: float, limit: float) -> int:
    return (value > limit) - (value < limit)


def _format(template: str, values: Mapping[str, str], rule_id: str) -> str:
    try:
        return template.format_map(values)
    except KeyError as missing:
        raise RuleError(
            f"{rule_id}: the text quotes {missing}, which was not measured"
        ) from missing
