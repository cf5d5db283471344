"""What was measured on labelled identity documents, as readable tables."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from service.evaluation.form_tables import percent
from service.evaluation.identity_accuracy import GROUPED, IdentityAccuracy
from service.evaluation.statistics import Proportion

_NOTHING = "-"


def identity_tables(accuracy: IdentityAccuracy) -> Iterator[RenderableType]:
    """The tables in the order in which they are read: figures, groups, times, wrong cases."""
    table = Table("fact", "as labelled (95 %)", title="Identity documents", title_justify="left")
    for name, share in identity_figures(accuracy):
        table.add_row(name, percent(share))
    yield table
    groups = Table("group", *GROUPED, title="Identity documents by group", title_justify="left")
    for group, cells in group_rows(accuracy):
        groups.add_row(escape(group), *cells)
    yield groups
    yield _time_table(accuracy)
    yield _wrong_table(accuracy)


def identity_figures(accuracy: IdentityAccuracy) -> Iterator[tuple[str, Proportion]]:
    """The name and the share of every figure."""
    green = accuracy.green
    yield "complete report in time", accuracy.reported
    yield "zone, single lines", accuracy.lines
    yield from accuracy.facts.items()
    yield "licence text, single fields", accuracy.fields
    yield "every check digit holds, yet a value is wrong", green.wrong
    yield "... and not marked as doubtful", green.unmarked
    for value, share in green.by_value.items():
        yield f"... {value} wrong", share
    yield "every check digit holds, yet a name is wrong", green.names
    yield "every check digit holds, and every character is right", green.exact


def group_rows(accuracy: IdentityAccuracy) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each group with its shares as counts."""
    for group, shares in accuracy.by_group.items():
        yield group, tuple(_count(shares.get(fact)) for fact in GROUPED)


def _count(share: Proportion | None) -> str:
    if share is None or share.share is None:
        return _NOTHING
    return f"{share.share:.0%} ({share.count}/{share.total})"


def _time_table(accuracy: IdentityAccuracy) -> Table:
    title = "Time of a screening by category, milliseconds"
    table = Table("category", title=title, title_justify="left")
    for name in ("files", "median", "95 %", "max"):
        table.add_column(name, justify="right")
    for row in time_rows(accuracy):
        table.add_row(*map(escape, row))
    return table


def time_rows(accuracy: IdentityAccuracy) -> Iterator[tuple[str, ...]]:
    """Each category with the number of files, median, 95th percentile and maximum."""
    for name, times in accuracy.times_ms.items():
        numbers = (times.median, times.p95, times.max)
        yield name, str(times.count), *(f"{number:.0f}" for number in numbers)


def _wrong_table(accuracy: IdentityAccuracy) -> Table:
    table = Table(title="Facts of documents that are not as labelled", title_justify="left")
    for name in ("fact", "file", "expected", "found", "what differs"):
        table.add_column(name, overflow="fold")
    for case in accuracy.wrong:
        cells = (case.fact, case.file, case.expected, case.found, case.detail)
        table.add_row(*map(escape, cells))
    return table
