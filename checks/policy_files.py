"""Reading policy files: a file that extends another one is merged over it, key by key."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.binding import as_table
from models.errors import PolicyError

#: What a program's file sets in place of a rule of its base to take that rule out.
_TAKEN_OUT = "none"


def part_stems(folder: Path) -> tuple[str, ...]:
    """The files of a folder that are a program's part, without those that are only extended."""
    stems = (path.stem for path in folder.glob("*.toml"))
    return tuple(sorted(stem for stem in stems if not stem.startswith("base-")))


def program_of(stem: str) -> str:
    """The program that a file is a part of."""
    return stem.partition(".")[0]


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 over the merged policy, so that a changed base changes the digest too."""
    return hashlib.sha256(repr(_ordered(document)).encode()).hexdigest()


def merged_document(folder: Path, policy_id: str) -> dict[str, Any]:
    """A policy's file merged over those it extends. Raises PolicyError.

    Rules that the file sets to ``"none"`` are gone from the result, and so is ``extends``.
    """
    return _merged(folder, policy_id, ())


def _merged(folder: Path, policy_id: str, children: tuple[str, ...]) -> dict[str, Any]:
    if policy_id in children:
        raise PolicyError(f"policies extend each other: {' -> '.join((*children, policy_id))}")
    document = _read(folder / f"{policy_id}.toml")
    head = as_table(document.get("policy"), f"{policy_id}: policy")
    as_table(document.get("rules", {}), f"{policy_id}: rules")
    if "extends" not in head:
        return document
    document["policy"] = {key: value for key, value in head.items() if key != "extends"}
    parent = _parent(folder, policy_id, head["extends"])
    merged = _merge(_merged(folder, parent, (*children, policy_id)), document)
    rules = merged.get("rules", {})
    merged["rules"] = {key: table for key, table in rules.items() if table != _TAKEN_OUT}
    return merged


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as malformed:
        raise PolicyError(f"{path.name} cannot be read: {malformed}") from malformed


def _parent(folder: Path, policy_id: str, named: Any) -> str:
    """The policy that is extended: one that lies in the folder, never a path out of it."""
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if not isinstance(named, str) or named not in known:
        raise PolicyError(f"{policy_id}: policy.extends is one of {', '.join(known)}")
    return named


def _merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both_tables else value
    return merged


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((key, _ordered(value[key])) for key in sorted(value))
    if isinstance(value, list):
        return tuple(_ordered(item) for item in value)
    return value
