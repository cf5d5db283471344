"""The texts of the findings: one message and one remedy for each reason, in English and French.

    ["photo.face-height"]
    title = "Height of the face"
    requirement = "..."                       # shown by `docscreen rules` and on the rule's page
    reasons.too-small = { message = "...", remedy = "..." }

Messages are formatted with ``{value}``, ``{low}``, ``{high}``, ``{min}``, ``{max}``, ``{unit}`` and
the judgement's details; numbers take the language's own decimal sign.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from checks.finding import Judgement, Text
from models.errors import RuleError

TEXTS_FOLDER = Path(__file__).with_name("texts")
LANGUAGES = ("en", "fr")

#: Reasons that the engine itself may give for any rule.
COMMON_REASONS = (
    "crashed",
    "manual",
    "no-face",
    "not-a-photo",
    "not-upright",
    "unreadable",
    "wrong-kind",
)


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
            merged[rule_id] = _rule_texts(f"{language}: {rule_id}", table)
    return MappingProxyType(merged)


def _rule_texts(place: str, table: Mapping[str, Any]) -> RuleTexts:
    try:
        return RuleTexts(table["title"], table["requirement"], table["reasons"])
    except KeyError as missing:
        raise RuleError(f"{place}: {missing} is missing") from missing


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


def _entry(
    rule_id: str, reason: str, language: str, overrides: Mapping[str, Any]
) -> Mapping[str, str]:
    texts = rule_texts(language)
    own = texts[rule_id].reasons if rule_id in texts else {}
    entry = overrides.get(language, {}).get(reason) or own.get(reason)
    entry = entry or texts["common"].reasons.get(reason)
    if entry is None:
        raise RuleError(f"{rule_id}: no {language} text for reason {reason!r}")
    return dict(entry)


def _values(judgement: Judgement, language: str) -> dict[str, str]:
    measured, required = judgement.measured, judgement.required
    raw: dict[str, float | str | None] = dict(judgement.details)
    if measured is not None:
        raw |= {"value": measured.value, "low": measured.low, "high": measured.high}
        raw |= {"unit": measured.unit}
    if required is not None:
        raw |= {"min": required.min, "max": required.max}
    return {key: format_value(value, language) for key, value in raw.items() if value is not None}


def format_value(value: float | str, language: str) -> str:
    """A value as it is written in a language.

    French takes a decimal comma and narrow no-break spaces between thousands.
    """
    if isinstance(value, str):
        return value
    magnitude = abs(value)
    decimals = 0 if magnitude >= 100 or float(value).is_integer() else 1 if magnitude >= 1 else 2
    text = f"{value:,.{decimals}f}"
    if language == "fr":
        return text.replace(",", "\u202f").replace(".", ",")
    return text


def _format(template: str, values: Mapping[str, str], rule_id: str) -> str:
    try:
        return template.format_map(values)
    except KeyError as missing:
        raise RuleError(
            f"{rule_id}: the text quotes {missing}, which was not measured"
        ) from missing
