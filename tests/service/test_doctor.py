"""`docscreen doctor` on a service's store: what is whole, and what is really broken."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from service import audit
from service.audit import AuditEntry
from service.doctor_store import clock_examination, disk_examination, examine_store
from service.examination import Examination, examined
from service.settings import Settings
from service.store.key_files import add_key
from service.store.lifecycle import reseal
from service.store.sealing import KEYS_FILE
from service.store.tables import AuditRow
from service.store.work import FAILED, Submission
from tests.service.conftest import CommandLine
from tests.service.postgres_server import PostgresServer
from tests.service.s3_server import S3Server, environment
from tests.service.stores import NOW, opened_store, store_in

PARTS = {"disk", "database", "clock", "keys", "audit", "queue", "jobs", "objects"}


def found_in(folder: Path, **stated: Any) -> dict[str, Examination]:
    setting = Settings(workers=1, data_dir=folder, **stated)
    return {one.part: one for one in examine_store(setting)}


def a_store(folder: Path, database: str = "") -> str:
    """A store with one upload; the id of its screening."""
    store = store_in(folder, database)
    submission = Submission(
        b"content", "photo.jpg", "pr-card", "photo", "key:1", NOW, NOW + dt.timedelta(days=1)
    )
    accepted = store.accept(submission, None)
    store.database.close()
    return accepted.row.id


def test_a_store_that_is_whole(tmp_path: Path, database: str) -> None:
    a_store(tmp_path, database)
    found = found_in(tmp_path, database_url=database)
    assert set(found) == PARTS
    assert {part: one.state for part, one in found.items() if one.state != "ok"} == {}
    assert found["database"].found.startswith("PostgreSQL" if database else "SQLite 3")
    assert database or "WAL" in found["database"].found
    assert found["keys"].found == "1; 1 is current"
    assert found["audit"].found.startswith("1 entries")
    assert found["objects"].found.startswith("a folder")
    assert "s from" in found["clock"].found or not database


def test_what_a_first_start_makes_is_not_made_by_the_doctor(tmp_path: Path) -> None:
    found = found_in(tmp_path / "data")
    assert {part for part, one in found.items() if one.state != "ok"} == set()
    assert found["database"].found.startswith("there is none yet")
    assert not (tmp_path / "data").exists()


def test_examining_changes_nothing(tmp_path: Path, database: str) -> None:
    a_store(tmp_path, database)
    found_in(tmp_path, database_url=database)
    store = store_in(tmp_path, database)
    with store.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    assert store.database.is_current
    store.database.close()


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    url = "postgresql://docscreen:secret@127.0.0.1:1/docscreen"
    found = found_in(tmp_path, database_url=url)["database"]
    assert found.state == "problem"
    assert found.found == "the database refused: OperationalError"
    assert "DOCSCREEN_DATABASE_URL" in found.remedy
    assert "secret" not in f"{found}"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listener:
        yield listener.getsockname()[1]


def test_what_never_answers_is_given_up(silent_port: int) -> None:
    started_s = time.monotonic()

    def wait() -> Examination:
        with socket.create_connection(("127.0.0.1", silent_port), timeout=3) as connection:
            connection.recv(1)
        raise AssertionError("unreachable")

    found = examined("database", wait, "look at it", limit_s=0.3)
    assert found == Examination("database", "problem", "no answer within 0.3 s", "look at it")
    assert time.monotonic() - started_s < 2


def test_an_error_of_a_library_is_told_by_its_kind() -> None:
    def fail() -> Examination:
        raise ConnectionError("redis://user:secret@host")

    assert examined("queue", fail, "look at it").found == "ConnectionError"


def test_tables_of_another_version(tmp_path: Path, database: str) -> None:
    a_store(tmp_path, database)
    store = store_in(tmp_path, database)
    with store.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.database.close()
    found = found_in(tmp_path, database_url=database)
    assert found["database"].state == "problem"
    assert "another version" in found["database"].found
    assert "keys" not in found


def test_a_user_who_may_only_read(tmp_path: Path, postgresql: PostgresServer) -> None:
    url = postgresql.new_database()
    a_store(tmp_path, url)
    store = store_in(tmp_path, url)
    name = store.database.url.database
    with store.database.writing() as session:
        session.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    store.database.close()
    found = found_in(tmp_path, database_url=url)["database"]
    assert found.state == "problem"
    assert found.found == "the database refused: ReadOnlySqlTransaction"


def other_key(name: str) -> str:
    return json.dumps([[name, base64.b64encode(os.urandom(32)).decode()]])


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    a_store(tmp_path)
    oldest = (tmp_path / KEYS_FILE).read_text()
    add_key(tmp_path)
    with opened_store(tmp_path) as store:
        assert reseal(store, "operator", NOW) > 0
    (tmp_path / KEYS_FILE).write_text(oldest)
    found = found_in(tmp_path)["keys"]
    assert (found.state, found.found) == ("problem", "missing: 2")


def test_lost_keys_and_other_keys_are_told_as_such(tmp_path: Path) -> None:
    a_store(tmp_path)
    (tmp_path / KEYS_FILE).write_text(other_key("2"))
    for part in ("keys", "audit"):
        found = found_in(tmp_path)[part]
        assert found.state == "problem"
        assert found.found.startswith("the oldest encryption key is not the one")
    (tmp_path / KEYS_FILE).unlink()
    found = found_in(tmp_path)["keys"]
    assert found.state == "problem"
    assert found.found.startswith(f"{KEYS_FILE} is not in the data folder, but")
    assert not (tmp_path / KEYS_FILE).exists()


def test_another_key_of_the_same_name(tmp_path: Path) -> None:
    a_store(tmp_path)
    (tmp_path / KEYS_FILE).write_text(other_key("1"))
    found = found_in(tmp_path)
    assert found["keys"].state == "problem"
    assert found["audit"].state == "problem"


@pytest.mark.parametrize("links", [2, 250])
def test_a_change_near_the_end_of_the_audit(tmp_path: Path, links: int) -> None:
    store = store_in(tmp_path)
    with store.database.writing() as session:
        for _ in range(links):
            audit.append(session, store.keyring, NOW, AuditEntry("key:1", "thing.done"))
    assert found_in(tmp_path)["audit"].state == "ok"
    with store.database.writing() as session:
        changed = update(AuditRow).where(AuditRow.number == links - 1).values(actor="key:2")
        session.execute(changed)
    store.database.close()
    found = found_in(tmp_path)["audit"]
    assert (found.state, found.found) == ("problem", f"at entry {links - 1} a link was changed")


def test_an_end_that_was_cut_off(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.database.writing() as session:
        for _ in range(3):
            audit.append(session, store.keyring, NOW, AuditEntry("key:1", "thing.done"))
    with store.database.writing() as session:
        session.execute(text("DELETE FROM audit WHERE number = 3"))
    store.database.close()
    assert "cut off" in found_in(tmp_path)["audit"].found


def test_objects_on_s3(tmp_path: Path, s3: S3Server) -> None:
    with environment(s3.variables):
        found = found_in(tmp_path, object_store_url=s3.new_bucket())["objects"]
        assert (found.state, found.found) == ("ok", "S3; one was written, read and deleted")
        found = found_in(tmp_path, object_store_url="s3://no-such-bucket/uploads")["objects"]
        assert found.state == "problem"


def test_an_object_store_that_cannot_be_written(tmp_path: Path) -> None:
    a_store(tmp_path)
    (tmp_path / "file").touch()
    found = found_in(tmp_path, object_store_url=str(tmp_path / "file" / "objects"))["objects"]
    assert found.state == "problem"
    assert found.found.startswith("the object store does not answer: ")
    assert found.found.endswith(("NotADirectoryError", "FileExistsError"))
    assert "DOCSCREEN_OBJECT_STORE_URL" in found.remedy


def test_a_queue_that_does_not_answer(tmp_path: Path) -> None:
    a_store(tmp_path)
    found = found_in(tmp_path, queue_url="redis://user:secret@127.0.0.1:1/0")["queue"]
    assert found.state == "problem"
    assert "secret" not in f"{found}"


def test_work_that_was_given_up_is_a_warning(tmp_path: Path) -> None:
    screening_id = a_store(tmp_path)
    store = store_in(tmp_path)
    with store.database.writing() as session:
        change = text("UPDATE screening SET state = :state WHERE id = :id")
        session.execute(change, {"state": FAILED, "id": screening_id})
    store.database.close()
    found = found_in(tmp_path)["jobs"]
    assert found.state == "warning"
    assert found.found.startswith("1 screenings failed")
    assert "docscreen jobs" in found.remedy


def test_a_provider_that_cannot_be_reached(tmp_path: Path) -> None:
    issuer = {"oidc_issuer": "http://127.0.0.1:1", "oidc_audience": "docscreen"}
    found = found_in(tmp_path, **issuer)["tokens"]
    assert found.state == "problem"
    assert "DOCSCREEN_OIDC_ISSUER" in found.remedy


@pytest.mark.parametrize(
    ("ahead_s", "state"), [(0.1, "ok"), (-3.0, "warning"), (3.0, "warning"), (-61.0, "problem")]
)
def test_clocks_may_differ_by_little(ahead_s: float, state: str) -> None:
    assert clock_examination(ahead_s).state == state


@pytest.mark.parametrize(
    ("free_bytes", "state"), [(2**34, "ok"), (2**31, "warning"), (2**20, "problem")]
)
def test_room_on_the_disk(free_bytes: int, state: str) -> None:
    assert disk_examination(free_bytes).state == state


def test_the_command_names_what_is_broken(docscreen: CommandLine, tmp_path: Path) -> None:
    a_store(tmp_path)
    (tmp_path / KEYS_FILE).write_text(other_key("2"))
    run = docscreen(
        "doctor",
        "--json",
        DOCSCREEN_DATA_DIR=str(tmp_path),
        DOCSCREEN_SHUTDOWN_TIMEOUT_S="1",
        DOCSCREEN_WEIGHTS_DIR=str(tmp_path),
    )
    assert run.status == 1
    parts = {part["part"]: part for part in json.loads(run.out)}
    assert parts["keys"]["state"] == "problem"
    assert parts["limits"]["state"] == "warning"
    assert "DOCSCREEN_SHUTDOWN_TIMEOUT_S" in parts["limits"]["remedy"]
