from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.estimate import Estimate

lengths = st.floats(-1e3, 1e3)
half_widths = st.floats(0.01, 100)


def test_exact_value_is_inside_or_outside_for_certain() -> None:
    assert Estimate.exact(33).probability_within(31, 36) == 1
    assert Estimate.exact(30.9).probability_within(31, 36) == 0


def test_value_on_the_limit_is_inside_with_one_half() -> None:
    assert Estimate.within(31, 1).probability_within(31, 1000) == pytest.approx(0.5)


def test_interval_holds_95_percent_of_a_normal_error() -> None:
    assert Estimate.within(0, 1).probability_within(-1, 1) == pytest.approx(0.95, abs=1e-4)


@given(lengths, half_widths, st.floats(0.01, 100))
def test_scaling_keeps_the_probability(value: float, half_width: float, factor: float) -> None:
    estimate = Estimate.within(value, half_width)
    scaled = estimate.scaled(factor)
    inside = estimate.probability_within(-5, 5)
    assert scaled.probability_within(-5 * factor, 5 * factor) == pytest.approx(inside, abs=1e-6)
