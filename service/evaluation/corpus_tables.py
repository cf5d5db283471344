"""The result of a corpus evaluation, printed: as JSON or as readable tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from service.evaluation.corpus import CorpusResult
from service.evaluation.form_tables import form_tables
from service.evaluation.goals import Goal, form_goals, identity_goals, photo_goals
from service.evaluation.identity_tables import identity_tables
from service.evaluation.output import EVALUATION_SCHEMA, plain
from service.evaluation.photo_accuracy import PhotoAccuracy
from service.evaluation.photo_geometry import GeometryAccuracy, HeightAccuracy
from service.evaluation.rules import OUTCOMES, RuleAccuracy
from service.evaluation.statistics import Distribution, Proportion

_NOTHING = "-"
_HOLDS = {True: "[green]holds[/]", False: "[red]missed[/]", None: "[dim]not measured[/]"}


def corpus_json(result: CorpusResult) -> dict[str, Any]:
    """Everything measured, with the goals, as plain data."""
    data: dict[str, Any] = plain(result)
    goals = [plain(goal) | {"holds": goal.holds} for goal in _goals(result)]
    return {"schema": EVALUATION_SCHEMA, **data, "goals": goals}


def corpus_tables(result: CorpusResult) -> Iterator[RenderableType]:
    """The tables in the order in which they are read: rules, facts, wrong cases, goals."""
    yield (
        f"[bold]{result.files} files[/] ({result.split}) under policy {result.policy}"
        f" {result.policy_version}"
    )
    for kind, count in sorted(result.not_evaluated.items()):
        yield f"[yellow]not evaluated yet: kind {escape(kind)} ({count} files)[/]"
    for file in result.missing_files:
        yield f"[red]missing file:[/] {escape(file)}"
    for file, failure in result.crashed_files.items():
        yield f"[red]screening crashed ({failure}):[/] {escape(file)}"
    yield _rule_table(result.rules)
    yield _group_table(result.rules)
    if "photo" in result.facts:
        yield from _photo_tables(result.facts["photo"])
    if "form" in result.facts:
        yield from form_tables(result.facts["form"])
    if "identity" in result.facts:
        yield from identity_tables(result.facts["identity"])
    yield _timing_table(result)
    yield _wrong_table(result)
    yield _goal_table(_goals(result))


def print_tables(result: CorpusResult, console: Console) -> None:
    """Print all tables."""
    for renderable in corpus_tables(result):
        if not isinstance(renderable, Table) or renderable.row_count:
            console.print(renderable)


def _goals(result: CorpusResult) -> tuple[Goal, ...]:
    facts = result.facts
    photo = photo_goals(facts["photo"]) if "photo" in facts else ()
    form = form_goals(facts["form"]) if "form" in facts else ()
    identity = identity_goals(facts["identity"]) if "identity" in facts else ()
    return (*photo, *form, *identity)


def _percent(share: Proportion) -> str:
    if share.share is None:
        return _NOTHING
    low, high = share.interval
    return f"{share.share:.1%} ({share.count}/{share.total}; {low:.1%}-{high:.1%})"


def _rule_table(rules: tuple[RuleAccuracy, ...]) -> Table:
    table = Table("rule", "expected", title="Outcomes against the labels", title_justify="left")
    for outcome in OUTCOMES:
        table.add_column(outcome, justify="right")
    table.add_column("false fail (95 %)", justify="right")
    table.add_column("false pass (95 %)", justify="right")
    for rule in rules:
        rows = {**rule.confusion} or {"no label": rule.found}
        if not rule.found:
            continue
        for number, (expected, found) in enumerate(sorted(rows.items())):
            rates = (rule.rates.false_fail, rule.rates.false_pass)
            cells = [str(found.get(outcome, 0) or _NOTHING) for outcome in OUTCOMES]
            shown = [_percent(rate) if number == 0 else "" for rate in rates]
            table.add_row("" if number else escape(rule.rule), escape(expected), *cells, *shown)
    return table


def _group_table(rules: tuple[RuleAccuracy, ...]) -> Table:
    table = Table("rule", "group", title="Errors by group (rules that err)", title_justify="left")
    table.add_column("false fail (95 %)", justify="right")
    table.add_column("false pass (95 %)", justify="right")
    for rule in rules:
        for group, rates in rule.by_group.items():
            if rates.false_fail.count or rates.false_pass.count:
                cells = (_percent(rates.false_fail), _percent(rates.false_pass))
                table.add_row(rule.rule, group, *cells)
    return table


def _photo_tables(accuracy: PhotoAccuracy) -> Iterator[RenderableType]:
    yield _point_table(accuracy.geometry)
    yield _height_table(accuracy.geometry)
    yield _portrait_table(accuracy)
    yield _expression_table(accuracy)


def _point_table(geometry: GeometryAccuracy) -> Table:
    title = "Errors of points, percent of the marked face height"
    table = _distribution_table(title, "point", "group")
    for point, summary in geometry.points_percent.items():
        table.add_row(point, "all", *_cells(summary))
    for group, points in geometry.points_by_group_percent.items():
        if not group.startswith("age"):
            for point, summary in points.items():
                table.add_row(point, group, *_cells(summary))
    return table


def _height_table(geometry: GeometryAccuracy) -> Table:
    title = "Face height against the marked one, mm at a face height of 33.5 mm"
    table = _distribution_table(title, "group")
    for name in ("bias", "excess", "interval width", "holds the marked height"):
        table.add_column(name, justify="right")
    everyone = {} if geometry.height is None else {"all": geometry.height}
    for group, height in (everyone | dict(geometry.height_by_group)).items():
        table.add_row(group, *_cells(height.error_mm), *_height_cells(height))
    return table


def _height_cells(height: HeightAccuracy) -> list[str]:
    excess = _NOTHING if height.excess_mm is None else f"{height.excess_mm:+.2f}"
    width = f"{height.interval_width_mm.mean:.2f}"
    return [f"{height.bias_mm:+.2f}", excess, width, _percent(height.coverage)]


def _distribution_table(title: str, *headings: str) -> Table:
    table = Table(*headings, title=title, title_justify="left")
    for name in ("files", "mean", "median", "95 %", "max"):
        table.add_column(name, justify="right")
    return table


def _cells(summary: Distribution) -> list[str]:
    numbers = (summary.mean, summary.median, summary.p95, summary.max)
    return [str(summary.count), *(f"{number:.2f}" for number in numbers)]


def _portrait_table(accuracy: PhotoAccuracy) -> Table:
    title = f"Neutral studio portraits ({accuracy.portraits} files): share that fails"
    table = Table("rule", "all", "unsure", "worst group", title=title, title_justify="left")
    for rule, share in accuracy.portrait_fails.items():
        if share.all.count == 0 and accuracy.portrait_unsure[rule].all.count == 0:
            continue
        worst = max(share.by_group, key=lambda group: share.by_group[group].share or 0, default="")
        shown = f"{worst}: {_percent(share.by_group[worst])}" if worst else _NOTHING
        unsure = _percent(accuracy.portrait_unsure[rule].all)
        table.add_row(rule, _percent(share.all), unsure, shown)
    return table


def _expression_table(accuracy: PhotoAccuracy) -> Table:
    table = Table("measured", "share (95 %)", title="Expression and faces", title_justify="left")
    found, count = accuracy.expression, accuracy.face_count
    table.add_row("smiles with teeth that fail", _percent(found.teeth_failed.all))
    table.add_row("slight smiles that fail or are unsure", _percent(found.slight_doubted.all))
    table.add_row("neutral faces that fail", _percent(found.neutral_failed.all))
    table.add_row("neutral faces that are unsure", _percent(found.neutral_unsure.all))
    table.add_row("number of faces right", _percent(count.right))
    for name, share in count.by_class.items():
        table.add_row(f"  {name}", _percent(share))
    table.add_row("no face, yet the face count passes", _percent(count.accepted_without_face))
    for file, (truth, counted) in count.wrong.items():
        table.add_row(f"  wrong: {escape(file)}", f"{truth} labelled, {counted} found")
    return table


def _timing_table(result: CorpusResult) -> Table:
    table = _distribution_table("Time of each fact alone, milliseconds", "fact")
    for name, summary in result.timings_ms.items():
        table.add_row(name, *_cells(summary))
    return table


def _wrong_table(result: CorpusResult) -> Table:
    table = Table(title="Wrong cases", title_justify="left")
    for name in ("rule", "file", "expected", "found", "reason", "value"):
        table.add_column(name, overflow="fold")
    for case in result.wrong_cases:
        value = f"{case.value:.3g}" if isinstance(case.value, float) else str(case.value or "")
        table.add_row(
            escape(case.rule), escape(case.file), case.expected, case.found, case.reason, value
        )
    return table


def _goal_table(goals: tuple[Goal, ...]) -> Table:
    table = Table("goal", "measured", "limit", "", title="Goals", title_justify="left")
    for goal in goals:
        value = _NOTHING if goal.value is None else f"{goal.value:.3f}"
        limit = f"{goal.comparison} {goal.limit:g} {goal.unit}"
        table.add_row(goal.name, value, limit, _HOLDS[goal.holds])
    return table
