"""Queues and their threads: wake-up calls, pauses, recovery, purges, stops."""

from __future__ import annotations

import logging
import pickle
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from huey.registry import Message

from service.errors import SettingsError, StoreError
from service.jobs import queue as queue_module
from service.jobs.backends import QUEUE_FILE
from service.jobs.messages import JsonSerializer
from service.jobs.outage import FIRST_PAUSE_S, LONGEST_PAUSE_S, Outage, Pauses, Repeated
from service.jobs.queue import RECOVER_LIMIT, DueWork, JobHandlers, JobQueue, job_queue
from service.jobs.runner import JobRunner
from service.log_lines import parts_of
from service.store.database import database_url

NOTHING = DueWork((), ())
PATIENCE_S = 20.0


class Diary:
    """What the handlers were asked to do, in order."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.due = NOTHING
        self.pauses_s: list[float] = []
        self.failures = 0
        self.gate = threading.Event()
        self.gate.set()

    def handlers(self) -> JobHandlers:
        return JobHandlers(self.screen, self.deliver, lambda _limit: self.due, self.purge)

    def screen(self, screening_id: str) -> None:
        self.entries.append(f"screen {screening_id}")
        assert self.gate.wait(PATIENCE_S)
        if self.failures:
            self.failures -= 1
            raise StoreError("canary-4711")
        self.entries.append(f"screened {screening_id}")

    def deliver(self, delivery_id: str) -> float | None:
        self.entries.append(f"deliver {delivery_id}")
        return self.pauses_s.pop(0) if self.pauses_s else None

    def purge(self) -> None:
        self.entries.append("purge")

    def wait_for(self, entry: str, times: int = 1) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while self.entries.count(entry) < times:
            assert time.monotonic() < deadline, self.entries
            time.sleep(0.02)


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[JobQueue]:
    made = job_queue(tmp_path, database_url("", tmp_path), "")
    yield made
    made.close()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def running(jobs: JobQueue, diary: Diary) -> Iterator[JobRunner]:
    runner = JobRunner(jobs, diary.handlers(), screening_threads=2)
    runner.start()
    yield runner
    diary.gate.set()
    assert runner.stop(PATIENCE_S)


def emptied(jobs: JobQueue) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while jobs.depth().screenings:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.usefixtures("running")
def test_a_wake_up_call_is_answered_at_once(jobs: JobQueue, diary: Diary) -> None:
    start_s = time.monotonic()
    jobs.screen("s-1")
    jobs.deliver("d-1")
    diary.wait_for("screened s-1")
    diary.wait_for("deliver d-1")
    assert time.monotonic() - start_s < 3


@pytest.mark.usefixtures("running")
def test_a_delivery_comes_again_after_the_pause_it_asks_for(jobs: JobQueue, diary: Diary) -> None:
    diary.pauses_s = [1.5]
    start_s = time.monotonic()
    jobs.deliver("d-1")
    diary.wait_for("deliver d-1", times=2)
    assert time.monotonic() - start_s >= 1.5


@pytest.mark.usefixtures("running")
def test_a_failed_screening_is_tried_after_a_pause_and_not_for_ever(
    jobs: JobQueue,
    diary: Diary,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(queue_module, "SCREENING_PAUSES_S", (0.1, 0.1))
    diary.failures = 99
    jobs.screen("s-1")
    diary.wait_for("screen s-1", times=3)
    emptied(jobs)
    assert diary.entries.count("screen s-1") == 3
    said = [parts_of(one) for one in caplog.records if one.levelno >= logging.ERROR]
    assert [(one["event"], one["job"]) for one in said] == [("job-failed", "screen")] * 3
    for one in said:
        assert one["exception"][0]["type"] == "service.errors.StoreError"
        assert one["exception"][0]["at"][-1].startswith("test_jobs_queue.py:")
    assert "canary" not in caplog.text


def test_recovery_takes_up_what_the_database_knows(jobs: JobQueue, diary: Diary) -> None:
    diary.due = DueWork(("s-1",), ("d-1",))
    runner = JobRunner(jobs, diary.handlers(), screening_threads=1)
    runner.start()
    diary.wait_for("screened s-1")
    diary.wait_for("deliver d-1")
    assert runner.stop(PATIENCE_S)


def test_recovery_puts_nothing_into_the_queue_that_waits_there(
    jobs: JobQueue, diary: Diary
) -> None:
    jobs.handlers = diary.handlers()
    jobs.screen("s-1")
    diary.due = DueWork(("s-1", "s-2"), ())
    jobs._run_recover()
    assert [task.args[0] for task in jobs.screenings.pending()] == ["s-1", "s-2"]


def test_recovery_never_makes_a_long_queue_longer(jobs: JobQueue, diary: Diary) -> None:
    jobs.handlers = diary.handlers()
    for number in range(RECOVER_LIMIT - 1):
        jobs.screen(f"s-{number}")
    diary.due = DueWork(("t-1", "t-2", "t-3"), ())
    jobs._run_recover()
    jobs._run_recover()
    assert jobs.depth().screenings == RECOVER_LIMIT


def test_several_machines_purge_once_an_hour(
    tmp_path: Path, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "_hour", lambda: 2)
    machines = [job_queue(tmp_path, database_url("", tmp_path), "") for _ in range(2)]
    for machine in machines:
        machine.handlers = diary.handlers()
        machine._run_purge()
    assert diary.entries == ["purge"]
    monkeypatch.setattr(queue_module, "_hour", lambda: 3)
    for machine in machines:
        machine._run_purge()
        machine.close()
    assert diary.entries == ["purge", "purge"]


def test_a_stop_waits_for_what_is_in_hand_and_takes_nothing_new(
    jobs: JobQueue, diary: Diary
) -> None:
    diary.gate.clear()
    runner = JobRunner(jobs, diary.handlers(), screening_threads=1)
    runner.start()
    was_running = runner.is_running
    jobs.screen("s-1")
    jobs.screen("s-2")
    diary.wait_for("screen s-1")
    assert not runner.stop(0.2)
    diary.gate.set()
    assert runner.stop(PATIENCE_S)
    assert (was_running, runner.is_running) == (True, False)
    assert "screened s-1" in diary.entries
    assert "screen s-2" not in diary.entries
    assert jobs.depth().screenings == 1


def test_a_runner_leaves_signals_alone(jobs: JobQueue, diary: Diary) -> None:
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    runner = JobRunner(jobs, diary.handlers(), screening_threads=1)
    runner.start()
    after = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    assert runner.stop(PATIENCE_S)
    assert before == after


def test_an_entry_is_plain_json_and_a_pickle_is_not_read(tmp_path: Path) -> None:
    serializer = JsonSerializer()
    entry = Message("id", "module.screen", args=("s-1", 2), priority=10, expires=5)
    written = serializer.serialize(entry)
    assert written.startswith(b'{"job": {"id": "id"')
    assert serializer.deserialize(written) == entry._replace(kwargs={})
    with pytest.raises(ValueError):
        serializer.deserialize(pickle.dumps(entry))


def test_a_queue_that_fails_costs_a_wake_up_call_and_no_request(
    jobs: JobQueue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("canary-4711")

    monkeypatch.setattr(jobs.screenings.storage, "enqueue", fail)
    jobs.screen("s-1")
    (told,) = (parts_of(one) for one in caplog.records if one.levelno >= logging.ERROR)
    assert told["event"] == "queue-lost"
    assert told["exception"][0]["type"] == "sqlite3.OperationalError"
    assert "canary" not in str(told)
    assert "canary" not in caplog.text


def test_a_queue_that_cannot_be_read_is_told_without_its_address(
    jobs: JobQueue,
    diary: Diary,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("canary-4711")

    caplog.set_level(logging.INFO, "docscreen.jobs")
    monkeypatch.setattr(jobs.screenings.storage, "dequeue", fail)
    runner = JobRunner(jobs, diary.handlers(), screening_threads=1)
    runner.start()
    deadline = time.monotonic() + PATIENCE_S
    while "queue-lost" not in caplog.text:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(1.0)  # time in which a flood would be one
    assert "canary" not in caplog.text
    monkeypatch.undo()
    jobs.screen("s-1")  # and the threads go on
    diary.wait_for("screened s-1")
    events = [one.getMessage() for one in caplog.records if one.levelno >= logging.INFO]
    assert events.count("queue-lost") == events.count("queue-back") == 1
    assert not any("reading" in event for event in events)
    assert runner.stop(PATIENCE_S)


def test_a_queue_that_is_away_is_looked_at_less_and_less_often() -> None:
    pauses = Pauses()
    waited_s = [pauses.next_s() for _ in range(7)]
    assert waited_s == sorted(waited_s)
    assert waited_s[0] == FIRST_PAUSE_S
    assert waited_s[-1] == LONGEST_PAUSE_S
    pauses.reset()
    assert pauses.next_s() == FIRST_PAUSE_S


def test_broken_connections_after_an_outage_are_no_second_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "docscreen.jobs")
    outage = Outage()
    for _ in range(3):
        outage.met(ConnectionError("canary-4711"))
    assert outage.is_on
    outage.over()
    outage.met(ConnectionError("canary-4711"))
    assert [one.getMessage() for one in caplog.records] == ["queue-lost", "queue-back"]
    assert "canary" not in caplog.text


def test_an_entry_that_nobody_can_read_is_no_outage(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage()
    outage.met(KeyError("name"))
    assert not outage.is_on
    assert [one.getMessage() for one in caplog.records] == ["job-unreadable"]


def test_repeated_work_tells_its_failure_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "docscreen.jobs")
    answers = iter([False, False, True, True])

    def work() -> None:
        if not next(answers):
            raise OSError("canary-4711")

    repeated = Repeated("heartbeat", work)
    for _ in range(4):
        repeated()
    assert [one.getMessage() for one in caplog.records] == ["job-failed", "job-works-again"]


def test_a_redis_that_is_away_at_the_start_is_told_once(
    tmp_path: Path, diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    away = job_queue(tmp_path, database_url("", tmp_path), "redis://:canary-4711@127.0.0.1:1/0")
    runner = JobRunner(away, diary.handlers(), screening_threads=2)
    runner.start()
    time.sleep(1.2)
    assert runner.stop(PATIENCE_S)
    events = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert events == ["queue-lost"]
    assert "canary" not in caplog.text


def test_the_queue_lies_in_the_data_folder(tmp_path: Path) -> None:
    job_queue(tmp_path / "data", database_url("", tmp_path), "").close()
    assert (tmp_path / "data" / QUEUE_FILE).is_file()


@pytest.mark.parametrize("address", ["http://host/", "amqp://host", "host:6379"])
def test_a_queue_of_another_kind_is_one_clear_line(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="DOCSCREEN_QUEUE_URL: an address such as redis"):
        job_queue(tmp_path, database_url("", tmp_path), address)


def test_redis_without_its_package_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huey.storage.Redis", None)
    with pytest.raises(SettingsError, match="the Python package redis is not installed"):
        job_queue(tmp_path, database_url("", tmp_path), "redis://127.0.0.1:1/0")


def test_a_file_that_is_no_queue_is_told(tmp_path: Path) -> None:
    (tmp_path / QUEUE_FILE).write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="the queue's file is refused: DatabaseError"):
        job_queue(tmp_path, database_url("", tmp_path), "")
