"""The resident memory of the processes below one process, as Linux counts it."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from pathlib import Path

_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB", re.M)
_NOW = re.compile(r"^VmRSS:\s*(\d+) kB", re.M)
_PROCESS = Path("/proc")
#: A process that is ended for its memory or its time is seen by then.
SAMPLE_EVERY_S = 0.02


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    found, waiting = [], [pid]
    while waiting:
        folder = _PROCESS / str(waiting.pop()) / "task"
        try:
            children = [int(c) for task in folder.iterdir() for c in _children(task)]
        except OSError:  # it has ended
            continue
        found += children
        waiting += children
    return found


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def _kib(pid: int, pattern: re.Pattern[str]) -> int:
    try:
        found = pattern.search((_PROCESS / str(pid) / "status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


class PeakMemory:
    """The largest memory that the descendants of a process held together while it was watched."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak_kib = 0
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> PeakMemory:
        """Forget earlier peaks and begin to watch."""
        for child in descendants(self._pid):
            with suppress(OSError):  # it has ended since
                (_PROCESS / str(child) / "clear_refs").write_text("5")  # resets VmHWM
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look a last time, at what Linux itself noted as the peak of each process."""
        self._ended.set()
        self._watch.join()
        peaks = [_kib(child, _PEAK) for child in descendants(self._pid)]
        self._peak_kib = max(self._peak_kib, *peaks, 0)

    @property
    def mib(self) -> float:
        """The peak in MiB."""
        return self._peak_kib / 1024

    def _look(self) -> None:
        while not self._ended.wait(SAMPLE_EVERY_S):
            together = sum(_kib(child, _NOW) for child in descendants(self._pid))
            self._peak_kib = max(self._peak_kib, together)
