from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.finding import Measured, Outcome, Required
from checks.limits import Ceiling, Floor, Range, Unit, Verdict, decisive, worst
from models.estimate import Estimate
from tests.agreement import disagreement

FACE_HEIGHT_MM = Range(31, 36)
PASS, FAIL, UNSURE = Outcome.PASS, Outcome.FAIL, Outcome.UNSURE


@pytest.mark.parametrize(
    ("value", "half_width", "outcome"),
    [
        # well inside, well outside
        (33.5, 1.0, PASS),
        (28.0, 1.0, FAIL),
        (39.0, 1.0, FAIL),
        # the interval touches a limit from inside, and crosses it by a hair
        (32.0, 1.0, PASS),
        (31.99, 1.0, UNSURE),
        (36.5, 0.6, UNSURE),
        (36.5, 0.4, FAIL),
        # an exact value is never unsure
        (31.0, 0.0, PASS),
        (30.999, 0.0, FAIL),
    ],
)
def test_range_is_unsure_where_the_interval_crosses_a_limit(
    value: float, half_width: float, outcome: Outcome
) -> None:
    assert FACE_HEIGHT_MM.judge(Estimate.within(value, half_width)).outcome is outcome


@pytest.mark.parametrize(
    ("value", "outcome"), [(0.0, PASS), (1.0, PASS), (1.5, UNSURE), (2.0, FAIL), (9.0, FAIL)]
)
def test_ceiling(value: float, outcome: Outcome) -> None:
    assert Ceiling(1.0, 2.0).judge(value).outcome is outcome


@pytest.mark.parametrize(
    ("value", "outcome"), [(9.0, PASS), (2.0, PASS), (1.5, UNSURE), (1.0, FAIL), (0.0, FAIL)]
)
def test_floor(value: float, outcome: Outcome) -> None:
    assert Floor(1.0, 2.0).judge(value).outcome is outcome


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_larger_score_never_fares_better_under_a_ceiling(first: float, second: float) -> None:
    order = [PASS, UNSURE, FAIL]
    low, high = sorted((first, second))
    ceiling = Ceiling(-1.0, 1.0)
    assert order.index(ceiling.judge(low).outcome) <= order.index(ceiling.judge(high).outcome)


@given(st.floats(-1e6, 1e6))
def test_confidence_is_a_probability(value: float) -> None:
    assert 0.5 <= Ceiling(-1.0, 1.0).judge(value).confidence <= 1.0


def test_worst_lets_a_failure_decide_before_a_doubt() -> None:
    passed, unsure, failed = Verdict(PASS, 0.9), Verdict(UNSURE, 0.5), Verdict(FAIL, 0.8)
    assert worst(passed, unsure, failed) is failed
    assert worst(passed, unsure) is unsure
    assert worst(passed, Verdict(PASS, 0.7)) == Verdict(PASS, 0.7)


NUMBERS = st.floats(-10, 10)


@given(NUMBERS, NUMBERS, NUMBERS, st.floats(0, 5), st.sampled_from([1.0, 100.0]))
def test_a_verdict_states_the_value_and_the_limit_that_it_was_drawn_from(
    value: float, first: float, second: float, half_width: float, factor: float
) -> None:
    low, high = sorted((first, second))
    unit, estimate = Unit("%", factor), Estimate.within(value, half_width)
    verdicts = (
        Ceiling(low, high).judge(value, unit),
        Ceiling(abs(low) / 2, abs(low)).judge_either_way(estimate, unit),
        Floor(low, high).judge(value, unit),
        Range(low, high).judge(estimate, unit),
    )
    for verdict in verdicts:
        assert verdict.measured is not None
        assert verdict.measured.value == pytest.approx(value * factor)
        assert disagreement(verdict.outcome, verdict.measured, verdict.required) == ""


@pytest.mark.parametrize(
    ("value", "outcome", "limit"), [(0.5, PASS, 1.0), (1.5, UNSURE, 1.0), (2.5, FAIL, 2.0)]
)
def test_a_fail_states_the_limit_of_failing_and_others_that_of_passing(
    value: float, outcome: Outcome, limit: float
) -> None:
    above = Ceiling(1.0, 2.0).judge(value, Unit("mm"))
    below = Floor(-2.0, -1.0).judge(-value, Unit("mm"))
    assert (above.outcome, above.required) == (outcome, Required("mm", max=limit))
    assert (below.outcome, below.required) == (outcome, Required("mm", min=-limit))


def test_an_infinite_end_of_a_range_is_no_limit() -> None:
    verdict = Range(-math.inf, 2.0).judge(Estimate.exact(1.0), Unit("mm"))
    assert verdict == Verdict(PASS, 1.0, Measured(1.0, "mm", 1.0, 1.0), Required("mm", max=2.0))


def test_the_first_of_the_worst_criteria_decides_and_a_named_one_speaks_for_a_pass() -> None:
    passed, unsure, failed = Verdict(PASS, 0.9), Verdict(UNSURE, 0.5), Verdict(FAIL, 0.8)
    later = Verdict(FAIL, 0.99)
    assert decisive({"a": unsure, "b": failed, "c": later}) == ("b", failed)
    assert decisive({"a": passed, "b": Verdict(PASS, 0.7)}) == ("a", Verdict(PASS, 0.7))
    assert decisive({"a": Verdict(PASS, 0.7), "b": passed}, "b") == ("b", Verdict(PASS, 0.7))


def test_a_doubt_keeps_what_was_compared() -> None:
    verdict = Ceiling.at(1.0).judge(3.0, Unit("mm"))
    doubt = verdict.doubted()
    assert (doubt.outcome, doubt.confidence) == (UNSURE, 0.5)
    assert (doubt.measured, doubt.required) == (verdict.measured, verdict.required)
