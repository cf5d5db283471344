"""How often a request is sent, and after how long again."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Any

import httpx2

from service.client.calls import Call, Repetition, is_problem, problem_document, retry_after_s
from service.client.errors import ServiceUnreachable

#: Failures before anything was sent.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
#: Failures of the caller or of this program: the next attempt would fail in the same way.
_HOPELESS = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError)
#: Answers that may be others soon; gateways give 502 and 504.
_PASSING = (408, 429, 502, 503, 504)
#: With these the service has not begun.
_REFUSED = frozenset(
    {"too-many-requests", "upload-stalled", "not-ready", "busy", "tokens-unverifiable"}
)
_IN_PROGRESS = "idempotency-in-progress"
#: So much later, at most, than is stated: or else all who were refused come again at once.
_SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is sent at most, and how long is waited in between.

    Without Retry-After the delays double. An answer that asks for more than ``longest_delay_s``
    stands; so does the last one before ``longest_total_s`` are over.
    """

    attempts: int = 5
    first_delay_s: float = 0.5
    longest_delay_s: float = 30.0
    longest_total_s: float = 120.0


#: What a client does unless it is told otherwise.
USUAL_RETRIES = Retries()


class Attempts:
    """The attempts at one request."""

    def __init__(self, call: Call[Any], retries: Retries) -> None:
        """None was made yet."""
        self._call, self._retries = call, retries
        self._made, self._started = 0, time.monotonic()
        #: Whether an attempt without a result may have been carried out all the same.
        self.is_doubtful = False

    def delay_after(self, response: httpx2.Response) -> float | None:
        """Seconds to wait before the next attempt; None where the answer stands."""
        if not is_problem(response) or self._call.repetition is Repetition.NEVER:
            return None
        type_id = problem_document(response).type_id
        stated = retry_after_s(response)
        if type_id == _IN_PROGRESS:
            # An attempt whose connection broke is still being worked on: this is no failure.
            return self._within_limits(stated or self._retries.first_delay_s)
        self._made += 1
        if response.status_code not in _PASSING:
            return None
        has_begun = type_id not in _REFUSED
        self.is_doubtful |= has_begun
        if has_begun and self._call.repetition is Repetition.UNLESS_BEGUN:
            return None
        return self._delay(stated)

    def delay_after_failure(self, failure: httpx2.TransportError) -> float:
        """Seconds to wait before the next attempt. Raises ServiceUnreachable instead of a last."""
        self._made += 1
        is_unsent = isinstance(failure, _UNSENT)
        self.is_doubtful |= not is_unsent
        delay_s = None
        if not isinstance(failure, _HOPELESS) and (
            self._call.repetition is Repetition.SAFE
            or (is_unsent and self._call.repetition is Repetition.UNLESS_BEGUN)
        ):
            delay_s = self._delay(None)
        if delay_s is None:
            named = f"{type(failure).__name__}: {failure}".removesuffix(": ")
            raise ServiceUnreachable(named, self._made) from failure
        return delay_s

    def _delay(self, stated_s: float | None) -> float | None:
        if self._made >= self._retries.attempts:
            return None
        doubled_s = self._retries.first_delay_s * 2 ** (self._made - 1)
        return self._within_limits(
            min(doubled_s, self._retries.longest_delay_s) if stated_s is None else stated_s
        )

    def _within_limits(self, delay_s: float) -> float | None:
        left_s = self._started + self._retries.longest_total_s - time.monotonic()
        if delay_s > min(self._retries.longest_delay_s, left_s):
            return None
        return delay_s * random.uniform(1, 1 + _SPREAD)
