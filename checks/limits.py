"""Limits that a policy sets, and how a measured value is judged against them.

A verdict carries the value and the limit that it was drawn from, so that a check cannot report
the number of one criterion beside the limit of another:

    verdict = rule.quality.judge(found.quality, Unit("JPEG quality"))
    return verdict.because("heavy")
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from checks.finding import Judgement, Measured, Outcome, Required, Where
from models.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Unit:
    """What a value is stated in; ``factor`` turns the unit of the policy's limits into it."""

    name: str
    factor: float = 1.0

    def measured(self, value: float | Estimate) -> Measured:
        """State a value, with its interval where it has one."""
        if isinstance(value, Estimate):
            return Measured.of(value.scaled(self.factor), self.name)
        return Measured(value * self.factor, self.name)

    def required(self, minimum: float = -math.inf, maximum: float = math.inf) -> Required:
        """State limits; an infinite one is none."""
        return Required(self.name, self._limit(minimum), self._limit(maximum))

    def _limit(self, limit: float) -> float | None:
        return limit * self.factor if math.isfinite(limit) else None


#: For values that are not reported.
PLAIN = Unit("")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of one comparison with the probability (0..1) that it is right.

    ``measured`` and ``required`` are what was compared: the value, and the limit that it crossed.
    A fail states the limit of failing, a pass and a doubt state that of passing.
    """

    outcome: Outcome
    confidence: float
    measured: Measured | None = None
    required: Required | None = None

    def because(
        self,
        reason: str,
        where: tuple[Where, ...] = (),
        details: Mapping[str, float | str] | None = None,
    ) -> Judgement:
        """The judgement that this comparison alone decides."""
        return Judgement(
            outcome=self.outcome,
            reason=reason,
            measured=self.measured,
            required=self.required,
            confidence=self.confidence,
            where=where,
            details=details or {},
        )

    def doubted(self) -> Verdict:
        """The same comparison where crossing the limit proves nothing: an officer decides."""
        return replace(self, outcome=Outcome.UNSURE, confidence=0.5)


@dataclass(frozen=True, slots=True)
class Range:
    """The value must lie in min..max; an interval that crosses a limit leaves it unsure."""

    min: float
    max: float

    def __post_init__(self) -> None:
        """Raise ValueError where no value could lie inside."""
        if self.min > self.max:
            raise ValueError("min is above max")

    def judge(self, estimate: Estimate, unit: Unit = PLAIN) -> Verdict:
        """Compare an estimate in the unit of the limits; it is reported in ``unit``."""
        inside = estimate.probability_within(self.min, self.max)
        if self.min <= estimate.low and estimate.high <= self.max:
            outcome, confidence = Outcome.PASS, inside
        elif estimate.high < self.min or estimate.low > self.max:
            outcome, confidence = Outcome.FAIL, 1.0 - inside
        else:
            outcome, confidence = Outcome.UNSURE, max(inside, 1.0 - inside)
        required = unit.required(self.min, self.max)
        return Verdict(outcome, confidence, unit.measured(estimate), required)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A score passes up to one value, fails from another, and is unsure between them.

    The band between both stands for the uncertainty, so an estimate's own interval is not stated.
    """

    pass_up_to: float
    fail_from: float

    def __post_init__(self) -> None:
        """Raise ValueError where a score would both pass and fail."""
        if self.pass_up_to > self.fail_from:
            raise ValueError("pass_up_to is above fail_from")

    @classmethod
    def at(cls, limit: float) -> Ceiling:
        """One limit without a band of doubt."""
        return cls(limit, limit)

    def judge(self, value: float | Estimate, unit: Unit = PLAIN) -> Verdict:
        """Compare a score in the unit of the limits; it is reported in ``unit``."""
        outcome, confidence, limit = self._compared(_number(value))
        return Verdict(
            outcome, confidence, unit.measured(_number(value)), unit.required(maximum=limit)
        )

    def judge_either_way(self, value: float | Estimate, unit: Unit = PLAIN) -> Verdict:
        """Compare a value that may be negative: the limit holds on both sides of nought."""
        outcome, confidence, limit = self._compared(abs(_number(value)))
        return Verdict(
            outcome, confidence, unit.measured(_number(value)), unit.required(-limit, limit)
        )

    def _compared(self, number: float) -> tuple[Outcome, float, float]:
        """Outcome, confidence, and the limit beyond which the number lies or does not."""
        if number <= self.pass_up_to:
            return Outcome.PASS, _side_confidence(self, number), self.pass_up_to
        if number >= self.fail_from:
            return Outcome.FAIL, _side_confidence(self, number), self.fail_from
        return Outcome.UNSURE, 0.5, self.pass_up_to


@dataclass(frozen=True, slots=True)
class Floor:
    """A score passes from one value upwards, fails below another, and is unsure between them.

    The band between both stands for the uncertainty, so an estimate's own interval is not stated.
    """

    fail_below: float
    pass_from: float

    def __post_init__(self) -> None:
        """Raise ValueError where a score would both pass and fail."""
        if self.fail_below > self.pass_from:
            raise ValueError("fail_below is above pass_from")

    @classmethod
    def at(cls, limit: float) -> Floor:
        """One limit without a band of doubt."""
        return cls(limit, limit)

    def judge(self, value: float | Estimate, unit: Unit = PLAIN) -> Verdict:
        """Compare a score in the unit of the limits; it is reported in ``unit``."""
        mirrored = Ceiling(-self.pass_from, -self.fail_below)
        outcome, confidence, limit = mirrored._compared(-_number(value))
        return Verdict(
            outcome, confidence, unit.measured(_number(value)), unit.required(minimum=-limit)
        )


def worst(*verdicts: Verdict) -> Verdict:
    """The verdict that decides when several must all pass: fail before unsure before pass.

    Among equals it is the first. Where all pass, the first speaks for them, no surer than the
    least sure.
    """
    order = (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS)
    first = min(verdicts, key=lambda verdict: order.index(verdict.outcome))
    if first.outcome is Outcome.PASS:
        return replace(first, confidence=min(verdict.confidence for verdict in verdicts))
    return first


def decisive(verdicts: Mapping[str, Verdict], stated: str | None = None) -> tuple[str, Verdict]:
    """Name and verdict of the criterion that decides when several must all pass.

    As ``worst`` has it; where all pass, the criterion ``stated`` speaks for them.
    """
    verdict = worst(*verdicts.values())
    if verdict.outcome is not Outcome.PASS:
        return next(name for name, own in verdicts.items() if own is verdict), verdict
    name = stated or next(iter(verdicts))
    return name, replace(verdicts[name], confidence=verdict.confidence)


def _number(value: float | Estimate) -> float:
    return value.value if isinstance(value, Estimate) else value


def _side_confidence(limits: Ceiling, value: float) -> float:
    """Logistic in the distance from the middle of the doubtful band: 0.88 at its edges."""
    middle = (limits.pass_up_to + limits.fail_from) / 2
    half = max((limits.fail_from - limits.pass_up_to) / 2, 1e-9)
    distance = min(abs(value - middle) / half, 8.0)
    return float(1.0 / (1.0 + 2.718281828 ** (-2.0 * distance)))
