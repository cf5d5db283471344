"""How often the rules on identity documents are right about one planted fact.

    python -m tests.accuracy.identity_rules --count 230 --first-seed 80000 --results FILE
                                            [--processes 2] [--plots docs/accuracy]

Documents of every kind with a zone or a licence's barcode are drawn, each with one fact: expired
yesterday, another number in the zone than in the print, and so on (identity_cases.py). Half are
screened as drawn, half as a careful photo or a scan, by the path of ``docscreen check --kind
identity``. A rule is right where it fails on its fact, and does not fail where there is none. What
is left to an officer, or could not be assessed, counts apart. ``--results`` keeps every case: a run
that was broken off goes on there.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console

from samples.identity_design import TODAY
from service.evaluation.form_tables import percent
from service.evaluation.markdown import markdown_table, written
from service.evaluation.processes import default_worker_count, run_in_processes
from service.evaluation.statistics import Proportion, proportion_of
from service.screener import Order, perform
from tests.accuracy.identity_cases import Case, case_of, picture_of
from tests.accuracy.identity_plants import PLANTS, RULES

POLICY = "pr-portal"
Answer = Literal["right", "open", "not assessed", "missed", "false alarm"]
ANSWERS: tuple[Answer, ...] = ("right", "open", "not assessed", "missed", "false alarm")
#: Answers that are wrong: a fault that passes, or a fault where there is none.
WRONG: frozenset[Answer] = frozenset({"missed", "false alarm"})
_DRAWING = "drawing"


@dataclass(frozen=True, slots=True)
class Screened:
    """One case as screened: the type of document that was told, outcomes and reasons by rule."""

    case: Case
    document: str
    outcomes: Mapping[str, str]
    reasons: Mapping[str, str]

    def answer(self, rule: str) -> Answer | None:
        """What the rule's outcome was worth; None where the fact leaves the rule open."""
        rightly = self.case.expected.get(rule)
        return None if rightly is None else judged(self.outcomes[rule], rightly)

    @property
    def is_type_told(self) -> bool:
        """Whether the type of document is the right one."""
        return self.document == self.case.document


def judged(outcome: str, rightly: Sequence[str]) -> Answer:
    """What an outcome is worth against those that are right."""
    if outcome in rightly:
        return "right"
    if outcome == "unsure":
        return "open"
    if outcome == "not-assessed":
        return "not assessed"
    return "missed" if outcome == "pass" else "false alarm"


def screened(seed: int) -> Screened:
    """Make the document of a seed and screen it as of the day of the specimens' world."""
    case = case_of(seed)
    today = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
    order = Order(picture_of(case), "document.jpg", POLICY, "identity", created=today)
    report = perform(order)
    found = {entry["rule"]: entry for entry in report["findings"]}
    return Screened(
        case,
        str(report["facts"].get("identity", {}).get("document", "none")),
        {rule: str(found[rule]["outcome"]) for rule in RULES},
        {rule: str(found[rule]["reason"]) for rule in RULES},
    )


def kept_cases(results: Path | None, wanted: range) -> list[Screened]:
    """The wanted cases that an earlier run has kept; a line broken off is made again."""
    if results is None or not results.exists():
        return []
    kept = {}
    for line in results.read_text("utf-8").splitlines():
        if line.endswith("}"):
            entry = json.loads(line)
            kept[entry["case"]["seed"]] = Screened(**(entry | {"case": Case(**entry["case"])}))
    return [one for seed, one in kept.items() if seed in wanted]


def measure(wanted: range, processes: int, results: Path | None) -> list[Screened]:
    """All wanted cases; those not yet kept are made, and kept where there is a file."""
    found = kept_cases(results, wanted)
    done = {one.case.seed for one in found}
    tasks = [seed for seed in wanted if seed not in done]
    for one in run_in_processes(screened, tasks, processes, "Cases", Console(stderr=True)):
        if one.result is None:
            print(f"seed {one.task}: {one.failure}", file=sys.stderr)
            continue
        found.append(one.result)
        if results is not None:
            with results.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(dataclasses.asdict(one.result)) + "\n")
    return sorted(found, key=lambda one: one.case.seed)


def answers(found: Iterable[Screened], rules: Iterable[str] = RULES) -> Counter[Answer]:
    """How many answers of these rules were worth what."""
    listed = tuple(rules)
    worth = (one.answer(rule) for one in found for rule in listed)
    return Counter(answer for answer in worth if answer is not None)


def responsible(plant: str) -> tuple[str, ...]:
    """The rules that speak for a fact; those that could raise a false alarm where it is none."""
    if plant == "valid":
        return RULES
    stated = tuple(rule for rule, outcomes in PLANTS[plant].expected.items() if outcomes)
    return stated or ("identity.name-agrees",)


def concerned(found: Iterable[Screened], plant: str, rule: str) -> list[Screened]:
    """The cases of a fact on which a rule must speak for it: no zone's rule on a licence."""
    planted = PLANTS[plant].expected
    own = [one for one in found if one.case.plant == plant]
    if rule not in planted:
        return own
    return [one for one in own if one.case.expected.get(rule) == planted[rule]]


