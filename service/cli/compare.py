"""``docscreen compare``: two reports side by side, finding by finding."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks.report import REPORT_SCHEMA, Report
from service.cli.entry import ExitStatus
from service.cli.files import InputFile, printable
from service.cli.printing import OUTCOME_SIGNS, VERDICT_STYLES
from service.cli.store import read_store
from service.comparison import FindingChange, compared
from service.comparison_words import comparison_word
from service.errors import UsageError
from service.reading_order import shown_outcome
from service.redaction import without_texts
from service.settings import settings
from service.words import Language, measured_phrase, required_phrase, rule_title, word

ReportJson = dict[str, Any]

#: Larger than any report: a form with every field wrong has less than half of it.
REPORT_LIMIT_BYTES = 4 * 1024 * 1024
_SCREENING_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NO_BREAK = "\N{NO-BREAK SPACE}"
_CHANGE_STYLES = {"better": "green", "worse": "red", "same": "dim"}


def run_compare(
    first: str, second: str, form: Literal["table", "full", "json"], language: Language
) -> ExitStatus:
    """Print what differs; the exit status says whether the verdicts do."""
    before, after = without_texts(_report(first)), without_texts(_report(second))
    changes = compared(before, after)
    if form == "json":
        print(json.dumps(_plain(before, after, changes), ensure_ascii=False, indent=2))
    else:
        _print_table(before, after, changes, form, language)
    is_same = before["verdict"] == after["verdict"]
    return ExitStatus.ACCEPTED if is_same else ExitStatus.NOT_ACCEPTED


def _report(argument: str) -> ReportJson:
    """The report in a file, or that of a stored screening. Raises UsageError."""
    path = Path(argument)
    if path.is_file():
        return _report_in(InputFile(argument, path).read(REPORT_LIMIT_BYTES), argument)
    if not _SCREENING_ID.fullmatch(argument):
        raise UsageError(f"{printable(argument)}: neither a file nor the id of a screening")
    with read_store(settings()) as store:
        row = store.screenings.get(argument)
        report = store.screenings.report_of(row) if row is not None else None
    if row is None:
        raise UsageError(f"{argument}: there is no such screening")
    if report is None:
        raise UsageError(f"{argument}: this screening is {row.state} and has no report")
    return report


def _report_in(content: bytes, name: str) -> ReportJson:
    """A report, or the one in a screening as the service answers it. Raises UsageError."""
    try:
        document = json.loads(content)
    except ValueError as damage:
        raise UsageError(f"{printable(name)}: not one JSON document") from damage
    report = document.get("report", document) if isinstance(document, dict) else document
    try:
        if report["schema"] != REPORT_SCHEMA:
            raise UsageError(f"{printable(name)}: not a report of {REPORT_SCHEMA}")
        TypeAdapter(Report).validate_python(report)
    except (KeyError, TypeError, ValidationError) as damage:
        raise UsageError(f"{printable(name)}: not a report of {REPORT_SCHEMA}") from damage
    return dict(report)


def _plain(
    before: ReportJson, after: ReportJson, changes: tuple[FindingChange, ...]
) -> dict[str, Any]:
    return {
        "before": _head(before),
        "after": _head(after),
        "is_same_file": _is_same_file(before, after),
        "is_same_verdict": before["verdict"] == after["verdict"],
        "changes": [asdict(change) for change in changes],
    }


def _head(report: ReportJson) -> dict[str, Any]:
    parts = ("screening", "created", "policy", "verdict", "status")
    return {name: report[name] for name in parts} | {"file": report["file"]["name"]}


def _is_same_file(before: ReportJson, after: ReportJson) -> bool:
    same: bool = before["file"]["sha256"] == after["file"]["sha256"]
    return same


def _print_table(
    before: ReportJson,
    after: ReportJson,
    changes: tuple[FindingChange, ...],
    form: Literal["table", "full"],
    language: Language,
) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    for key, report in (("before", before), ("after", after)):
        console.print(_head_line(comparison_word(key, language), report, language))
    if not _is_same_file(before, after):
        console.print(Text(comparison_word("other-file", language), "yellow"))
    shown = [one for one in changes if form == "full" or one.change != "same"]
    if shown:
        console.print()
        console.print(_changes_table(shown, language))
    if same := len(changes) - len(shown):
        key = "rule-same" if same == 1 else "rules-same"
        console.print(Text(comparison_word(key, language, count=str(same)), "dim"))
    console.print(_verdict_line(before["verdict"], after["verdict"], language))


def _head_line(label: str, report: ReportJson, language: Language) -> Text:
    verdict, policy = report["verdict"], report["policy"]
    line = Text(f"{label:8}").append(word(verdict, language).upper(), VERDICT_STYLES[verdict])
    line.append(f"  {printable(report['file']['name'])}", "bold")
    stated = printable(f"{policy['id']} {policy['version']}")
    line.append(f"  {word('policy', language)} {stated}", "dim")
    if report["status"] == "partial":
        line.append(f"  {word('partial', language)}", "yellow")
    return line


def _changes_table(changes: list[FindingChange], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(word("rule", language), header_style="bold")
    for key in ("change", "before", "after"):
        table.add_column(comparison_word(key, language), header_style="bold")
    for one in changes:
        name = Text(printable(one.rule), "bold")
        name.append(f"\n{printable(rule_title(one.rule, language))}", "not bold dim")
        change = Text(comparison_word(one.change, language), _CHANGE_STYLES.get(one.change, ""))
        cells = [_finding_cell(finding, language) for finding in (one.before, one.after)]
        table.add_row(name, change, *cells)
    return table


def _finding_cell(finding: Mapping[str, Any] | None, language: Language) -> Text:
    """Outcome, reason, what was measured and what is required; empty where nothing was found."""
    if finding is None:
        return Text("")
    outcome = shown_outcome(dict(finding))
    sign, style = OUTCOME_SIGNS[outcome]
    cell = Text(f"{sign} ", style).append(word(outcome, language), style)
    cell.append(f" {printable(finding['reason'])}", "dim")
    phrases = [measured_phrase(dict(finding), language)]
    if finding["required"]:
        required = required_phrase(finding["required"], language)
        phrases.append(f"{word('required', language)} {required}" if required else "")
    for phrase in filter(None, phrases):
        cell.append(f"\n{printable(phrase.replace(_NO_BREAK, ' '))}", "dim")
    return cell


def _verdict_line(before: str, after: str, language: Language) -> Text:
    words = {"before": word(before, language), "after": word(after, language)}
    key = "verdict-same" if before == after else "verdict-changed"
    return Text(comparison_word(key, language, **words), VERDICT_STYLES[after])
