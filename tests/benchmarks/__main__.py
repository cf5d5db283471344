"""Measure speed and memory against their targets and print them with the machine.

make bench
python -m tests.benchmarks --runs 20 --json
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from service.screener import prepare
from tests.benchmarks.machine import machine_description
from tests.benchmarks.photos import portrait_jpeg
from tests.benchmarks.processes import screenings_per_s, seconds_to_ready, worker_peak_mib
from tests.benchmarks.screenings import ScreeningTimes, time_screenings

#: Width, height and the median that must not be exceeded, in milliseconds.
SIZES = ((1000, 1400, 80.0), (2000, 2800, 200.0))
READY_TARGET_S, MEMORY_TARGET_MIB, SCALING_TARGET = 5.0, 700.0, 1.8


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its target."""

    name: str
    value: float
    unit: str
    target: str
    met: bool


def process_figures(runs: int) -> Iterator[Figure]:
    """Start, memory and throughput."""
    ready_s = seconds_to_ready(3)
    yield Figure(
        "start to ready", ready_s, "s", f"<= {READY_TARGET_S:g}", ready_s <= READY_TARGET_S
    )
    contents = [portrait_jpeg(width, height) for width, height, _ in SIZES]
    peak_mib = worker_peak_mib(contents, 10)
    met = peak_mib <= MEMORY_TARGET_MIB
    yield Figure("peak memory of a worker", peak_mib, "MiB", f"<= {MEMORY_TARGET_MIB:g}", met)
    one, two = (screenings_per_s(contents[0], workers, 2 * runs) for workers in (1, 2))
    yield Figure("throughput of one worker", one, "/s", "", True)
    yield Figure("throughput of two workers", two, "/s", "", True)
    ratio = two / one
    yield Figure(
        "two workers to one", ratio, "x", f">= {SCALING_TARGET:g}", ratio >= SCALING_TARGET
    )


def screening_figures(times: dict[str, ScreeningTimes]) -> Iterator[Figure]:
    """Median, 95th percentile and processor time by size."""
    for (width, height, target_ms), measured in zip(SIZES, times.values(), strict=True):
        name, met = f"{width} x {height} JPEG", measured.median_ms <= target_ms
        yield Figure(f"{name}, median", measured.median_ms, "ms", f"<= {target_ms:g}", met)
        yield Figure(f"{name}, 95th percentile", measured.p95_ms, "ms", "", True)
        yield Figure(f"{name}, least", measured.least_ms, "ms", "", True)
        yield Figure(f"{name}, processor time", measured.cpu_ms, "ms", "", True)


def print_figures(figures: list[Figure], console: Console) -> None:
    """The figures as a table."""
    table = Table("figure", "value", "target", "", title="Speed and memory")
    for figure in figures:
        sign = "" if not figure.target else "met" if figure.met else "MISSED"
        table.add_row(figure.name, f"{figure.value:.3g} {figure.unit}", figure.target, sign)
    console.print(table)


def print_facts(times: dict[str, ScreeningTimes], console: Console) -> None:
    """Each fact's own time by size, longest first."""
    table = Table("fact, own time in ms", *times, title="Where the time goes")
    first, *others = times.values()
    for name, own_ms in first.facts_ms.items():
        cells = [f"{other.facts_ms.get(name, 0.0):.1f}" for other in others]
        table.add_row(name, f"{own_ms:.1f}", *cells)
    console.print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("--runs", type=int, default=60, help="timed screenings of each size")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    machine = machine_description()
    prepare()
    times = {
        f"{width} x {height}": time_screenings(portrait_jpeg(width, height), options.runs)
        for width, height, _ in SIZES
    }
    figures = [*screening_figures(times), *process_figures(options.runs)]
    if options.json:
        content = {
            "machine": machine,
            "figures": [dataclasses.asdict(figure) for figure in figures],
            "screenings": {name: dataclasses.asdict(each) for name, each in times.items()},
        }
        print(json.dumps(content, indent=2))
        return
    console = Console(highlight=False, width=100)
    for name, value in machine.items():
        console.print(f"{name:10} {value}")
    print_figures(figures, console)
    print_facts(times, console)


if __name__ == "__main__":
    main()
