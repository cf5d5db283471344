"""The service's keys: made once, missed when lost, told apart, and changed while it runs."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import delete, update

from service.access.keys import ApiKeys, KeyOrder
from service.access.scopes import Scope
from service.errors import StoreError
from service.store.custody import keyring_for, known_keyring
from service.store.database import Database, database_url
from service.store.key_files import add_key, keyring_of
from service.store.screenings import ScreeningStore
from service.store.sealing import KEYS_FILE, DataKey, SealKeyMissing
from service.store.tables import AuditRow, KeyMarkRow
from service.store.work import Submission
from tests.service.conftest import CommandLine
from tests.service.stores import NOW, opened_store

UPLOAD = Submission(
    b"content", "photo.jpg", "pr-card", "photo", "key:1", NOW, NOW + dt.timedelta(days=1)
)
READING = (("keys", "list"), ("audit", "verify"), ("jobs", "list"))
OTHER_KEY = "the oldest encryption key is not the one that this database was begun with"


def file_of(**keys: str) -> str:
    return json.dumps(list(keys.items()))


def a_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def keep_api_key(store: ScreeningStore) -> None:
    order = KeyOrder("portal", frozenset({Scope.READ}))
    ApiKeys(store.database, store.keyring).create(order, "operator", NOW)


def keep_upload(store: ScreeningStore) -> None:
    store.uploads.keep(b"content", NOW)


def keep_screening(store: ScreeningStore) -> None:
    store.accept(UPLOAD, None)


@pytest.mark.parametrize("keep", [keep_api_key, keep_upload, keep_screening])
def test_lost_keys_are_missed_and_never_made_anew(
    tmp_path: Path, database: str, keep: object
) -> None:
    assert callable(keep)
    with opened_store(tmp_path, database) as store:
        keep(store)
        (tmp_path / KEYS_FILE).unlink()
        for opening in (keyring_for, known_keyring):
            with pytest.raises(StoreError, match=f"^{KEYS_FILE} is not in the data folder, but"):
                opening(store.database, "", tmp_path)
        assert not (tmp_path / KEYS_FILE).exists()


@pytest.mark.parametrize("command", READING)
def test_reading_makes_no_keys_and_misses_lost_ones(
    docscreen: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    docscreen(*command, DOCSCREEN_DATA_DIR=str(tmp_path))
    assert not (tmp_path / KEYS_FILE).exists(), "before a first start"
    database = Database(database_url("", tmp_path))
    database.migrate()
    database.close()
    assert docscreen(*command, DOCSCREEN_DATA_DIR=str(tmp_path)).status == 0
    assert not (tmp_path / KEYS_FILE).exists(), "nothing is kept yet"
    with opened_store(tmp_path) as store:
        keep_screening(store)
    (tmp_path / KEYS_FILE).unlink()
    run = docscreen(*command, DOCSCREEN_DATA_DIR=str(tmp_path))
    assert run.status == 3
    assert f"put {KEYS_FILE} back" in run.err and "screenings" in run.err
    assert not (tmp_path / KEYS_FILE).exists()


def test_another_oldest_key_is_told_and_not_taken_for_a_change(
    docscreen: CommandLine, tmp_path: Path
) -> None:
    with opened_store(tmp_path) as store:
        keep_screening(store)
    (tmp_path / KEYS_FILE).write_text(file_of(**{"1": a_key()}))
    run = docscreen("audit", "verify", DOCSCREEN_DATA_DIR=str(tmp_path))
    assert (run.status, run.out) == (3, "")
    assert OTHER_KEY in run.err
    with pytest.raises(StoreError, match=OTHER_KEY), opened_store(tmp_path):
        pass


def test_keys_in_another_order_are_told(tmp_path: Path, database: str) -> None:
    with opened_store(tmp_path, database) as store:
        add_key(tmp_path)
        listed = json.loads((tmp_path / KEYS_FILE).read_text())
        (tmp_path / KEYS_FILE).write_text(json.dumps(listed[::-1]))
        with pytest.raises(StoreError, match="in another order than at first: 1 is the oldest"):
            keyring_for(store.database, "", tmp_path)


def test_a_changed_audit_is_not_taken_for_another_key(tmp_path: Path, database: str) -> None:
    with opened_store(tmp_path, database) as store:
        keep_screening(store)
        with store.database.writing() as session:
            session.execute(update(AuditRow).values(actor="key:2"))
        assert keyring_for(store.database, "", tmp_path).mark == store.keyring.mark


def test_a_database_without_a_mark_is_told_by_its_audit(tmp_path: Path, database: str) -> None:
    with opened_store(tmp_path, database) as store:
        keep_screening(store)
        with store.database.writing() as session:
            session.execute(delete(KeyMarkRow))
        right = (tmp_path / KEYS_FILE).read_text()
        (tmp_path / KEYS_FILE).write_text(file_of(**{"1": a_key()}))
        with pytest.raises(StoreError, match=OTHER_KEY):
            keyring_for(store.database, "", tmp_path)
        (tmp_path / KEYS_FILE).write_text(right)
        keyring_for(store.database, "", tmp_path)
        with store.database.reading() as session:
            row = session.get(KeyMarkRow, 1)
        assert row is not None and row.mark == store.keyring.mark


def test_a_mark_that_was_changed_is_told(tmp_path: Path, database: str) -> None:
    with opened_store(tmp_path, database) as store:
        keep_screening(store)
        with store.database.writing() as session:
            session.execute(update(KeyMarkRow).values(mark="0" * 64))
        with pytest.raises(StoreError, match="key_mark was changed by hand"):
            keyring_for(store.database, "", tmp_path)


def test_a_running_service_reads_on_and_seals_anew_after_a_rotation(
    docscreen: CommandLine, tmp_path: Path
) -> None:
    with opened_store(tmp_path) as running:
        screening_id = running.accept(UPLOAD, None).row.id
        run = docscreen("store", "rotate", DOCSCREEN_DATA_DIR=str(tmp_path))
        assert run.out == "Key 2 is current; 2 keys were sealed with it.\n"
        row = running.get(screening_id)
        assert row is not None and row.key_id == "2"
        assert running.task_of(row).untrusted_bytes == b"content"
        after = running.accept(UPLOAD, None).row
        assert after.key_id == "2"


def test_a_running_service_seals_with_a_new_key_that_it_has_met_nowhere(tmp_path: Path) -> None:
    with opened_store(tmp_path) as running:
        add_key(tmp_path)
        assert running.accept(UPLOAD, None).row.key_id == "2"
        with pytest.raises(SealKeyMissing):
            running.keyring.unseal(DataKey("9", b"sealed"), b"sealed", "any")


def test_nothing_is_sealed_with_a_key_that_stands_nowhere(tmp_path: Path) -> None:
    """What a process seals after its file is gone could not be read once it stops."""
    with opened_store(tmp_path) as running:
        screening_id = running.accept(UPLOAD, None).row.id
        (tmp_path / KEYS_FILE).unlink()
        with pytest.raises(StoreError, match="put it back"):
            running.accept(UPLOAD, None)
        row = running.get(screening_id)
        assert row is not None and running.task_of(row).untrusted_bytes == b"content"


def test_another_oldest_key_is_not_taken_over_while_running(tmp_path: Path) -> None:
    with opened_store(tmp_path) as running:
        (tmp_path / KEYS_FILE).write_text(file_of(**{"1": a_key(), "2": a_key()}))
        with pytest.raises(StoreError, match="is not the one that this process began with"):
            running.accept(UPLOAD, None)


def test_stated_keys_change_host_by_host(tmp_path: Path) -> None:
    """First every host knows the new key, then it becomes current, then all is sealed with it."""
    old, new = f"1:{a_key()}", f"2:{a_key()}"
    before, between, after = (
        keyring_of(s, tmp_path) for s in (old, f"{old},{new},{old}", f"{old},{new}")
    )
    assert before is not None and between is not None and after is not None
    assert (before.current_id, between.current_id, after.current_id) == ("1", "1", "2")
    assert before.mark == between.mark == after.mark
    for sealing, opening in ((before, between), (between, before), (after, between)):
        key = sealing.new_data_key()
        assert opening.unseal(key, sealing.seal(key, b"content", "any"), "any") == b"content"
    with pytest.raises(SealKeyMissing):
        before.unseal(after.new_data_key(), b"", "any")
    with pytest.raises(StoreError, match="two keys have one id"):
        keyring_of(f"{old},1:{a_key()}", tmp_path)


def test_of_processes_that_start_together_one_makes_the_keys(tmp_path: Path, database: str) -> None:
    tables = Database(database_url(database, tmp_path))
    tables.migrate()
    gate = Barrier(8)

    def start(_number: int) -> str:
        gate.wait(10)
        return keyring_for(tables, "", tmp_path).mark

    with ThreadPoolExecutor(8) as threads:
        marks = set(threads.map(start, range(8)))
    assert len(marks) == 1
    tables.close()
