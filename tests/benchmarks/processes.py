"""Start, memory and throughput of the service's processes."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import active_children
from pathlib import Path

from service.screener import Order
from service.workers import WorkerPool

SCREENING_TIMEOUT_S = 60.0
CONSOLE_SCRIPT = Path(sys.executable).with_name("docscreen")


def seconds_to_ready(starts: int) -> float:
    """Median time from the start of `docscreen serve` until it answers that it is ready."""
    return statistics.median(_one_start_s() for _ in range(starts))


def _one_start_s() -> float:
    started = time.perf_counter()
    process = subprocess.Popen(
        [CONSOLE_SCRIPT, "serve"],
        env={**os.environ, "DOCSCREEN_PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    process.stdout.readline()
    elapsed_s = time.perf_counter() - started
    process.terminate()
    process.communicate()
    return elapsed_s


def worker_peak_mib(contents: list[bytes], rounds: int) -> float:
    """Peak resident memory of one worker that has screened all contents some rounds."""
    pool = WorkerPool(1, SCREENING_TIMEOUT_S)
    try:
        pool.await_readiness()
        for content in contents * rounds:
            pool.screen(Order(content, "portrait.jpg"))
        (worker,) = [child for child in active_children() if child.name == "docscreen-worker"]
        status = Path(f"/proc/{worker.pid}/status").read_text()
    finally:
        pool.stop()
    peak = re.search(r"^VmHWM:\s*(\d+) kB", status, re.M)
    assert peak is not None
    return int(peak[1]) / 1024


def screenings_per_s(content: bytes, workers: int, screenings: int) -> float:
    """Throughput of a number of warm workers that are never without work."""
    pool = WorkerPool(workers, SCREENING_TIMEOUT_S)
    try:
        pool.await_readiness()
        with ThreadPoolExecutor(workers) as threads:
            orders = [Order(content, "portrait.jpg") for _ in range(screenings)]
            list(threads.map(pool.screen, orders[: 5 * workers]))
            started = time.perf_counter()
            list(threads.map(pool.screen, orders))
            return screenings / (time.perf_counter() - started)
    finally:
        pool.stop()
