"""Metrics and traces of one application, as its parts use them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, TypeVar

from service.errors import StoreError
from service.telemetry import known
from service.telemetry.children import word
from service.telemetry.context import trace_at, traceparent_of
from service.telemetry.metrics import Metrics, stages_of
from service.telemetry.traces import Kind, Span, tracing_of

T = TypeVar("T")

#: Attributes of a span are few: the stages that took longest, which the report has first.
STAGES_TOLD = 10
#: Sending the last spans may take so much longer than a stop without them.
LAST_SPANS_S = 1.0


class Telemetry:
    """What the parts of a service tell about what they do."""

    def __init__(self, collector_url: str = "") -> None:
        """``collector_url``: where traces go; "" makes none."""
        stated = version("docscreen")
        self.metrics = Metrics(stated)
        self.tracing = tracing_of(collector_url, stated, self.metrics.exported)

    def start(self) -> None:
        """Begin, in the process that serves. Raises SettingsError."""
        self.tracing.start()

    def stop(self) -> None:
        """Send the last spans, for a limited time."""
        self.tracing.stop(LAST_SPANS_S)

    @contextmanager
    def continued(self, traceparent: str | None, name: str, kind: Kind) -> Iterator[Span]:
        """A step of a job, in the trace of the request that it was accepted with, if in any."""
        with trace_at(traceparent_of(traceparent)), self.tracing.span(name, kind) as span:
            yield span

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The wait of a screening for a worker."""
        started_s = time.perf_counter()
        with self.tracing.span("wait for a worker"):
            yield
        self.metrics.waited(time.perf_counter() - started_s)

    def watched(self, use: str, work: Callable[..., T]) -> Callable[..., T]:
        """Count failures of the store in work beside requests; ``use``: of ``known.USES``."""

        def watched_work(*arguments: Any) -> T:
            try:
                return work(*arguments)
            except StoreError as failure:
                self.metrics.store_failed(type(failure).__name__, use)
                raise

        return watched_work


def tell_report(span: Span, untrusted_report: Mapping[str, Any]) -> None:
    """Keep in a span what a report says: under which policy, of what, how long, and the verdict."""
    report = untrusted_report
    if not span.is_kept:
        return
    for name, path, values in (
        ("policy", ("policy", "id"), known.policies()),
        ("kind", ("kind", "detected"), known.KINDS),
        ("verdict", ("verdict",), known.VERDICTS),
        ("status", ("status",), known.STATUSES),
    ):
        value = word(_at(report, path))
        span.tell(f"docscreen.{name}", value if value in values else known.OTHER)
    for stage, milliseconds in list(stages_of(report))[: STAGES_TOLD + 1]:
        if stage in known.STAGES:
            span.tell(f"docscreen.ms.{stage}", round(milliseconds, 3))


def _at(untrusted: object, path: tuple[str, ...]) -> object:
    """What lies at a place in a report; None where there is no such place."""
    for name in path:
        untrusted = untrusted.get(name) if isinstance(untrusted, Mapping) else None
    return untrusted
