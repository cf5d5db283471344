"""Places for requests that bring an upload: beyond them it is refused, for memory is bounded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from service.api.problems import Problem

#: What one screening is taken to last before any was seen: a photo's or a passport's, about.
_FIRST_GUESS_S = 0.5
#: How much the last screening counts in what the next one is expected to last: about ten of them
#: decide, so that a burst of passports shows soon and one slow file does not.
_LAST_COUNTS = 0.2
#: Nobody is told to come back later than this: by then the expectation is another one.
_LONGEST_PAUSE_S = 60


class Places:
    """So many requests may be open at once."""

    def __init__(self, number: int, retry_after_s: int) -> None:
        """``retry_after_s``: when a refused request is worth sending again."""
        self.number = number
        self.taken = 0
        self._retry_after_s = retry_after_s

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place while the block lasts. Raises Problem where there is none."""
        pause_s = self.pause_s()
        if pause_s:
            raise Problem("busy", headers={"Retry-After": str(pause_s)})
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    def pause_s(self) -> int:
        """After how many seconds a request is worth sending again; 0 where there is a place."""
        return self._retry_after_s if self.taken >= self.number else 0


class WaitingPlaces(Places):
    """Places of requests that wait for a worker, and no longer than is bearable."""

    def __init__(self, workers: int, waiting: int, retry_after_s: int, max_wait_s: float) -> None:
        """``waiting``: so many may wait beside those that are being screened."""
        super().__init__(workers + waiting, retry_after_s)
        self._workers = workers
        self._max_wait_s = max_wait_s
        self._screening_s = _FIRST_GUESS_S

    def note_screening(self, lasted_s: float) -> None:
        """Learn from a screening how long the next ones will last."""
        self._screening_s += _LAST_COUNTS * (lasted_s - self._screening_s)

    def expected_wait_s(self) -> float:
        """How long a request that came now would wait for a worker."""
        in_front = max(self.taken + 1 - self._workers, 0)
        return in_front * self._screening_s / self._workers

    def pause_s(self) -> int:
        """Seconds until a request need not wait longer than is bearable; 0 where it may come."""
        overdue_s = self.expected_wait_s() - self._max_wait_s
        if overdue_s <= 0:
            return super().pause_s()
        return min(max(math.ceil(overdue_s), self._retry_after_s), _LONGEST_PAUSE_S)
