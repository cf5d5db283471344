"""How often a machine-readable zone is read exactly, by the strength of single faults of a photo.

    python -m tests.accuracy.mrz --count 5000 --first-seed 0 --results FILE [--processes 2]
                                 [--plots docs/accuracy]

Flat documents of every kind with a zone are drawn once and photographed eight times, each time with
one fault in one strength. ``--results`` keeps every reading: a run that was broken off goes on
there, and a run of a count that is done only prints. It counts above all what must never be: a
wrong value although every check digit holds.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from service.evaluation.form_tables import percent
from service.evaluation.identity_zones import NAMES, VALUES
from service.evaluation.markdown import NOTHING, markdown_table, written
from service.evaluation.plots import drawn_grid
from service.evaluation.processes import default_worker_count, run_in_processes
from service.evaluation.statistics import Distribution, Proportion, proportion_of
from tests.accuracy.mrz_readings import (
    CLEAN,
    FAULTS,
    HIDING,
    LOOKS_OF_A_DOCUMENT,
    STRENGTHS,
    Reading,
    read_document,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Readings between two lines of progress.
_PROGRESS_STEP = 100


def kept_readings(results: Path | None, wanted: range) -> list[Reading]:
    """The wanted readings that an earlier run has kept; a line broken off is read again."""
    if results is None or not results.exists():
        return []
    kept = {}
    for line in results.read_text("utf-8").splitlines():
        if line.endswith("}"):
            entry = json.loads(line)
            kept[entry["number"]] = Reading(
                **(entry | {name: tuple(entry[name]) for name in ("wrong", "unmarked", "doubtful")})
            )
    return [reading for number, reading in kept.items() if number in wanted]


def measure(wanted: range, processes: int, results: Path | None) -> list[Reading]:
    """All wanted readings; those not yet kept are made, and kept where there is a file."""
    readings = kept_readings(results, wanted)
    done = {reading.number for reading in readings}
    documents: dict[int, list[int]] = defaultdict(list)
    for number in wanted:
        if number not in done:
            documents[number // LOOKS_OF_A_DOCUMENT].append(number)
    tasks = [tuple(numbers) for numbers in documents.values()]
    said = len(readings)
    for one in run_in_processes(read_document, tasks, processes, "Zones", Console(stderr=True)):
        if one.result is None:
            print(f"readings {one.task[0]} to {one.task[-1]}: {one.failure}", file=sys.stderr)
            continue
        readings += one.result
        _keep(one.result, results)
        if len(readings) - said >= _PROGRESS_STEP:
            said = len(readings)
            wrong = sum(reading.is_believed_though_wrong for reading in readings)
            print(f"{said} of {len(wanted)}, wrong and believed: {wrong}", file=sys.stderr)
    return readings


def _keep(readings: Iterable[Reading], results: Path | None) -> None:
    if results is not None:
        with results.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps(dataclasses.asdict(one)) + "\n" for one in readings)


def exact_share(readings: Iterable[Reading]) -> Proportion:
    """How many zones were read exactly."""
    return proportion_of(reading.is_exact for reading in readings)


def curve(readings: Sequence[Reading], fault: str) -> list[tuple[float, Proportion]]:
    """The share of exact readings by strength, from the clean picture on."""
    points = [(0.0, exact_share(r for r in readings if r.fault == CLEAN))]
    for strength in STRENGTHS:
        chosen = (r for r in readings if r.fault == fault and r.strength == strength)
        points.append((strength, exact_share(chosen)))
    return [(strength, share) for strength, share in points if share.total]


def figures(readings: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """Every figure over all readings."""
    green = [reading for reading in readings if reading.is_green]
    yield "read exactly, all faults and strengths", percent(exact_share(readings))
    whole = (reading for reading in readings if reading.fault not in HIDING)
    yield "read exactly, but for faults that hide characters", percent(exact_share(whole))
    yield "read exactly, no fault", percent(exact_share(r for r in readings if r.fault == CLEAN))
    yield "no zone found", percent(proportion_of(not reading.found for reading in readings))
    proved = [reading for reading in readings if reading.is_proved]
    reported = proportion_of(reading.is_wrong_as_reported for reading in proved)
    yield "every check digit is right in the report, yet a value in it is wrong", percent(reported)
    wrong = [reading for reading in green if reading.is_wrong_though_green]
    yield (
        "every check digit agrees, doubtful ones included, yet a value is wrong",
        percent(Proportion(len(wrong), len(green))),
    )
    believed = sum(reading.is_believed_though_wrong for reading in green)
    yield "... and is not marked as doubtful", percent(Proportion(believed, len(green)))
    for value in (*VALUES, NAMES):
        share = proportion_of(value in reading.wrong for reading in green)
        yield f"every check digit agrees, yet wrong: {value}", percent(share)
    unmarked = sum(NAMES in reading.unmarked for reading in green)
    yield (
        "every check digit agrees, a name is wrong and not marked",
        percent(Proportion(unmarked, len(green))),
    )
    exact = [reading for reading in readings if reading.is_exact]
    doubted = proportion_of(bool(reading.doubtful) for reading in exact)
    yield "read exactly, yet a check digit is left in doubt", percent(doubted)
    times = Distribution.of([reading.cpu_ms for reading in readings])
    if times is not None:
        shown = f"median {times.median:.0f} ms, 95 % {times.p95:.0f} ms"
        yield "processor time of a reading", shown


def page_lines(readings: Sequence[Reading]) -> list[str]:
    """The page of this measurement."""
    kinds = sorted({reading.kind for reading in readings})
    rows = (
        (fault, *(_short(dict(curve(readings, fault)).get(s)) for s in (0.0, *STRENGTHS)))
        for fault in FAULTS
    )
    return [
        "# Zones by the strength of a fault",
        "",
        "Generated by `python -m tests.accuracy.mrz --plots docs/accuracy`; see README.md.",
        "",
        f"{len(readings)} pictures of computed documents, each with one fault. A strength of 1 is"
        " as strong as uploads get before nothing can be read.",
        "",
        *markdown_table(("figure", ""), figures(readings)),
        "",
        "## Zones read exactly, by strength",
        "",
        *markdown_table(("fault", "0", *(f"{s:g}" for s in STRENGTHS)), rows),
        "",
        "## Zones read exactly, by kind of document",
        "",
        *markdown_table(
            ("kind", "exact"),
            ((kind, percent(exact_share(r for r in readings if r.kind == kind))) for kind in kinds),
        ),
        "",
        "![zones](zones.png)",
    ]


def _short(share: Proportion | None) -> str:
    if share is None or share.share is None:
        return NOTHING
    return f"{share.share:.0%} of {share.total}"


def draw(readings: Sequence[Reading], folder: Path) -> Path:
    """The curves as a picture."""

    def one(fault: str, axes: Axes) -> None:
        points = curve(readings, fault)
        axes.plot([s for s, _ in points], [p.share or 0.0 for _, p in points], "o-", ms=3)
        lows, highs = zip(*(share.interval for _, share in points), strict=True)
        axes.fill_between([s for s, _ in points], lows, highs, alpha=0.2, lw=0)
        axes.set_xlim(-0.05, 1.05)
        axes.set_ylim(-0.05, 1.05)
        axes.set_title(fault)

    folder.mkdir(parents=True, exist_ok=True)
    return drawn_grid(tuple(FAULTS), one, folder / "zones.png")


def main() -> None:
    """Read, count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=default_worker_count())
    parser.add_argument("--results", type=Path, help="keeps the readings, one a line")
    parser.add_argument("--plots", type=Path, help="folder for zones.md and zones.png")
    options = parser.parse_args()
    wanted = range(options.first_seed, options.first_seed + options.count)
    readings = measure(wanted, options.processes, options.results)
    if not readings:
        sys.exit("nothing was read")
    lines = page_lines(readings)
    print("\n".join(lines))
    for reading in readings:
        if reading.is_believed_though_wrong:
            print(f"wrong and believed: {reading}")
    if options.plots is not None:
        draw(readings, options.plots)
        written(options.plots / "zones.md", lines)


if __name__ == "__main__":
    main()
