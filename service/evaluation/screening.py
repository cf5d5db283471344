"""Screening the files of a corpus as the service does: in worker processes, within a time limit."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console

from service.evaluation.labels import LabelledFile
from service.evaluation.progress import progress_of
from service.evaluation.screened import ScreenedFile
from service.screener import KINDS, Order
from service.settings import settings
from service.workers import WorkerError, WorkerPool


def screen_labelled(
    labels: Sequence[LabelledFile], policy: str, workers: int, console: Console
) -> tuple[ScreenedFile, ...]:
    """Screen labelled files in several processes; the answer is in the order of the labels."""
    if not labels:
        return ()
    count = min(workers, len(labels))
    pool = WorkerPool(count, settings().screening_timeout_s)
    try:
        pool.await_readiness()
        with (
            ThreadPoolExecutor(count) as threads,
            progress_of("Screening", len(labels), console) as advance,
        ):
            screened = []
            for one in threads.map(lambda label: _screened(pool, label, policy), labels):
                advance()
                screened.append(one)
            return tuple(screened)
    finally:
        pool.stop()


def _screened(pool: WorkerPool, label: LabelledFile, policy: str) -> ScreenedFile:
    """A file with its report, or with the name of the error that ended its screening."""
    assert label.path is not None
    declared = label.declared if label.declared in KINDS else KINDS[0]
    try:
        content = label.path.read_bytes()
        report = pool.screen(Order(content, label.path.name, policy, declared))
    except (WorkerError, OSError) as failure:
        return ScreenedFile(label, {}, type(failure).__name__)
    return ScreenedFile(label, report, None)
