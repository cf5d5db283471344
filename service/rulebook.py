"""The rules and policies as they are published: by the command line, over HTTP and in docs/."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from checks.catalogue import rule_texts
from checks.finding import Severity, Source, Text
from checks.policies import (
    POLICY_FOLDER,
    Policy,
    PolicyRule,
    all_policy_parts,
    policy_ids,
    policy_parts,
)
from checks.policy_archive import archived_document, archived_policies, archived_versions
from checks.policy_versions import (
    VersionUnusable,
    part_in_version,
    part_versions,
    version_digest,
)
from checks.registry import registered_checks


@dataclass(frozen=True, slots=True)
class ReasonTexts:
    """What a finding tells the applicant for one reason."""

    message: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """How one policy sets a rule: numbers, severity, source and the days on which it holds.

    ``kind``: for which kind of upload.
    """

    policy: str
    kind: str
    severity: Severity
    manual: bool
    parameters: Mapping[str, Any]
    source: Source
    effective_from: dt.date | None
    effective_to: dt.date | None


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule with its texts, how it is measured and how each policy sets it."""

    id: str
    title: Text
    requirement: Text
    method: str
    reasons: Mapping[str, ReasonTexts]
    settings: tuple[RuleSetting, ...]


@dataclass(frozen=True, slots=True)
class FrameSize:
    """The finished photo's size in millimetres."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class PartVersion:
    """A version of what a policy asks of one kind of upload, and the digest that reports state.

    ``is_usable``: whether docscreen still checks everything that it asks.
    """

    version: str
    sha256: str
    is_current: bool
    is_usable: bool


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """What a policy asks of one kind of upload: in which version, with which rules.

    ``frame`` is the size of the photo, None where the kind is no photo; ``versions``: all that
    there are, the oldest first.
    """

    kind: str
    title: Text
    version: str
    sha256: str
    frame: FrameSize | None
    rules: tuple[str, ...]
    versions: tuple[PartVersion, ...]


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A policy: one program's rules, with a part for each kind of upload."""

    id: str
    parts: tuple[PolicyPart, ...]


def all_rules() -> tuple[RuleEntry, ...]:
    """Every rule of every policy, in the order of their ids."""
    policies = all_policy_parts()
    ids = sorted({rule_id for policy in policies for rule_id in policy.rules})
    return tuple(_rule_entry(rule_id, policies) for rule_id in ids)


def find_rule(rule_id: str) -> RuleEntry | None:
    """One rule, or None where no policy has it."""
    return next((entry for entry in all_rules() if entry.id == rule_id), None)


@cache
def ever_known_rules() -> frozenset[str]:
    """The ids of all rules, also of those that only an earlier version of a policy had."""
    today = {rule_id for policy in all_policy_parts() for rule_id in policy.rules}
    archived = {
        rule_id
        for policy_id in archived_policies(POLICY_FOLDER)
        for kind, versions in archived_versions(POLICY_FOLDER, policy_id).items()
        for version in versions
        for rule_id in archived_document(POLICY_FOLDER, policy_id, kind, version)["rules"]
    }
    return frozenset(today | archived)


@cache
def ever_known_policies() -> frozenset[str]:
    """The ids of all policies, also of those that are only in the archive."""
    return frozenset((*policy_ids(), *archived_policies(POLICY_FOLDER)))


def all_policies() -> tuple[PolicyEntry, ...]:
    """Every policy, in the order of their ids."""
    return tuple(map(policy_entry, policy_ids()))


def find_policy(policy_id: str) -> PolicyEntry | None:
    """One policy, or None where there is none of that id."""
    return policy_entry(policy_id) if policy_id in policy_ids() else None


def policy_entry(policy_id: str) -> PolicyEntry:
    """A policy as it is published."""
    return PolicyEntry(policy_id, tuple(map(_part, policy_parts(policy_id).values())))


def _part(policy: Policy) -> PolicyPart:
    frame = policy.frame
    return PolicyPart(
        kind=policy.kind,
        title=policy.title,
        version=policy.version,
        sha256=policy.sha256,
        frame=FrameSize(frame.width_mm, frame.height_mm) if frame else None,
        rules=tuple(policy.rules),
        versions=_versions(policy),
    )


def _versions(today: Policy) -> tuple[PartVersion, ...]:
    return tuple(
        PartVersion(
            version=one,
            sha256=version_digest(today.id, today.kind, one),
            is_current=one == today.version,
            is_usable=_is_usable(today.id, today.kind, one),
        )
        for one in part_versions(today.id)[today.kind]
    )


def _is_usable(policy_id: str, kind: str, version: str) -> bool:
    try:
        part_in_version(policy_id, kind, version)
    except VersionUnusable:
        return False
    return True


def _rule_entry(rule_id: str, policies: Sequence[Policy]) -> RuleEntry:
    english, french = (rule_texts(language).get(rule_id) for language in ("en", "fr"))
    check = registered_checks().get(rule_id)
    return RuleEntry(
        id=rule_id,
        title=Text(english.title if english else rule_id, french.title if french else rule_id),
        requirement=Text(
            english.requirement if english else "", french.requirement if french else ""
        ),
        method=check.documentation if check else "An officer decides; no program can measure it.",
        reasons=dict(_reasons(rule_id)),
        settings=tuple(
            _setting(policy, policy.rules[rule_id])
            for policy in policies
            if rule_id in policy.rules
        ),
    )


def _reasons(rule_id: str) -> Iterator[tuple[str, ReasonTexts]]:
    english, french = (rule_texts(language).get(rule_id) for language in ("en", "fr"))
    if english is None or french is None:
        return
    for reason, texts in english.reasons.items():
        other = french.reasons.get(reason, {})
        yield (
            reason,
            ReasonTexts(
                message=Text(texts["message"], other.get("message", "")),
                remedy=Text(texts.get("remedy", ""), other.get("remedy", "")),
            ),
        )


def _setting(policy: Policy, rule: PolicyRule) -> RuleSetting:
    return RuleSetting(
        policy=policy.id,
        kind=policy.kind,
        severity=rule.severity,
        manual=rule.is_manual,
        parameters={} if rule.parameters is None else dataclasses.asdict(rule.parameters),
        source=rule.source,
        effective_from=rule.effective.first,
        effective_to=rule.effective.last,
    )
