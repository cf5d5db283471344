"""How often a caller may ask, and for how much at once."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, MovingWindowSupport, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from models.errors import DocscreenError
from service.access.scopes import Caller
from service.errors import SettingsError

_log = logging.getLogger("docscreen.access-control")

#: A request takes about so long: by then one of the caller's others is likely to be over.
RETRY_CONCURRENT_S = 1


class TooManyRequests(DocscreenError):
    """A caller asks too often or for too much at once; ``retry_after_s`` is when to try again."""

    def __init__(self, kind: Literal["rate", "concurrency"], limit: int, retry_after_s: int):
        """``limit``: requests a minute, or at once."""
        super().__init__(f"a caller is over a limit: {kind} {limit}")
        self.kind: Literal["rate", "concurrency"] = kind
        self.limit = limit
        self.retry_after_s = retry_after_s


class RateLimit:
    """Requests of each caller in any 60 seconds, counted here or, for many processes, in Redis."""

    def __init__(self, storage_url: str, requests_per_minute: int) -> None:
        """``storage_url``: "" counts in this process. Raises SettingsError."""
        self._default = requests_per_minute
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_storage(storage_url)) if storage_url else self._own

    def count(self, caller: Caller) -> None:
        """Count one request. Raises TooManyRequests where it is one too many: it does not count."""
        limit = RateLimitItemPerMinute(caller.requests_per_minute or self._default)
        try:
            self._count(self._shared, limit, caller)
        except StorageError as failure:
            # Callers are served on: each process counts for itself until Redis is back.
            _log.error("rates cannot be shared: %s", type(failure.storage_error).__name__)
            self._count(self._own, limit, caller)

    def _count(
        self, limiter: MovingWindowRateLimiter, limit: RateLimitItemPerMinute, caller: Caller
    ) -> None:
        if limiter.hit(limit, caller.id):
            return
        wait_s = limiter.get_window_stats(limit, caller.id).reset_time - time.time()
        whole_s = min(max(math.ceil(wait_s), 1), limit.get_expiry())
        raise TooManyRequests("rate", limit.amount, whole_s)


class ConcurrencyLimit:
    """Requests of each caller that bring something and that this process works on at once."""

    def __init__(self, concurrent_requests: int) -> None:
        """``concurrent_requests``: for callers without a limit of their own."""
        self._default = concurrent_requests
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def slot(self, caller: Caller) -> Iterator[None]:
        """Room for one request while it lasts. Raises TooManyRequests where there is none."""
        limit = caller.concurrent_requests or self._default
        with self._lock:
            if self._open[caller.id] >= limit:
                raise TooManyRequests("concurrency", limit, RETRY_CONCURRENT_S)
            self._open[caller.id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._open[caller.id] -= 1
                if not self._open[caller.id]:
                    del self._open[caller.id]


def _storage(url: str) -> Storage:
    """Where rates are counted. Raises SettingsError, which does not repeat a password."""
    variable = "DOCSCREEN_RATE_LIMIT_STORAGE_URL"
    try:
        storage = storage_from_string(url, wrap_exceptions=True)
    except (ConfigurationError, ValueError) as refusal:
        raise SettingsError(
            f"{variable}: redis://HOST:PORT/NUMBER is needed, and the Python package redis"
        ) from refusal
    if not isinstance(storage, Storage) or not isinstance(storage, MovingWindowSupport):
        raise SettingsError(f"{variable}: this kind of storage cannot count moving windows")
    return storage
