"""The end of a service: nothing new is taken, what is open is finished, then it stops."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from checks.finding import Text
from service.api.language import preferred_language
from service.api.middleware import discard_body
from service.api.problems import Problem
from service.log_lines import log_event

_log = logging.getLogger("docscreen.service")

#: Of the time for stopping so much is left for what could not be finished: it is given back.
LAST_S = 1.5
#: How often it is looked whether the last request is over.
_LOOK_S = 0.02
#: Answered also while the service stops: a load balancer and an operator ask for them.
_ALWAYS_OPEN = ("/health", "/metrics")
STOPPING = Text("The service is being stopped.", "Le service est en cours d'arrêt.")


class Draining:
    """Whether the service is being stopped, and how many requests are open until then."""

    def __init__(self, timeout_s: float) -> None:
        """``timeout_s``: within which it has to be over."""
        self.open_requests = 0
        #: Takes no more jobs and waits at most so many seconds for those in hand.
        self.stop_jobs: Callable[[float], None] = lambda _timeout_s: None
        self._timeout_s = timeout_s
        self._began_s: float | None = None

    @property
    def has_begun(self) -> bool:
        """Whether nothing new is taken any more."""
        return self._began_s is not None

    @property
    def rest_s(self) -> float:
        """Seconds that open requests and jobs still have; all of them before it has begun."""
        given_s = max(self._timeout_s - LAST_S, self._timeout_s / 2)
        if self._began_s is None:
            return given_s
        return max(self._began_s + given_s - time.monotonic(), 0.0)

    @property
    def lasted_ms(self) -> float:
        """How long ago it began."""
        began_s = time.monotonic() if self._began_s is None else self._began_s
        return round((time.monotonic() - began_s) * 1000, 1)

    def begin(self) -> None:
        """Take nothing new from now on."""
        if self._began_s is None:
            self._began_s = time.monotonic()

    async def finish(self) -> None:
        """Wait for open requests and for jobs in hand, as long as there is time."""
        log_event(_log, logging.INFO, "stopping", open_requests=self.open_requests)
        jobs = asyncio.create_task(asyncio.to_thread(self.stop_jobs, self.rest_s))
        while self.open_requests and self.rest_s > 0:
            await asyncio.sleep(_LOOK_S)
        await jobs


class DrainGate:
    """Counts open requests, and refuses new ones once the service is being stopped."""

    def __init__(self, app: ASGIApp, draining: Draining) -> None:
        """Surround ``app``."""
        self._app = app
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS_OPEN):
            await self._app(scope, receive, send)
            return
        if self._draining.has_begun:
            await discard_body(receive, {"type": "http.request", "more_body": True})
            headers = {"Retry-After": "1", "Connection": "close"}
            refusal = Problem("not-ready", STOPPING, headers=headers)
            answer = refusal.response(preferred_language(Headers(scope=scope)))
            await answer(scope, receive, send)
            return
        self._draining.open_requests += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._draining.open_requests -= 1
