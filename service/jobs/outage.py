"""What does not answer for a while: asked less often, told when it begins and when it ends."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from huey.exceptions import HueyException

from service.log_lines import log_event, log_failure

_log = logging.getLogger("docscreen.jobs")

#: Seconds until a thread looks again: at first, and at most. Every thread of a process looks.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
#: When the queue is back, other threads may still meet connections that broke meanwhile.
SETTLING_S = 5.0
#: What reading an entry raises that nobody can read: the queue itself answers.
_UNREADABLE = (ValueError, KeyError, TypeError, HueyException)


class Outage:
    """Whether the queue is away, as all threads of a process know it together."""

    def __init__(self) -> None:
        """The queue is there until a thread says otherwise."""
        self._lock = threading.Lock()
        self._since_s: float | None = None
        self._over_s = -SETTLING_S

    @property
    def is_on(self) -> bool:
        """Whether the queue is away."""
        return self._since_s is not None

    def met(self, failure: Exception) -> None:
        """A thread could not use the queue; the first one is told."""
        if isinstance(failure, _UNREADABLE):
            log_failure(_log, logging.ERROR, "job-unreadable", failure)
            return
        now_s = time.monotonic()
        with self._lock:
            if self._since_s is not None or now_s - self._over_s < SETTLING_S:
                return
            self._since_s = now_s
        log_failure(_log, logging.ERROR, "queue-lost", failure)

    def over(self) -> None:
        """A thread could use the queue; the first one after an outage is told."""
        if not self.is_on:
            return
        with self._lock:
            since_s, self._since_s = self._since_s, None
            if since_s is None:
                return
            self._over_s = time.monotonic()
            lost_s = round(self._over_s - since_s, 1)
        log_event(_log, logging.INFO, "queue-back", lost_s=lost_s)


class Pauses:
    """Growing pauses of one thread between looks at a queue that does not answer."""

    def __init__(self) -> None:
        """The next pause is the first one."""
        self._next_s = FIRST_PAUSE_S

    def next_s(self) -> float:
        """Seconds to wait now; twice as many the next time, up to the longest."""
        pause_s, self._next_s = self._next_s, min(self._next_s * 2, LONGEST_PAUSE_S)
        return pause_s

    def reset(self) -> None:
        """The queue answered."""
        self._next_s = FIRST_PAUSE_S


class Repeated:
    """What is done every few seconds: a failure is told once, and once that it works again."""

    def __init__(self, job: str, work: Callable[[], object]) -> None:
        """``job``: its name in the log. ``work``: may fail; the next time it is tried anew."""
        self._job, self._work = job, work
        self._has_failed = False

    def __call__(self) -> None:
        """Do it once; nothing is raised."""
        try:
            self._work()
        except Exception as failure:
            level = logging.DEBUG if self._has_failed else logging.ERROR
            self._has_failed = True
            log_failure(_log, level, "job-failed", failure, job=self._job)
            return
        if self._has_failed:
            self._has_failed = False
            log_event(_log, logging.INFO, "job-works-again", job=self._job)
