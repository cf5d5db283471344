"""The log: one JSON object a line, from every logger; nothing in it that somebody sent or asked."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from models.errors import DocscreenError, PolicyError, WeightsMissing
from service.errors import SettingsError, StoreError, UsageError
from service.log_lines import (
    JsonLines,
    TextLines,
    bound,
    is_message_ours,
    log_event,
    log_failure,
)
from service.logs import LineHandler, log_plan
from service.telemetry.context import request_id
from tests.canaries import SHAPES
from tests.service.postgres_server import PostgresServer, start_server, stop_server
from tests.service.serving import Serving, served, wait_until
from tests.service.webhook_receivers import Receiver, receiver

CANARY = "Ratsimandresy-1987"
OURS, THEIRS = logging.getLogger("docscreen.example"), logging.getLogger("library.example")
STAMP = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged meanwhile, as a service would write it."""
    stream = io.StringIO()
    handler = LineHandler(stream)
    handler.setFormatter(JsonLines())
    logging.root.addHandler(handler)
    yield stream
    logging.root.removeHandler(handler)


def only(written: io.StringIO) -> dict[str, Any]:
    (line,) = written.getvalue().splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def test_an_event_has_its_time_place_ids_and_facts(written: io.StringIO) -> None:
    token = request_id.set("r-1")
    with bound(screening="s-1"):
        log_event(OURS, logging.INFO, "thing-done", ms=1.5, verdict=None)
    request_id.reset(token)
    line = only(written)
    assert re.match(STAMP, line.pop("time"))
    assert line == {
        "level": "info", "logger": "docscreen.example", "event": "thing-done",
        "request_id": "r-1", "screening": "s-1", "ms": 1.5,
    }  # fmt: skip


def test_a_library_is_told_without_the_values_that_it_fills_in(written: io.StringIO) -> None:
    THEIRS.error("could not open %s", CANARY)
    line = only(written)
    assert line["message"] == "could not open %s"
    assert line["at"].startswith("test_logs.py:")
    assert CANARY not in written.getvalue()


def test_a_text_made_at_run_time_is_told_by_its_place(written: io.StringIO) -> None:
    THEIRS.error(f"could not open {CANARY}")
    line = only(written)
    assert "message" not in line
    assert line["at"].endswith("test_a_text_made_at_run_time_is_told_by_its_place")


def test_an_exception_is_told_by_kinds_and_places(written: io.StringIO) -> None:
    try:
        try:
            dict[str, str]()[CANARY]
        except KeyError as missing:
            raise StoreError("the database refused: OperationalError") from missing
    except StoreError:
        THEIRS.exception("failed for %s", CANARY)
    first, second = only(written)["exception"]
    assert first["type"] == "service.errors.StoreError"
    assert first["message"] == "the database refused: OperationalError"
    assert second["type"] == "KeyError" and "message" not in second
    assert second["at"][-1].startswith("test_logs.py:")
    assert CANARY not in written.getvalue()


def test_the_members_of_a_group_are_told(written: io.StringIO) -> None:
    group = ExceptionGroup("two", [ValueError(CANARY), OSError(CANARY)])
    log_failure(OURS, logging.ERROR, "failed", group)
    kinds = [one["type"] for one in only(written)["exception"]]
    assert kinds == ["ExceptionGroup", "ValueError", "OSError"]
    assert CANARY not in written.getvalue()


def test_a_failure_is_emptied_before_any_handler_sees_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log_failure(OURS, logging.ERROR, "failed", ValueError(CANARY), job="screen")
    assert "failed" in caplog.text and CANARY not in caplog.text


def test_statements_and_values_of_a_database_are_not_told(written: io.StringIO) -> None:
    logger = logging.getLogger("sqlalchemy.engine")
    before, logger.level = logger.level, logging.DEBUG
    try:
        with create_engine("sqlite://").begin() as connection:
            connection.execute(text("CREATE TABLE person (name TEXT PRIMARY KEY)"))
            statement = text("INSERT INTO person VALUES (:name)")
            connection.execute(statement, {"name": CANARY})
            try:
                connection.execute(statement, {"name": CANARY})
            except IntegrityError as refusal:
                log_failure(OURS, logging.ERROR, "failed", refusal)
    finally:
        logger.level = before
    assert '"sqlalchemy.engine.Engine"' in written.getvalue()
    assert CANARY not in written.getvalue()
    assert "INSERT" not in written.getvalue()


def test_a_line_that_cannot_be_made_says_only_where() -> None:
    written = io.StringIO()
    record = logging.LogRecord(OURS.name, logging.ERROR, __file__, 1, "%d files", (CANARY,), None)
    LineHandler(written).handle(record)
    assert only(written)["event"] == "unloggable"
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize(
    ("failure", "is_told"),
    [
        (StoreError("a"), True), (WeightsMissing("a"), True), (SettingsError("a"), True),
        (UsageError("a"), False), (PolicyError("a"), False), (ValueError("a"), False),
        (DocscreenError("a"), True),
    ],
)  # fmt: skip
def test_only_messages_that_quote_nobody_are_told(failure: Exception, is_told: bool) -> None:
    assert is_message_ours(failure) is is_told


