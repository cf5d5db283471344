"""Machine-readable zones: docscreen, FastMRZ and PassportEye side by side on the same files.

    python -m tests.benchmarks.zones [--files N] [--json]

Every file is read by each reader in turn, each in a process of its own with one thread on the same
core, so that other work on the machine falls on all of them alike; processor time is given beside
the time that passes. The others run in the environment that zone_rivals.py makes.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from service.evaluation.progress import progress_of
from tests.benchmarks import zone_reader
from tests.benchmarks.machine import machine_description
from tests.benchmarks.zone_rivals import (
    interpreter,
    rivals_folder,
    stands_in_for_mrz,
    tessdata,
    why_absent,
)

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "identity"
REPOSITORY = Path(__file__).resolve().parents[2]
#: From bytes to lines, on one core.
ZONES_MEDIAN_MS, ZONES_P95_MS = 250.0, 800.0
OURS = {"zones": "docscreen, zones", "report": "docscreen, whole report"}
OTHERS = {"fastmrz": "FastMRZ", "passporteye": "PassportEye"}
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelledZone:
    """A picture with the lines of its zone."""

    path: Path
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoneScore:
    """How one reader does on all files. ``cpu_ms``, ``cpu_p95_ms``: processor time of a file."""

    reader: str
    files: int
    exact_files: int
    lines: int
    exact_lines: int
    unanswered: int
    median_ms: float
    p95_ms: float
    cpu_ms: float
    cpu_p95_ms: float


@dataclass(frozen=True, slots=True)
class ZoneBenchmark:
    """All scores, and why a reader is missing or does not read as its authors mean it to."""

    scores: tuple[ZoneScore, ...]
    notes: tuple[str, ...]


def labelled_zones(corpus: Path = CORPUS) -> tuple[LabelledZone, ...]:
    """The pictures with a zone in the identity corpus; none where that is not here."""
    labels = corpus / "labels.jsonl"
    if not labels.exists():
        return ()
    entries: list[dict[str, Any]] = [
        json.loads(line) for line in labels.read_text("utf-8").splitlines()
    ]
    return tuple(
        LabelledZone(corpus / entry["file"], tuple(entry["truth"]["mrz"]))
        for entry in entries
        if entry["truth"].get("mrz")
    )


def measure_zones(files: Sequence[LabelledZone]) -> ZoneBenchmark:
    """Ask every reader that can run here about every file."""
    if not files:
        return ZoneBenchmark((), ("the identity corpus is not beside the repository",))
    absent = {name: why for name in OTHERS if (why := why_absent(name)) is not None}
    names = [*OURS, *(name for name in OTHERS if name not in absent)]
    notes = [f"{OTHERS[name]} was left out: {why}" for name, why in absent.items()]
    if "fastmrz" in names and stands_in_for_mrz(rivals_folder()):
        notes.append(
            "FastMRZ read with Tesseract's English model: its own mrz.traineddata is not in its "
            "packages, so its accuracy here is not what its authors get"
        )
    if "passporteye" in names:
        notes.append("PassportEye read with Tesseract's English model, as it does by itself")
    with ExitStack() as stack:
        readers = {name: stack.enter_context(_started(name)) for name in names}
        for reader in readers.values():
            _asked(reader, files[0])  # warm
        answers = []
        with progress_of("Zones", len(files), Console(stderr=True)) as advance:
            for file in files:
                answers.append({name: _asked(reader, file) for name, reader in readers.items()})
                advance()
    scores = tuple(_score(name, files, [each[name] for each in answers]) for name in names)
    return ZoneBenchmark(scores, tuple(notes))


@contextmanager
def _started(name: str) -> Iterator[subprocess.Popen[str]]:
    """A reader's process, ended with the measurement."""
    folder = rivals_folder()
    python = sys.executable if name in OURS else str(interpreter(folder))
    surroundings = os.environ | _ONE_THREAD
    if name in OURS:
        surroundings["PYTHONPATH"] = str(REPOSITORY)
    else:
        surroundings["TESSDATA_PREFIX"] = str(tessdata(folder))
    with subprocess.Popen(
        [python, zone_reader.__file__, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=surroundings,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _asked(reader: subprocess.Popen[str], file: LabelledZone) -> dict[str, Any]:
    """The answer for one file. Raises RuntimeError where the reader's process has ended."""
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(f"{file.path}\n")
    reader.stdin.flush()
    line = reader.stdout.readline()
    if not line:
        raise RuntimeError("the process of a reader ended: run it by hand to see why")
    answer: dict[str, Any] = json.loads(line)
    return answer


def _score(
    name: str, files: Sequence[LabelledZone], answers: Sequence[dict[str, Any]]
) -> ZoneScore:
    exact = [
        max((_exact_lines(file, lines) for lines in answer["lines"]), default=0)
        for file, answer in zip(files, answers, strict=True)
    ]
    times_ms = [float(answer["ms"]) for answer in answers]
    cpu_ms = [float(answer["cpu_ms"]) for answer in answers]
    return ZoneScore(
        reader=(OURS | OTHERS)[name],
        files=len(files),
        exact_files=sum(n == len(f.lines) for n, f in zip(exact, files, strict=True)),
        lines=sum(len(file.lines) for file in files),
        exact_lines=sum(exact),
        unanswered=sum(not any(answer["lines"]) for answer in answers),
        median_ms=statistics.median(times_ms),
        p95_ms=float(np.percentile(times_ms, 95)),
        cpu_ms=statistics.median(cpu_ms),
        cpu_p95_ms=float(np.percentile(cpu_ms, 95)),
    )


def _exact_lines(file: LabelledZone, lines: Sequence[str]) -> int:
    """Lines read exactly, wherever in the answer: other text before a zone is no error here."""
    return sum(line in lines for line in file.lines)


def zone_table(benchmark: ZoneBenchmark) -> Table:
    """The readers side by side."""
    table = Table("reader", title="Machine-readable zones: files of the identity corpus")
    for heading in (
        "files exact",
        "lines exact",
        "no answer",
        "median",
        "95 %",
        "processor",
        "95 %",
    ):
        table.add_column(heading, justify="right")
    for one in benchmark.scores:
        counts = (f"{one.exact_files} of {one.files}", f"{one.exact_lines} of {one.lines}")
        measured_ms = (one.median_ms, one.p95_ms, one.cpu_ms, one.cpu_p95_ms)
        times = (f"{time_ms:.0f} ms" for time_ms in measured_ms)
        table.add_row(one.reader, *counts, str(one.unanswered), *times)
    return table


def print_zones(benchmark: ZoneBenchmark, console: Console) -> None:
    """The table and what has to be known with it."""
    if benchmark.scores:
        console.print(zone_table(benchmark))
    for note in benchmark.notes:
        console.print(note)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=None, help="the first so many files")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    benchmark = measure_zones(labelled_zones()[: options.files])
    machine = machine_description()
    if options.json:
        print(json.dumps({"machine": machine, **dataclasses.asdict(benchmark)}, indent=2))
        return
    console = Console(highlight=False, width=110)
    for name, value in machine.items():
        console.print(f"{name:10} {value}")
    print_zones(benchmark, console)


if __name__ == "__main__":
    main()
