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
from tests.benchmarks.forms import CORPUS, large_form, long_scan, real_forms
from tests.benchmarks.machine import machine_description
from tests.benchmarks.origin_rules import RuleScore, labelled_origins, origin_rules, score_rule
from tests.benchmarks.photos import portrait_jpeg
from tests.benchmarks.processes import screenings_per_s, seconds_to_ready, worker_peak_mib
from tests.benchmarks.screenings import ScreeningTimes, time_screenings
from tests.benchmarks.zones import (
    ZONES_MEDIAN_MS,
    ZONES_P95_MS,
    ZoneBenchmark,
    labelled_zones,
    measure_zones,
    print_zones,
)

#: Width, height and the median that must not be exceeded, in milliseconds.
SIZES = ((1000, 1400, 80.0), (2000, 2800, 200.0))
#: A form from bytes to report, and the origin of a scan of so many pages without OCR.
FORM_TARGET_MS, LONG_SCAN_PAGES, LONG_SCAN_TARGET_S = 250.0, 100, 1.0
FORM_POLICY = "pr-portal"
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


def form_figures(times: dict[str, ScreeningTimes]) -> Iterator[Figure]:
    """Median and 95th percentile by form."""
    for name, measured in times.items():
        met = measured.median_ms <= FORM_TARGET_MS
        yield Figure(f"{name}, median", measured.median_ms, "ms", f"<= {FORM_TARGET_MS:g}", met)
        yield Figure(f"{name}, 95th percentile", measured.p95_ms, "ms", "", True)


def scan_figures(scores: list[RuleScore]) -> Iterator[Figure]:
    """The time that docscreen takes for the long scan."""
    for score in scores:
        if score.rule == "docscreen":
            name, target = f"origin of a {LONG_SCAN_PAGES}-page scan", LONG_SCAN_TARGET_S
            yield Figure(
                name, score.long_scan_s, "s", f"<= {target:g}", score.long_scan_s <= target
            )


def zone_figures(benchmark: ZoneBenchmark) -> Iterator[Figure]:
    """The time that docscreen takes for a zone, from bytes to lines on one core."""
    for score in benchmark.scores[:1]:
        for name, value_ms, target_ms in (
            ("median", score.median_ms, ZONES_MEDIAN_MS),
            ("95th percentile", score.p95_ms, ZONES_P95_MS),
        ):
            target, met = f"<= {target_ms:g}", value_ms <= target_ms
            yield Figure(f"machine-readable zone, {name}", value_ms, "ms", target, met)


def print_rules(scores: list[RuleScore], console: Console) -> None:
    """Who tells scans from digital files, how often rightly, and how fast."""
    table = Table(title="Digital, scanned or mixed: files of the form corpus")
    for heading in ("rule", "right", "digital called scanned", "scanned called digital"):
        table.add_column(heading)
    for heading in ("no answer", "median", "all files", f"{LONG_SCAN_PAGES}-page scan"):
        table.add_column(heading, justify="right")
    for one in scores:
        counts = (one.digital_called_scanned, one.scanned_called_digital, one.unanswered)
        times = (f"{one.median_ms:.1f} ms", f"{one.corpus_s:.2f} s", f"{one.long_scan_s:.3f} s")
        table.add_row(one.rule, f"{one.right} of {one.files}", *map(str, counts), *times)
    console.print(table)
    if "OCRmyPDF" not in {one.rule for one in scores}:
        console.print("OCRmyPDF is not on PYTHONPATH: its page analysis was left out.")


def rule_scores() -> list[RuleScore]:
    """All rules over the form corpus, where that is beside the repository, and the long scan."""
    files = labelled_origins(CORPUS) if CORPUS.is_dir() else ()
    scan = long_scan(LONG_SCAN_PAGES)
    return [score_rule(name, rule, files, scan) for name, rule in origin_rules().items()]


def form_times(runs: int) -> dict[str, ScreeningTimes]:
    """Screenings of the specimen as large as a real form, and of the real ones where they are."""
    contents = {"XFA specimen, 280 fields": large_form(), **real_forms()}
    return {
        name: time_screenings(content, runs, "form.pdf", FORM_POLICY)
        for name, content in contents.items()
    }


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
    forms, scores = form_times(options.runs), rule_scores()
    zones = measure_zones(labelled_zones())
    figures = [
        *screening_figures(times),
        *form_figures(forms),
        *scan_figures(scores),
        *zone_figures(zones),
        *process_figures(options.runs),
    ]
    if options.json:
        print_json(machine, figures, times | forms, scores, zones)
        return
    console = Console(highlight=False, width=100)
    for name, value in machine.items():
        console.print(f"{name:10} {value}")
    print_figures(figures, console)
    print_facts(times, console)
    print_facts(forms, console)
    print_rules(scores, console)
    print_zones(zones, console)


def print_json(
    machine: dict[str, str],
    figures: list[Figure],
    times: dict[str, ScreeningTimes],
    scores: list[RuleScore],
    zones: ZoneBenchmark,
) -> None:
    """Everything measured as one JSON document."""
    content = {
        "machine": machine,
        "figures": [dataclasses.asdict(figure) for figure in figures],
        "screenings": {name: dataclasses.asdict(each) for name, each in times.items()},
        "origin_rules": [dataclasses.asdict(score) for score in scores],
        "zones": dataclasses.asdict(zones),
    }
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()
