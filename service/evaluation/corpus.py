"""Evaluation of the product as shipped over a labelled corpus, one evaluator for each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from checks.policies import load_policy
from service.evaluation.labels import LabelledFile, SplitChoice, files_of_split, read_labels
from service.evaluation.photo_accuracy import PhotoAccuracy, measure_photo_accuracy
from service.evaluation.processes import run_in_processes
from service.evaluation.rules import RuleAccuracy, WrongCase, measure_rules, wrong_cases
from service.evaluation.screened import ScreenedFile, ScreeningTask, screen_file
from service.evaluation.statistics import Distribution

#: What is measured beyond the rules' outcomes, by kind of file; other kinds are counted only.
FACT_EVALUATORS: Mapping[str, Callable[[Sequence[ScreenedFile]], PhotoAccuracy]] = {
    "photo": measure_photo_accuracy,
}


@dataclass(frozen=True, slots=True)
class CorpusResult:
    """Everything that an evaluation measured. ``timings_ms``: exclusive time of each fact."""

    policy: str
    policy_version: str
    split: SplitChoice
    files: int
    not_evaluated: Mapping[str, int]
    missing_files: tuple[str, ...]
    crashed_files: Mapping[str, str]
    rules: tuple[RuleAccuracy, ...]
    wrong_cases: tuple[WrongCase, ...]
    facts: Mapping[str, PhotoAccuracy]
    timings_ms: Mapping[str, Distribution]


def evaluate_corpus(
    corpus: Path, policy: str, split: SplitChoice, workers: int, console: Console
) -> CorpusResult:
    """Screen every file of a corpus and compare with its labels.

    Raises:
        CorpusError: the labels cannot be read.
        PolicyError: there is no such policy.
    """
    loaded = load_policy(policy)
    labels = files_of_split(read_labels(corpus), split)
    known = [label for label in labels if label.kind in FACT_EVALUATORS]
    present = [label for label in known if label.path is not None]
    screened = screen_labelled(present, policy, workers, console)
    return CorpusResult(
        policy=loaded.id,
        policy_version=loaded.version,
        split=split,
        files=len(screened),
        not_evaluated=Counter(e.kind for e in labels if e.kind not in FACT_EVALUATORS),
        missing_files=tuple(label.file for label in known if label.path is None),
        crashed_files={s.label.file: s.failure for s in screened if s.failure is not None},
        rules=measure_rules(screened),
        wrong_cases=wrong_cases(screened),
        facts={
            kind: measure([s for s in screened if s.label.kind == kind])
            for kind, measure in FACT_EVALUATORS.items()
            if any(s.label.kind == kind for s in screened)
        },
        timings_ms=_timings(screened),
    )


def screen_labelled(
    labels: Sequence[LabelledFile], policy: str, workers: int, console: Console
) -> tuple[ScreenedFile, ...]:
    """Screen labelled files in several processes; the answer is in the order of the labels."""
    tasks = [
        ScreeningTask(index, label.path, policy)
        for index, label in enumerate(labels)
        if label.path is not None
    ]
    done = run_in_processes(screen_file, tasks, workers, "Screening", console)
    ordered = sorted(done, key=lambda one: one.task.index)
    return tuple(ScreenedFile(labels[d.task.index], d.result or {}, d.failure) for d in ordered)


def _timings(screened: Sequence[ScreenedFile]) -> Mapping[str, Distribution]:
    """Time of each fact over the files that needed it, longest first."""
    collected: dict[str, list[float]] = {}
    for one in screened:
        for name, time_ms in one.report.get("timings_ms", {}).items():
            collected.setdefault(name, []).append(time_ms)
    summaries = {name: Distribution.of(times) for name, times in collected.items()}
    ranked = sorted(
        ((name, summary) for name, summary in summaries.items() if summary is not None),
        key=lambda entry: -entry[1].median,
    )
    return dict(ranked)
