"""Refuses requests whose end two readers could see in two places."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from checks.finding import Text
from service.api.language import preferred_language
from service.api.middleware import discard_body
from service.api.problems import Problem

_TWO_LENGTHS = Text(
    "It states both Content-Length and Transfer-Encoding: where it ends is not certain.",
    "Elle indique à la fois Content-Length et Transfer-Encoding\u00a0: sa fin est incertaine.",
)


class OneLength:
    """Refuse a request with two lengths, and close its connection.

    A proxy that believes the other length would hand on what follows as a request of its own.
    Source: RFC 9112, 6.3.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Surround ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not _has_two_lengths(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        await discard_body(receive, {"type": "http.request", "more_body": True})
        problem = Problem("malformed-request", _TWO_LENGTHS, headers={"Connection": "close"})
        await problem.response(preferred_language(Headers(scope=scope)))(scope, receive, send)


def _has_two_lengths(headers: Headers) -> bool:
    return "content-length" in headers and "transfer-encoding" in headers
