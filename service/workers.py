"""Worker processes that screen: a crash or a hang in one costs one answer and no other.

Each worker is a process of its own with a pipe of its own. Orders go in as Python objects;
only JSON comes back, so that a worker taken over by a hostile file cannot make its parent
run anything.
"""

from __future__ import annotations

import faulthandler
import itertools
import json
import logging
import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from models.errors import DocscreenError
from service.lifeline import end_with_parent
from service.log_lines import bound, log_event, log_failure
from service.logs import LogPlan, present_plan, start_log
from service.screener import Order, perform, prepare

_log = logging.getLogger("docscreen.workers")

#: Loading takes two seconds on an idle processor; after thirty times that it will never end.
START_TIMEOUT_S = 60.0
#: Ctrl-C and service managers send these to every process at once; workers leave it to their
#: parent to end them, once open requests are answered.
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: Pauses between attempts to replace a worker; the last one repeats.
REPLACEMENT_PAUSES_S = (1.0, 5.0, 15.0)


class WorkerError(DocscreenError):
    """A worker process could not start or did not finish its screening."""


class WorkerStartFailed(WorkerError):
    """A worker process could not load the models."""


class NoWorkerLeft(WorkerError):
    """No worker process became free: those that ended could not be replaced yet."""


class WorkerCrashed(WorkerError):
    """A worker process ended during a screening."""


class WorkerOutOfMemory(WorkerCrashed):
    """A screening took more memory than allowed; its worker process is replaced."""


class WorkerFaulted(WorkerCrashed):
    """A screening met an error that docscreen did not foresee; its worker process is replaced."""


class WorkerTimedOut(WorkerError):
    """A screening took longer than allowed; its worker process was ended."""


#: What a worker's answer names, beside those errors after which it goes on.
_ERRORS = {"": WorkerError, "memory": WorkerOutOfMemory, "fault": WorkerFaulted}


