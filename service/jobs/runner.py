"""Threads of a process that work the queues off, beside its web server."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from typing import Any

from huey import Huey
from huey.consumer import Consumer, Scheduler, Worker

from service.jobs.outage import Outage, Pauses
from service.jobs.queue import RECOVER_EVERY_S, JobHandlers, JobQueue

#: Deliveries wait for others' servers most of the time.
ERRAND_THREADS = 8
#: Seconds between looks into an empty queue: at first, and at most. PostgreSQL and Redis tell.
_LOOK_S, _LOOK_AT_MOST_S = 0.05, 0.5


class _Worker(Worker):
    """Takes one job after the other; while the queue is away it waits longer and longer.

    Huey's own would look again after 50 ms and log each time that it failed.
    """

    def __init__(self, outage: Outage, **options: Any) -> None:
        super().__init__(**options)
        self._outage, self._pauses = outage, Pauses()

    def loop(self, now: dt.datetime | None = None) -> None:
        """Look once, and do what was found."""
        try:
            task = self.huey.dequeue()
        except Exception as failure:
            self._outage.met(failure)
            self.stop_flag.wait(self._pauses.next_s())
            return
        self._outage.over()
        self._pauses.reset()
        if task is not None:
            self.delay = self.default_delay
            self._execute(task, now)
        elif not self.huey.storage.blocking:
            self.sleep()

    def _execute(self, task: Any, now: dt.datetime | None) -> None:
        try:
            self.huey.execute(task, now)
        except Exception as failure:  # not of the job's work, which is guarded, but around it
            self._outage.met(failure)


class _Scheduler(Scheduler):
    """Puts into the queue what is due, and what is to be repeated every few seconds."""

    def __init__(self, outage: Outage, **options: Any) -> None:
        super().__init__(**options)
        self._outage, self._pauses = outage, Pauses()
        self._repeated_s = time.monotonic()

    def loop(self, now: dt.datetime | None = None) -> None:
        """Look once. What an outage loses between the two is found by recovery."""
        started_s = time.monotonic()
        try:
            for task in self.huey.read_schedule(now):
                self.huey.enqueue(task)
            if self._repeated_s <= started_s:
                self._repeated_s = started_s + RECOVER_EVERY_S
                for task in self.huey.read_periodic(now):
                    self.huey.enqueue(task)
        except Exception as failure:
            self._outage.met(failure)
            self._repeated_s = started_s
            self.stop_flag.wait(self._pauses.next_s())
            return
        self._outage.over()
        self._pauses.reset()
        self.sleep_for_interval(started_s, self.interval)


class _Consumer(Consumer):
    """Threads without signal handlers: those are the web server's."""

    def __init__(self, huey: Huey, outage: Outage, **options: Any) -> None:
        self._outage = outage
        super().__init__(huey, **options)

    def _create_worker(self) -> _Worker:
        return _Worker(
            self._outage,
            huey=self.huey,
            stop_flag=self.stop_flag,
            default_delay=self.default_delay,
            max_delay=self.max_delay,
            backoff=self.backoff,
        )

    def _create_scheduler(self) -> _Scheduler:
        return _Scheduler(
            self._outage,
            huey=self.huey,
            stop_flag=self.stop_flag,
            interval=self.scheduler_interval,
            periodic=self.periodic,
        )

    def _set_signal_handlers(self) -> None:
        return

    @property
    def threads(self) -> tuple[threading.Thread, ...]:
        """All of its threads."""
        return (self.scheduler, *(thread for _, thread in self.worker_threads))


class JobRunner:
    """Works the queues off from ``start`` to ``stop``."""

    def __init__(self, queue: JobQueue, handlers: JobHandlers, screening_threads: int) -> None:
        """``screening_threads``: how many screenings are in hand at once, at most."""
        _quieten_huey()
        queue.handlers = handlers
        self._queue = queue
        self._consumers = (
            _consumer(queue.screenings, queue.outage, screening_threads),
            _consumer(queue.errands, queue.outage, ERRAND_THREADS),
        )

    @property
    def is_running(self) -> bool:
        """Whether every thread is alive."""
        return all(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        """Start the threads; recovery is the first that they do."""
        for consumer in self._consumers:
            consumer.start()

    def stop(self, timeout_s: float) -> bool:
        """Take nothing new and wait for what is in hand; whether all of it ended in time.

        What did not end keeps its lease, so that another process takes it up after that.
        """
        for consumer in self._consumers:
            consumer.stop_flag.set()
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(deadline - time.monotonic(), 0.0))
        has_ended = not any(thread.is_alive() for thread in self._threads)
        if has_ended:
            self._queue.close()
        return has_ended

    @property
    def _threads(self) -> tuple[threading.Thread, ...]:
        return tuple(thread for consumer in self._consumers for thread in consumer.threads)


def _quieten_huey() -> None:
    """Let Huey tell what goes wrong, without the traceback, which may hold addresses."""
    logging.getLogger("huey").setLevel(logging.WARNING)  # it tells every job twice
    for name in ("huey", *(f"huey.consumer.{part}" for part in ("Worker", "Scheduler"))):
        logging.getLogger(name).addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


def _consumer(huey: Huey, outage: Outage, threads: int) -> _Consumer:
    closing = threading.Lock()

    def close() -> None:
        """End what this thread holds of the queue; others open theirs anew where they need it."""
        with closing:
            huey.storage.close()

    huey.on_shutdown("close")(close)
    return _Consumer(
        huey,
        outage,
        workers=threads,
        initial_delay=_LOOK_S,
        max_delay=_LOOK_AT_MOST_S,
        scheduler_interval=1,
        check_worker_health=False,
    )
