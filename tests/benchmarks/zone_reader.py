"""One reader of machine-readable zones in a process of its own, asked file by file.

    PYTHON zone_reader.py READER        with paths on standard input, one JSON answer a line

It imports nothing of docscreen unless docscreen is the reader, so that the interpreter of another
environment can run it. One thread on one core, whatever the reader; Tesseract, which both others
start for each picture, inherits that.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: What a reader takes a picture's lines for; where it has a raw and a cleaned answer, both.
Answers = list[list[str]]
Read = Callable[[str], Answers]


def docscreen_zones() -> Read:
    """Decoding and the zone, as the report's fact is measured."""
    image = importlib.import_module("models.image")
    reading = importlib.import_module("models.mrz.reading")

    def read(path: str) -> Answers:
        rgb = image.decode_image(Path(path).read_bytes()).rgb
        return [list(zone.lines) for zone in reading.ZoneReader(rgb).zones()]

    return read


def docscreen_report() -> Read:
    """The whole report: decoding, every fact, every rule, the texts."""
    screener = importlib.import_module("service.screener")

    def read(path: str) -> Answers:
        content = Path(path).read_bytes()
        report = screener.perform(screener.Order(content, Path(path).name, "pr-card", "identity"))
        identity: dict[str, Any] = report["facts"].get("identity") or {}
        return [list(zone["lines"]) for zone in (identity.get("mrz"),) if zone]

    return read


def fastmrz() -> Read:
    """FastMRZ: a segmentation network, then Tesseract."""
    reader = importlib.import_module("fastmrz").FastMRZ()

    def read(path: str) -> Answers:
        return [str(reader.get_details(path, ignore_parse=True)).split()]

    return read


def passporteye() -> Read:
    """PassportEye: bars of text found by filters, then Tesseract."""
    package = importlib.import_module("passporteye")
    cleaner = importlib.import_module("passporteye.mrz.text").MRZOCRCleaner

    def read(path: str) -> Answers:
        zone = package.read_mrz(path)
        if zone is None:
            return []
        raw = str(zone.aux["raw_text"])
        return [raw.split(), list(cleaner.apply(raw))]

    return read


READERS: dict[str, Callable[[], Read]] = {
    "zones": docscreen_zones,
    "report": docscreen_report,
    "fastmrz": fastmrz,
    "passporteye": passporteye,
}


def answer_all(read: Read) -> None:
    """Read each path of standard input; what a reader prints itself goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        started, started_cpu = time.perf_counter(), _cpu_s()
        found: Answers = []
        failure = None
        try:
            found = read(line.rstrip("\n"))
        except Exception as refusal:  # whatever a reader does not cope with is no answer
            failure = type(refusal).__name__
        taken_s, cpu_s = time.perf_counter() - started, _cpu_s() - started_cpu
        answer = {"lines": found, "failure": failure, "ms": taken_s * 1000, "cpu_ms": cpu_s * 1000}
        answers.write(json.dumps(answer) + "\n")


def _cpu_s() -> float:
    """Processor time of this process and of those that it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    answer_all(READERS[sys.argv[1]]())
