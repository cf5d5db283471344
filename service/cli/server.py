"""The web server with the stop that a load balancer needs: first not ready, then done, then gone.

The first stop signal lets everything that is open be finished while health is still answered; a
second one ends the process at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from pathlib import PurePath
from types import FrameType

import uvicorn

from service.api.draining import Draining
from service.log_lines import log_event
from service.workers import WorkerPool

#: A signal that comes again sooner is the same one: some senders, GNU timeout among them, send it
#: to the process and to its group.
AGAIN_AFTER_MS = 300.0

#: The file of uvicorn that starts and stops applications (uvicorn/lifespan/on.py).
_STARTS_APPLICATIONS = "on.py"

_log = logging.getLogger("docscreen.service")


class DrainingServer(uvicorn.Server):
    """Serves until it is asked to stop, finishes what is open, and closes its port last."""

    def __init__(self, config: uvicorn.Config, draining: Draining, pool: WorkerPool) -> None:
        """``draining``: of the application that ``config`` names; ``pool``: its workers."""
        super().__init__(config)
        self._draining, self._pool = draining, pool
        self._finish: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application; why it cannot is told by itself, and not once more by uvicorn."""
        uvicorns = logging.getLogger("uvicorn.error")
        uvicorns.addFilter(_is_no_echo)
        try:
            await super().startup(sockets)
        finally:
            uvicorns.removeFilter(_is_no_echo)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; at the second signal end at once, as the signal itself would do."""
        if self._draining.has_begun:
            if self._draining.lasted_ms < AGAIN_AFTER_MS:
                return
            self._pool.kill()
            signal.signal(sig, signal.SIG_DFL)
            os.kill(os.getpid(), sig)
            return
        self._captured_signals.append(sig)
        self._draining.begin()
        if not self.started:
            self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether the server's loop is over."""
        if self._draining.has_begun and self._finish is None:
            self._finish = asyncio.create_task(self._finished())
        return await super().on_tick(counter)

    async def _finished(self) -> None:
        """Finish what is open while new connections are still answered."""
        try:
            await self._draining.finish()
        finally:
            left = self._draining.open_requests
            if left:
                log_event(_log, logging.WARNING, "requests-cut-short", open_requests=left)
            # What is still open had all its time: it is cancelled. Else there are only connections.
            self.config.timeout_graceful_shutdown = 0 if left else 1
            self.should_exit = True


def _is_no_echo(record: logging.LogRecord) -> bool:
    """Whether a line is no repetition of `start-failed`, which names the reason."""
    return record.levelno < logging.ERROR or PurePath(record.pathname).name != _STARTS_APPLICATIONS