def figures(found: Sequence[Screened]) -> Iterator[tuple[str, str]]:
    """Every figure over all cases."""
    counts = answers(found)
    wrong = sum(counts[answer] for answer in WRONG)
    yield "answers that are wrong", percent(Proportion(wrong, counts.total()))
    yield "... a fault that passes", percent(Proportion(counts["missed"], counts.total()))
    alarms = Proportion(counts["false alarm"], counts.total())
    yield "... a fault where there is none", percent(alarms)
    for name, chosen in (("drawings", _is_drawing), ("photos and scans", _is_taken)):
        of_kind = answers(filter(chosen, found))
        left = of_kind["open"] + of_kind["not assessed"]
        yield f"left open or not assessed, {name}", percent(Proportion(left, of_kind.total()))
    yield "type of document", percent(proportion_of(one.is_type_told for one in found))


def _is_drawing(one: Screened) -> bool:
    return one.case.taking == _DRAWING


def _is_taken(one: Screened) -> bool:
    return one.case.taking != _DRAWING


def _counted(counts: Counter[Answer]) -> tuple[str, ...]:
    return tuple(str(counts[answer]) for answer in ANSWERS)


def _fact_rows(found: Sequence[Screened]) -> Iterator[tuple[str, ...]]:
    for plant in PLANTS:
        for rule in responsible(plant):
            own = concerned(found, plant, rule)
            if own:
                yield plant, rule, *_counted(answers(own, [rule]))


def _grouped(
    found: Sequence[Screened], name_of: Callable[[Screened], str]
) -> Iterator[tuple[str, list[Screened]]]:
    for name in sorted({name_of(one) for one in found}):
        yield name, [one for one in found if name_of(one) == name]


def page_lines(found: Sequence[Screened]) -> list[str]:
    """The page of this measurement."""
    types = (
        (kind, percent(proportion_of(one.is_type_told for one in own)), _told(own))
        for kind, own in _grouped(found, lambda one: one.case.kind)
    )
    takings = (
        (taking, *_counted(answers(own)))
        for taking, own in _grouped(found, lambda one: one.case.taking)
    )
    seeds = [one.case.seed for one in found]
    return [
        "# Rules on identity documents, by planted fact",
        "",
        "Generated by `python -m tests.accuracy.identity_rules --plots docs/accuracy`; see"
        " README.md.",
        "",
        f"{len(found)} computed documents (seeds {min(seeds)} to {max(seeds)}), each with one fact,"
        f" under policy {POLICY}. Right: the rule fails on its fact and does not fail where there"
        " is none. One other letter in a name may be left to an officer, and so may a name joined"
        " by marriage. Answers left open and not assessed count apart.",
        "",
        *markdown_table(("figure", ""), figures(found)),
        "",
        "## By fact, the rules that speak for it",
        "",
        *markdown_table(("fact", "rule", *ANSWERS), _fact_rows(found)),
        "",
        "## By rule, all facts",
        "",
        *markdown_table(
            ("rule", *ANSWERS), ((rule, *_counted(answers(found, [rule]))) for rule in RULES)
        ),
        "",
        "## By how the picture came about, all rules",
        "",
        *markdown_table(("picture", *ANSWERS), takings),
        "",
        "## Type of document",
        "",
        *markdown_table(("kind", "right", "told as"), types),
    ]


def _told(own: Sequence[Screened]) -> str:
    told = Counter(one.document for one in own)
    return ", ".join(f"{name} {count}" for name, count in told.most_common())


def notable(found: Iterable[Screened]) -> Iterator[str]:
    """Each answer that is not right, and each type that is not."""
    for one in found:
        case = one.case
        for rule in RULES:
            answer = one.answer(rule)
            if answer not in ("right", None):
                shown = f"{answer} ({one.outcomes[rule]}: {one.reasons[rule]})"
                yield f"{case.seed} {case.kind}, {case.taking}, {case.plant}: {rule} {shown}"
        if not one.is_type_told:
            yield f"{case.seed} {case.kind}, {case.taking}: told as {one.document}"


def main() -> None:
    """Make, screen, count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=46)
    parser.add_argument("--first-seed", type=int, default=70000)
    parser.add_argument("--processes", type=int, default=default_worker_count())
    parser.add_argument("--results", type=Path, help="keeps the cases, one a line")
    parser.add_argument("--plots", type=Path, help="folder for identity_rules.md")
    options = parser.parse_args()
    wanted = range(options.first_seed, options.first_seed + options.count)
    found = measure(wanted, options.processes, options.results)
    if not found:
        sys.exit("nothing was screened")
    lines = page_lines(found)
    print("\n".join([*lines, "", *notable(found)]))
    if options.plots is not None:
        written(options.plots / "identity_rules.md", lines)


if __name__ == "__main__":
    main()
