"""Pieces of the generated Markdown pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

NOTHING = "-"
HOLDS = {True: "holds", False: "missed", None: "not measured"}


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table's lines; ``None.`` where it has no row."""
    listed = [f"| {' | '.join(row)} |" for row in rows]
    if not listed:
        return ["None."]
    return [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}", *listed]


def written(path: Path, lines: Sequence[str]) -> Path:
    """The file that the lines were written to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
