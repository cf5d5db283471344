"""What was measured on labelled PDFs, as readable tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from service.evaluation.form_accuracy import FormAccuracy
from service.evaluation.statistics import Proportion

_NOTHING = "-"


def form_tables(accuracy: FormAccuracy) -> Iterator[RenderableType]:
    """The tables in the order in which they are read: origins, other facts, wrong cases."""
    origin = accuracy.origin
    yield _confusion_table("Origin: labelled (lines) and found", origin.confusion)
    yield _confusion_table("Origin, coarse: labelled (lines) and found", origin.coarse_confusion)
    table = Table("fact", "as labelled (95 %)", title="Facts of PDFs", title_justify="left")
    for name, share in figures(accuracy):
        table.add_row(name, percent(share))
    yield table
    yield _wrong_table(accuracy)


def figures(accuracy: FormAccuracy) -> Iterator[tuple[str, Proportion]]:
    """The name and the share of every figure."""
    origin = accuracy.origin
    yield "complete report in time", accuracy.reported
    yield "origin, exact", origin.exact
    yield "origin, coarse (digital, scanned, mixed)", origin.coarse
    yield "digital called scanned", origin.digital_called_scanned
    yield from accuracy.facts.items()


def found_origins(confusion: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The columns of a confusion table."""
    return sorted({found for row in confusion.values() for found in row})


def percent(share: Proportion) -> str:
    """A share with its counts and its interval."""
    if share.share is None:
        return _NOTHING
    low, high = share.interval
    return f"{share.share:.1%} ({share.count}/{share.total}; {low:.1%}-{high:.1%})"


def _confusion_table(title: str, confusion: Mapping[str, Mapping[str, int]]) -> Table:
    columns = found_origins(confusion)
    table = Table("label accepts", title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    for accepted, row in confusion.items():
        table.add_row(escape(accepted), *(str(row.get(c, 0) or _NOTHING) for c in columns))
    return table


def _wrong_table(accuracy: FormAccuracy) -> Table:
    table = Table(title="Facts that are not as labelled", title_justify="left")
    for name in ("fact", "file", "expected", "found", "what decided"):
        table.add_column(name, overflow="fold")
    for case in accuracy.wrong:
        table.add_row(
            case.fact, escape(case.file), escape(case.expected), escape(case.found), case.detail
        )
    return table
