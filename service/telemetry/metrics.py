"""What is counted and timed: all metrics of one application, in a registry of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from service.telemetry import buckets, known
from service.telemetry.children import Bounded, word

NAMESPACE = "docscreen"
#: A day: no stage takes so long, and what is not a number is not less than it either.
_LONGEST_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class ServedRequest:
    """One request when it is over.

    ``route``: the pattern and never the address. ``problem``, ``limit`` and ``store_error`` are ""
    where there was none.
    """

    method: str
    route: str
    status: str
    seconds: float
    problem: str
    limit: str
    store_error: str


class Metrics:
    """The metrics of one application. Threads may share it; nothing that it does raises."""

    def __init__(self, version: str) -> None:
        """``version``: of docscreen."""
        self.registry = CollectorRegistry()
        ProcessCollector(namespace=NAMESPACE, registry=self.registry)
        self._of_requests()
        self._of_screenings()
        self._of_operation()
        build = Gauge(
            "build_info",
            "Which docscreen runs; always 1.",
            ("version",),
            namespace=NAMESPACE,
            registry=self.registry,
        )
        build.labels(version).set(1)

    def served(self, request: ServedRequest) -> None:
        """Count a request that is over."""
        method = request.method if request.method in known.METHODS else known.OTHER
        self._requests.of(method, request.route, request.status).inc()
        self._request_s.of(method, request.route).observe(request.seconds)
        if request.problem:
            self._problems.of(request.problem).inc()
        if request.limit:
            self._limit_refusals.of(request.limit).inc()
        if request.store_error:
            self.store_failed(request.store_error, "request")

    def accepted(self, media_type: str, size_bytes: int) -> None:
        """Count an upload. ``media_type``: as ``models.media_type`` tells it from the content."""
        self._uploads.of(media_type).observe(size_bytes)

    def screened(self, policy: str, untrusted_report: Mapping[str, Any]) -> None:
        """Count a result that was kept: its verdict, its findings and how long its stages took."""
        report = untrusted_report
        kind, verdict = word(report["kind"]["detected"]), word(report["verdict"])
        self._screenings.of(policy, kind, verdict).inc()
        for finding in report["findings"]:
            self._findings.of(word(finding["rule"]), word(finding["outcome"])).inc()
        for stage, milliseconds in stages_of(report):
            self._stages.of(stage).observe(milliseconds / 1000.0)

    def waited(self, seconds: float) -> None:
        """Count how long a screening waited for a worker process."""
        self._wait_s.observe(seconds)

    def screened_later(self, seconds: float) -> None:
        """Count a result that nobody waited for: seconds from its acceptance on."""
        self._later_s.observe(seconds)

    def replaced(self, reason: str) -> None:
        """Count a worker process that is replaced; ``reason``: of ``known.REPLACEMENTS``."""
        self._replacements.of(reason).inc()

    def attempted(self, outcome: str) -> None:
        """Count an attempt to deliver a message; ``outcome``: of ``known.ATTEMPTS``."""
        self._attempts.of(outcome).inc()

    def store_failed(self, error: str, use: str) -> None:
        """Count an error of the store by its class; ``use``: of ``known.USES``."""
        self._store_errors.of(error, use).inc()

    def exported(self, outcome: str, spans: int) -> None:
        """Count spans that were sent to the collector, or could not be."""
        self._spans.of(outcome).inc(spans)

    def _of_requests(self) -> None:
        self._requests = Bounded(
            self._counter("requests", "Requests served.", "method", "route", "status"),
            *(None, None, None),
        )
        self._request_s = Bounded(
            self._histogram(
                "request_seconds",
                "From a request's first line to the end of its answer.",
                buckets.REQUEST_S,
                *("method", "route"),
            ),
            *(None, None),
        )
        self._problems = Bounded(
            self._counter("problems", "Answers that are problem documents.", "type"),
            known.PROBLEMS,
        )
        self._limit_refusals = Bounded(
            self._counter("limit_refusals", "Requests beyond a caller's limits.", "limit"),
            known.LIMITS,
        )
        _show_at_once(self._problems, known.PROBLEMS)
        _show_at_once(self._limit_refusals, known.LIMITS)

    def _of_screenings(self) -> None:
        self._uploads = Bounded(
            self._histogram(
                "upload_bytes",
                "Accepted uploads by what their content is.",
                buckets.UPLOAD_BYTES,
                "media_type",
            ),
            None,
        )
        self._screenings = Bounded(
            self._counter("screenings", "Results kept.", "policy", "kind", "verdict"),
            *(known.policies(), known.KINDS, known.VERDICTS),
        )
        self._findings = Bounded(
            self._counter("findings", "What the checks concluded.", "rule", "outcome"),
            *(known.rules(), known.OUTCOMES),
        )
        self._stages = Bounded(
            self._histogram(
                "stage_seconds",
                "A screening's own time for each fact and the checks; total is the whole.",
                buckets.STAGE_S,
                "stage",
            ),
            known.STAGES,
        )
        self._wait_s = self._histogram(
            "worker_wait_seconds", "How long a screening waited for a worker.", buckets.WAIT_S
        )
        self._later_s = self._histogram(
            "later_screening_seconds",
            "From acceptance to result where nobody waited for it.",
            buckets.LATER_S,
        )

    def _of_operation(self) -> None:
        self._replacements = Bounded(
            self._counter("worker_replacements", "Worker processes replaced.", "reason"),
            known.REPLACEMENTS,
        )
        self._attempts = Bounded(
            self._counter("webhook_attempts", "Attempts to deliver a message.", "outcome"),
            known.ATTEMPTS,
        )
        self._store_errors = Bounded(
            self._counter("store_errors", "Failures of the store.", "error", "use"),
            *(known.STORE_ERRORS, known.USES),
        )
        self._spans = Bounded(
            self._counter("spans", "Spans handed to the collector of traces.", "outcome"),
            known.EXPORTS,
        )
        _show_at_once(self._replacements, known.REPLACEMENTS)
        _show_at_once(self._attempts, known.ATTEMPTS)
        _show_at_once(self._spans, known.EXPORTS)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, namespace=NAMESPACE, registry=self.registry)

    def _histogram(
        self, name: str, meaning: str, bounds: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            name, meaning, labels, namespace=NAMESPACE, registry=self.registry, buckets=bounds
        )


def stages_of(untrusted_report: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """The stages of a report in its order, each with its milliseconds; no other values."""
    timings = untrusted_report.get("timings_ms")
    if not isinstance(timings, Mapping):
        return
    for stage, value in timings.items():
        if isinstance(value, int | float) and 0 <= value < _LONGEST_MS:
            yield word(stage), float(value)


def _show_at_once(metric: Bounded[Counter], values: Iterable[str]) -> None:
    """Show zeros from the start on, so that the first event is seen as an increase."""
    for value in sorted(values):
        metric.of(value)
