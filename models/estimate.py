"""A measured number together with the interval that its own uncertainty leaves open."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Share of true values that a stated interval is meant to hold, and the normal quantile for it.
INTERVAL_COVERAGE = 0.95
_NORMAL_QUANTILE = 1.959964


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the lower and upper end of its 95 % interval, all in one unit."""

    value: float
    low: float
    high: float

    @classmethod
    def exact(cls, value: float) -> Estimate:
        """State a value that carries no measurement uncertainty, such as a pixel count."""
        return cls(value, value, value)

    @classmethod
    def within(cls, value: float, half_width: float) -> Estimate:
        """State a value with a symmetric interval of the given half width."""
        return cls(value, value - half_width, value + half_width)

    def scaled(self, factor: float) -> Estimate:
        """The same estimate in another unit (``factor`` > 0)."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)

    def probability_within(self, minimum: float, maximum: float) -> float:
        """Probability (0..1) that the true value lies in minimum..maximum, for normal errors."""
        spread = (self.high - self.low) / (2 * _NORMAL_QUANTILE)
        if spread <= 0:
            return 1.0 if minimum <= self.value <= maximum else 0.0
        upper = _normal_share_below((maximum - self.value) / spread)
        lower = _normal_share_below((minimum - self.value) / spread)
        return max(0.0, upper - lower)


def _normal_share_below(deviation: float) -> float:
    return 0.5 * (1.0 + math.erf(deviation / math.sqrt(2.0)))
