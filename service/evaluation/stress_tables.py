"""The result of the stress suite, printed: as JSON or as readable tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from service.evaluation.output import STRESS_SCHEMA, plain
from service.evaluation.statistics import Proportion
from service.evaluation.stress import StressResult
from service.evaluation.stress_results import DegradationResult, StrengthResult

_COLOURS = {"accept": "green", "between": "dim", "fault": "red"}
_NOTHING = "-"


def stress_json(result: StressResult) -> dict[str, Any]:
    """Everything measured as plain data."""
    data: dict[str, Any] = plain(result)
    return {"schema": STRESS_SCHEMA, **data}


def print_stress_tables(result: StressResult, console: Console) -> None:
    """Print the summary, the curves, the false alarms and the clean photos."""
    for renderable in _tables(result):
        console.print(renderable)


def _tables(result: StressResult) -> Iterator[RenderableType]:
    people = ", ".join(f"{group} {count}" for group, count in result.groups.items())
    yield (
        f"[bold]{result.screenings} screenings[/] of {len(result.photos)} clean photos under policy"
        f" {result.policy} {result.policy_version} ({people or 'no groups stated'})"
    )
    for task, failure in result.crashed.items():
        yield f"[red]crashed ({failure}):[/] {escape(task)}"
    yield _summary(result)
    for one in result.degradations:
        yield _curve_table(one)
    yield _alarm_table(result)
    yield _clean_table(result)


def _percent(share: Proportion) -> str:
    return _NOTHING if share.share is None else f"{share.share:.0%} ({share.count}/{share.total})"


def _summary(result: StressResult) -> Table:
    table = Table(title="Faults detected", title_justify="left")
    for name in ("degradation", "rules", "asked", "detected", "wrongly failed"):
        table.add_column(name, overflow="fold")
    for name in ("outcome steady", "value steady", "rank correlation"):
        table.add_column(name, justify="right")
    for one in result.degradations:
        correlation = _NOTHING if one.rank_correlation is None else f"{one.rank_correlation:.2f}"
        rules = ", ".join(one.rules) or "[yellow]not in this policy[/]"
        shares = (one.detected, one.wrongly_failed, one.steady_outcomes, one.steady_values)
        cells = [_percent(share) for share in shares]
        table.add_row(one.name, rules, one.response, *cells, correlation)
    return table


def _curve_table(one: DegradationResult) -> Table:
    table = Table(title=f"{one.name}: {one.quantity} ({one.unit})", title_justify="left")
    table.add_column("")
    for point in one.strengths:
        table.add_column(f"{point.strength:g}", justify="right", style=_COLOURS[point.expectation])
    table.add_row("fail", *(_short(point.failed) for point in one.strengths))
    table.add_row("fail or doubt", *(_short(point.doubted) for point in one.strengths))
    table.add_row("photo returned", *(_short(point.returned) for point in one.strengths))
    if one.response_rule is not None:
        table.add_row(one.response_rule, *(_value(point) for point in one.strengths))
    return table


def _short(share: Proportion) -> str:
    return _NOTHING if share.share is None else f"{share.share:.0%}"


def _value(point: StrengthResult) -> str:
    return _NOTHING if point.value is None else f"{point.value:.3g}"


def _alarm_table(result: StressResult) -> Table:
    table = Table(
        "degradation", "rule", "failed", title="False alarms of other rules", title_justify="left"
    )
    for one in result.degradations:
        for rule, share in one.false_alarms.items():
            table.add_row(one.name, rule, _percent(share))
    return table


def _clean_table(result: StressResult) -> Table:
    table = Table("rule", "fail", "unsure", title="The clean photos", title_justify="left")
    for rule, share in result.clean.failed.items():
        table.add_row(rule, _percent(share), _percent(result.clean.unsure[rule]))
    return table
