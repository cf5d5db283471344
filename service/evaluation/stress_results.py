"""Detection by strength, steadiness of the response, and false alarms of other rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from service.evaluation.degradations.registry import Degradation
from service.evaluation.statistics import (
    Distribution,
    Proportion,
    proportion_of,
    rank_correlation,
)

Expectation = Literal["accept", "between", "fault"]

#: A rule and the unit of what it measured: a rule states the number of the criterion that decided.
Quantity = tuple[str, str]

#: How grave an outcome is; what could not be assessed is left to an officer, like ``unsure``.
_GRAVITY = {"pass": 0, "manual": 0, "unsure": 1, "not-assessed": 1, "fail": 2}
#: A step back of the measured value that counts as standing still, as a share of its whole range.
STEADY_SHARE = 0.05
#: A rank correlation from which a photo's value is said to rise or fall.
STRONG_TREND = 0.8


@dataclass(frozen=True, slots=True)
class Trial:
    """One degraded photo: outcome and measured number of every rule, and the verdict."""

    photo: str
    groups: tuple[str, ...]
    degradation: str
    strength: float
    outcomes: Mapping[str, str]
    values: Mapping[Quantity, float]
    verdict: str


@dataclass(frozen=True, slots=True)
class CleanResult:
    """The undegraded photos: share that fails or is unsure, by rule."""

    photos: int
    failed: Mapping[str, Proportion]
    unsure: Mapping[str, Proportion]


@dataclass(frozen=True, slots=True)
class StrengthResult:
    """All photos at one strength.

    ``failed``: one of the responsible rules fails; ``doubted``: one fails, is unsure or could not
    be assessed; ``returned``: by the verdict; ``value``: median of the response.
    """

    strength: float
    expectation: Expectation
    failed: Proportion
    doubted: Proportion
    returned: Proportion
    value: float | None


@dataclass(frozen=True, slots=True)
class DegradationResult:
    """One degradation over all photos.

    ``response_rule``: whose measured value is followed, in the unit that it states most often.
    ``detected``: faults that got the response asked for; ``wrongly_failed``: acceptable strengths
    that fail; ``steady_outcomes``: photos whose outcome never gets milder as the fault grows, on
    either side of the strengths at which it is mildest; ``steady_values``: photos whose value moves
    in one direction; ``rank_correlation``: Spearman's, median of its absolute value over the
    photos; ``false_alarms``: rule -> photos degraded by less than a fault that fail by a rule that
    has nothing to do with it and that the clean photo does not fail; ``collateral``: the same among
    the faults, where such a photo is refused anyway.
    """

    name: str
    quantity: str
    unit: str
    documentation: str
    rules: tuple[str, ...]
    rules_missing: tuple[str, ...]
    response: Literal["fail", "doubt"]
    response_rule: str | None
    strengths: tuple[StrengthResult, ...]
    detected: Proportion
    detected_by_group: Mapping[str, Proportion]
    wrongly_failed: Proportion
    steady_outcomes: Proportion
    steady_values: Proportion
    rank_correlation: float | None
    false_alarms: Mapping[str, Proportion]
    collateral: Mapping[str, Proportion]


def clean_result(trials: Sequence[Trial]) -> CleanResult:
    """How the clean photos come out; each photo counts once."""
    photos = {trial.photo: trial for trial in trials}.values()
    rules = sorted({rule for trial in photos for rule in trial.outcomes})
    share = {
        outcome: {
            rule: proportion_of(trial.outcomes.get(rule) == outcome for trial in photos)
            for rule in rules
        }
        for outcome in ("fail", "unsure")
    }
    return CleanResult(len(photos), share["fail"], share["unsure"])


def degradation_result(
    degradation: Degradation, trials: Sequence[Trial], policy_rules: frozenset[str]
) -> DegradationResult:
    """Summarise all trials of one degradation."""
    rules = tuple(rule for rule in degradation.rules if rule in policy_rules)
    by_photo = _by_photo(trials)
    response = _response(rules, trials)
    has_response = _gravity_reaches(rules, 2 if degradation.response == "fail" else 1)
    faults = [t for t in trials if degradation.is_fault(t.strength)] if rules else []
    acceptable = [t for t in trials if degradation.is_acceptable(t.strength)]
    groups = sorted({group for trial in faults for group in trial.groups})
    return DegradationResult(
        name=degradation.name,
        quantity=degradation.quantity,
        unit=degradation.unit,
        documentation=degradation.documentation,
        rules=rules,
        rules_missing=tuple(rule for rule in degradation.rules if rule not in policy_rules),
        response=degradation.response,
        response_rule=None if response is None else response[0],
        strengths=tuple(
            _strength_result(degradation, strength, trials, rules, response)
            for strength in sorted(degradation.strengths)
        ),
        detected=proportion_of(has_response(trial) for trial in faults),
        detected_by_group={
            group: proportion_of(has_response(t) for t in faults if group in t.groups)
            for group in groups
        },
        wrongly_failed=proportion_of(_gravity_reaches(rules, 2)(t) for t in acceptable),
        steady_outcomes=proportion_of(
            _is_steady_outcome(photo, degradation.none, rules) for photo in by_photo if rules
        ),
        steady_values=proportion_of(
            _is_steady_value(photo, response) for photo in by_photo if response
        ),
        rank_correlation=_median_correlation(by_photo, response),
        false_alarms=_unrelated_fails(degradation, by_photo, lambda s: not degradation.is_fault(s)),
        collateral=_unrelated_fails(degradation, by_photo, degradation.is_fault),
    )


def _by_photo(trials: Iterable[Trial]) -> list[list[Trial]]:
    """Each photo's trials in the order of their strength."""
    photos: dict[str, list[Trial]] = {}
    for trial in sorted(trials, key=lambda one: (one.photo, one.strength)):
        photos.setdefault(trial.photo, []).append(trial)
    return list(photos.values())


