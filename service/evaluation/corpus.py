"""Evaluation of the product as shipped over a labelled corpus, one evaluator for each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

from rich.console import Console

from checks.policies import load_policy
from service.evaluation.form_accuracy import FormAccuracy, measure_form_accuracy
from service.evaluation.identity_accuracy import IdentityAccuracy, measure_identity_accuracy
from service.evaluation.identity_barcodes import with_barcodes
from service.evaluation.labels import SplitChoice, files_of_split, read_labels
from service.evaluation.photo_accuracy import PhotoAccuracy, measure_photo_accuracy
from service.evaluation.rules import RuleAccuracy, WrongCase, measure_rules, wrong_cases
from service.evaluation.screened import ScreenedFile
from service.evaluation.screening import screen_labelled
from service.evaluation.statistics import Distribution

#: What is measured beyond the rules' outcomes, by kind of file; other kinds are counted only.
FACT_EVALUATORS: Mapping[
    str, Callable[[Sequence[ScreenedFile]], PhotoAccuracy | FormAccuracy | IdentityAccuracy]
] = {
    "photo": measure_photo_accuracy,
    "form": measure_form_accuracy,
    "identity": measure_identity_accuracy,
}


class FactAccuracies(TypedDict, total=False):
    """What was measured on the files of each kind; a kind that no file is of is absent."""

    photo: PhotoAccuracy
    form: FormAccuracy
    identity: IdentityAccuracy


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
    facts: FactAccuracies
    timings_ms: Mapping[str, Distribution]


def evaluate_corpus(
    corpus: Path, policy: str, split: SplitChoice, workers: int, console: Console
) -> CorpusResult:
    """Screen every file of a corpus and compare with its labels.

    Raises:
        CorpusError: the labels cannot be read.
        PolicyError: there is no such policy.
    """
    policy_id = load_policy(policy).id
    labels = [label.under(policy) for label in files_of_split(read_labels(corpus), split)]
    known = [label for label in labels if label.kind in FACT_EVALUATORS]
    present = [label for label in known if label.path is not None]
    screened = screen_labelled(present, policy, workers, console)
    screened = with_barcodes(screened, workers, console)
    return CorpusResult(
        policy=policy_id,
        policy_version=_versions(policy, {label.kind for label in present}),
        split=split,
        files=len(screened),
        not_evaluated=Counter(e.kind for e in labels if e.kind not in FACT_EVALUATORS),
        missing_files=tuple(label.file for label in known if label.path is None),
        crashed_files={s.label.file: s.failure for s in screened if s.failure is not None},
        rules=measure_rules(screened),
        wrong_cases=wrong_cases(screened),
        facts=_facts(screened),
        timings_ms=_timings(screened),
    )


def _versions(policy: str, kinds: Collection[str]) -> str:
    """The versions of the policy's parts for these kinds; the first part's where there is none."""
    parts = [load_policy(policy, kind) for kind in sorted(kinds)] or [load_policy(policy)]
    return ", ".join(dict.fromkeys(part.version for part in parts))


def _facts(screened: Sequence[ScreenedFile]) -> FactAccuracies:
    kinds = [k for k in FACT_EVALUATORS if any(one.label.kind == k for one in screened)]
    measured = {
        kind: FACT_EVALUATORS[kind]([one for one in screened if one.label.kind == kind])
        for kind in kinds
    }
    return cast(FactAccuracies, measured)


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
