from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.finding import Outcome
from checks.limits import Ceiling, Floor, Range, Verdict, worst
from models.estimate import Estimate

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
