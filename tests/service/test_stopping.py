"""Stopping `docscreen serve`, and losing its database: what is open is finished or given back."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.service.postgres_server import (
    PostgresServer,
    start_server,
    stop_server,
)
from tests.service.serving import Answer, Serving, served, wait_until

PR_CARD = {"policy": "pr-card"}
ASYNC = {"Prefer": "respond-async"}
#: What is frozen is not taken for hanging meanwhile.
LONG = {**os.environ, "DOCSCREEN_SCREENING_TIMEOUT_S": "120"}
#: A second signal within less than this is taken for the first.
SOON_S = 0.5


def workers_of(serving: Serving) -> list[int]:
    """The processes that screen for a service."""
    path = Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children")
    commands = {int(pid): Path(f"/proc/{pid}/cmdline") for pid in path.read_text().split()}
    return [pid for pid, command in commands.items() if b"spawn_main" in command.read_bytes()]


def freeze(serving: Serving) -> Callable[[], None]:
    """Let nothing be screened; what lets it go on again."""
    pids = workers_of(serving)
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)

    def go_on() -> None:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

    return go_on


def states(serving: Serving) -> dict[str, str]:
    """The state of each screening by its id."""
    items = serving.ask("/v1/screenings").json["items"]
    return {item["id"]: item["state"] for item in items}


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def two_in_hand(
    serving: Serving, portrait: bytes, threads: ThreadPoolExecutor
) -> tuple[Future[Answer], str]:
    """A request that waits for its report, and a job; neither goes on. The job's screening."""
    later = serving.submit(portrait + b"later", PR_CARD, headers=ASYNC)
    assert later.status == 202
    waiting = threads.submit(serving.submit, portrait, PR_CARD)
    wait_until(lambda: sorted(states(serving).values()) == ["running", "running"])
    return waiting, later.json["id"]


@pytest.mark.slow
def test_a_stop_finishes_what_is_open_and_refuses_what_is_new(
    tmp_path: Path, portrait_jpeg: bytes, threads: ThreadPoolExecutor
) -> None:
    with served(tmp_path, {**LONG, "DOCSCREEN_SHUTDOWN_TIMEOUT_S": "20"}) as serving:
        go_on = freeze(serving)
        waiting, _job = two_in_hand(serving, portrait_jpeg, threads)
        serving.process.send_signal(signal.SIGTERM)
        wait_until(lambda: serving.ask("/health/ready").status == 503, 5)
        unready = serving.ask("/health/ready")
        assert unready.json["type"] == "/problems/not-ready"
        assert serving.ask("/health/live").status == 200
        refused = serving.submit(portrait_jpeg, PR_CARD)
        assert (refused.status, refused.json["type"]) == (503, "/problems/not-ready")
        assert refused.headers["retry-after"] == "1"
        assert refused.headers["connection"] == "close"
        assert serving.ask("/v1/screenings").status == 503
        assert not waiting.done()
        go_on()
        assert waiting.result().status == 201
        assert serving.process.wait(20) == 0
        events = serving.events()
    done = [line for line in events if line == "screening-done"]
    assert len(done) == 2
    assert "requests-cut-short" not in events
    assert events.index("stopping") < events.index("jobs-stopped") < events.index("stopped")


@pytest.mark.slow
def test_what_is_not_finished_in_time_is_taken_up_by_another_process_at_once(
    tmp_path: Path, portrait_jpeg: bytes, threads: ThreadPoolExecutor
) -> None:
    limit_s = 5
    environment = {**LONG, "DOCSCREEN_SHUTDOWN_TIMEOUT_S": str(limit_s)}
    with served(tmp_path, environment) as stopped:
        freeze(stopped)
        waiting, _ = two_in_hand(stopped, portrait_jpeg, threads)
        with served(tmp_path, environment) as heir:
            heir.key = stopped.key
            took_s = stopped.stop()
            assert took_s < limit_s
            assert stopped.process.returncode == 0
            assert waiting.exception() is not None or waiting.result().status >= 500
            released_s = time.monotonic()
            wait_until(lambda: sorted(states(heir).values()) == ["done", "done"])
            assert time.monotonic() - released_s < 10  # a lease would last a minute
            done = heir.lines()
        assert stopped.events().count("screening-released") == 2
    results = [line for line in done if line.get("event") == "screening-done"]
    assert [line["status"] for line in results] == ["complete", "complete"]


@pytest.mark.slow
def test_a_second_signal_ends_it_at_once(
    tmp_path: Path, portrait_jpeg: bytes, threads: ThreadPoolExecutor
) -> None:
    with served(tmp_path, {**LONG, "DOCSCREEN_SHUTDOWN_TIMEOUT_S": "60"}) as serving:
        freeze(serving)
        waiting, _ = two_in_hand(serving, portrait_jpeg, threads)
        serving.process.send_signal(signal.SIGTERM)
        serving.process.send_signal(signal.SIGTERM)  # some senders do so for one stop
        time.sleep(SOON_S)
        assert serving.process.poll() is None
        assert serving.stop() < 1
        assert serving.process.returncode == -signal.SIGTERM
        assert waiting.exception() is not None


@pytest.mark.slow
def test_an_idle_service_stops_at_once(tmp_path: Path) -> None:
    with served(tmp_path, os.environ) as serving:
        assert serving.stop(signal.SIGINT) < 3
        assert serving.process.returncode == 0
        assert serving.events()[-1] == "stopped"


@pytest.mark.slow
def test_without_its_database_it_lives_says_so_and_recovers(
    tmp_path: Path, portrait_jpeg: bytes, mortal_postgresql: PostgresServer
) -> None:
    environment = {**os.environ, "DOCSCREEN_DATABASE_URL": mortal_postgresql.new_database()}
    with served(tmp_path, environment) as serving:
        assert serving.submit(portrait_jpeg, PR_CARD).status == 201
        stop_server(mortal_postgresql.folder)
        try:
            assert serving.ask("/health/live").status == 200
            answers: list[Any] = [
                serving.submit(portrait_jpeg, PR_CARD),
                serving.ask("/v1/screenings"),
                serving.ask("/v1/screenings", key="ds_" + "A" * 49),
            ]
        finally:
            again = start_server(mortal_postgresql.folder)
            mortal_postgresql.await_answer()
        try:
            assert [answer.status for answer in answers[:2]] == [503, 503]
            assert answers[0].json["type"] == "/problems/store-unavailable"
            assert answers[0].headers["retry-after"]
            assert answers[2].status == 401  # it cannot be a key: its checksum is wrong
            assert serving.submit(portrait_jpeg, PR_CARD).status == 201
            later = serving.submit(portrait_jpeg, PR_CARD, headers=ASYNC)
            assert later.status == 202
            wait_until(lambda: states(serving)[later.json["id"]] == "done", 30)
            assert serving.stop() < 10
            assert serving.process.returncode == 0
            assert "store-unavailable" in serving.events()
        finally:
            again.send_signal(signal.SIGQUIT)
            again.wait()
