"""What surrounds every request: its id, its log line, and the limit on what is read."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checks.finding import Text
from service.api.language import preferred_language
from service.api.problems import Problem
from service.log_lines import log_event
from service.telemetry.context import request_id

_log = logging.getLogger("docscreen.access")

#: How much of a refused body is read to its end, and for how long.
DISCARD_LIMIT_BYTES = 256 * 1024 * 1024
DISCARD_TIMEOUT_S = 10.0

REQUEST_ID_HEADER = "X-Request-Id"
#: A caller may send any word as the method; only these are logged.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLog:
    """One log line a request: route, status, time, size; no address, name or content.

    The line has the request's id as every line does: ``RequestTelemetry`` around this gives it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Surround ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        method = scope["method"]
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id.get()
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            # The route's pattern stands for the address, which may quote what was asked for.
            route = getattr(scope.get("route"), "path", None)
            length = Headers(scope=scope).get("content-length", "")
            routine = route is not None and route.startswith(("/health", "/metrics"))
            log_event(
                _log,
                logging.DEBUG if routine else logging.INFO,
                "request",
                method=method if method in METHODS else "other",
                route=route,
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
                bytes=int(length) if length.isdecimal() and len(length) < 16 else None,
            )


class HeadAsGet:
    """Answer HEAD wherever GET is answered: the same status and headers, without the content."""

    def __init__(self, app: ASGIApp) -> None:
        """Surround ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_content(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        await self._app(scope, receive, send_without_content)


class UploadLimit:
    """Refuse a request body beyond a size: by its stated length, else as soon as it is reached."""

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        """Surround ``app``."""
        self._app = app
        self._limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; never hand on more than the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        stated = headers.get("content-length", "")
        if stated.isdigit() and int(stated) > self._limit_bytes:
            if headers.get("expect", "").lower() != "100-continue":
                await discard_body(receive, {"type": "http.request", "more_body": True})
            answer = self._refusal().response(preferred_language(headers))
            await answer(scope, receive, send)
            return
        read_bytes = 0

        async def receive_within_limit() -> Message:
            nonlocal read_bytes
            message = await receive()
            read_bytes += len(message.get("body", b""))
            if read_bytes > self._limit_bytes:
                await discard_body(receive, message)
                raise self._refusal()
            return message

        await self._app(scope, receive_within_limit, send)

    def _refusal(self) -> Problem:
        limit_mib = self._limit_bytes / 1024 / 1024
        shown = f"{limit_mib:.3g}"
        happening = Text(
            f"At most {shown} MiB are read.", f"La limite est de {shown.replace('.', ',')} Mio."
        )
        return Problem("upload-too-large", happening, headers={"Connection": "close"})


async def discard_body(receive: Receive, message: Message) -> None:
    """Read on and forget, within bounds: a client that is still sending would miss the answer."""
    discarded_bytes = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_TIMEOUT_S):
            while message.get("more_body", False) and discarded_bytes < DISCARD_LIMIT_BYTES:
                message = await receive()
                discarded_bytes += len(message.get("body", b""))
