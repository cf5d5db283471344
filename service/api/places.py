"""Places for requests that bring an upload: beyond them it is refused, for memory is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.api.problems import Problem


class Places:
    """So many requests may be open at once."""

    def __init__(self, number: int, retry_after_s: int) -> None:
        """``retry_after_s``: when a refused request is worth sending again."""
        self.number = number
        self.taken = 0
        self._retry_after_s = retry_after_s

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place while the block lasts. Raises Problem where all are taken."""
        if self.taken >= self.number:
            raise Problem("busy", headers={"Retry-After": str(self._retry_after_s)})
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
