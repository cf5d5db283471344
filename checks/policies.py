"""Policies: which rules a program asks for, with their numbers, severities, sources and dates.

A policy is a program's TOML file in ``checks/policy``: ``pr-card.toml``. What the program asks of
another kind of upload stands in a file of its own, ``pr-card.form.toml``: the program's policy has
one part for each kind. A file may extend another one; its own tables win, rule by rule and key by
key. Parameters are read into the dataclass that the check declares, so a
missing, unknown, mistyped or contradictory number is refused when the policy is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from checks.binding import as_table, bind, read_value, refuse_unknown
from checks.catalogue import LANGUAGES
from checks.finding import Severity, Source, Text
from checks.policy_files import digest_of, merged_document, part_stems, program_of
from checks.registry import registered_checks
from models.errors import PolicyError

POLICY_FOLDER = Path(__file__).with_name("policy")

#: Keys of a rule table that are not parameters of its check.
_COMMON_KEYS = frozenset({"severity", "source", "effective", "mode", "expected_manual", "texts"})


@dataclass(frozen=True, slots=True)
class Effective:
    """The days on which a rule is in force; None leaves that side open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where no day could lie between both."""
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("from lies after to")

    def covers(self, day: dt.date) -> bool:
        """Whether the rule is in force on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of the finished photo in millimetres.

    ``surround``: ``none`` where the picture must be the photo itself, whose height then stands for
    the frame's; ``sheet`` where a scan may show the sheet or the lid around a print.
    """

    width_mm: float
    height_mm: float
    surround: Literal["none", "sheet"] = "none"

    def __post_init__(self) -> None:
        """Raise ValueError where the photo would have no area."""
        if self.width_mm <= 0 or self.height_mm <= 0:
            raise ValueError("width_mm and height_mm are above 0")


@dataclass(frozen=True, slots=True)
class PolicyHead:
    """What a policy says about itself."""

    version: str
    kind: Literal["photo", "identity", "form", "document"]
    title: Text


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days from its arrival a screening is kept: its upload and its report."""

    keep_days: int

    def __post_init__(self) -> None:
        """Raise ValueError where nothing would be kept at all."""
        if self.keep_days < 1:
            raise ValueError("keep_days is at least 1")


@dataclass(frozen=True, slots=True)
class ReasonTexts:
    """A policy's own texts for one reason in one language, in place of the catalogue's."""

    message: str
    remedy: str = ""


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
    """A versioned selection of rules for one program and one kind of upload.

    ``frame`` is the size of the photo; None where the kind is no photo. ``retention``: for how long
    a service keeps what was screened under it.
    """

    id: str
    version: str
    sha256: str
    kind: str
    title: Text
    frame: Frame | None
    retention: Retention
    rules: Mapping[str, PolicyRule]

    @property
    def photo_frame(self) -> Frame:
        """The size of the photo. Raises PolicyError where the policy is not for photos."""
        if self.frame is None:
            raise PolicyError(f"{self.id}: the part for a {self.kind} has no photo frame")
        return self.frame

    def rules_on(self, day: dt.date) -> tuple[PolicyRule, ...]:
        """The rules in force on a day, in the order of their ids."""
        return tuple(rule for rule in self.rules.values() if rule.effective.covers(day))


def policy_ids() -> tuple[str, ...]:
    """Ids of all policies that an upload can be screened under: one for each program."""
    return tuple(sorted({program_of(stem) for stem in part_stems(POLICY_FOLDER)}))


@cache
def policy_parts(policy_id: str) -> Mapping[str, Policy]:
    """What a program asks today of each kind of upload, by kind; the first is for an unknown one.

    Raises PolicyError.
    """
    if policy_id not in policy_ids():
        raise _no_such_policy(policy_id)
    stems = [stem for stem in part_stems(POLICY_FOLDER) if program_of(stem) == policy_id]
    parts = [parse_policy(policy_id, merged_document(POLICY_FOLDER, stem)) for stem in stems]
    return MappingProxyType({part.kind: part for part in parts})


def load_policy(policy_id: str, kind: str | None = None) -> Policy:
    """Load and verify a program's part for a kind of upload as it is today, or its first one.

    Earlier versions: ``checks.policy_versions``. Raises PolicyError where there is no such policy.
    """
    parts = policy_parts(policy_id)
    first = next(iter(parts.values()))
    return first if kind is None else parts.get(kind, first)


