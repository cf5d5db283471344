"""What a process says every few seconds: that what it has in hand is still in hand."""

from __future__ import annotations

import threading
from collections.abc import Callable

from service.jobs.outage import Repeated


class Heartbeat:
    """Does something short again and again in a thread of its own, until it is stopped.

    It beats in the process that does the work, and so ends with it: what it renews is over soon
    after a kill, and never while the process is only busy.
    """

    def __init__(self, beat: Callable[[], None], every_s: float) -> None:
        """``beat``: may fail; the next one is tried all the same."""
        self._beat = Repeated("heartbeat", beat)
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="docscreen-heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the beat that goes on."""
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stopped.wait(self._every_s):
            self._beat()
