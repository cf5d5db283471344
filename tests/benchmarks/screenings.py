"""The time of one screening in one warm process, from bytes to report."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from dataclasses import dataclass

from service.screener import DEFAULT_POLICY, Order, perform

WARM_UP_RUNS = 5


@dataclass(frozen=True, slots=True)
class ScreeningTimes:
    """Milliseconds over all runs; ``cpu_ms`` is not lengthened by other work on the machine."""

    runs: int
    median_ms: float
    p95_ms: float
    least_ms: float
    cpu_ms: float
    facts_ms: dict[str, float]


def time_screenings(
    content: bytes, runs: int, name: str = "portrait.jpg", policy: str = DEFAULT_POLICY
) -> ScreeningTimes:
    """Screen the same bytes again and again under one policy."""
    wall, cpu, facts = [], [], defaultdict[str, list[float]](list)
    for run in range(WARM_UP_RUNS + runs):
        started, started_cpu = time.perf_counter(), time.process_time()
        report = perform(Order(content, name, policy))
        if run < WARM_UP_RUNS:
            continue
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - started_cpu) * 1000)
        for name, own_ms in report["timings_ms"].items():
            facts[name].append(own_ms)
    medians = {name: statistics.median(values) for name, values in facts.items()}
    return ScreeningTimes(
        runs=runs,
        median_ms=statistics.median(wall),
        p95_ms=statistics.quantiles(wall, n=20, method="inclusive")[-1],
        least_ms=min(wall),
        cpu_ms=statistics.median(cpu),
        facts_ms=dict(sorted(medians.items(), key=lambda item: -item[1])),
    )
