"""The log of the whole test run, which contains no canary: pytest's hooks, used by conftest.py.

Written are: every record of every logger at DEBUG, in the form in which a service would write it;
the standard error of every process of docscreen that tests start; and that of the worker processes
within the tests, which pytest captures. When all tests are over the run fails if a canary is in
it. Nothing is left out for being the test client's: libraries' lines never hold values.
"""

from __future__ import annotations

import http.client
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import IO, Any

import httpx2
import pytest

from service.log_lines import OWN, JsonLines
from service.logs import LineHandler
from tests.canaries import Canaries, Found, canaries_of_samples, read_canaries, search
from tests.watched_processes import watched

REPOSITORY = Path(__file__).resolve().parent.parent
#: Where all processes of one run write; the first makes it and tells the others.
FOLDER_VARIABLE = "TEST_LOG_FOLDER"
RECORDS, ERRORS, CAPTURED, KEPT = "records", "stderr", "captured", "canaries"


_found = pytest.StashKey[list[Found]]()
_lines = pytest.StashKey[int]()


class RecordLog(LineHandler):
    """Writes records as the service would; equal lines of libraries once."""

    def __init__(self, path: Path) -> None:
        """``path``: of a file of this process's own."""
        super().__init__(path.open("a", encoding="utf-8"))
        self.setFormatter(JsonLines())
        self._seen: set[tuple[str, str, int, str]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if not record.name.startswith(OWN) and not record.exc_info:
            # Such a line tells the place and what stands there in the source: it never differs.
            same = (record.name, record.pathname, record.lineno, str(record.msg)[:200])
            if same in self._seen:
                return
            self._seen.add(same)
        super().emit(record)


class Collector:
    """What one process of the run writes down: its records, others' errors, its canaries."""

    def __init__(self, folder: Path, name: str) -> None:
        """``name``: of the process, such as ``gw1``."""
        self.folder, self.name = folder, name
        self.canaries = Canaries()
        self.records = RecordLog(folder / f"{RECORDS}-{name}.log")
        self._files: set[Path] = set()
        self._patched: set[str] = set()

    def start(self) -> None:
        """Begin to write down."""
        logging.root.addHandler(self.records)
        logging.root.setLevel(logging.DEBUG)
        _before(http.client.HTTPConnection, "putrequest", self._note_request)
        _before(http.client.HTTPConnection, "endheaders", self._note_body)
        _before(httpx2.Client, "send", self._note_sent)
        subprocess.Popen = watched(self)  # type: ignore[misc,assignment]  # for this run

    def new_error_file(self) -> Path:
        """A file for the standard error of a process."""
        return self.folder / f"{ERRORS}-{self.name}-{uuid.uuid4().hex[:8]}.log"

    def watch_file(self, stream: int | IO[Any]) -> None:
        """Search a file too that a test keeps a process's standard error in."""
        descriptor = stream if isinstance(stream, int) else stream.fileno()
        self._files.add(Path(f"/proc/self/fd/{descriptor}").readlink())

    def note_captured(self, text: str) -> None:
        """Keep what a test and its worker processes wrote to standard error."""
        if text:
            with (self.folder / f"{CAPTURED}-{self.name}.log").open("a", encoding="utf-8") as log:
                log.write(text.rstrip("\n") + "\n")

    def patch_samples(self) -> None:
        """Keep what is drawn or accepted from now on, by the modules that tests have loaded."""
        for (module, kind), note in _SOURCES.items():
            if module in sys.modules and f"{module}.{kind}" not in self._patched:
                self._patched.add(f"{module}.{kind}")
                _after(getattr(sys.modules[module], kind), partial(note, self))

    def finish(self) -> None:
        """Write down the rest."""
        self.canaries.write(self.folder / f"{KEPT}-{self.name}.json")
        for path in self._files:
            if path.is_file():
                shutil.copy(path, self.new_error_file())
        logging.root.removeHandler(self.records)
        self.records.stream.close()

    def _note_request(self, _connection: object, _method: str, url: str, **_: object) -> None:
        self.canaries.add_query(url.partition("?")[2])

    def _note_body(self, _connection: object, body: object = None, **_: object) -> None:
        if isinstance(body, bytes):
            self.canaries.add_multipart(body)

    def _note_sent(self, _client: object, request: httpx2.Request, **_: object) -> None:
        self.canaries.add_query(request.url.query.decode("ascii", "replace"))
        try:
            self.canaries.add_multipart(request.content)
        except httpx2.RequestNotRead:
            if "content-length" in request.headers:  # else reading would wait for all of it
                self.canaries.add_multipart(request.read())

    def note_holder(self, holder: Any) -> None:
        """Keep what an invented person is called, and what else tells of them."""
        for value in (holder.surname, holder.given_names):
            self.canaries.add("name", value)
        self.canaries.add("address", holder.street)
        self.canaries.add("document number", holder.personal_number)
        self.canaries.add("date of birth", holder.birth.iso)

    def note_zone(self, content: Any) -> None:
        """Keep what a machine-readable zone states."""
        self.canaries.add("document number", content.number)
        self.canaries.add("name", content.surname)

    def note_submission(self, submission: Any) -> None:
        """Keep what a caller declared."""
        self.canaries.add_file_name(submission.untrusted_name)
        self.canaries.add("reference", submission.reference or "")
        self.canaries.add("idempotency key", submission.idempotency_key or "")

    def note_order(self, order: Any) -> None:
        """Keep what an upload is called."""
        self.canaries.add_file_name(order.untrusted_name)

    def note_target(self, target: Any) -> None:
        """Keep the way to a receiver of webhooks, which may hold a secret."""
        self.canaries.add("webhook path", target.path if len(target.path) > 9 else "")


_SOURCES: dict[tuple[str, str], Callable[[Collector, Any], None]] = {
    ("samples.identity_people", "Holder"): Collector.note_holder,
    ("samples.identity_mrz", "MrzContent"): Collector.note_zone,
    ("service.store.work", "Submission"): Collector.note_submission,
    ("service.screener", "Order"): Collector.note_order,
    ("service.webhooks.targets", "Target"): Collector.note_target,
}


def _after(kind: Any, note: Callable[[Any], None]) -> None:
    """Call ``note`` with each new object of a class."""
    made = kind.__init__

    def initialised(self: Any, *arguments: Any, **named: Any) -> None:
        made(self, *arguments, **named)
        note(self)

    kind.__init__ = initialised


def _before(kind: Any, method: str, note: Callable[..., None]) -> None:
    """Call ``note`` with what each call of a method gets, before it."""
    called = getattr(kind, method)

    def noted(self: Any, *arguments: Any, **named: Any) -> Any:
        note(self, *arguments, **named)
        return called(self, *arguments, **named)

    setattr(kind, method, noted)


running: Collector | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Begin to write down, in every process that runs tests."""
    global running
    if config.option.collectonly or config.option.help:
        return
    if FOLDER_VARIABLE not in os.environ or not _is_worker(config):
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="docscreen-test-log-")
    worker: dict[str, str] = getattr(config, "workerinput", {})
    name = worker["workerid"] if _is_worker(config) else "main"
    running = Collector(Path(os.environ[FOLDER_VARIABLE]), name)
    running.start()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Look for what may be drawn in this test."""
    if running is not None:
        running.patch_samples()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what was captured of standard error."""
    report: pytest.TestReport = yield
    if running is not None:
        running.patch_samples()  # fixtures may have loaded more
        if report.when == "teardown":
            running.note_captured(report.capstderr)
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Search when all processes have ended; a canary fails the run."""
    global running
    if running is None:
        return
    collector, running = running, None
    collector.finish()
    if _is_worker(session.config):
        return
    folder = collector.folder
    logs = sorted(folder.glob("*.log"))
    known = read_canaries(folder.glob(f"{KEPT}-*.json")) | set(canaries_of_samples(REPOSITORY))
    session.config.stash[_found] = found = list(search(logs, known))
    session.config.stash[_lines] = len(known)
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    else:
        shutil.rmtree(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where canaries were found, and never which."""
    found = terminalreporter.config.stash.get(_found, None)
    if found is None:
        return
    folder = os.environ[FOLDER_VARIABLE]
    for one in found[:50]:
        terminalreporter.line(f"CANARY {one.kind} in {folder}/{one.file} line {one.line}", red=True)
    count = terminalreporter.config.stash[_lines]
    terminalreporter.line(f"log of the run: {len(found)} lines with one of {count} canaries")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
