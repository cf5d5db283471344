"""Many tasks in several processes, of which one may fail or die without harm to the others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import cv2
from rich.console import Console

from service.evaluation.progress import progress_of

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Tasks handed out ahead of time for each process: enough to keep it busy, few to lose in a crash.
TASKS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Done(Generic[Task, Result]):
    """A task with its result, or with the name of the error that ended it."""

    task: Task
    result: Result | None
    failure: str | None


def default_worker_count() -> int:
    """One process for each core that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


def run_in_processes(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int,
    title: str,
    console: Console,
) -> Iterator[Done[Task, Result]]:
    """Run ``work`` on every task in ``workers`` spawned processes, showing progress.

    A task that raises, or takes its process down with it, yields a failure; the others go on.
    Results come in the order in which they are ready.
    """
    with progress_of(title, len(tasks), console) as advance:
        for done in _all_done(work, tasks, workers):
            advance()
            yield done


def _all_done(
    work: Callable[[Task], Result], tasks: Sequence[Task], workers: int
) -> Iterator[Done[Task, Result]]:
    unsent = deque(tasks)
    while unsent:
        suspects = yield from _until_broken(work, unsent, workers, workers * TASKS_AHEAD)
        while suspects:
            culprits = yield from _until_broken(work, suspects, 1, 1)
            yield from (Done(task, None, BrokenProcessPool.__name__) for task in culprits)


def _until_broken(
    work: Callable[[Task], Result], unsent: deque[Task], workers: int, in_flight: int
) -> Generator[Done[Task, Result], None, deque[Task]]:
    """Work through ``unsent``; the tasks in flight when a process died, one of which killed it."""
    running: dict[Future[Result], Task] = {}
    suspects: deque[Task] = deque()
    with _pool(workers) as pool, _cancelled_when_interrupted(pool):
        while running or (unsent and not suspects):
            while unsent and not suspects and len(running) < in_flight:
                task = unsent.popleft()
                running[pool.submit(work, task)] = task
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done = _done(running.pop(future), future)
                if done.failure == BrokenProcessPool.__name__:
                    suspects.append(done.task)
                else:
                    yield done
    return suspects


@contextmanager
def _cancelled_when_interrupted(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Start nothing more once the evaluation is interrupted."""
    try:
        yield
    except BaseException:  # whatever it is goes on to the caller, an interrupt above all
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_start_worker)


def _done(task: Task, future: Future[Result]) -> Done[Task, Result]:
    try:
        return Done(task, future.result(), None)
    except Exception as error:
        return Done(task, None, type(error).__name__)


def _start_worker() -> None:
    """One thread for OpenCV, since the processes share the cores; no notices of native code.

    The networks' libraries write to descriptor 2 whenever one of them is first used, in the midst
    of the progress bar. Python's own standard error keeps a way out; a process that dies is
    reported by the parent.
    """
    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone answers to Ctrl-C
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)


def _end_with_parent() -> None:
    """Leave with a parent that was killed: nobody else would end this process."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
