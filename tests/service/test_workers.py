"""Worker processes: what crashes or hangs costs one answer and is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

import service.workers
from checks.finding import Outcome
from checks.report import Recommendation, Status
from service.interrupted import interrupted_report
from service.screener import Order
from service.warm_up import warm_up_jpegs
from service.workers import (
    NoWorkerLeft,
    WorkerCrashed,
    WorkerError,
    WorkerPool,
    WorkerStartFailed,
    WorkerTimedOut,
)

REPLACEMENT_TIMEOUT_S = 30.0


@pytest.fixture(scope="module")
def fragile_pool() -> Iterator[WorkerPool]:
    """One worker whose screenings may take one second."""
    pool = WorkerPool(1, timeout_s=1.0)
    pool.await_readiness()
    yield pool
    pool.stop()


@pytest.fixture(scope="module")
def order() -> Order:
    """The drawn face."""
    return Order(warm_up_jpegs()[0], "drawn.jpg")


def worker_pid(pool: WorkerPool) -> int:
    """The process id of a pool's only worker."""
    (worker,) = pool._alive
    assert worker.pid is not None
    return worker.pid


def screened_after_replacement(pool: WorkerPool, order: Order) -> str:
    """The verdict that the replacing worker gives; a slow start of it may time out first."""
    deadline = time.monotonic() + REPLACEMENT_TIMEOUT_S
    while True:
        try:
            return str(pool.screen(order)["verdict"])
        except WorkerTimedOut:
            assert time.monotonic() < deadline


def test_a_killed_worker_is_replaced(fragile_pool: WorkerPool, order: Order) -> None:
    os.kill(worker_pid(fragile_pool), signal.SIGKILL)
    with pytest.raises(WorkerCrashed):
        fragile_pool.screen(order)
    assert screened_after_replacement(fragile_pool, order) in ("review", "return")


def test_a_hanging_worker_is_ended_and_replaced(fragile_pool: WorkerPool, order: Order) -> None:
    hanging = worker_pid(fragile_pool)
    os.kill(hanging, signal.SIGSTOP)
    with pytest.raises(WorkerTimedOut):
        fragile_pool.screen(order)
    assert screened_after_replacement(fragile_pool, order) in ("review", "return")
    with pytest.raises(ProcessLookupError):
        os.kill(hanging, 0)


class FlakyWorker:
    """A worker whose every second start fails and whose first screening crashes."""

    starts = 0
    screenings = 0
    pid: int | None = None

    def __init__(self) -> None:
        type(self).starts += 1

    def await_readiness(self) -> None:
        if self.starts == 2:
            raise WorkerStartFailed("the second start fails")

    def screen(self, order: Order, timeout_s: float) -> dict[str, str]:
        type(self).screenings += 1
        if self.screenings == 1:
            raise WorkerCrashed("the first screening crashes")
        return {"verdict": "review"}

    def stop(self) -> None:
        pass


def test_a_replacement_that_fails_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, order: Order
) -> None:
    monkeypatch.setattr(service.workers, "Worker", FlakyWorker)
    monkeypatch.setattr(service.workers, "REPLACEMENT_PAUSES_S", (0.01,))
    pool, reasons = WorkerPool(1, timeout_s=1.0), list[str]()
    pool.tell_replaced = reasons.append
    pool.await_readiness()
    with pytest.raises(WorkerCrashed):
        pool.screen(order)
    assert pool.screen(order) == {"verdict": "review"}
    assert FlakyWorker.starts == 3
    assert reasons == ["crash", "start"]


def test_who_waits_for_a_worker_is_told_when_all_are_stopped(
    monkeypatch: pytest.MonkeyPatch, order: Order
) -> None:
    monkeypatch.setattr(service.workers, "Worker", FlakyWorker)
    pool = WorkerPool(1, timeout_s=1.0)
    failures: list[NoWorkerLeft] = []

    def wait() -> None:
        with pytest.raises(NoWorkerLeft) as failure:
            pool.screen(order)
        failures.append(failure.value)

    waiting = threading.Thread(target=wait)
    waiting.start()
    pool.stop()
    waiting.join(timeout=5)
    assert len(failures) == 1
    assert not pool.has_workers


def test_an_unknown_policy_is_an_error_and_keeps_the_worker(pool: WorkerPool, order: Order) -> None:
    with pytest.raises(WorkerError, match="no policy"):
        pool.screen(Order(order.untrusted_bytes, "a.jpg", policy_id="nothing"))
    assert pool.screen(order)["status"] == "complete"


def test_threads_share_one_worker(pool: WorkerPool, order: Order) -> None:
    verdicts: list[str] = []
    threads = [
        threading.Thread(target=lambda: verdicts.append(pool.screen(order)["verdict"]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(verdicts) == 4
    assert len(set(verdicts)) == 1


def test_an_interrupted_screening_is_for_an_officer(order: Order) -> None:
    report = interrupted_report(order)
    assert report["verdict"] == Recommendation.REVIEW
    assert report["status"] == Status.PARTIAL
    assert report["file"]["pages"] is None
    outcomes = {finding["outcome"] for finding in report["findings"]}
    assert Outcome.NOT_ASSESSED in outcomes
    assert outcomes <= {Outcome.NOT_ASSESSED, Outcome.MANUAL}


def test_threads_are_limited_before_the_numeric_libraries_are_loaded() -> None:
    """The limits are read when numpy is loaded, so nothing that starts a worker may load it."""
    program = "import sys, service.cli.entry, service.cli.check, service.cli.serve, service.workers"
    command = [sys.executable, "-c", f"{program}; sys.exit('numpy' in sys.modules)"]
    assert subprocess.run(command, check=False).returncode == 0
