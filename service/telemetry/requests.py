"""The outermost layer around every request: its id, its place in a trace, its metrics, its span.

Ready instrumentations keep whole addresses; ours keeps the route's pattern, since an address may
quote a reference or a file's name.
"""

from __future__ import annotations

import time
import uuid

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.telemetry.context import request_id, trace_at, traceparent_of
from service.telemetry.known import METHODS, NO_ANSWER, NO_ROUTE, OTHER
from service.telemetry.metrics import ServedRequest
from service.telemetry.notes import RequestNotes, begin_notes
from service.telemetry.telemetry import Telemetry
from service.telemetry.traces import Span

#: Asked for every few seconds by machines: a span for each would drown the others.
UNTRACED = ("/health/", "/metrics")
_FAULT = "internal-error"


class RequestTelemetry:
    """Measures every request."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        """Surround ``app``."""
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id.set(str(uuid.uuid4()))
        place = traceparent_of(_only(Headers(scope=scope).getlist("traceparent")))
        with trace_at(place):
            if scope["path"].startswith(UNTRACED):
                await self._measured(scope, receive, send, None)
                return
            with self._telemetry.tracing.span(_method(scope), "server") as span:
                await self._measured(scope, receive, send, span)

    async def _measured(
        self, scope: Scope, receive: Receive, send: Send, span: Span | None
    ) -> None:
        started_s, method, notes = time.perf_counter(), _method(scope), begin_notes()
        status = NO_ANSWER

        async def send_and_look(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_and_look)
        except Exception:
            # Nothing within answered it: the framework's outermost layer, beyond this one, does.
            if status == NO_ANSWER:
                status, notes.problem = "500", _FAULT
            raise
        finally:
            served = _served(scope, method, status, time.perf_counter() - started_s, notes)
            self._telemetry.metrics.served(served)
            if span is not None:
                _tell(span, served)


def _served(
    scope: Scope, method: str, status: str, seconds: float, notes: RequestNotes
) -> ServedRequest:
    route = getattr(scope.get("route"), "path", None) or NO_ROUTE
    return ServedRequest(
        method, route, status, seconds, notes.problem, notes.limit, notes.store_error
    )


def _tell(span: Span, served: ServedRequest) -> None:
    """Names of attributes are those of OpenTelemetry's conventions where these have one."""
    span.rename(served.method if served.route == NO_ROUTE else f"{served.method} {served.route}")
    span.tell("http.request.method", served.method)
    if served.route != NO_ROUTE:
        span.tell("http.route", served.route)
    if served.status.isdecimal():
        span.tell("http.response.status_code", int(served.status))
    if served.problem:
        span.tell("docscreen.problem", served.problem)
    if served.status.startswith("5"):
        span.fail(served.problem or served.status)


def _method(scope: Scope) -> str:
    """The method, of which a caller may send any word."""
    method: str = scope["method"]
    return method if method in METHODS else OTHER


def _only(values: list[str]) -> str | None:
    """A header that was sent once; W3C Trace Context knows no second one."""
    return values[0] if len(values) == 1 else None
