"""Intervals, distributions and correlations that an evaluation reports."""

from __future__ import annotations

import pytest
from scipy.stats import spearmanr

from service.evaluation.output import plain
from service.evaluation.statistics import (
    Distribution,
    Proportion,
    proportion_of,
    rank_correlation,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Values of Wilson's score interval without continuity correction, z = 1.96.
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (1, 70, 0.0025, 0.0766),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_interval_has_its_published_ends(
    count: int, total: int, low: float, high: float
) -> None:
    assert wilson_interval(count, total) == pytest.approx((low, high), abs=2e-4)


def test_nothing_is_known_of_a_share_without_cases() -> None:
    nothing = Proportion(0, 0)
    assert nothing.share is None
    assert nothing.interval == (0.0, 1.0)
    assert plain(nothing)["share"] is None


def test_interval_narrows_with_more_cases() -> None:
    widths = [high - low for low, high in (wilson_interval(n // 4, n) for n in (8, 40, 400))]
    assert widths == sorted(widths, reverse=True)


def test_proportion_counts_what_holds() -> None:
    assert proportion_of(number > 2 for number in range(5)) == Proportion(2, 5)


def test_distribution_summarises_numbers() -> None:
    summary = Distribution.of([float(number) for number in range(101)])
    assert summary == Distribution(101, 50.0, 50.0, 95.0, 100.0)
    assert Distribution.of([]) is None


def test_rank_correlation_agrees_with_scipy_where_ranks_are_tied() -> None:
    first, second = [1.0, 2.0, 2.0, 4.0, 5.0], [3.0, 1.0, 4.0, 4.0, 9.0]
    assert rank_correlation(first, second) == pytest.approx(spearmanr(first, second).statistic)


def test_rank_correlation_of_a_constant_is_unknown() -> None:
    assert rank_correlation([1.0, 2.0, 3.0], [7.0, 7.0, 7.0]) is None
