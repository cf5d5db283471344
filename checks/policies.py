"""Policies: which rules a program asks for, with their numbers, severities, sources and dates.

A policy is one TOML file in ``checks/policy``. It may extend another one; its own tables win,
rule by rule and key by key. Parameters are read into the dataclass that the check declares, so a
missing, unknown or mistyped number is refused when the policy is loaded.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from checks.binding import bind
from checks.finding import Severity, Source, Text
from checks.registry import registered_checks
from models.errors import PolicyError

POLICY_FOLDER = Path(__file__).with_name("policy")

#: Keys of a rule table that are not parameters of its check.
_COMMON_KEYS = frozenset({"severity", "source", "effective", "mode", "expected_manual", "texts"})


@dataclass(frozen=True, slots=True)
class Effective:
    """The days on which a rule is in force; None leaves that side open."""

    first: dt.date | None
    last: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """Whether the rule is in force on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of the finished photo in millimetres.

    ``scale_from``: ``picture-height`` where the picture's height stands for the frame's height, or
    ``credible-dpi`` where a scan's stated resolution counts if it can be believed.
    """

    width_mm: float
    height_mm: float
    scale_from: Literal["picture-height", "credible-dpi"] = "picture-height"


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One rule as a policy sets it; ``parameters`` is None where only an officer can decide."""

    id: str
    severity: Severity
    source: Source
    effective: Effective
    parameters: Any | None
    expected_manual: bool
    texts: Mapping[str, Any]

    @property
    def is_manual(self) -> bool:
        """Whether no program decides this rule."""
        return self.parameters is None


@dataclass(frozen=True, slots=True)
class Policy:
    """A versioned selection of rules for one program and one kind of upload."""

    id: str
    version: str
    sha256: str
    kind: str
    title: Text
    frame: Frame
    rules: Mapping[str, PolicyRule]

    def rules_on(self, day: dt.date) -> tuple[PolicyRule, ...]:
        """The rules in force on a day, in the order of their ids."""
        return tuple(rule for rule in self.rules.values() if rule.effective.covers(day))


def policy_ids() -> tuple[str, ...]:
    """Ids of all policies that an upload can be screened under."""
    return tuple(
        sorted(
            path.stem for path in POLICY_FOLDER.glob("*.toml") if not path.stem.startswith("base-")
        )
    )


@cache
def load_policy(policy_id: str) -> Policy:
    """Load and verify a policy by its id. Raises PolicyError."""
    if policy_id not in policy_ids():
        raise PolicyError(
            f"there is no policy {policy_id!r}; choose one of {', '.join(policy_ids())}"
        )
    return parse_policy(policy_id, _merged_document(POLICY_FOLDER / f"{policy_id}.toml"))


def parse_policy(policy_id: str, document: Mapping[str, Any]) -> Policy:
    """Build a policy from a merged TOML document. Raises PolicyError."""
    try:
        head = document["policy"]
        rules = {
            rule_id: _policy_rule(rule_id, table)
            for rule_id, table in sorted(document.get("rules", {}).items())
        }
        return Policy(
            id=policy_id,
            version=head["version"],
            sha256=_digest(document),
            kind=head["kind"],
            title=Text(**head["title"]),
            frame=bind(Frame, document["frame"], f"{policy_id}: frame"),
            rules=MappingProxyType(rules),
        )
    except KeyError as missing:
        raise PolicyError(f"{policy_id}: {missing} is missing") from missing


def _policy_rule(rule_id: str, table: Mapping[str, Any]) -> PolicyRule:
    effective = table.get("effective", {})
    return PolicyRule(
        id=rule_id,
        severity=_severity(rule_id, table),
        source=bind(Source, table["source"], f"{rule_id}: source"),
        effective=Effective(effective.get("from"), effective.get("to")),
        parameters=_parameters(rule_id, table),
        expected_manual=bool(table.get("expected_manual", False)),
        texts=MappingProxyType(table.get("texts", {})),
    )


def _severity(rule_id: str, table: Mapping[str, Any]) -> Severity:
    try:
        return Severity(table["severity"])
    except ValueError as unknown:
        raise PolicyError(f"{rule_id}: severity is one of {', '.join(Severity)}") from unknown


def _parameters(rule_id: str, table: Mapping[str, Any]) -> Any | None:
    if table.get("mode") == "manual":
        return None
    registered = registered_checks().get(rule_id)
    if registered is None:
        raise PolicyError(f"{rule_id} has no check; set mode = 'manual' where an officer decides")
    own = {key: value for key, value in table.items() if key not in _COMMON_KEYS}
    return bind(registered.parameters, own, rule_id)


def _merged_document(path: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as malformed:
        raise PolicyError(f"{path.name} cannot be read: {malformed}") from malformed
    parent = document.get("policy", {}).pop("extends", None)
    if parent is None:
        return document
    merged = _merge(_merged_document(POLICY_FOLDER / f"{parent}.toml"), document)
    merged["rules"] = {key: table for key, table in merged["rules"].items() if table != "none"}
    return merged


def _merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both_tables else value
    return merged


def _digest(document: Mapping[str, Any]) -> str:
    """SHA-256 over the merged policy, so that a changed base changes the digest too."""
    return hashlib.sha256(repr(_ordered(document)).encode()).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((key, _ordered(value[key])) for key in sorted(value))
    if isinstance(value, list):
        return tuple(_ordered(item) for item in value)
    return value
