"""Whether a finding's outcome, its measured value and its limits agree."""

from __future__ import annotations

import math

from checks.finding import Measured, Outcome, Required


def disagreement(outcome: Outcome, measured: Measured | None, required: Required | None) -> str:
    """What contradicts the outcome in words; empty where nothing does.

    A fail lies on or beyond the limit and a pass within it, each with its whole interval. A doubt
    lies beyond the limit of passing, or its interval crosses it. A value that lies exactly on a
    limit may be either.
    """
    if measured is None or required is None:
        return ""
    if measured.unit != required.unit:
        return f"{measured.unit} compared with {required.unit}"
    if required.any_of is not None:
        return _among_words(outcome, measured, required.any_of)
    low, high = _limits(required)
    if math.isinf(low) and math.isinf(high):
        return "there is no limit"
    assert not isinstance(measured.value, str), measured
    within, inside = low <= measured.value <= high, low < measured.value < high
    crosses = _crosses(measured, low, high)
    agrees = {
        Outcome.PASS: within and not crosses,
        Outcome.FAIL: not inside and not crosses,
        Outcome.UNSURE: not inside or crosses,
    }
    return "" if agrees.get(outcome, True) else f"{outcome}: {measured} against {required}"


def _among_words(outcome: Outcome, measured: Measured, words: tuple[str, ...]) -> str:
    agrees = (measured.value in words) == (outcome is Outcome.PASS)
    return "" if agrees else f"{outcome}: {measured.value} against {words}"


def _limits(required: Required) -> tuple[float, float]:
    low = -math.inf if required.min is None else required.min
    return low, math.inf if required.max is None else required.max


def _crosses(measured: Measured, low: float, high: float) -> bool:
    if measured.low is None or measured.high is None:
        return False
    return any(measured.low < limit < measured.high for limit in (low, high))
