"""Shares with their confidence interval, and the percentiles of errors."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_NORMAL_QUANTILE_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` of ``total`` cases, with the 95 % interval of the share behind them.

    ``share`` is None where there is no case at all: nothing is known then, not even zero.
    """

    count: int
    total: int

    @property
    def share(self) -> float | None:
        """The observed share, 0..1."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (E. B. Wilson 1927, J. Am. Stat. Assoc. 22, 209-212)."""
        return wilson_interval(self.count, self.total)

    def as_json(self) -> dict[str, float | int | None]:
        """The share with its counts and interval."""
        low, high = self.interval
        return {
            "count": self.count,
            "total": self.total,
            "share": None if self.share is None else round(self.share, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }


def wilson_interval(count: int, total: int) -> tuple[float, float]:
    """Ends of the 95 % interval of a share of which ``count`` of ``total`` were seen."""
    if total == 0:
        return 0.0, 1.0
    squared = _NORMAL_QUANTILE_95**2
    share = count / total
    centre = share + squared / (2 * total)
    spread = _NORMAL_QUANTILE_95 * math.sqrt(
        share * (1 - share) / total + squared / (4 * total * total)
    )
    scale = 1 + squared / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def proportion_of(cases: Iterable[bool]) -> Proportion:
    """How many of the cases hold."""
    listed = list(cases)
    return Proportion(sum(listed), len(listed))


@dataclass(frozen=True, slots=True)
class Distribution:
    """Location and spread of a list of numbers, all in the numbers' own unit."""

    count: int
    mean: float
    median: float
    p95: float
    max: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Distribution | None:
        """Summarise numbers; None where there are none."""
        if not values:
            return None
        numbers = np.asarray(values, np.float64)
        return cls(
            count=len(values),
            mean=float(numbers.mean()),
            median=float(np.median(numbers)),
            p95=float(np.percentile(numbers, 95)),
            max=float(numbers.max()),
        )


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Spearman's rank correlation with mean ranks for ties; None where one side is constant."""
    ranks = np.array([_mean_ranks(first), _mean_ranks(second)])
    if len(first) < 3 or np.any(ranks.std(axis=1) == 0):
        return None
    return float(np.corrcoef(ranks)[0, 1])


def _mean_ranks(values: Sequence[float]) -> list[float]:
    numbers = np.asarray(values, np.float64)
    return [float((numbers < v).sum() + ((numbers == v).sum() - 1) / 2) for v in numbers]
