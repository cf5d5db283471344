"""What the running service holds: its settings, its workers and whether they are ready."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from fastapi import Request

from checks.finding import Text
from service.api.places import Places, WaitingPlaces
from service.api.problems import Problem
from service.api.submissions import wants_later
from service.engine import engine
from service.interrupted import interrupted_report
from service.log_lines import log_event, log_failure
from service.screener import Order
from service.screenings import Screened, ScreeningService
from service.settings import Settings
from service.store.screenings import ScreeningStore
from service.store.work import BacklogFull, Submission
from service.telemetry.collectors import Capacity
from service.telemetry.context import in_context
from service.telemetry.telemetry import Telemetry, tell_report
from service.telemetry.traces import Span
from service.workers import NoWorkerLeft, WorkerError, WorkerPool

#: Where that many wait, some hundred are screened meanwhile.
BACKLOG_RETRY_AFTER_S = "30"
#: A place becomes free when a screening ends, and sooner when an upload only has to be kept.
WAITING_RETRY_AFTER_S, LEAVING_RETRY_AFTER_S = 5, 1

_log = logging.getLogger("docscreen.api")


class ServiceState:
    """The worker processes behind the event loop, and a count of who waits for them."""

    def __init__(
        self,
        settings: Settings,
        pool: WorkerPool,
        store: ScreeningStore,
        telemetry: Telemetry | None = None,
    ) -> None:
        """``pool`` has been started; it need not be ready. ``store``: migrated."""
        self.settings = settings
        self.failure = ""
        self.clock = current_time
        self.telemetry = telemetry or Telemetry()
        self.screenings = ScreeningService(store, self.screen, self.clock, self.telemetry)
        self._pool = pool
        pool.tell_replaced = self.telemetry.metrics.replaced
        self._ready = False
        self._stopping = False
        #: Of requests that wait for their report, and of those that leave once they are accepted.
        self._waiting_places = WaitingPlaces(
            pool.size, settings.max_waiting, WAITING_RETRY_AFTER_S, settings.max_wait_s
        )
        self._leaving_places = Places(self._waiting_places.number, LEAVING_RETRY_AFTER_S)
        self.wake: Callable[[str], None] = lambda _screening_id: None
        # One thread for each worker, to wait for it.
        self._threads = ThreadPoolExecutor(pool.size + 1, thread_name_prefix="docscreen")
        self._turn = asyncio.Semaphore(pool.size)

    @property
    def is_ready(self) -> bool:
        """Whether every weight file is verified and every worker's models are warm."""
        return self._ready and self._pool.has_workers

    @property
    def capacity(self) -> Capacity:
        """How busy the process is."""
        places, size = self._waiting_places, self._pool.size
        return Capacity(places.number, places.taken, size, self._pool.alive, self.is_ready)

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
        loop, started = asyncio.get_running_loop(), time.perf_counter()
        try:
            await loop.run_in_executor(self._threads, engine)
            await loop.run_in_executor(self._threads, self._pool.await_readiness)
        except Exception as failure:
            if self._stopping:
                return
            self.failure = str(failure) or type(failure).__name__
            log_failure(_log, logging.ERROR, "not-ready", failure)
            return
        self._ready = True
        ms = round((time.perf_counter() - started) * 1000)
        log_event(_log, logging.INFO, "ready", workers=self._pool.size, ms=ms)
        announce()

    async def screen(self, order_when_due: Callable[[], Order]) -> dict[str, Any]:
        """Screen one upload when a worker is free; its bytes are read only then."""
        with self.telemetry.waiting():
            await self._turn.acquire()
        try:
            with self.telemetry.tracing.span("screen") as span:
                began_s = time.monotonic()
                work = in_context(partial(self._screened, order_when_due, span))
                report = await asyncio.get_running_loop().run_in_executor(self._threads, work)
                self._waiting_places.note_screening(time.monotonic() - began_s)
                tell_report(span, report)
                return report
        finally:
            self._turn.release()

    async def accept_for_later(self, submission: Submission) -> Screened:
        """Accept an upload and wake a job up. Raises KeyReused and Problem where too many wait."""
        try:
            screened = await self.screenings.accept_for_later(submission)
        except BacklogFull:
            raise Problem("busy", headers={"Retry-After": BACKLOG_RETRY_AFTER_S}) from None
        if not screened.is_repeated:
            await asyncio.to_thread(self.wake, screened.row.id)
        return screened

    def places_of(self, request: Request) -> Places:
        """Where a request needs its place. Raises Problem while nothing can be screened."""
        if not self.is_ready:
            raise Problem("not-ready", self.failure_text, headers={"Retry-After": "1"})
        leaves = request.method == "POST" and wants_later(request.headers.get("prefer"))
        return self._leaving_places if leaves else self._waiting_places

    def _screened(self, order_when_due: Callable[[], Order], span: Span) -> dict[str, Any]:
        order = order_when_due()
        try:
            return self._pool.screen(order)
        except NoWorkerLeft:
            raise Problem("busy", headers={"Retry-After": "15"}) from None
        except WorkerError as failure:
            if self._stopping:  # its process was ended by us: another service takes it up
                raise Problem("not-ready", headers={"Retry-After": "1"}) from None
            log_event(_log, logging.ERROR, "screening-interrupted", cause=type(failure).__name__)
            span.fail(type(failure).__name__)
            return interrupted_report(order)

    def stop(self) -> None:
        """End the workers and the threads that wait for them."""
        self._stopping = True
        self._pool.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)


def current_time() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


async def capacity(request: Request) -> AsyncIterator[None]:
    """Keep a place for a request while it is served; refuse what nobody would screen soon."""
    with state_of(request).places_of(request).one():
        yield


def state_of(request: Request) -> ServiceState:
    """The state of the application that serves a request."""
    state: ServiceState = request.app.state.service
    return state
