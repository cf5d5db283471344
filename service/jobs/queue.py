"""The queues: which work there is by name, when it is due again, and how much waits."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from huey import Huey
from sqlalchemy.engine import URL

from service.jobs.backends import huey_of
from service.jobs.outage import Outage, Repeated
from service.log_lines import log_event, log_failure

_log = logging.getLogger("docscreen.jobs")

#: A killed process's work is found again within its lease and these seconds.
RECOVER_EVERY_S = 5
#: Retention is counted in days: an hour more is none.
PURGE_EVERY_S = 3600
#: Seconds before a screening that met an error of ours is tried again; then recovery takes over,
#: and the database's own count of attempts ends it.
SCREENING_PAUSES_S = (2.0, 15.0)
#: Entries that recovery may put into a queue; what is beyond stays in the database for the next.
RECOVER_LIMIT = 200
#: Recovery and purges go before the messages that wait.
_URGENT = 10
#: Jobs whose end is told; the others come every few seconds, or tell more themselves.
_TOLD = ("screen", "purge")


@dataclass(frozen=True, slots=True)
class DueWork:
    """What the database says is due and nobody works on, by ids, the oldest first."""

    screenings: tuple[str, ...]
    deliveries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobHandlers:
    """What is done in each kind of job.

    ``screen``: claim and screen one screening, or nothing where another holds it. ``deliver``: try
    one delivery; answers with the seconds until it is due again, or None. ``recover``: at most so
    many ids of each kind that are due. ``purge``: delete what is kept no longer.
    """

    screen: Callable[[str], None]
    deliver: Callable[[str], float | None]
    recover: Callable[[int], DueWork]
    purge: Callable[[], None]


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many entries wait in each queue, those with a later time included."""

    screenings: int
    errands: int


class JobQueue:
    """Two queues, so that slow receivers of messages never hold up a screening."""

    def __init__(self, screenings: Huey, errands: Huey) -> None:
        """``screenings``: one job for each; ``errands``: deliveries, recovery, purges."""
        self.screenings, self.errands = screenings, errands
        self.handlers: JobHandlers | None = None
        self.outage = Outage()
        self._recovery = Repeated("recover", self._recover)
        self._screen = screenings.task(name="screen")(self._run_screen)
        self._deliver = errands.task(name="deliver")(self._run_deliver)
        periodic = {"expires": RECOVER_EVERY_S, "priority": _URGENT}
        errands.periodic_task(_Every(RECOVER_EVERY_S), name="recover", **periodic)(
            self._run_recover
        )
        errands.periodic_task(_Every(RECOVER_EVERY_S), name="purge", **periodic)(self._run_purge)

    def screen(self, screening_id: str) -> None:
        """Wake a thread up for a screening that waits in the database.

        A call that fails is an outage of the queue, as is one of ``deliver``: recovery finds the
        work later.
        """
        self._wake(lambda: self._screen(screening_id, 1))

    def deliver(self, delivery_id: str, after_s: float = 0.0) -> None:
        """Wake a thread up for a delivery, now or when it is due."""
        if after_s > 0:
            call = partial(self._deliver.schedule, (delivery_id,), delay=after_s)
        else:
            call = partial(self._deliver, delivery_id)
        self._wake(call)

    def depth(self) -> QueueDepth:
        """How much waits. It may be more than is to be done: an entry is only a wake-up call."""
        return QueueDepth(
            *(
                huey.storage.queue_size() + huey.storage.schedule_size()
                for huey in (self.screenings, self.errands)
            )
        )

    def close(self) -> None:
        """End the connections of this thread and those that all share."""
        for huey in (self.screenings, self.errands):
            huey.storage.close()

    def _wake(self, call: Callable[[], Any]) -> None:
        try:
            call()
        except Exception as failure:
            self.outage.met(failure)

    def _run_screen(self, screening_id: str, attempt: int) -> None:
        done = guarded("screen", lambda: self._work.screen(screening_id))
        if not done and attempt <= len(SCREENING_PAUSES_S):
            again, pause_s = (screening_id, attempt + 1), SCREENING_PAUSES_S[attempt - 1]
            self._wake(lambda: self._screen.schedule(again, delay=pause_s))

    def _run_deliver(self, delivery_id: str) -> None:
        def work() -> None:
            after_s = self._work.deliver(delivery_id)
            if after_s is not None:
                self.deliver(delivery_id, max(after_s, 0.001))

        guarded("deliver", work)

    def _run_recover(self) -> None:
        self._recovery()

    def _run_purge(self) -> None:
        """Purge once in each hour, whichever machine comes first."""
        hour = _hour()
        if self.errands.put_if_empty(f"purge:{hour}", 1):
            self.errands.delete(f"purge:{hour - 1}")
            guarded("purge", self._work.purge)

    def _recover(self) -> None:
        """Enqueue what is due, unless its wake-up call still waits in the queue."""
        work = self._work.recover(RECOVER_LIMIT)
        screenings = _not_queued(self.screenings, work.screenings)
        deliveries = _not_queued(self.errands, work.deliveries)
        for screening_id in screenings:
            self.screen(screening_id)
        for delivery_id in deliveries:
            self.deliver(delivery_id)
        if screenings or deliveries:
            counts = {"screenings": len(screenings), "deliveries": len(deliveries)}
            log_event(_log, logging.INFO, "work-found", **counts)

    @property
    def _work(self) -> JobHandlers:
        assert self.handlers is not None, "a queue without handlers has no runner"
        return self.handlers


def job_queue(data_dir: Path, database: URL, queue_url: str) -> JobQueue:
    """The queues of a service. Raises SettingsError and StoreError."""
    names = ("docscreen-screenings", "docscreen-errands")
    return JobQueue(*(huey_of(name, data_dir, database, queue_url) for name in names))


def _hour() -> int:
    """A number that all machines with a right clock have in common for an hour."""
    return int(time.time()) // PURGE_EVERY_S


class _Every:
    """Says yes once in so many seconds; at first at once."""

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._next_s = 0.0

    def __call__(self, _moment: dt.datetime) -> bool:
        """Whether it is time again."""
        now_s = time.monotonic()
        if now_s < self._next_s:
            return False
        # A little early is right: the caller asks at about the same interval.
        self._next_s = now_s + self._interval_s * 0.9
        return True


def _not_queued(huey: Huey, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Ids without an entry; none while the queue is long, so that it never grows by recovery."""
    if not ids:
        return ()
    room = RECOVER_LIMIT - huey.storage.queue_size()
    if room <= 0:
        return ()
    queued = {task.args[0] for task in huey.pending(2 * RECOVER_LIMIT) if task.args}
    return tuple(one for one in ids if one not in queued)[:room]


def guarded(name: str, work: Callable[[], Any]) -> bool:
    """Do work in a thread that must go on; a failure is logged by its place, never by its text."""
    started_s = time.perf_counter()
    try:
        work()
    except Exception as failure:
        ms = _ms_since(started_s)
        log_failure(_log, logging.ERROR, "job-failed", failure, job=name, ms=ms)
        return False
    level = logging.INFO if name in _TOLD else logging.DEBUG
    log_event(_log, level, "job-done", job=name, ms=_ms_since(started_s))
    return True


def _ms_since(started_s: float) -> float:
    return round((time.perf_counter() - started_s) * 1000, 1)
