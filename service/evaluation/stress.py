"""The stress suite: clean photos with faults of known strength, screened as shipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from rich.console import Console

from checks.policies import load_policy
from service.evaluation.base_photos import BasePhoto, choose_base_photos, prepared
from service.evaluation.degradations.registry import degradations, studio_file
from service.evaluation.labels import SplitChoice
from service.evaluation.processes import run_in_processes
from service.evaluation.screened import screen_bytes
from service.evaluation.stress_results import (
    CleanResult,
    DegradationResult,
    Trial,
    clean_result,
    degradation_result,
)

#: The name that degraded files carry into the screening.
STRESS_NAME = "stress.jpg"


@dataclass(frozen=True, slots=True)
class StressTask:
    """One base photo under one degradation, at all its strengths."""

    photo: BasePhoto
    degradation: str

    @property
    def name(self) -> str:
        """What is done to which photo."""
        return f"{self.degradation} {self.photo.name}"


@dataclass(frozen=True, slots=True)
class StressResult:
    """Everything that the stress suite measured. ``crashed``: task -> error."""

    policy: str
    policy_version: str
    split: SplitChoice
    photos: tuple[str, ...]
    groups: Mapping[str, int]
    screenings: int
    clean: CleanResult
    degradations: tuple[DegradationResult, ...]
    crashed: Mapping[str, str]


def evaluate_stress(
    folder: Path | None,
    policy: str,
    split: SplitChoice,
    photos: int,
    names: tuple[str, ...],
    workers: int,
    console: Console,
) -> StressResult:
    """Degrade clean photos and screen them.

    Raises:
        CorpusError: no photo to start from.
        DegradationError: a name is unknown.
        PolicyError: there is no such policy.
    """
    loaded = load_policy(policy)
    chosen = degradations(names)
    base = choose_base_photos(folder, policy, split, photos, workers, console)
    tasks = [StressTask(photo, name) for photo in base for name in chosen]
    done = list(run_in_processes(run_stress_task, tasks, workers, "Degrading", console))
    trials = [trial for one in done for trial in one.result or ()]
    rules = frozenset(loaded.rules)
    return StressResult(
        policy=loaded.id,
        policy_version=loaded.version,
        split=split,
        photos=tuple(photo.name for photo in base),
        groups=_group_counts(base),
        screenings=len(trials),
        clean=clean_result([t for t in trials if t.strength == chosen[t.degradation].none]),
        degradations=tuple(
            degradation_result(one, [t for t in trials if t.degradation == name], rules)
            for name, one in chosen.items()
        ),
        crashed={one.task.name: one.failure for one in done if one.failure is not None},
    )


def _group_counts(base: Sequence[BasePhoto]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for group in sorted(group for photo in base for group in photo.groups):
        counts[group] = counts.get(group, 0) + 1
    return counts


def run_stress_task(task: StressTask) -> tuple[Trial, ...]:
    """Screen one photo at every strength of one degradation."""
    degradation = degradations((task.degradation,))[task.degradation]
    photo = prepared(task.photo)
    policy = task.photo.policy
    reports = (
        _clean_report(task.photo)
        if strength == degradation.none
        else screen_bytes(degradation.file_of(photo, strength), STRESS_NAME, policy)
        for strength in degradation.strengths
    )
    return tuple(map(partial(_trial, task), degradation.strengths, reports))


@lru_cache(maxsize=2)
def _clean_report(photo: BasePhoto) -> Mapping[str, Any]:
    """The report on the undegraded photo, the same for every degradation."""
    return screen_bytes(studio_file(prepared(photo).rgb), STRESS_NAME, photo.policy)


def _trial(task: StressTask, strength: float, report: Mapping[str, Any]) -> Trial:
    findings = report["findings"]
    measured = {f["rule"]: f["measured"] for f in findings if f.get("measured")}
    return Trial(
        photo=task.photo.name,
        groups=task.photo.groups,
        degradation=task.degradation,
        strength=float(strength),
        outcomes={finding["rule"]: finding["outcome"] for finding in findings},
        values={
            (rule, number["unit"]): float(number["value"])
            for rule, number in measured.items()
            if isinstance(number["value"], int | float)
        },
        verdict=str(report["verdict"]),
    )
