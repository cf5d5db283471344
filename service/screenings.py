"""Screenings from acceptance to result: kept in the store, performed by the worker processes."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import tempfile
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from checks.policies import retention_of
from checks.policy_versions import policy_in_version
from models.errors import PolicyError
from models.media_type import detect_media_type
from service.log_lines import log_event
from service.screener import EvidenceOrder, Order
from service.store.screenings import ScreeningStore
from service.store.tables import ScreeningRow
from service.store.work import Accepted, Lease, Submission
from service.telemetry.context import in_context
from service.telemetry.telemetry import Telemetry
from service.telemetry.traces import current_traceparent
from service.words import Language

#: Whoever screens, or waits for a worker, holds the lease so long and renews it every few seconds.
#: After a killed process another takes the work up when this is over.
LEASE, RENEW_LEASES_EVERY_S = dt.timedelta(seconds=20), 4.0
#: Threads that wait for the database and the object store.
_STORE_THREADS = 16
#: When the service stops: until what it could not finish is given back, and how often to look.
_GIVEN_BACK_WITHIN_S, _LOOK_S = 1.0, 0.02

_log = logging.getLogger("docscreen.screenings")

Clock = Callable[[], dt.datetime]
#: Performs one order in a worker process when one is free.
Screen = Callable[[Callable[[], Order]], Any]
#: Counts a result that this process kept.
Count = Callable[[ScreeningRow, Mapping[str, Any]], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Screened:
    """A stored screening with its report; ``is_repeated``: from an earlier, equal request."""

    row: ScreeningRow
    report: dict[str, Any] | None
    is_repeated: bool


class ScreeningService:
    """What the HTTP interface and the jobs do with screenings."""

    def __init__(
        self, store: ScreeningStore, screen: Screen, clock: Clock, telemetry: Telemetry
    ) -> None:
        """``screen``: a coroutine function that performs an order in a worker process."""
        self.store = store
        self.holder = f"process:{uuid.uuid4()}"
        self._screen = screen
        self.clock = clock
        self._telemetry = telemetry
        #: Called with the id of each screening whose result was kept.
        self.tell: Callable[[str], None] = lambda _screening_id: None
        self._in_hand: set[str] = set()
        self._threads = ThreadPoolExecutor(_STORE_THREADS, thread_name_prefix="docscreen-store")

    def keep_until(
        self, policy_id: str, created: dt.datetime, version: str | None = None
    ) -> dt.datetime:
        """The end of the time for which a policy, in a version, lets a screening be kept."""
        if version is None:
            retention = retention_of(policy_id)
        else:
            retention = policy_in_version(policy_id, None, version).retention
        return created + dt.timedelta(days=retention.keep_days)

    async def screen_now(self, submission: Submission, again: Callable[[], bytes]) -> Screened:
        """Accept an upload, screen it at once and keep the report.

        ``again``: reads the bytes once more when a worker is free, so that they need not be held
        in memory while it waits. Raises KeyReused and StoreError.
        """
        accepted = await self._accepted(submission, self._lease())
        if accepted.is_repeated:
            return await self._repeated(accepted)
        row, name = accepted.row, submission.untrusted_name
        return await self._performed(row, lambda: _order(row, again(), name), self._count)

    async def accept_for_later(self, submission: Submission) -> Screened:
        """Accept an upload that a job will screen. Raises KeyReused and StoreError."""
        accepted = await self._accepted(submission, None)
        if accepted.is_repeated:
            return await self._repeated(accepted)
        return Screened(accepted.row, None, is_repeated=False)

    async def take_up(self, screening_id: str) -> bool:
        """Screen what waits, or what a killed process left; False where there is nothing to do.

        What was accepted under a policy that an update took away has failed.
        """
        task = await self._stored(self.store.claim, screening_id, self._lease(), self.clock())
        if task is None:
            return False
        row = await self._stored(self.store.get, screening_id)
        assert row is not None
        name = task.untrusted_name
        with self._telemetry.continued(row.traceparent, "screening", "consumer"):
            try:
                order = partial(_order, row, task.untrusted_bytes, name)
                await self._performed(row, order, self._count_later)
            except PolicyError:
                why = "its policy, or its version, is not here any more"
                await self._stored(self.store.give_up, screening_id, self.clock(), why)
        return True

    async def evidence(self, row: ScreeningRow, language: Language) -> bytes | None:
        """The evidence picture as PNG, drawn anew; None where there is nothing to draw.

        It is drawn under the version that the report states. Raises PolicyError where that is not
        here any more.
        """
        with tempfile.TemporaryDirectory(prefix="docscreen-") as folder:
            path = Path(folder) / "evidence.png"

            def order() -> Order:
                task = self.store.task_of(row)
                drawn = EvidenceOrder(path, language)
                again = _order(row, task.untrusted_bytes, task.untrusted_name, drawn)
                return replace(again, policy_version=row.policy_version or row.wanted_version)

            await self._screen(order)
            return path.read_bytes() if path.exists() else None

    def renew_leases(self) -> None:
        """Say that what is in hand still is. Raises StoreError."""
        self.store.renew(self._in_hand.copy(), self._lease())

    async def stop(self) -> None:
        """End the threads; what was in hand is given back first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_GIVEN_BACK_WITHIN_S):
                while self._in_hand:
                    await asyncio.sleep(_LOOK_S)
        await asyncio.to_thread(self._threads.shutdown)

    async def _accepted(self, submission: Submission, lease: Lease | None) -> Accepted:
        """Keep an upload with its place in a trace, at which jobs and messages go on."""
        placed = replace(submission, traceparent=current_traceparent())
        with self._telemetry.tracing.span("accept"):
            accepted = await self._stored(self.store.accept, placed, lease)
        if not accepted.is_repeated:
            content = submission.untrusted_bytes
            self._telemetry.metrics.accepted(detect_media_type(content), len(content))
        return accepted

    async def _performed(
        self, row: ScreeningRow, order: Callable[[], Order], count: Count
    ) -> Screened:
        self._in_hand.add(row.id)
        try:
            return await self._kept(row, order, count)
        finally:
            self._in_hand.discard(row.id)

    async def _kept(self, row: ScreeningRow, order: Callable[[], Order], count: Count) -> Screened:
        """Screen in turn and keep the report; what is not screened is given back."""
        try:
            report = await self._screen(order)
        except BaseException:  # whatever it is goes on to the caller
            # Refused, or the service stops: another process, or a later attempt, takes it up.
            await asyncio.shield(self._give_back(row.id))
            raise
        with self._telemetry.tracing.span("complete"):
            done = await self._stored(
                self.store.complete, row.id, self.holder, report, self.clock()
            )
        if done is not None:
            count(done, report)
            _tell(done)
            await self._stored(self.tell, row.id)
            return Screened(done, report, is_repeated=False)
        # Another process took it up meanwhile: the report that is stored is the one that counts.
        row_now = await self._stored(self.store.get, row.id)
        assert row_now is not None
        stored = await self._stored(self.store.report_of, row_now)
        return Screened(row_now, stored or report, is_repeated=False)

    async def _give_back(self, screening_id: str) -> None:
        await self._stored(self.store.release, screening_id, self.holder)
        log_event(_log, logging.INFO, "screening-released", screening=screening_id)

    async def _repeated(self, accepted: Accepted) -> Screened:
        report = await self._stored(self.store.report_of, accepted.row)
        return Screened(accepted.row, report, is_repeated=True)

    def _count(self, row: ScreeningRow, report: Mapping[str, Any]) -> None:
        self._telemetry.metrics.screened(row.policy, report)

    def _count_later(self, row: ScreeningRow, report: Mapping[str, Any]) -> None:
        self._count(row, report)
        if row.completed is not None:
            seconds = (row.completed - row.created).total_seconds()
            self._telemetry.metrics.screened_later(seconds)

    def _lease(self) -> Lease:
        return Lease(self.holder, self.clock() + LEASE)

    async def _stored(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, in_context(lambda: work(*arguments))
        )


def _tell(row: ScreeningRow) -> None:
    """Log that a screening has its result."""
    took = (row.completed or row.created) - row.created
    log_event(
        _log, logging.INFO, "screening-done", screening=row.id, kind=row.detected_kind,
        policy=row.policy, verdict=row.verdict, status=row.status, attempts=row.attempts,
        ms=round(took.total_seconds() * 1000),
    )  # fmt: skip


def _order(
    row: ScreeningRow, content: bytes, name: str, evidence: EvidenceOrder | None = None
) -> Order:
    return Order(
        content, name, row.policy, row.declared_kind,
        evidence=evidence, screening_id=row.id, created=row.created,
        policy_version=row.wanted_version,
    )  # fmt: skip
