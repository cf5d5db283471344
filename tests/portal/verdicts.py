"""Whether the service said what the library says of the same bytes."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from service.screener import Order
from service.workers import WorkerPool
from tests.portal.portal import Case

#: No screening of the sample is to be cut short by a busy machine.
TIMEOUT_S = 120.0
WORKERS = 2


def differing_verdicts(cases: list[Case], sample: int, seed: int) -> tuple[int, int]:
    """Screen a sample with the bare library: how many, and how many verdicts are not the same."""
    known = [case for case in cases if case.document is not None]
    chosen = random.Random(f"sample:{seed}").sample(known, min(sample, len(known)))
    pool = WorkerPool(WORKERS, TIMEOUT_S)
    try:
        pool.await_readiness()
        with ThreadPoolExecutor(WORKERS) as threads:
            verdicts = list(threads.map(lambda case: pool.screen(_order(case))["verdict"], chosen))
    finally:
        pool.stop()
    pairs = zip(chosen, verdicts, strict=True)
    return len(chosen), sum((case.document or {})["verdict"] != own for case, own in pairs)


def _order(case: Case) -> Order:
    upload = case.upload
    return Order(upload.content, upload.name, upload.policy, upload.kind)
