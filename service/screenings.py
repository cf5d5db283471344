"""Screenings from acceptance to result: kept in the store, performed by the worker processes."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from checks.policies import load_policy
from service.screener import EvidenceOrder, Order
from service.store.screenings import ScreeningStore
from service.store.tables import ScreeningRow
from service.store.work import Accepted, Lease, Submission
from service.words import Language

#: Whoever screens holds the lease so long; who waits for a worker takes a new one when its turn
#: comes. After a killed process another takes the work up when this is over.
LEASE = dt.timedelta(seconds=60)
#: Threads that wait for the database and the object store.
_STORE_THREADS = 16

Clock = Callable[[], dt.datetime]
#: Performs one order in a worker process when one is free.
Screen = Callable[[Callable[[], Order]], Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Screened:
    """A stored screening with its report; ``is_repeated``: from an earlier, equal request."""

    row: ScreeningRow
    report: dict[str, Any] | None
    is_repeated: bool


class ScreeningService:
    """What the HTTP interface and the jobs do with screenings."""

    def __init__(self, store: ScreeningStore, screen: Screen, clock: Clock) -> None:
        """``screen``: a coroutine function that performs an order in a worker process."""
        self.store = store
        self.holder = f"process:{uuid.uuid4()}"
        self._screen = screen
        self.clock = clock
        #: Called with the id of each screening whose result was kept.
        self.tell: Callable[[str], None] = lambda _screening_id: None
        self._threads = ThreadPoolExecutor(_STORE_THREADS, thread_name_prefix="docscreen-store")

    def keep_until(self, policy_id: str, created: dt.datetime) -> dt.datetime:
        """The end of the time for which a policy lets a screening be kept."""
        return created + dt.timedelta(days=load_policy(policy_id).retention.keep_days)

    async def screen_now(self, submission: Submission, again: Callable[[], bytes]) -> Screened:
        """Accept an upload, screen it at once and keep the report.

        ``again``: reads the bytes once more when a worker is free, so that they need not be held
        in memory while it waits. Raises KeyReused and StoreError.
        """
        accepted = await self._stored(self.store.accept, submission, self._lease())
        if accepted.is_repeated:
            return await self._repeated(accepted)
        name = submission.untrusted_name
        return await self._performed(accepted.row, lambda: _order(accepted.row, again(), name))

    async def accept_for_later(self, submission: Submission) -> Screened:
        """Accept an upload that a job will screen. Raises KeyReused and StoreError."""
        accepted = await self._stored(self.store.accept, submission, None)
        if accepted.is_repeated:
            return await self._repeated(accepted)
        return Screened(accepted.row, None, is_repeated=False)

    async def take_up(self, screening_id: str) -> bool:
        """Screen what waits, or what a killed process left; False where there is nothing to do."""
        task = await self._stored(self.store.claim, screening_id, self._lease(), self.clock())
        if task is None:
            return False
        row = await self._stored(self.store.get, screening_id)
        assert row is not None
        await self._performed(row, lambda: _order(row, task.untrusted_bytes, task.untrusted_name))
        return True

    async def evidence(self, row: ScreeningRow, language: Language) -> bytes | None:
        """The evidence picture as PNG, drawn anew; None where there is nothing to draw."""
        with tempfile.TemporaryDirectory(prefix="docscreen-") as folder:
            path = Path(folder) / "evidence.png"

            def order() -> Order:
                task = self.store.task_of(row)
                drawn = EvidenceOrder(path, language)
                return _order(row, task.untrusted_bytes, task.untrusted_name, drawn)

            await self._screen(order)
            return path.read_bytes() if path.exists() else None

    def stop(self) -> None:
        """End the threads; what they do is finished first."""
        self._threads.shutdown(wait=True)

    async def _performed(self, row: ScreeningRow, order: Callable[[], Order]) -> Screened:
        def order_in_turn() -> Order:
            self.store.renew(row.id, self._lease(), self.clock())
            return order()

        try:
            report = await self._screen(order_in_turn)
        except BaseException:  # whatever it is goes on to the caller
            # Refused, or the service stops: another process, or a later attempt, takes it up.
            await asyncio.shield(self._stored(self.store.release, row.id, self.holder))
            raise
        done = await self._stored(self.store.complete, row.id, self.holder, report, self.clock())
        if done is not None:
            await self._stored(self.tell, row.id)
            return Screened(done, report, is_repeated=False)
        # Another process took it up meanwhile: the report that is stored is the one that counts.
        row_now = await self._stored(self.store.get, row.id)
        assert row_now is not None
        stored = await self._stored(self.store.report_of, row_now)
        return Screened(row_now, stored or report, is_repeated=False)

    async def _repeated(self, accepted: Accepted) -> Screened:
        report = await self._stored(self.store.report_of, accepted.row)
        return Screened(accepted.row, report, is_repeated=True)

    def _lease(self) -> Lease:
        return Lease(self.holder, self.clock() + LEASE)

    async def _stored(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: work(*arguments)
        )


def _order(
    row: ScreeningRow, content: bytes, name: str, evidence: EvidenceOrder | None = None
) -> Order:
    return Order(
        content, name, row.policy, row.declared_kind,
        evidence=evidence, screening_id=row.id, created=row.created,
    )  # fmt: skip
