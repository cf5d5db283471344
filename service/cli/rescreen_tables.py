"""What a run over the archive changed, as tables."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.printing import OUTCOME_SIGNS, VERDICT_STYLES
from service.comparison_words import comparison_word
from service.rescreening_runs import RescreeningRun
from service.rescreening_tally import RuleChange, Tally
from service.words import Language, rule_title, word

#: More lines than a terminal has help nobody: JSON has them all.
_MOST_LISTED = 20
#: In this order, with these colours.
_CHANGES = {"worse": "red", "better": "green", "added": "", "removed": "", "other": "dim"}


def print_tally(tally: Tally, run: RescreeningRun | None, language: Language) -> None:
    """Print what became of verdicts and rules; ``run``: None where nothing was kept."""
    console = Console(highlight=False, markup=False, emoji=False)
    if tally.verdicts:
        console.print(_verdict_table(tally, language))
        console.print()
    if tally.rules:
        console.print(_rule_table(tally, language))
        console.print()
    if tally.changed:
        _print_screenings(console, tally, language)
        console.print()
    console.print(_counted("screened", tally.screened, language))
    console.print(_counted("changed", len(tally.changed), language))
    for why, count in sorted(tally.left.items()):
        console.print(Text(comparison_word(why, language, count=str(count)), "yellow"))
    if run is None:
        console.print(Text(comparison_word("nothing-kept", language), "dim"))
    else:
        console.print(Text(f"{comparison_word('run', language)} {run.id}", "dim"))


def _counted(key: str, count: int, language: Language) -> str:
    if count == 0 and key == "changed":
        return comparison_word("changed-none", language)
    form = "one" if count == 1 or (count == 0 and language == "fr") else "many"
    return comparison_word(f"{key}-{form}", language, count=str(count))


def _table(headings: tuple[str, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, header_style="bold")
    return table


def _verdict_table(tally: Tally, language: Language) -> Table:
    headings = [comparison_word(key, language) for key in ("verdict", "after", "count")]
    table = _table((f"{headings[0]} {comparison_word('before', language)}", *headings[1:]))
    order = list(VERDICT_STYLES)
    for (before, after), count in sorted(
        tally.verdicts.items(), key=lambda item: [order.index(one) for one in item[0]]
    ):
        cells = [Text(word(one, language), VERDICT_STYLES[one]) for one in (before, after)]
        table.add_row(*cells, str(count))
    return table


def _rule_table(tally: Tally, language: Language) -> Table:
    headings = [comparison_word(key, language) for key in ("change", "before", "after", "count")]
    table = _table((word("rule", language), *headings))
    order = list(_CHANGES)
    listed = sorted(
        tally.rules.items(),
        key=lambda item: (order.index(item[0].change), -item[1], item[0].rule),
    )
    for change, count in listed[:_MOST_LISTED]:
        table.add_row(*_rule_cells(change, language), str(count))
    more = len(listed) - _MOST_LISTED
    if more > 0:
        table.add_row(Text(comparison_word("more", language, count=str(more)), "dim"))
    return table


def _rule_cells(change: RuleChange, language: Language) -> list[Text]:
    style = _CHANGES[change.change]
    name = Text(change.rule, "bold").append(
        f"\n{rule_title(change.rule, language)}", "not bold dim"
    )
    cells = [name, Text(comparison_word(change.change, language), style)]
    for outcome in (change.before, change.after):
        shown = word(outcome, language) if outcome else ""
        cells.append(Text(shown, OUTCOME_SIGNS[outcome][1] if outcome else ""))
    return cells


def _print_screenings(console: Console, tally: Tally, language: Language) -> None:
    """A line for each screening whose verdict changed: ids are not broken."""
    for one in tally.changed[:_MOST_LISTED]:
        line = Text(f"{one.before_id} ").append(
            word(one.before, language), VERDICT_STYLES[one.before]
        )
        line.append(f" \N{RIGHTWARDS ARROW} {one.after_id or ''}".rstrip() + " ")
        line.append(word(one.after, language), VERDICT_STYLES[one.after])
        console.print(line, soft_wrap=True)
    more = len(tally.changed) - _MOST_LISTED
    if more > 0:
        console.print(Text(comparison_word("more", language, count=str(more)), "dim"))
