"""A fault of our own is answered here, within all that surrounds a request.

The framework answers it outside of everything: without the request's id, which the answer asks to
be told to the operator, and it lets the server log the message, which may quote what was uploaded,
and drop the connection.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import answer_fault


class FaultAnswer:
    """Answer what nobody else answered; where an answer has begun, it is broken off."""

    def __init__(self, app: ASGIApp) -> None:
        """Surround ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_and_look(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_look)
        except Exception as bug:  # whatever it is, the caller gets an answer
            if has_begun:
                raise
            answer = await answer_fault(Request(scope), bug)
            await answer(scope, receive, send)
