"""How long a request's body may take to arrive: who stalls holds memory and a place."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checks.finding import Text
from service.api.problems import Problem

#: A telephone that changes cells is silent for seconds; nobody waits for one that was longer.
LONGEST_PAUSE_S = 20.0
#: The largest request by default, 32 MiB, at 2.2 Mbit/s: a slow line's upload.
LONGEST_BODY_S = 120.0


class BodyTimeLimit:
    """Refuse a request whose body stalls, or trickles so that it would never end."""

    def __init__(
        self, app: ASGIApp, pause_s: float | None = None, body_s: float | None = None
    ) -> None:
        """Surround ``app``. ``pause_s``: between two pieces; ``body_s``: for the whole body."""
        self._app = app
        self._pause_s, self._body_s = pause_s, body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; the time begins when the body is first asked for."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._pause_s or LONGEST_PAUSE_S, self._body_s or LONGEST_BODY_S)
        await self._app(scope, body.receive, send)


class _Body:
    """A body that arrives in time or not at all."""

    def __init__(self, receive: Receive, pause_s: float, body_s: float) -> None:
        self._receive = receive
        self._pause_s, self._body_s = pause_s, body_s
        self._ends_s: float | None = None
        self._is_whole = False

    async def receive(self) -> Message:
        """The next piece, and after the last whatever comes. Raises Problem in place of waiting."""
        if self._is_whole:  # what comes now is that the caller hangs up: that may take any time
            return await self._receive()
        now_s = asyncio.get_running_loop().time()
        if self._ends_s is None:
            self._ends_s = now_s + self._body_s
        try:
            async with asyncio.timeout_at(min(now_s + self._pause_s, self._ends_s)):
                message = await self._receive()
        except TimeoutError:
            raise self._refusal() from None
        self._is_whole = not message.get("more_body", False)
        return message

    def _refusal(self) -> Problem:
        happening = Text(
            f"A pause of {self._pause_s:g} s is waited for, and {self._body_s:g} s for the "
            "whole request.",
            f"Une interruption de {self._pause_s:g}\u00a0s est tolérée, et la requête entière "
            f"doit arriver en {self._body_s:g}\u00a0s.",
        )
        # What is still on its way would be taken for the next request.
        headers = {"Connection": "close", "Retry-After": "1"}
        return Problem("upload-stalled", happening, headers=headers)
