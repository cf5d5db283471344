"""What serving costs: beside the bare library, under more requests than it can take, for long.

    python -m tests.benchmarks.service overhead|saturation|memory [--store postgresql+s3] [--json]

``overhead``: one upload at a time, served and screened by the bare library in turn, so that other
work on the machine falls on both alike. ``saturation``: many more clients than workers.
``memory``: resident memory over many requests.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx2
from rich.console import Console
from rich.table import Table

from service.screener import Order, perform, prepare
from service.telemetry.metrics import Metrics
from tests.benchmarks.forms import large_form
from tests.benchmarks.machine import machine_description
from tests.benchmarks.photos import portrait_jpeg
from tests.benchmarks.served import NO_KEY_LIMITS, Served, numbered, served, store_variables

#: HTTP, store and audit over the bare library.
OVERHEAD_TARGET_MS = 15.0
WIDTH, HEIGHT = 1000, 1400
WARM_UP_RUNS = 10
Row = dict[str, Any]


def post(client: httpx2.Client, content: bytes, name: str = "photo.jpg") -> httpx2.Response:
    """Submit one upload."""
    return client.post("/v1/screenings", files={"file": (name, content)})


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def measure_overhead(service: Served, runs: int) -> list[Row]:
    """One upload at a time, served and bare in turn."""
    jpeg = portrait_jpeg(WIDTH, HEIGHT)
    prepare()
    served_ms, bare_ms, own_ms = [], [], []
    with service.client() as client:
        for run in range(WARM_UP_RUNS + runs):
            content = numbered(jpeg, run)
            started = time.perf_counter()
            answer = post(client, content)
            one_ms = (time.perf_counter() - started) * 1000
            assert answer.status_code == 201
            bare = milliseconds(partial(perform, Order(content, "photo.jpg")))
            if run >= WARM_UP_RUNS:
                served_ms.append(one_ms)
                bare_ms.append(bare)
                own_ms.append(one_ms - answer.json()["timings_ms"]["total"])
    pairs = [one - other for one, other in zip(served_ms, bare_ms, strict=True)]
    overhead_ms = statistics.median(pairs)
    return [
        row("served", served_ms),
        row("bare library", bare_ms),
        row("served less bare, pair by pair", pairs, f"<= {OVERHEAD_TARGET_MS:g} ms median"),
        row("served less what the report says the screening took", own_ms),
        row("of it, counted for the metrics", count_times_ms(jpeg, runs)),
        {"figure": "ratio", "median": 1 + overhead_ms / statistics.median(bare_ms)},
    ]


def count_times_ms(jpeg: bytes, runs: int) -> list[float]:
    """How long it takes to count one screening for the metrics."""
    metrics, report = Metrics("benchmark"), perform(Order(jpeg, "photo.jpg"))
    return [milliseconds(lambda: metrics.screened("pr-card", report)) for _ in range(runs)]


def row(name: str, values: list[float], target: str = "") -> Row:
    """A figure with its median and the percentiles beside it."""
    quantiles = statistics.quantiles(values, n=20, method="inclusive")
    middle = statistics.median(values)
    return {
        "figure": name, "n": len(values), "least": min(values), "median": middle,
        "p95": quantiles[-1], "target": target,
    }  # fmt: skip


def measure_saturation(service: Served, clients: int, seconds: float) -> list[Row]:
    """More clients than can be served, each sending its next upload as soon as it is answered."""
    jpeg, numbers = portrait_jpeg(WIDTH, HEIGHT), itertools.count()
    answers: Counter[tuple[int, bool]] = Counter()
    times: dict[int, list[float]] = {}
    lock, before = threading.Lock(), service.memory_mib()
    most = dict(before)
    end = time.monotonic() + seconds

    def insist(client: httpx2.Client) -> None:
        while time.monotonic() < end:
            started = time.perf_counter()
            answer = post(client, numbered(jpeg, next(numbers)))
            took_ms = (time.perf_counter() - started) * 1000
            with lock:
                answers[answer.status_code, "retry-after" in answer.headers] += 1
                times.setdefault(answer.status_code, []).append(took_ms)
            if answer.status_code != 201:
                time.sleep(0.2)  # a rude client: it was asked to wait for longer

    with service.client() as client, ThreadPoolExecutor(clients) as threads:
        works = [threads.submit(insist, client) for _ in range(clients)]
        while not all(work.done() for work in works):
            now = service.memory_mib()
            most = {name: max(most[name], now[name]) for name in most}
            time.sleep(0.5)
        for work in works:
            work.result()
        alone_ms = milliseconds(lambda: post(client, numbered(jpeg, next(numbers))))
    rows: list[Row] = [
        {"figure": f"{status}, {'with' if told else 'without'} Retry-After", "n": count}
        for (status, told), count in sorted(answers.items())
    ]
    rows += [row(f"answers {status}, ms", taken) for status, taken in sorted(times.items())]
    rows += [
        {"figure": f"memory of {name}, MiB", "least": before[name], "most": most[name]}
        for name in most
    ]
    return [*rows, {"figure": "one upload afterwards, ms", "median": alone_ms}]


def mixed_uploads() -> Iterator[tuple[bytes, str]]:
    """Photos for the most part, forms, and what is no picture, no two alike."""
    small, form = portrait_jpeg(715, 1001), large_form()
    for number in itertools.count():
        if number % 20 == 0:
            yield form + b"\n%% %d" % number, "form.pdf"
        elif number % 20 in (1, 2):
            yield b"no picture %d" % number, "broken.jpg"
        else:
            yield numbered(small, number), "photo.jpg"


def measure_memory(service: Served, requests: int, clients: int) -> list[Row]:
    """Resident memory while many uploads are served, a few at a time."""
    uploads, lock, rows = mixed_uploads(), threading.Lock(), []
    step = max(requests // 20, 1)

    def submit(client: httpx2.Client) -> None:
        with lock:
            content, name = next(uploads)
        assert post(client, content, name).status_code == 201

    with service.client() as client, ThreadPoolExecutor(clients) as threads:
        for done in range(step, requests + 1, step):
            list(threads.map(lambda _: submit(client), range(step)))
            rows.append({"figure": f"after {done} requests, MiB", **service.memory_mib()})
    return rows


def print_rows(title: str, rows: list[Row]) -> None:
    """The figures as a table."""
    console = Console(highlight=False, width=120)
    for name, value in machine_description().items():
        console.print(f"{name:10} {value}")
    names = list(dict.fromkeys(name for one in rows for name in one))
    table = Table(*names, title=title)
    for one in rows:
        cells = (one.get(name, "") for name in names)
        table.add_row(*(f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in cells))
    console.print(table)


def main() -> None:
    """Measure what serving costs and print it."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.service", description=main.__doc__)
    parser.add_argument("what", choices=("overhead", "saturation", "memory"))
    parser.add_argument("--store", choices=("sqlite+folder", "postgresql+s3"))
    parser.add_argument("--runs", type=int, default=200, help="overhead: uploads")
    parser.add_argument("--clients", type=int, help="saturation and memory: at a time")
    parser.add_argument("--seconds", type=float, default=30.0, help="saturation: for how long")
    parser.add_argument("--requests", type=int, default=10_000, help="memory: uploads")
    parser.add_argument("--key-limits", action="store_true", help="keep the limits of one key")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    store = options.store or "sqlite+folder"
    limits = {} if options.key_limits else NO_KEY_LIMITS
    with store_variables(store) as variables, served({**variables, **limits}) as service:
        if options.what == "overhead":
            rows = measure_overhead(service, options.runs)
        elif options.what == "saturation":
            rows = measure_saturation(service, options.clients or 150, options.seconds)
        else:
            rows = measure_memory(service, options.requests, options.clients or 4)
    if options.json:
        print(json.dumps({"machine": machine_description(), "store": store, "rows": rows}))
        return
    print_rows(f"{options.what}, {store}", rows)


if __name__ == "__main__":
    main()
