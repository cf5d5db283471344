"""Policies as they were in an earlier version: what a report was drawn up under can be run again.

A version is the name of a day on which something in a program's policy changed, as reports state
it. Each part of a policy has its own; a version that is named selects, of every part, the newest
one that is not later. So the version that a report states leads to the very part that it was drawn
up under, and the newest version of any part is the program as it is today.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from checks.policies import POLICY_FOLDER, Policy, load_policy, parse_policy, policy_parts
from checks.policy_archive import archived_document, archived_versions
from checks.policy_files import digest_of
from models.errors import PolicyError


class VersionUnknown(PolicyError):
    """A policy has no such version for what is to be screened; ``known`` are those it has."""

    def __init__(self, what: str, version: str, known: tuple[str, ...]) -> None:
        """``what``: the policy, or its part; ``known``: the oldest first."""
        super().__init__(f"{what} has no version {version!r}; choose one of {', '.join(known)}")
        self.known = known


class VersionUnusable(PolicyError):
    """A version asks for what this docscreen does not check any more."""


@cache
def part_versions(policy_id: str) -> Mapping[str, tuple[str, ...]]:
    """The versions of each part of a policy by its kind, from the oldest to today's.

    Raises PolicyError.
    """
    parts = policy_parts(policy_id)
    archived = archived_versions(POLICY_FOLDER, policy_id)
    return MappingProxyType(
        {
            kind: tuple(sorted({*archived.get(kind, ()), part.version}))
            for kind, part in parts.items()
        }
    )


def versions_of(policy_id: str) -> tuple[str, ...]:
    """Every version that a caller may name for a policy, the oldest first. Raises PolicyError."""
    return tuple(sorted({one for kind in part_versions(policy_id).values() for one in kind}))


def kinds_in_version(policy_id: str, version: str) -> Mapping[str, str]:
    """What a policy consisted of in a version: for each kind of upload, its part's own version.

    A kind that had no part yet is not in the result. Raises VersionUnknown where no part ever had
    that version, and PolicyError.
    """
    known = versions_of(policy_id)
    if version not in known:
        raise VersionUnknown(policy_id, version, known)
    earlier = {
        kind: [one for one in versions if one <= version]
        for kind, versions in part_versions(policy_id).items()
    }
    return MappingProxyType({kind: versions[-1] for kind, versions in earlier.items() if versions})


def policy_in_version(policy_id: str, kind: str | None, version: str | None) -> Policy:
    """A program's part for a kind of upload, or its first one, in a version; None is today's.

    Raises PolicyError where there is no such policy or version, or where its part asks for what
    this docscreen does not check any more.
    """
    if version is None:
        return load_policy(policy_id, kind)
    versions = kinds_in_version(policy_id, version)
    chosen = kind if kind is not None and kind in versions else next(iter(versions))
    return part_in_version(policy_id, chosen, versions[chosen])


@cache
def part_in_version(policy_id: str, kind: str, version: str) -> Policy:
    """A policy's part for a kind in one of the part's own versions.

    Raises VersionUnusable and PolicyError.
    """
    today = policy_parts(policy_id).get(kind)
    if today is not None and today.version == version:
        return today
    document = archived_document(POLICY_FOLDER, policy_id, kind, version)
    try:
        return parse_policy(policy_id, document)
    except PolicyError as unbound:
        raise VersionUnusable(
            f"{policy_id}: the {kind} part of version {version} asks for what this docscreen does"
            f" not check any more ({unbound})"
        ) from unbound


@cache
def version_digest(policy_id: str, kind: str, version: str) -> str:
    """The SHA-256 that reports under a part's version state, usable here or not.

    Raises PolicyError.
    """
    today = policy_parts(policy_id).get(kind)
    if today is not None and today.version == version:
        return today.sha256
    return digest_of(archived_document(POLICY_FOLDER, policy_id, kind, version))


def require_version(policy_id: str, kind: str | None, version: str | None) -> None:
    """Make sure that uploads of a kind can be screened in a version of a policy.

    ``kind``: None or one that the program asks nothing of stands for all its kinds. A kind that the
    program has a part for today must have had one then. Raises VersionUnknown, VersionUnusable and
    PolicyError.
    """
    if version is None:
        load_policy(policy_id)
        return
    versions = kinds_in_version(policy_id, version)
    if kind is not None and kind in policy_parts(policy_id):
        if kind not in versions:
            known = part_versions(policy_id)[kind]
            raise VersionUnknown(f"{policy_id} for a {kind}", version, known)
        part_in_version(policy_id, kind, versions[kind])
        return
    for one, own_version in versions.items():
        part_in_version(policy_id, one, own_version)
