"""Limits that a policy sets, and how a measured estimate is judged against them."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Outcome
from models.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of one comparison with the probability (0..1) that it is right."""

    outcome: Outcome
    confidence: float


@dataclass(frozen=True, slots=True)
class Range:
    """The value must lie in min..max; an interval that crosses a limit leaves it unsure."""

    min: float
    max: float

    def __post_init__(self) -> None:
        """Raise ValueError where no value could lie inside."""
        if self.min > self.max:
            raise ValueError("min is above max")

    def judge(self, estimate: Estimate) -> Verdict:
        """Compare an estimate in the unit of the limits."""
        inside = estimate.probability_within(self.min, self.max)
        if self.min <= estimate.low and estimate.high <= self.max:
            return Verdict(Outcome.PASS, inside)
        if estimate.high < self.min or estimate.low > self.max:
            return Verdict(Outcome.FAIL, 1.0 - inside)
        return Verdict(Outcome.UNSURE, max(inside, 1.0 - inside))


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A score passes up to one value, fails from another, and is unsure between them."""

    pass_up_to: float
    fail_from: float

    def __post_init__(self) -> None:
        """Raise ValueError where a score would both pass and fail."""
        if self.pass_up_to > self.fail_from:
            raise ValueError("pass_up_to is above fail_from")

    def judge(self, value: float) -> Verdict:
        """Compare a score in the unit of the limits."""
        if value <= self.pass_up_to:
            return Verdict(Outcome.PASS, _side_confidence(self, value))
        if value >= self.fail_from:
            return Verdict(Outcome.FAIL, _side_confidence(self, value))
        return Verdict(Outcome.UNSURE, 0.5)


@dataclass(frozen=True, slots=True)
class Floor:
    """A score passes from one value upwards, fails below another, and is unsure between them."""

    fail_below: float
    pass_from: float

    def __post_init__(self) -> None:
        """Raise ValueError where a score would both pass and fail."""
        if self.fail_below > self.pass_from:
            raise ValueError("fail_below is above pass_from")

    def judge(self, value: float) -> Verdict:
        """Compare a score in the unit of the limits."""
        return Ceiling(-self.pass_from, -self.fail_below).judge(-value)


def worst(*verdicts: Verdict) -> Verdict:
    """The verdict that decides when several must all pass: fail before unsure before pass."""
    order = (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS)
    decisive = min(verdicts, key=lambda verdict: order.index(verdict.outcome))
    if decisive.outcome is Outcome.PASS:
        return Verdict(Outcome.PASS, min(verdict.confidence for verdict in verdicts))
    return decisive


def _side_confidence(limits: Ceiling, value: float) -> float:
    """Logistic in the distance from the middle of the doubtful band: 0.88 at its edges."""
    middle = (limits.pass_up_to + limits.fail_from) / 2
    half = max((limits.fail_from - limits.pass_up_to) / 2, 1e-9)
    distance = min(abs(value - middle) / half, 8.0)
    return float(1.0 / (1.0 + 2.718281828 ** (-2.0 * distance)))
