"""Screening many uploads in several processes, each with its own set of networks."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Generic, TypeVar

import cv2
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from checks.file_facts import Upload
from checks.policies import load_policy
from checks.report import Engine
from checks.screening import Occasion, screen
from models.weights import verify_weights

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Tasks handed out ahead of time for each process: enough to keep it busy, few to lose in a crash.
TASKS_AHEAD = 4

_engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Done(Generic[Task, Result]):
    """A task with its result, or with the name of the error that ended it."""

    task: Task
    result: Result | None
    failure: str | None


def default_worker_count() -> int:
    """One process for each core that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


def engine() -> Engine:
    """Version of the program and digests of its weights, verified once for each process."""
    global _engine
    if _engine is None:
        try:
            number = version("docscreen")
        except PackageNotFoundError:
            number = "0+source"
        _engine = Engine(number, verify_weights())
    return _engine


def screen_bytes(untrusted_bytes: bytes, name: str, policy_id: str) -> dict[str, Any]:
    """The report, as JSON data, that the product gives for these bytes."""
    occasion = Occasion("evaluation", dt.datetime.now(dt.UTC), engine())
    upload = Upload(untrusted_bytes, name)
    return screen(upload, load_policy(policy_id), occasion).report.as_json()


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
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(title, total=len(tasks))
        for done in _all_done(work, tasks, workers):
            progress.advance(bar)
            yield done


def _all_done(
    work: Callable[[Task], Result], tasks: Sequence[Task], workers: int
) -> Iterator[Done[Task, Result]]:
    unsent = deque(tasks)
    while unsent:
        suspects = yield from _until_broken(work, unsent, workers)
        for task in suspects:
            with _pool(1) as pool:
                yield _done(task, pool.submit(work, task))


def _until_broken(
    work: Callable[[Task], Result], unsent: deque[Task], workers: int
) -> Generator[Done[Task, Result], None, list[Task]]:
    """Work through ``unsent``; the tasks in flight when a process died, one of which killed it."""
    running: dict[Future[Result], Task] = {}
    suspects: list[Task] = []
    with _pool(workers) as pool:
        while running or (unsent and not suspects):
            while unsent and not suspects and len(running) < workers * TASKS_AHEAD:
                task = unsent.popleft()
                running[pool.submit(work, task)] = task
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done = _done(running.pop(future), future)
                if done.failure == BrokenProcessPool.__name__:
                    suspects.append(done.task)
                else:
                    yield done
    return suspects


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_start_worker)


def _done(task: Task, future: Future[Result]) -> Done[Task, Result]:
    try:
        return Done(task, future.result(), None)
    except Exception as error:
        return Done(task, None, type(error).__name__)


def _start_worker() -> None:
    """One thread for OpenCV, since the processes share the cores; no chatter of native code.

    The networks' native code writes to descriptor 2; Python's own errors keep a way out.
    """
    cv2.setNumThreads(1)
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