def _gravity(trial: Trial, rules: Sequence[str]) -> int:
    """The gravest outcome among the rules."""
    return max((_GRAVITY.get(trial.outcomes.get(rule, "pass"), 0) for rule in rules), default=0)


def _gravity_reaches(rules: Sequence[str], gravity: int) -> Callable[[Trial], bool]:
    return lambda trial: _gravity(trial, rules) >= gravity


def _response(rules: Sequence[str], trials: Sequence[Trial]) -> Quantity | None:
    """What the first responsible rule measures that states it for half of the trials or more."""
    stated = Counter(quantity for trial in trials for quantity in trial.values)
    by_rule = (
        max((q for q in stated if q[0] == rule), key=lambda q: stated[q], default=None)
        for rule in rules
    )
    return next((q for q in by_rule if q is not None and 2 * stated[q] >= len(trials)), None)


def _strength_result(
    degradation: Degradation,
    strength: float,
    trials: Sequence[Trial],
    rules: Sequence[str],
    response: Quantity | None,
) -> StrengthResult:
    here = [trial for trial in trials if trial.strength == strength]
    values = _oriented_values(trials, response, strength)
    expectation: Expectation = "between"
    if degradation.is_fault(strength):
        expectation = "fault"
    elif degradation.is_acceptable(strength) or strength == degradation.none:
        expectation = "accept"
    return StrengthResult(
        strength=strength,
        expectation=expectation,
        failed=proportion_of(_gravity(trial, rules) >= 2 for trial in here),
        doubted=proportion_of(_gravity(trial, rules) >= 1 for trial in here),
        returned=proportion_of(trial.verdict == "return" for trial in here),
        value=_median([values[t.photo] for t in here if t.photo in values]),
    )


def _oriented_values(
    trials: Sequence[Trial], response: Quantity | None, strength: float
) -> Mapping[str, float]:
    """Each photo's measured value at a strength.

    Where some photos' values rise with the strength and others' fall, as for a tilt to either
    side, all are turned to rise.
    """
    if response is None:
        return {}
    courses = {photo[0].photo: photo for photo in _by_photo(trials)}
    trends = {name: _correlation(course, response) or 0.0 for name, course in courses.items()}
    mixed = min(trends.values()) < -STRONG_TREND and max(trends.values()) > STRONG_TREND
    signs = {name: -1.0 if mixed and trend < 0 else 1.0 for name, trend in trends.items()}
    return {
        t.photo: signs[t.photo] * t.values[response]
        for t in trials
        if t.strength == strength and response in t.values
    }


def _median(values: Sequence[float]) -> float | None:
    summary = Distribution.of(values)
    return None if summary is None else summary.median


def _is_steady_outcome(photo: Sequence[Trial], none: float, rules: Sequence[str]) -> bool:
    """Whether the outcome never gets milder as the fault grows.

    A fault with two sides, such as a face too small or too large, is mildest somewhere between:
    where that is depends on the person, whose measured value may lie a little off the nominal one.
    """
    course = [_gravity(trial, rules) for trial in photo]
    two_sided = photo[0].strength < none < photo[-1].strength
    if two_sided:
        start = course.index(min(course))
    else:
        start = 0 if photo[0].strength >= none else len(course) - 1
    below, above = course[start::-1], course[start:]
    return all(side == sorted(side) for side in (below, above))


def _is_steady_value(photo: Sequence[Trial], response: Quantity) -> bool:
    """Whether the value moves in one direction only, but for small steps back."""
    values = np.array([trial.values[response] for trial in photo if response in trial.values])
    if values.size < 2:
        return False
    steps = np.diff(values)
    allowed = STEADY_SHARE * float(np.ptp(values))
    return bool(np.all(steps >= -allowed) or np.all(steps <= allowed))


def _correlation(photo: Sequence[Trial], response: Quantity | None) -> float | None:
    if response is None:
        return None
    pairs = [(t.strength, t.values[response]) for t in photo if response in t.values]
    return rank_correlation([s for s, _ in pairs], [v for _, v in pairs])


def _median_correlation(
    by_photo: Sequence[Sequence[Trial]], response: Quantity | None
) -> float | None:
    """Median over the photos of the absolute rank correlation of value and strength."""
    correlations = (_correlation(photo, response) for photo in by_photo)
    return _median([abs(known) for known in correlations if known is not None])


def _unrelated_fails(
    degradation: Degradation,
    by_photo: Sequence[Sequence[Trial]],
    is_counted: Callable[[float], bool],
) -> Mapping[str, Proportion]:
    """Fails of rules without part in the fault, at the degraded strengths that are counted."""
    involved = {*degradation.rules, *degradation.side_effects}
    fails: Counter[str] = Counter()
    degraded = 0
    for photo in by_photo:
        clean = next((t for t in photo if t.strength == degradation.none), photo[0])
        for trial in photo:
            if trial is clean or not is_counted(trial.strength):
                continue
            degraded += 1
            failed = {rule for rule, outcome in trial.outcomes.items() if outcome == "fail"}
            fails.update(rule for rule in failed - involved if clean.outcomes.get(rule) != "fail")
    return {rule: Proportion(count, degraded) for rule, count in sorted(fails.items())}