class Worker:
    """One process with warm models, used by one thread at a time."""

    def __init__(self) -> None:
        """Start the process; it loads the models by itself while others go on."""
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_work, args=(far_end, present_plan()), name="docscreen-worker", daemon=True
        )
        with _stop_signals_held():
            self._process.start()
        far_end.close()

    @property
    def pid(self) -> int | None:
        """The process id."""
        return self._process.pid

    def await_readiness(self) -> None:
        """Wait until the models are warm. Raises WorkerStartFailed."""
        try:
            answer = self._receive(START_TIMEOUT_S)
        except WorkerError as failure:
            raise WorkerStartFailed("a worker process did not start") from failure
        if "error" in answer:
            raise WorkerStartFailed(answer["error"])

    def screen(self, order: Order, timeout_s: float) -> dict[str, Any]:
        """Screen one upload. After WorkerCrashed or WorkerTimedOut the worker is of no more use.

        Raises:
            WorkerError: the screening met an error of ours, which its message names.
            WorkerCrashed: the process ended, ran out of memory or met an unforeseen error.
            WorkerTimedOut: the process was ended because it took too long.
        """
        try:
            self._pipe.send(order)
        except OSError as gone:
            raise WorkerCrashed("a worker process had ended") from gone
        answer = self._receive(timeout_s)
        if "error" in answer:
            raise _ERRORS[answer.get("class", "")](answer["error"])
        report: dict[str, Any] = answer["report"]
        return report

    def stop(self) -> None:
        """End the process; a thread that waits for it then meets the end of its pipe."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _receive(self, timeout_s: float) -> dict[str, Any]:
        try:
            if not self._pipe.poll(timeout_s):
                raise WorkerTimedOut(f"a screening took longer than {timeout_s:g} s")
            answer: dict[str, Any] = json.loads(self._pipe.recv_bytes())
        except (EOFError, OSError) as gone:
            raise WorkerCrashed("a worker process ended during a screening") from gone
        return answer


class WorkerPool:
    """A fixed number of workers; a worker that crashed or hung is replaced by a new one."""

    def __init__(self, size: int, timeout_s: float) -> None:
        """Start all worker processes at once; ``await_readiness`` waits for them."""
        self.size = size
        self._timeout_s = timeout_s
        self._idle: queue.SimpleQueue[Worker | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._alive = [Worker() for _ in range(size)]
        self._starting = list(self._alive)
        self._stopped = threading.Event()
        #: Called with the reason for each process that is replaced, from any thread: crash,
        #: time-out, memory or fault; start, where a replacement itself did not start.
        self.tell_replaced: Callable[[str], None] = lambda _reason: None

    def await_readiness(self) -> None:
        """Wait until every worker is warm. Raises WorkerStartFailed."""
        while self._starting:
            worker = self._starting.pop()
            worker.await_readiness()
            self._idle.put(worker)

    @property
    def alive(self) -> int:
        """How many worker processes there are, those that still load models included."""
        return len(self._alive)

    @property
    def has_workers(self) -> bool:
        """Whether any worker process is running."""
        return bool(self._alive)

    def screen(self, order: Order) -> dict[str, Any]:
        """Screen one upload in the next idle worker.

        At most ``size`` threads may ask at once, so that the wait is for a replacement at worst.
        Raises WorkerError as ``Worker.screen`` does, and NoWorkerLeft.
        """
        try:
            worker = self._idle.get(timeout=START_TIMEOUT_S + self._timeout_s)
        except queue.Empty:
            worker = None
        if worker is None:
            raise NoWorkerLeft("no worker process is left")
        try:
            report = worker.screen(order, self._timeout_s)
        except (WorkerCrashed, WorkerTimedOut) as failure:
            if not self._stopped.is_set():
                self.tell_replaced(_reason_of(failure))
                threading.Thread(target=self._replace, args=(worker,), daemon=True).start()
            raise
        except WorkerError:
            self._idle.put(worker)
            raise
        self._idle.put(worker)
        return report

    def kill(self) -> None:
        """End all worker processes, in a signal's handler: without a lock and without waiting."""
        self._stopped.set()
        for worker in tuple(self._alive):
            if worker.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End all workers; what they were doing is lost."""
        self._stopped.set()
        with self._lock:
            for worker in self._alive:
                worker.stop()
            self._alive.clear()
        for _ in range(self.size):
            self._idle.put(None)  # wakes those who wait for a worker

    def _replace(self, failed: Worker) -> None:
        """Put a new worker in the place of a failed one, however often that must be tried."""
        log_event(_log, logging.WARNING, "worker-failed", worker=failed.pid)
        started_s = time.perf_counter()
        self._dismiss(failed)
        pauses = itertools.chain(REPLACEMENT_PAUSES_S, itertools.repeat(REPLACEMENT_PAUSES_S[-1]))
        for pause_s in pauses:
            with self._lock:
                if self._stopped.is_set():
                    return
                fresh = Worker()
                self._alive.append(fresh)
            try:
                fresh.await_readiness()
            except WorkerStartFailed as failure:
                log_failure(_log, logging.ERROR, "worker-not-replaced", failure)
                self._dismiss(fresh)
                self.tell_replaced("start")
            else:
                self._idle.put(fresh)
                ms = round((time.perf_counter() - started_s) * 1000)
                log_event(_log, logging.INFO, "worker-replaced", worker=fresh.pid, ms=ms)
                return
            if self._stopped.wait(pause_s):
                return

    def _dismiss(self, worker: Worker) -> None:
        with self._lock:
            if worker in self._alive:
                worker.stop()
                self._alive.remove(worker)


def _reason_of(failure: WorkerError) -> str:
    """Why a worker is replaced, in one word."""
    match failure:
        case WorkerTimedOut():
            return "time-out"
        case WorkerOutOfMemory():
            return "memory"
        case WorkerFaulted():
            return "fault"
    return "crash"


@contextmanager
def _stop_signals_held() -> Iterator[None]:
    """Keep stop signals from a process that is being started, until it ignores them itself."""
    resource_tracker.ensure_running()  # starting it, which a first worker does, unblocks signals
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: Connection, plan: LogPlan) -> None:
    """Run in the worker process: load the models, then answer orders until the pipe closes.

    ``plan``: how its parent logs, and so does it.
    """
    start_log(plan)
    end_with_parent()
    for stop in STOP_SIGNALS:
        signal.signal(stop, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    faulthandler.enable(os.dup(2))  # a crash is reported even while notices are held back
    with suppress(BrokenPipeError):  # the parent has gone: so do we
        _answer_orders(pipe)


def _answer_orders(pipe: Connection) -> None:
    try:
        prepare()
    except Exception as failure:
        # Whatever it is, the operator must find it at /health/ready and in the log.
        _answer(pipe, {"error": str(failure) or type(failure).__name__})
        return
    _answer(pipe, {"ready": True})
    while True:
        try:
            order: Order = pipe.recv()
        except (EOFError, OSError):
            return
        with bound(screening=order.screening_id):
            outcome = _outcome(order)
        _answer(pipe, outcome)


def _outcome(order: Order) -> dict[str, Any]:
    try:
        return {"report": perform(order)}
    except (DocscreenError, OSError) as refusal:
        return {"error": str(refusal)}
    except MemoryError:
        return {"error": "a screening took more memory than allowed", "class": "memory"}
    except Exception as bug:
        # One upload must not end the worker; the place is logged, never the content.
        log_failure(_log, logging.ERROR, "fault", bug)
        return {"error": f"a fault in docscreen: {type(bug).__name__}", "class": "fault"}


def _answer(pipe: Connection, answer: dict[str, Any]) -> None:
    pipe.send_bytes(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