@cache
def retention_of(policy_id: str) -> Retention:
    """For how long a program lets its uploads be kept today, as its first part states it.

    Nothing that measures is loaded, unlike with ``load_policy``. Raises PolicyError where there is
    no such policy.
    """
    stems = [stem for stem in part_stems(POLICY_FOLDER) if program_of(stem) == policy_id]
    if not stems:
        raise _no_such_policy(policy_id)
    document = merged_document(POLICY_FOLDER, stems[0])
    return bind(Retention, document.get("retention"), f"{policy_id}: retention")


def _no_such_policy(policy_id: str) -> PolicyError:
    known = ", ".join(policy_ids())
    return PolicyError(f"there is no policy {policy_id!r}; choose one of {known}")


def all_policy_parts() -> tuple[Policy, ...]:
    """Every part of every policy, in the order of their ids."""
    return tuple(part for name in policy_ids() for part in policy_parts(name).values())


def parse_policy(policy_id: str, document: Mapping[str, Any]) -> Policy:
    """Build a policy from a merged TOML document. Raises PolicyError."""
    refuse_unknown(document, ("policy", "frame", "retention", "rules"), policy_id)
    head = bind(PolicyHead, document.get("policy"), f"{policy_id}: policy")
    tables = as_table(document.get("rules"), f"{policy_id}: rules")
    if not tables:
        raise PolicyError(f"{policy_id}: rules: a policy without rules would accept everything")
    rules = {
        rule_id: _policy_rule(rule_id, as_table(table, rule_id))
        for rule_id, table in sorted(tables.items())
    }
    return Policy(
        id=policy_id,
        version=head.version,
        sha256=digest_of(document),
        kind=head.kind,
        title=head.title,
        frame=_frame(head.kind, document, policy_id),
        retention=bind(Retention, document.get("retention"), f"{policy_id}: retention"),
        rules=MappingProxyType(rules),
    )


def _frame(kind: str, document: Mapping[str, Any], policy_id: str) -> Frame | None:
    """The photo's size, which a policy for photos must state and no other may."""
    if kind != "photo" and "frame" not in document:
        return None
    return bind(Frame, document.get("frame"), f"{policy_id}: frame")


def _policy_rule(rule_id: str, table: Mapping[str, Any]) -> PolicyRule:
    expected_manual = table.get("expected_manual", False)
    if not isinstance(expected_manual, bool):
        raise PolicyError(f"{rule_id}.expected_manual: bool is expected")
    return PolicyRule(
        id=rule_id,
        severity=_severity(rule_id, table),
        source=bind(Source, table.get("source"), f"{rule_id}.source"),
        effective=_effective(table.get("effective", {}), f"{rule_id}.effective"),
        parameters=_parameters(rule_id, table),
        expected_manual=expected_manual,
        texts=_texts(table.get("texts", {}), f"{rule_id}.texts"),
    )


def _severity(rule_id: str, table: Mapping[str, Any]) -> Severity:
    try:
        return Severity(table.get("severity", ""))
    except ValueError as unknown:
        raise PolicyError(f"{rule_id}: severity is one of {', '.join(Severity)}") from unknown


def _effective(raw: Any, place: str) -> Effective:
    fields = {"from": "first", "to": "last"}
    table = as_table(raw, place)
    refuse_unknown(table, fields, place)
    days = {fields[key]: read_value(dt.date, day, f"{place}.{key}") for key, day in table.items()}
    return bind(Effective, days, place)


def _texts(raw: Any, place: str) -> Mapping[str, Any]:
    """Check ``{language: {reason: {message, remedy}}}``; the remedy may be absent."""
    languages = as_table(raw, place)
    refuse_unknown(languages, LANGUAGES, place)
    for language, reasons in languages.items():
        for reason, texts in as_table(reasons, f"{place}.{language}").items():
            bind(ReasonTexts, texts, f"{place}.{language}.{reason}")
    return MappingProxyType(dict(languages))


def _parameters(rule_id: str, table: Mapping[str, Any]) -> Any | None:
    if "mode" in table:
        if table["mode"] != "manual":
            raise PolicyError(f"{rule_id}.mode: 'manual' is the only mode")
        return None
    registered = registered_checks().get(rule_id)
    if registered is None:
        raise PolicyError(f"{rule_id} has no check; set mode = 'manual' where an officer decides")
    own = {key: value for key, value in table.items() if key not in _COMMON_KEYS}
    return bind(registered.parameters, own, rule_id)
