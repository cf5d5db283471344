"""Several processes on one queue: a killed one's work is done by another, and nothing twice."""

from __future__ import annotations

import datetime as dt
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.jobs.queue import JobQueue, job_queue
from service.store.screenings import ScreeningStore
from service.store.tables import AuditRow
from service.store.work import DONE, Submission
from tests.conftest import REPOSITORY
from tests.service.stores import store_in

PATIENCE_S = 60.0


class Consumer:
    """A consumer process, and the lines that it has printed."""

    def __init__(self, folder: Path, database: str, screening_s: float, lease_s: float) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.service.jobs_consumer"),
                *(str(folder), database, str(screening_s), str(lease_s)),
            ],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def line(self) -> str:
        return self.lines.get(timeout=PATIENCE_S)

    def all_lines(self) -> list[str]:
        return [self.lines.get() for _ in range(self.lines.qsize())]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.put(line.strip())


@pytest.fixture
def parts(tmp_path: Path, database: str) -> Iterator[tuple[ScreeningStore, JobQueue]]:
    store = store_in(tmp_path, database)
    jobs = job_queue(tmp_path, store.database.url, "")
    yield store, jobs
    jobs.close()
    store.database.close()


def accepted(store: ScreeningStore, number: int) -> list[str]:
    now = dt.datetime.now(dt.UTC)
    return [
        store.accept(
            Submission(
                untrusted_bytes=b"content %d" % place,
                untrusted_name="photo.jpg",
                policy="pr-card",
                declared_kind="photo",
                owner="key:1",
                created=now,
                keep_until=now + dt.timedelta(days=1),
            ),
            None,
        ).row.id
        for place in range(number)
    ]


def wait_until_done(store: ScreeningStore, ids: list[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while any((row := store.get(one)) is None or row.state != DONE for one in ids):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def results_on_record(store: ScreeningStore, ids: list[str]) -> int:
    is_result = (AuditRow.action == "screening.completed", AuditRow.target.in_(ids))
    with store.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditRow).where(*is_result)) or 0


@pytest.mark.slow
def test_work_of_a_killed_process_is_done_once_by_another(
    tmp_path: Path, database: str, parts: tuple[ScreeningStore, JobQueue]
) -> None:
    store, jobs = parts
    (screening_id,) = accepted(store, 1)
    jobs.screen(screening_id)
    killed = Consumer(tmp_path, database, screening_s=3600, lease_s=3)
    try:
        assert {killed.line(), killed.line()} == {"ready", screening_id}
    finally:
        killed.kill()
    held = store.get(screening_id)
    assert held is not None
    assert (held.state, held.attempts) == ("running", 1)
    jobs.screenings.flush()  # the queue remembers nothing of it
    heir = Consumer(tmp_path, database, screening_s=0, lease_s=60)
    try:
        wait_until_done(store, [screening_id])
    finally:
        heir.kill()
    row = store.get(screening_id)
    assert row is not None
    assert row.attempts == 2
    assert results_on_record(store, [screening_id]) == 1


@pytest.mark.slow
def test_two_processes_share_a_queue_and_do_nothing_twice(
    tmp_path: Path, database: str, parts: tuple[ScreeningStore, JobQueue]
) -> None:
    store, jobs = parts
    consumers = [Consumer(tmp_path, database, screening_s=0.05, lease_s=60) for _ in range(2)]
    try:
        assert [consumer.line() for consumer in consumers] == ["ready", "ready"]
        ids = accepted(store, 40)
        for screening_id in [*ids, *ids]:  # wake-up calls may come twice
            jobs.screen(screening_id)
        wait_until_done(store, ids)
    finally:
        for consumer in consumers:
            consumer.kill()
    taken = [consumer.all_lines() for consumer in consumers]
    assert sorted(taken[0] + taken[1]) == sorted(ids)
    assert all(taken)
    assert results_on_record(store, ids) == len(ids)
    assert {(row := store.get(one)) and row.attempts for one in ids} == {1}
