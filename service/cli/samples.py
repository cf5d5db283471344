"""``docscreen samples``: the specimens that come with a clone of the repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.entry import ExitStatus
from service.errors import UsageError
from service.samples import SPECIMENS, path_for_display

LABELS = "labels.jsonl"


def run_list(names: tuple[str, ...], form: Literal["table", "json"]) -> ExitStatus:
    """Print where the specimens lie and what is expected of each."""
    labels = _labels()
    unknown = sorted(set(names) - {label["file"] for label in labels})
    if unknown:
        raise UsageError(f"there is no specimen {', '.join(unknown)}")
    chosen = [label for label in labels if not names or label["file"] in names]
    if form == "json":
        print(json.dumps(chosen, ensure_ascii=False, indent=2))
        return ExitStatus.ACCEPTED
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("specimen", header_style="bold", no_wrap=True)
    table.add_column("rules that it does not meet", header_style="bold", overflow="fold")
    for label in chosen:
        expected = label["truth"].get("expect", {})
        unmet = [rule for rule, outcome in expected.items() if outcome != "pass"]
        path = path_for_display(SPECIMENS / label["file"])
        table.add_row(Text(path), Text(", ".join(unmet) or "none", "red" if unmet else "green"))
    Console(highlight=False, markup=False, emoji=False).print(table)
    return ExitStatus.ACCEPTED


def run_samples(names: tuple[str, ...], folder: Path) -> ExitStatus:
    """Generate specimens into a folder, in a process of its own.

    The generator is no part of the product, so that the product cannot come to depend on it.
    """
    root = _clone()
    command = [sys.executable, "-m", "samples.generate", "--out", str(folder.absolute()), *names]
    run = subprocess.run(command, cwd=root, check=False)
    return ExitStatus.ACCEPTED if run.returncode == 0 else ExitStatus.USAGE


def run_identity_samples(count: int, seed: int, folder: Path | None) -> ExitStatus:
    """Draw invented identity documents into a folder, as ``run_samples`` does with specimens."""
    if folder is None:
        raise UsageError("--identity needs a folder to write to: --out")
    root = _clone()
    chosen = ("--identity", str(count), "--seed", str(seed))
    command = [sys.executable, "-m", "samples.generate", "--out", str(folder.absolute()), *chosen]
    run = subprocess.run(command, cwd=root, check=False)
    return ExitStatus.ACCEPTED if run.returncode == 0 else ExitStatus.USAGE


def _labels() -> list[dict[str, Any]]:
    _clone()
    lines = (SPECIMENS / LABELS).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _clone() -> Path:
    """The folder of the clone. Raises UsageError where docscreen runs without one."""
    if not (SPECIMENS / LABELS).is_file():
        raise UsageError("the specimens come with a clone of the repository; this is none")
    return SPECIMENS.parent.parent
