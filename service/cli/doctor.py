"""``docscreen doctor``."""

from __future__ import annotations

import dataclasses
import json
from typing import Literal

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from service.cli.entry import ExitStatus
from service.doctor import examine
from service.examination import Examination

_SIGNS = {
    "ok": ("\N{CHECK MARK}", "green"),
    "warning": ("!", "yellow"),
    "problem": ("\N{BALLOT X}", "red"),
}


def run_doctor(form: Literal["table", "json"]) -> ExitStatus:
    """Print each examination as it ends; the status is 1 where one found a problem."""
    console = Console(highlight=False, markup=False, emoji=False)
    examinations = []
    for examination in examine():
        examinations.append(examination)
        if form == "table":
            _print(examination, console)
    if form == "json":
        listing = [dataclasses.asdict(examination) for examination in examinations]
        print(json.dumps(listing, ensure_ascii=False, indent=2))
    healthy = all(examination.state != "problem" for examination in examinations)
    return ExitStatus.ACCEPTED if healthy else ExitStatus.NOT_ACCEPTED


def _print(examination: Examination, console: Console) -> None:
    sign, style = _SIGNS[examination.state]
    line = Text(f"{sign} ", style).append(f"{examination.part:10}", "bold")
    console.print(line.append(f" {examination.found}", "default"))
    if examination.remedy:
        remedy = Text(f"\N{RIGHTWARDS ARROW} {examination.remedy}", "bold")
        console.print(Padding(remedy, (0, 0, 0, 4)))
