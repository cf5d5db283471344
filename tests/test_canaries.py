"""The search for canaries finds what is planted, and a run in which something is fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tests.canary_log
from samples.identity_people import invented_holder
from tests.canaries import Canaries, Canary, canaries_of_samples, read_canaries, search
from tests.conftest import REPOSITORY

SECRET = "ds_" + "Zk9-" * 12 + "x"
PLANTED = (
    ("file name", "jane-doe.jpg", '{"message": "refused jane-doe.jpg"}'),
    ("file name", "J\u00e9r\u00f4me.jpg", '{"message": "J\\u00e9r\\u00f4me.jpg"}'),
    ("reference", 'APP "17" x', r'{"message": "APP \"17\" x"}'),
    ("query string", "reference=APP 17", "GET /v1/screenings?reference%3DAPP%2017"),
    ("name", "Ratsimandresyandriamanana", "ValueError: Ratsimandresyandriamanana"),
)
SHAPED = (
    ("API key", f"refused: {SECRET}"),
    ("webhook secret", "key whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ("MRZ line", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
    ("MRZ line", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    ("barcode text", "ANSI 636012080102DL00410278"),
    ("token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2ln"),
)
TEST_WITH_CANARY = """
import datetime as dt
import logging

from service.store.work import Submission

def test_that_leaks():
    now = dt.datetime.now(dt.UTC)
    one = Submission(b"", {name!r}, "pr-card", "photo", "key:1", now, now)
    logging.getLogger("docscreen.example").{level}("read %s", {said})

def test_that_does_not():
    pass
"""


def found_in(tmp_path: Path, text: str, *canaries: Canary) -> list[tuple[str, int]]:
    log = tmp_path / "one.log"
    log.write_text(f"ordinary\n{text}\n", "utf-8")
    return [(one.kind, one.line) for one in search([log], canaries)]


@pytest.mark.parametrize(("kind", "value", "line"), PLANTED)
def test_a_planted_canary_is_found_in_every_spelling(
    tmp_path: Path, kind: str, value: str, line: str
) -> None:
    assert found_in(tmp_path, line, Canary(kind, value)) == [(kind, 2)]


@pytest.mark.parametrize(("kind", "line"), SHAPED)
def test_secrets_and_zones_are_found_by_their_shape(tmp_path: Path, kind: str, line: str) -> None:
    assert found_in(tmp_path, line) == [(kind, 2)]


def test_an_ordinary_line_is_none(tmp_path: Path) -> None:
    line = '{"time": "2026-11-24T12:00:00.000Z", "event": "request", "route": "/v1/screenings"}'
    assert found_in(tmp_path, line, *canaries_of_samples(REPOSITORY)) == []


def test_what_is_sent_becomes_a_canary() -> None:
    collected = Canaries()
    collected.add_query("reference=APP-2026-17&limit=2")
    collected.add_multipart(
        b'--b\r\nContent-Disposition: form-data; name="reference"\r\n\r\nAPP-2026-18\r\n'
        b'--b\r\nContent-Disposition: form-data; name="policy"\r\n\r\npr-card\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="jane-doe.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--b--\r\n"
    )
    values = {one.value for one in collected.known}
    assert values == {
        "reference=APP-2026-17", "limit=2", "APP-2026-17", "APP-2026-18", "jane-doe.jpg",
    }  # fmt: skip


def test_what_is_drawn_becomes_a_canary() -> None:
    holder = invented_holder(17)
    collector = tests.canary_log.running
    assert collector is not None
    known = {one.value for one in collector.canaries.known}
    assert {holder.street, holder.given_names} <= known


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "level", "processes", "status"),
    [
        ("one.untrusted_name", "debug", "0", 1),
        ("one.untrusted_name", "info", "2", 1),
        ("len(one.untrusted_name)", "info", "2", 0),
    ],
)
def test_a_run_with_a_canary_in_its_log_fails(
    tmp_path: Path, said: str, level: str, processes: str, status: int
) -> None:
    name = "amira-okonkwo-1987.jpg"
    (tmp_path / "conftest.py").write_text("from tests.canary_log import *  # noqa: F403\n")
    content = TEST_WITH_CANARY.format(said=said, level=level, name=name)
    (tmp_path / "test_one.py").write_text(content)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", processes, "-p", "no:cacheprovider"),
            *("--rootdir", str(tmp_path), "-c", "/dev/null", str(tmp_path / "test_one.py")),
        ],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "2 passed" in run.stdout
    assert run.returncode == status, run.stdout
    assert name not in run.stdout
    assert ("CANARY file name in" in run.stdout) is bool(status)
    if status:
        (kept,) = tmp_path.glob("docscreen-test-log-*")
        assert name in {one.value for one in read_canaries(kept.glob("canaries-*.json"))}
        logs = "".join(path.read_text() for path in kept.glob("records-*.log"))
        assert (
            name in json.loads(next(line for line in logs.splitlines() if name in line))["message"]
        )
