"""What the running service holds: its settings, its workers and whether they are ready."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from fastapi import Request

from checks.finding import Text
from service.api.problems import Problem
from service.engine import engine
from service.interrupted import interrupted_report
from service.screener import Order
from service.screenings import Screened, ScreeningService
from service.settings import Settings
from service.store.screenings import ScreeningStore
from service.store.work import Submission
from service.workers import NoWorkerLeft, WorkerError, WorkerPool

_log = logging.getLogger("docscreen.api")


class ServiceState:
    """The worker processes behind the event loop, and a count of who waits for them."""

    def __init__(self, settings: Settings, pool: WorkerPool, store: ScreeningStore) -> None:
        """``pool`` has been started; it need not be ready. ``store``: migrated."""
        self.settings = settings
        self.failure = ""
        self.clock = current_time
        self.screenings = ScreeningService(store, self.screen, self.clock)
        self._pool = pool
        self._ready = False
        self._stopping = False
        self._open = 0
        self.wake: Callable[[str], None] = lambda _screening_id: None
        # One thread for each worker, to wait for it.
        self._threads = ThreadPoolExecutor(pool.size + 1, thread_name_prefix="docscreen")
        self._turn = asyncio.Semaphore(pool.size)

    @property
    def is_ready(self) -> bool:
        """Whether every weight file is verified and every worker's models are warm."""
        return self._ready and self._pool.has_workers

    @property
    def is_full(self) -> bool:
        """Whether as many uploads wait as may."""
        return self._open >= self._pool.size + self.settings.max_waiting

    @property
    def failure_text(self) -> Text | None:
        """Why the service cannot become ready, for its operator; None while it is on its way."""
        if not self.failure:
            return None
        return Text(
            self.failure,
            "Cause, telle que le programme la signale en anglais\u00a0: "
            f"«\u00a0{self.failure}\u00a0».",
        )

    async def become_ready(self, announce: Callable[[], None]) -> None:
        """Wait for weights and workers; what fails is kept in ``failure``."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._threads, engine)
            await loop.run_in_executor(self._threads, self._pool.await_readiness)
        except Exception as failure:
            if self._stopping:
                return
            self.failure = str(failure) or type(failure).__name__
            _log.error("docscreen cannot screen: %s", self.failure)
            return
        self._ready = True
        announce()

    async def screen(self, order_when_due: Callable[[], Order]) -> dict[str, Any]:
        """Screen one upload when a worker is free; its bytes are read only then."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._screened, order_when_due)

    async def accept_for_later(self, submission: Submission) -> Screened:
        """Accept an upload and wake a job up that will screen it."""
        screened = await self.screenings.accept_for_later(submission)
        if not screened.is_repeated:
            await asyncio.to_thread(self.wake, screened.row.id)
        return screened

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among the requests that wait for a worker. Raises Problem where all are taken."""
        if not self.is_ready:
            raise Problem("not-ready", self.failure_text, headers={"Retry-After": "1"})
        if self.is_full:
            raise Problem("busy", headers={"Retry-After": "5"})
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    def _screened(self, order_when_due: Callable[[], Order]) -> dict[str, Any]:
        order = order_when_due()
        try:
            return self._pool.screen(order)
        except NoWorkerLeft:
            raise Problem("busy", headers={"Retry-After": "15"}) from None
        except WorkerError as failure:
            _log.error("a screening was interrupted: %s", failure)
            return interrupted_report(order)

    def stop(self) -> None:
        """End the workers and the threads that wait for them."""
        self._stopping = True
        self._pool.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.screenings.stop()


def current_time() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


async def capacity(request: Request) -> AsyncIterator[None]:
    """Keep a place for a request while it is served; refuse what nobody would screen soon."""
    with state_of(request).place():
        yield


def state_of(request: Request) -> ServiceState:
    """The state of the application that serves a request."""
    state: ServiceState = request.app.state.service
    return state
