"""How reports are printed: a readable table for few files, a line each for many, or JSON."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Literal, Protocol

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from service.cli.files import printable
from service.reading_order import DOES_NOT_APPLY, in_reading_order, shown_outcome
from service.words import (
    Language,
    colon,
    measured_phrase,
    required_phrase,
    rule_title,
    verdict_count,
    word,
)

Form = Literal["table", "full", "json"]
Step = Callable[[], None]
ReportJson = dict[str, Any]

#: Up to here each report is printed with its findings; beyond it each takes one line.
DETAILED_FILES = 5
#: From here on a progress bar is worth its lines.
MANY_FILES = 4

VERDICT_STYLES = {"accept": "bold green", "review": "bold yellow", "return": "bold red"}
OUTCOME_SIGNS = {
    "fail": ("\N{BALLOT X}", "red"),
    "unsure": ("?", "yellow"),
    "not-assessed": ("\N{EN DASH}", "yellow"),
    "manual": ("\N{WHITE CIRCLE}", "cyan"),
    "pass": ("\N{CHECK MARK}", "green"),
    DOES_NOT_APPLY: ("-", "dim"),
}


class Printer(Protocol):
    """What `docscreen check` tells while it works."""

    def progress(self, files: int) -> AbstractContextManager[Step]:
        """Show how far the work is; the step is called after each file."""
        ...

    def report(self, report: ReportJson, files: int) -> None:
        """Print one of ``files`` reports."""
        ...

    def summary(self) -> None:
        """Print what there is to say after the last file."""
        ...


def printer_for(form: Form, language: Language) -> Printer:
    """The printer of a form and a language."""
    return JsonLines() if form == "json" else Table(form, language)


@contextmanager
def progress_bar(files: int) -> Iterator[Step]:
    """A bar on standard error, if that is a terminal; it vanishes at the end."""
    columns = (TextColumn("screening"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # A copy of the descriptor, because a screening holds back what goes to the original.
    with os.fdopen(os.dup(2), "w") as stream:
        console = Console(file=stream)
        with Progress(
            *columns, console=console, transient=True, disable=not stream.isatty()
        ) as bar:
            task = bar.add_task("screening", total=files)
            yield lambda: bar.advance(task)


class JsonLines:
    """One report a line."""

    def progress(self, files: int) -> AbstractContextManager[Step]:
        """Show a bar for many files where standard error is a terminal."""
        return progress_bar(files) if files >= MANY_FILES else nullcontext(lambda: None)

    def report(self, report: ReportJson, files: int) -> None:
        """Print the report as one line of JSON, at once."""
        is_unicode = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
        sys.stdout.write(json.dumps(report, ensure_ascii=not is_unicode) + "\n")
        sys.stdout.flush()

    def summary(self) -> None:
        """Nothing: the lines are all there is."""


class Table:
    """For people: failed rules first with what to do; colours where the terminal shows them."""

    def __init__(self, form: Form, language: Language) -> None:
        """``form``: ``table``, or ``full`` to list passed rules too."""
        self._shows_all = form == "full"
        self._language: Language = language
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._verdicts: Counter[str] = Counter()

    def progress(self, files: int) -> AbstractContextManager[Step]:
        """Show a bar for many files where standard error is a terminal."""
        return progress_bar(files) if files >= MANY_FILES else nullcontext(lambda: None)

    def report(self, report: ReportJson, files: int) -> None:
        """Print the verdict, and the findings unless there are many files."""
        self._verdicts[report["verdict"]] += 1
        if files > DETAILED_FILES and not self._shows_all:
            self._print_line(report)
            return
        self._print_head(report)
        for finding in in_reading_order(report["findings"]):
            if self._shows_all or finding["outcome"] not in ("pass", "manual"):
                self._print_finding(finding)
        if not self._shows_all:
            self._print_rest(report["findings"])
        self._console.print()

    def summary(self) -> None:
        """Print how many files had which verdict, if there were several."""
        total = sum(self._verdicts.values())
        if total < 2:
            return
        counts = [
            Text(verdict_count(verdict, self._verdicts[verdict], self._language), style)
            for verdict, style in VERDICT_STYLES.items()
            if self._verdicts[verdict]
        ]
        head = Text(word("files", self._language, count=str(total)) + colon(self._language))
        self._console.print(head.append(Text(", ").join(counts)))

    def _print_line(self, report: ReportJson) -> None:
        verdict = report["verdict"]
        line = Text(f"{word(verdict, self._language):9}", VERDICT_STYLES[verdict])
        line.append(f" {printable(report['file']['name'])}", "default")
        grave = [
            f for f in in_reading_order(report["findings"]) if f["outcome"] in ("fail", "unsure")
        ]
        for finding in grave:
            sign, style = OUTCOME_SIGNS[finding["outcome"]]
            line.append(f"  {sign} {rule_title(finding['rule'], self._language)}", style)
        self._console.print(line, soft_wrap=True)

    def _print_head(self, report: ReportJson) -> None:
        verdict, policy = report["verdict"], report["policy"]
        line = Text(word(verdict, self._language).upper(), VERDICT_STYLES[verdict])
        line.append(f"  {printable(report['file']['name'])}", "bold")
        line.append(
            f"  {word('policy', self._language)} {policy['id']} {policy['version']}"
            f"  {report['timings_ms']['total']:.0f} ms",
            "dim",
        )
        if report["status"] == "partial":
            line.append(f"  {word('partial', self._language)}", "yellow")
        self._console.print(line)

    def _print_finding(self, finding: dict[str, Any]) -> None:
        language = self._language
        outcome = shown_outcome(finding)
        sign, style = OUTCOME_SIGNS[outcome]
        head = Text(f"  {sign} ", style).append(finding["rule"], "bold")
        head.append(f"  {word(outcome, language)}", style)
        self._console.print(head)
        lines = [Text(finding["message"][language])]
        if figures := _figures(finding, language):
            lines.append(Text(figures, "dim"))
        if finding["remedy"][language] and finding["outcome"] != "pass":
            lines.append(Text(f"\N{RIGHTWARDS ARROW} {finding['remedy'][language]}", "bold"))
        source = finding["source"]
        lines.append(Text(f"{source['document']}, {source['section']}", "dim italic"))
        for line in lines:
            self._console.print(Padding(line, (0, 0, 0, 4)))

    def _print_rest(self, findings: list[dict[str, Any]]) -> None:
        """One line each for what an officer decides, what passes and what does not apply."""
        for outcome in ("manual", "pass", DOES_NOT_APPLY):
            language = self._language
            alike = [finding for finding in findings if shown_outcome(finding) == outcome]
            names = [rule_title(finding["rule"], language) for finding in alike]
            if not names:
                continue
            sign, style = OUTCOME_SIGNS[outcome]
            line = Text(f"{sign} ", style).append(_count_phrase(outcome, len(names), language))
            line.append(colon(language)).append(", ".join(names), "dim")
            self._console.print(Padding(line, (0, 0, 0, 2)))


def _figures(finding: dict[str, Any], language: Language) -> str:
    parts = []
    if phrase := measured_phrase(finding, language):
        parts.append(f"{word('measured', language)} {phrase}")
    if finding["required"] and (phrase := required_phrase(finding["required"], language)):
        parts.append(f"{word('required', language)} {phrase}")
    return " \N{MIDDLE DOT} ".join(parts)


def _count_phrase(outcome: str, count: int, language: Language) -> str:
    if outcome == "manual":
        return word("manual", language)
    key = f"rule-{outcome}" if count == 1 else f"rules-{outcome}"
    return word(key, language, count=str(count))