def test_text_tells_the_same_in_one_line() -> None:
    record = logging.LogRecord(OURS.name, logging.ERROR, __file__, 1, "a\nb", (), None)
    record.facts = {"ms": 1}
    line = TextLines().format(record)
    assert line.endswith("ERROR docscreen.example a b ms=1")


def test_text_is_for_terminals_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert log_plan("info", "auto").form == "text"
    assert log_plan("info", "json").form == "json"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    assert log_plan("info", "auto").form == "json"


UNCAUGHT = f"""
import threading, warnings
from service.logs import LogPlan, start_log
start_log(LogPlan("info", "json"))
warnings.warn("read {CANARY}")
def fail():
    raise ValueError("{CANARY}")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def test_what_nobody_caught_and_warnings_are_lines_too() -> None:
    run = subprocess.run(
        [sys.executable, "-c", UNCAUGHT], capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["warning", "uncaught-in-thread", "uncaught"]
    assert lines[0]["kind"] == "UserWarning"
    assert lines[2]["exception"][0]["type"] == "ValueError"
    assert CANARY not in run.stderr
    assert run.returncode == 1


NAME, REFERENCE, WANTED = "jane-doe-1987.jpg", "APP/Jane-Doe-1987", "reference=APP%2FJane-Doe-1987"
PATH = "/hooks/jane-doe-1987"
FORM = "multipart/form-data; boundary=x"


def exercise(serving: Serving, portrait: bytes, hook: Receiver) -> list[int]:
    """Do what callers do, right and wrong; the statuses."""
    fields = {"policy": "pr-card", "reference": REFERENCE}
    later = serving.submit(portrait, fields, NAME, {"Prefer": "respond-async"})
    url = f"http://127.0.0.1:{hook.port}{PATH}"
    kind = {"Content-Type": "application/json"}
    made = json.dumps({"url": url}).encode()
    broken = b'--x\r\nContent-Disposition: form-data; name="reference"\r\n\r\nJane Doe 1987'
    answers = [
        serving.ask("/v1/webhooks", "POST", made, kind),
        serving.submit(portrait, fields, NAME, {"Idempotency-Key": "jane-doe-1987"}),
        serving.submit(b"no picture", fields, NAME),
        later,
        serving.ask(f"/v1/screenings?{WANTED}"),
        serving.ask("/v1/screenings?limit=Jane-Doe-1987"),
        serving.ask("/v1/screenings/Jane-Doe-1987"),
        serving.ask("/v1/screenings", key=serving.key[:-1]),
        serving.ask("/v1/screenings", "POST", broken, {"Content-Type": FORM}),
        serving.ask("/v1/screenings", "POST", b"{", kind),
        serving.submit(portrait, {"policy": "Jane-Doe-1987"}, NAME),
        serving.ask("/v1/screenings", "JANE-DOE-1987"),
    ]  # fmt: skip
    return [answer.status for answer in answers]


@pytest.mark.slow
def test_a_service_at_debug_logs_json_and_nothing_of_its_callers(
    tmp_path: Path, portrait_jpeg: bytes, mortal_postgresql: PostgresServer
) -> None:
    environment = {
        **os.environ,
        "DOCSCREEN_LOG_LEVEL": "debug",
        "DOCSCREEN_DATABASE_URL": mortal_postgresql.new_database(),
        "DOCSCREEN_WEBHOOK_ALLOW_HTTP": "true",
        "DOCSCREEN_WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
    with receiver() as hook, served(tmp_path, environment) as serving:
        statuses = exercise(serving, portrait_jpeg, hook)
        wait_until(lambda: "delivery-tried" in serving.events())
        stop_server(mortal_postgresql.folder)
        lost = serving.submit(portrait_jpeg, {"policy": "pr-card", "reference": REFERENCE}, NAME)
        again = start_server(mortal_postgresql.folder)
        mortal_postgresql.await_answer()
        serving.stop()
        again.kill()
        again.wait()
        log, lines, key = serving.log.read_text(), serving.lines(), serving.key
    assert statuses[:4] == [201, 201, 201, 202]
    assert lost.status == 503
    assert {401, 422} <= set(statuses)
    for canary in (NAME, "Jane", "jane", "1987", REFERENCE, key[:20], PATH, "APP/", "APP%2F"):
        assert canary not in log
    assert not [kind for kind, shape in SHAPES.items() if shape.search(log)]
    loggers = {line["logger"].split(".")[0] for line in lines}
    assert {"docscreen", "uvicorn", "asyncio"} <= loggers
    assert {"starting", "ready", "request", "screening-done", "delivery-tried", "stopped"} <= set(
        serving.events()
    )
    requests = [line for line in lines if line.get("event") == "request"]
    assert all(uuid.UUID(line["request_id"]) for line in requests)
    assert all(line["ms"] >= 0 for line in requests)


@pytest.mark.slow
def test_a_service_that_cannot_start_says_why_and_fails(tmp_path: Path) -> None:
    url = "postgresql://docscreen@127.0.0.1:1/nothing"
    serving = Serving(tmp_path, {**os.environ, "DOCSCREEN_DATABASE_URL": url})
    serving.process.communicate(timeout=60)
    assert serving.process.returncode == 3
    failed = next(line for line in serving.lines() if line.get("event") == "start-failed")
    assert failed["exception"][0]["type"] == "service.store.database.DatabaseUnusable"
    assert failed["exception"][0]["message"] == "the database refused: OperationalError"
