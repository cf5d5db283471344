"""The archive of policies: every version of every part, frozen when it was made.

``checks/policy/archive/<program>/<kind>@<version>.json`` holds one merged document with a rule a
line, so that two versions can be compared line by line. Whoever changes a policy raises its version
and freezes it (``make freeze``); a test holds today's policies to what is frozen, so that a version
that a report states is always the same numbers, texts and sources.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from checks.policy_files import merged_document, part_stems, program_of
from models.errors import PolicyError

ARCHIVE = "archive"
#: Versions are days, or sort as days do; they become part of a file's name.
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,31}")
#: JSON has no dates: one is written as a table with this key alone.
_DATE_KEY = "$date"


def archived_versions(folder: Path, policy_id: str) -> Mapping[str, tuple[str, ...]]:
    """The frozen versions of a program's parts by kind, the oldest first."""
    found: dict[str, list[str]] = {}
    for path in sorted((folder / ARCHIVE / policy_id).glob("*@*.json")):
        kind, _, version = path.stem.partition("@")
        found.setdefault(kind, []).append(version)
    return MappingProxyType({kind: tuple(sorted(versions)) for kind, versions in found.items()})


def archived_policies(folder: Path) -> tuple[str, ...]:
    """The programs of which any version is frozen."""
    return tuple(sorted({path.parent.name for path in (folder / ARCHIVE).glob("*/*@*.json")}))


def archived_document(folder: Path, policy_id: str, kind: str, version: str) -> dict[str, Any]:
    """A frozen merged document. Raises PolicyError where there is none or it cannot be read."""
    if version not in archived_versions(folder, policy_id).get(kind, ()):
        raise PolicyError(f"{policy_id} has no part for a {kind} in version {version!r}")
    path = _path(folder, policy_id, kind, version)
    try:
        document: dict[str, Any] = json.loads(path.read_text("utf-8"), object_hook=_thawed)
    except (OSError, ValueError) as malformed:
        raise PolicyError(f"{path.name} cannot be read: {malformed}") from malformed
    return document


def frozen_text(document: Mapping[str, Any]) -> str:
    """A merged document as its file holds it: keys in order, one rule a line."""
    parts = []
    for key in sorted(document):
        value = document[key]
        if key == "rules":
            lines = ",\n".join(f"{_json(rule)}: {_json(value[rule])}" for rule in sorted(value))
            parts.append(f"{_json(key)}: {{\n{lines}\n}}")
        else:
            parts.append(f"{_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def freeze(folder: Path) -> tuple[Path, ...]:
    """Freeze every part of a folder that is not frozen yet; the files that were written.

    Raises PolicyError where a part differs from what is frozen of its version, or its version does
    not come after the frozen ones.
    """
    written = []
    for stem in part_stems(folder):
        document = merged_document(folder, stem)
        path = _place(folder, program_of(stem), document)
        text = frozen_text(document)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            written.append(path)
        elif path.read_text("utf-8") != text:
            raise PolicyError(f"{stem} differs from what is frozen of its version: raise it")
    return tuple(written)


def _place(folder: Path, policy_id: str, document: Mapping[str, Any]) -> Path:
    """Where a document is frozen. Raises PolicyError for a version that cannot be the newest."""
    kind, version = (str(document["policy"].get(key, "")) for key in ("kind", "version"))
    older = archived_versions(folder, policy_id).get(kind, ())
    is_newest = not older or version >= older[-1]
    if not is_newest or not _VERSION.fullmatch(version):
        raise PolicyError(f"{policy_id}: version {version!r} does not come after the frozen ones")
    return _path(folder, policy_id, kind, version)


def _path(folder: Path, policy_id: str, kind: str, version: str) -> Path:
    return folder / ARCHIVE / policy_id / f"{kind}@{version}.json"


def _json(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, allow_nan=False, default=_frozen_date
    )


def _frozen_date(value: Any) -> dict[str, str]:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return {_DATE_KEY: value.isoformat()}
    raise PolicyError(f"a policy holds no {type(value).__name__}")


def _thawed(table: dict[str, Any]) -> Any:
    return dt.date.fromisoformat(table[_DATE_KEY]) if table.keys() == {_DATE_KEY} else table


if __name__ == "__main__":
    for one in freeze(Path(__file__).with_name("policy")):
        print(one.name)
