"""Screen every hostile PDF as the product does; print time, memory and outcome of each.

python -m tests.hostile.measure                 the generated files and the corpus, by worker
python -m tests.hostile.measure --http xfa      those whose name holds "xfa", by HTTP
python -m tests.hostile.measure --json -        as JSON lines

Ends with 1 where a screening takes 10 s, a process holds 1 GiB, or a report is missing or partial.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from service.cli.check import _screened_apart
from service.screener import Order
from service.settings import settings
from service.workers import WorkerPool
from tests.conftest import CORPUS
from tests.hostile.memory import PeakMemory
from tests.hostile.pdf_bombs import BOMBS

LIMIT_S, LIMIT_MIB = 10.0, 1024.0
#: The folders of the form corpus whose files are damaged, locked or active.
FOLDERS = ("corrupt", "encrypted", "active_content")
POLICY = "pr-portal"
#: Between the parts of a request; no file holds it.
BOUNDARY = "docscreen-measures-hostile-files"
CONSOLE_SCRIPT = Path(sys.executable).with_name("docscreen")

#: File name and content to a report, and an own process whose descendants do the work.
Screen = Callable[[str, bytes], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one file cost and what was found. ``fault``: empty where all is as it must be."""

    name: str
    file_bytes: int
    seconds: float
    peak_mib: float
    verdict: str
    findings: dict[str, str]
    fault: str


@contextmanager
def by_worker() -> Iterator[tuple[Screen, int]]:
    """Screening as ``docscreen check`` does for a PDF: by a worker process."""
    pool = WorkerPool(1, settings().screening_timeout_s)
    try:
        pool.await_readiness()
        yield lambda name, content: _screened_apart(pool, Order(content, name, POLICY)), os.getpid()
    finally:
        pool.stop()


@contextmanager
def by_http() -> Iterator[tuple[Screen, int]]:
    """Screening by a running service with one worker."""
    environment = {**os.environ, "DOCSCREEN_PORT": "0", "DOCSCREEN_WORKERS": "1"}
    server = subprocess.Popen(
        [CONSOLE_SCRIPT, "serve"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        address = next(word for word in server.stdout.readline().split() if "://" in word)

        def screen(name: str, content: bytes) -> dict[str, Any]:
            body = b"".join(
                (
                    _part('name="policy"'),
                    POLICY.encode(),
                    _part(f'name="file"; filename="{name}"'),
                    content,
                    f"\r\n--{BOUNDARY}--\r\n".encode(),
                )
            )
            headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
            request = urllib.request.Request(f"{address}/v1/screenings", body, headers)
            with urllib.request.urlopen(request, timeout=60) as answer:
                report: dict[str, Any] = json.load(answer)
            return report

        yield screen, server.pid
    finally:
        server.terminate()
        server.wait()


def _part(disposition: str) -> bytes:
    head = f"\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode()


def hostile_files(wanted: str) -> Iterator[tuple[str, str, bytes]]:
    """Name, file name and content of each file whose name holds the wanted letters."""
    for one in BOMBS.values():
        if wanted in one.name:
            yield one.name, one.file_name, one.make()
    for folder in FOLDERS:
        for path in sorted((CORPUS / "form" / folder).glob("*.pdf")):
            name = f"{folder}/{path.name}"
            if wanted in name:
                yield name, path.name, path.read_bytes()


def measured(name: str, file_name: str, content: bytes, screen: Screen, pid: int) -> Measured:
    """Screen one file under watch."""
    screen("idle.pdf", b"%PDF-1.7")  # waits for a worker that takes the place of another one
    report: dict[str, Any] = {}
    failure = ""
    with PeakMemory(pid) as memory:
        started = time.perf_counter()
        try:
            report = screen(file_name, content)
        except Exception as error:  # whatever it is, it is what must never come
            failure = type(error).__name__
        seconds = time.perf_counter() - started
    faults = {
        failure: bool(failure),
        "partial": report.get("status", "complete") != "complete",
        f"{LIMIT_S:g} s": seconds >= LIMIT_S,
        f"{LIMIT_MIB:g} MiB": memory.mib >= LIMIT_MIB,
    }
    return Measured(
        name=name,
        file_bytes=len(content),
        seconds=round(seconds, 2),
        peak_mib=round(memory.mib),
        verdict=report.get("verdict", "none"),
        findings={
            f["rule"]: f"{f['outcome']} {f['reason']}"
            for f in report.get("findings", ())
            if f["rule"].startswith("file.") and f["outcome"] != "pass"
        },
        fault=", ".join(text for text, is_there in faults.items() if is_there),
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.measure")
    parser.add_argument("wanted", nargs="?", default="", help="part of the names of files")
    parser.add_argument("--http", action="store_true", help="by a running service")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    options = parser.parse_args()
    faulty = count = 0
    with by_http() if options.http else by_worker() as (screen, pid):
        for file in hostile_files(options.wanted):
            one = measured(*file, screen, pid)
            count, faulty = count + 1, faulty + bool(one.fault)
            print(json.dumps(asdict(one)) if options.json else _line(one), flush=True)
    print(f"{count} files, {faulty} beyond what is allowed", file=sys.stderr)
    return 1 if faulty or not count else 0


def _line(one: Measured) -> str:
    found = "; ".join(f"{rule} {what}" for rule, what in one.findings.items())
    sign = f"FAULT {one.fault}: " if one.fault else ""
    cost = f"{one.seconds:6.2f} s {one.peak_mib:5.0f} MiB"
    return f"{cost}  {one.name:44} {sign}{one.verdict}: {found}"


if __name__ == "__main__":
    sys.exit(main())
