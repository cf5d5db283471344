"""What is promised to callers: the OpenAPI document without words, as it was published.

    python -m tests.contract.promise

writes it anew after additions. It refuses what breaks callers: raise the version in
pyproject.toml first (the second number before 1.0, then the first); a new promise begins there.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from service.documentation import openapi_document
from tests.contract.breaking import breaking_changes

FOLDER = Path(__file__).parent / "promised"
#: What may be said otherwise at any time.
_WORDS = ("description", "summary", "title", "example", "examples", "links", "tags", "default")


def promise_path(stated: str) -> Path:
    """The file of a version's promise: before 1.0 each second number has one, then each first."""
    major, minor = stated.split(".")[:2]
    return FOLDER / (f"0.{minor}.json" if major == "0" else f"{major}.json")


def present_promise() -> dict[str, Any]:
    """What the service promises now."""
    document = openapi_document()
    stated = {name: document[name] for name in ("paths", "components")}
    promise: dict[str, Any] = _without_words(stated)
    return promise


def promised(stated: str) -> dict[str, Any] | None:
    """What a version promised; None where it has promised nothing yet."""
    path = promise_path(stated)
    if not path.is_file():
        return None
    promise: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return promise


def _without_words(node: Any) -> Any:
    """A part of the document without words; members of schemas may be called like words."""
    if isinstance(node, list):
        return [_without_words(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        name: {member: _without_words(part) for member, part in value.items()}
        if name in ("properties", "headers", "schemas")
        else _without_words(value)
        for name, value in node.items()
        if name not in _WORDS
    }


def main() -> int:
    """Write the promise of the present version unless it breaks the one that was given."""
    present, now = present_promise(), version("docscreen")
    given = promised(now)
    broken = breaking_changes(given, present) if given else []
    for change in broken:
        print(change)
    if broken:
        return 1
    path = promise_path(now)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(present, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
