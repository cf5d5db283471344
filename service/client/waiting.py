"""How often it is asked whether a screening is done."""

from __future__ import annotations

import time

from service.client.errors import WaitTimedOut
from service.client.screenings import Screening

#: Where the service states no time: half a second at first, up to five.
_FIRST_S, _LONGEST_S = 0.5, 5.0


class Polling:
    """The times at which one screening is asked for."""

    def __init__(self, screening_id: str, timeout_s: float) -> None:
        """The waiting begins now."""
        self._id, self._timeout_s = screening_id, timeout_s
        self._deadline = time.monotonic() + timeout_s
        self._own_s = _FIRST_S

    def delay_after(self, screening: Screening) -> float:
        """Seconds until it is asked for again. Raises WaitTimedOut."""
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise WaitTimedOut(self._id, self._timeout_s)
        own_s, self._own_s = self._own_s, min(self._own_s * 1.5, _LONGEST_S)
        stated_s = screening.retry_after_s
        # A last look is taken when the time is over.
        return min(own_s if stated_s is None else stated_s, left_s)
