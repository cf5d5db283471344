"""Spans by OpenTelemetry, sent in batches by a thread of their own; imported where tracing is on.

The standard variables hold: ``OTEL_TRACES_SAMPLER`` and ``OTEL_TRACES_SAMPLER_ARG`` (which traces
are kept), ``OTEL_SERVICE_NAME`` and ``OTEL_RESOURCE_ATTRIBUTES``, ``OTEL_BSP_*`` (the batches),
``OTEL_EXPORTER_OTLP_HEADERS``, ``..._CERTIFICATE``, ``..._TIMEOUT`` and ``..._COMPRESSION``,
``OTEL_SDK_DISABLED``.
"""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.environment_variables import OTEL_SERVICE_NAME
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)
from opentelemetry.trace import Span as OtelSpan

from service.errors import SettingsError
from service.log_lines import log_event, log_failure
from service.telemetry.context import TraceParent, current_trace, trace_at
from service.telemetry.traces import Kind, NoTracing, Span, Value

_log = logging.getLogger("docscreen.telemetry")

_KINDS: dict[Kind, SpanKind] = {
    "server": SpanKind.SERVER,
    "consumer": SpanKind.CONSUMER,
    "client": SpanKind.CLIENT,
    "internal": SpanKind.INTERNAL,
}
_NAME = "docscreen"


class OtlpTracing:
    """Makes spans and sends them; a collector that fails costs spans and nothing else."""

    def __init__(self, endpoint: str, version: str, exported: Callable[[str, int], None]) -> None:
        """``endpoint``: takes OTLP over HTTP. ``exported``: told of spans, how many and how."""
        self._endpoint, self._version, self._exported = endpoint, version, exported
        self._provider: TracerProvider | None = None
        self._tracer: Tracer | None = None

    def start(self) -> None:
        """Begin to make spans, in a process that serves. Raises SettingsError."""
        try:
            exporter = _ToldExporter(OTLPSpanExporter(self._endpoint), self._exported)
            # How it ends is ours: within the time that a stop may take.
            provider = TracerProvider(resource=_resource(self._version), shutdown_on_exit=False)
            provider.add_span_processor(BatchSpanProcessor(exporter))
        except (ValueError, OSError) as refusal:
            raise SettingsError(f"a variable OTEL_* cannot be used: {refusal}") from refusal
        self._provider, self._tracer = provider, provider.get_tracer(_NAME, self._version)

    @contextmanager
    def span(self, name: str, kind: Kind = "internal") -> Iterator[Span]:
        """A step at the present place in a trace."""
        if self._tracer is None:
            with NoTracing().span(name, kind) as untraced:
                yield untraced
            return
        parent = current_trace()
        span = self._tracer.start_span(
            name,
            _context_of(parent),
            _KINDS[kind],
            record_exception=False,  # its message may quote what was uploaded
            set_status_on_exception=False,
        )
        step = _Step(span)
        try:
            with trace_at(_place_of(span) or parent):
                yield step
        except BaseException as failure:  # whatever it is goes on
            step.fail(type(failure).__name__)
            raise
        finally:
            span.end()

    def stop(self, timeout_s: float) -> None:
        """Send what is not sent yet; what takes longer is left to a thread that holds up nobody."""
        provider, self._provider, self._tracer = self._provider, None, None
        if provider is None:
            return
        # The library waits for its exporter as long as that takes.
        last = threading.Thread(target=provider.shutdown, name="docscreen-last-spans", daemon=True)
        last.start()
        last.join(timeout_s)
        if last.is_alive():
            log_event(_log, logging.WARNING, "spans-lost-at-stop")


class _Step:
    """A span of OpenTelemetry; one that was not chosen is not kept."""

    def __init__(self, span: OtelSpan) -> None:
        self._span = span
        self.is_kept = span.is_recording()

    def tell(self, name: str, value: Value) -> None:
        self._span.set_attribute(name, value)

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def fail(self, error: str) -> None:
        self._span.set_attribute("error.type", error)
        self._span.set_status(StatusCode.ERROR)


class _ToldExporter(SpanExporter):
    """Sends spans and tells what became of them: a log line when that changes, not for each."""

    def __init__(self, inner: SpanExporter, exported: Callable[[str, int], None]) -> None:
        self._inner, self._exported = inner, exported
        self._is_failing = False
        # Its lines, one for every batch, may quote the collector's address with a password.
        logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send a batch; never raises."""
        try:
            result = self._inner.export(spans)
        except Exception as failure:  # spans are lost, and nothing else
            result = SpanExportResult.FAILURE
            log_failure(_log, logging.ERROR, "spans-unsendable", failure)
        is_failure = result is not SpanExportResult.SUCCESS
        self._exported("failed" if is_failure else "taken", len(spans))
        if is_failure != self._is_failing:
            self._is_failing = is_failure
            event, level = "spans-taken-again", logging.INFO
            if is_failure:
                event, level = "spans-not-taken", logging.WARNING
            log_event(_log, level, event)
        return result

    def shutdown(self) -> None:
        """End what is being sent."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing is kept here."""
        return self._inner.force_flush(timeout_millis)


def _resource(version: str) -> Resource:
    """What sends: a name, a version, and which of several processes; no host and no user."""
    attributes = {"service.version": version, "service.instance.id": str(uuid.uuid4())}
    if not os.environ.get(OTEL_SERVICE_NAME):
        attributes["service.name"] = _NAME
    return Resource.create(attributes)


def _context_of(parent: TraceParent | None) -> Context:
    """Where a span belongs: below its parent, or at the beginning of a trace of its own."""
    if parent is None:
        return Context()
    flags = TraceFlags(TraceFlags.SAMPLED if parent.is_sampled else TraceFlags.DEFAULT)
    place = SpanContext(int(parent.trace_id, 16), int(parent.span_id, 16), parent.is_remote, flags)
    return set_span_in_context(NonRecordingSpan(place), Context())


def _place_of(span: OtelSpan) -> TraceParent | None:
    here = span.get_span_context()
    if not here.is_valid:  # the library was told to make none
        return None
    return TraceParent(
        f"{here.trace_id:032x}", f"{here.span_id:016x}", here.trace_flags.sampled, is_remote=False
    )
