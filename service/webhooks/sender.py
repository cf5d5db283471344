"""Delivers messages: what is due, to whom, signed how, and what is kept of it."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from service.errors import StoreError
from service.log_lines import log_event
from service.telemetry.telemetry import Telemetry
from service.telemetry.traces import Span, current_traceparent
from service.webhooks.deliveries import Attempt, DeliveryStore
from service.webhooks.registry import WebhookStore
from service.webhooks.sending import Outcome, Transport
from service.webhooks.signing import signed_headers

_log = logging.getLogger("docscreen.webhooks")

Clock = Callable[[], dt.datetime]


class MessageQueue(Protocol):
    """What wakes threads up for deliveries; ``service.jobs.queue.JobQueue`` is one."""

    def deliver(self, delivery_id: str, after_s: float = 0.0) -> None:
        """Wake a thread up for a delivery."""


class WebhookSender:
    """Tries deliveries, one attempt a call."""

    def __init__(
        self,
        webhooks: WebhookStore,
        deliveries: DeliveryStore,
        transport: Transport,
        clock: Clock = lambda: dt.datetime.now(dt.UTC),
        telemetry: Telemetry | None = None,
    ) -> None:
        """``clock``: the time in UTC. ``telemetry``: of the service; by default nobody's."""
        self._webhooks = webhooks
        self._deliveries = deliveries
        self._transport = transport
        self._clock = clock
        self._telemetry = telemetry or Telemetry()
        self._in_hand: dict[str, Attempt] = {}
        self._lock = threading.Lock()

    def deliver(self, delivery_id: str) -> float | None:
        """Try one delivery if it is due; seconds until it is due again, or None. A job handler.

        Raises StoreError; the lease then ends by itself.
        """
        claimed = self._deliveries.claim(delivery_id, self._clock())
        again = self._tried(claimed) if isinstance(claimed, Attempt) else claimed
        return None if again is None else max((again - self._clock()).total_seconds(), 0.0)

    def release_all(self) -> None:
        """Give back what is in hand: for a stop that cannot wait for it. Raises StoreError."""
        with self._lock:
            attempts = tuple(self._in_hand.values())
        for attempt in attempts:
            self._deliveries.release(attempt)

    def _tried(self, attempt: Attempt) -> dt.datetime | None:
        with self._lock:
            self._in_hand[attempt.delivery_id] = attempt
        try:
            started_s = time.perf_counter()
            with self._telemetry.continued(attempt.traceparent, "deliver", "client") as span:
                outcome = self._outcome(attempt)
                self._count(span, attempt, outcome)
                _tell(attempt.delivery_id, outcome, started_s)
            return self._deliveries.finish(attempt, outcome, self._clock())
        finally:
            with self._lock:
                self._in_hand.pop(attempt.delivery_id, None)

    def _count(self, span: Span, attempt: Attempt, outcome: Outcome) -> None:
        self._telemetry.metrics.attempted(outcome.error or "delivered")
        span.tell("docscreen.attempt", attempt.number)
        if outcome.status is not None:
            span.tell("http.response.status_code", outcome.status)
        if outcome.error:
            span.fail(outcome.error)

    def _outcome(self, attempt: Attempt) -> Outcome:
        webhook = self._webhooks.get(attempt.webhook_id)
        if webhook is None:  # deleted since; its deliveries went with it
            return Outcome(None, "webhook-deleted")
        now = self._clock()
        try:
            secrets = self._webhooks.secrets_of(webhook, now)
        except StoreError:
            return Outcome(None, "secret-unreadable")  # an encryption key is missing
        values = (one.value for one in secrets)
        headers = signed_headers(values, attempt.message_id, now, attempt.body)
        if (traceparent := current_traceparent()) is not None:
            headers["traceparent"] = traceparent
        return self._transport.post(webhook.url, attempt.body, headers)


def _tell(delivery_id: str, outcome: Outcome, started_s: float) -> None:
    """Log how an attempt went; the address is the caller's and is not told."""
    ms = round((time.perf_counter() - started_s) * 1000, 1)
    facts = {"delivery": delivery_id, "status": outcome.status, "error": outcome.error or None}
    level = logging.WARNING if outcome.error else logging.INFO
    log_event(_log, level, "delivery-tried", ms=ms, **facts)
