"""A database and an object store that do not belong together are refused before harm is done."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from service.errors import StoreError
from service.settings import Settings
from service.store import sweeping
from service.store.database import Database, database_url
from service.store.installation import StoresDiffer, claim, installation_id
from service.store.lifecycle import purge
from service.store.objects import ObjectStore, object_store_url
from service.store.opening import open_store
from service.store.screenings import ScreeningStore
from service.store.sweeping import QUARANTINE, SPARED, Swept, sweep
from tests.service.conftest import CommandLine
from tests.service.stores import opened_store
from tests.service.test_store_together import UPLOAD

STRAY = "0a1b2c3d-0000-4000-8000-{:012d}"


def accept(store: ScreeningStore) -> str:
    """Keep the one upload of these tests, with a screening of it; its object's name."""
    return store.accept(UPLOAD, None).row.upload_id or ""


def now() -> dt.datetime:
    """The present: objects have their times from the file system."""
    return dt.datetime.now(dt.UTC)


def test_the_id_is_written_into_both_at_the_first_start(
    tmp_path: Path, database: str, objects: str
) -> None:
    for _ in range(2):
        with opened_store(tmp_path, database, objects) as store:
            known = installation_id(store.database)
            assert known is not None and store.uploads.objects.mark() == known


def test_a_new_database_takes_no_upload_of_another_away(
    tmp_path: Path, database: str, objects: str
) -> None:
    files = object_store_url(objects, tmp_path)
    with opened_store(tmp_path, database, files) as store:
        kept = accept(store)
        content = store.uploads.objects.get(kept)
    other = Database(database_url("", tmp_path / "other"))
    other.migrate()
    for _ in range(2):
        with pytest.raises(StoresDiffer, match=r"DOCSCREEN_DATABASE_URL.*in/installation"):
            claim(other, ObjectStore(files))
    other.close()
    assert ObjectStore(files).get(kept) == content


def test_a_service_does_not_start_with_the_store_of_another(
    tmp_path: Path, docscreen: CommandLine
) -> None:
    for name in ("a", "b"):
        with opened_store(tmp_path / name) as store:
            accept(store)
    mixed = {
        "DOCSCREEN_DATA_DIR": str(tmp_path / "a"),
        "DOCSCREEN_OBJECT_STORE_URL": str(tmp_path / "b" / "objects"),
    }
    run = docscreen("store", "purge", **mixed)
    assert run.status == 3
    assert "belongs to another installation" in run.err and "DOCSCREEN_OBJECT_STORE_URL" in run.err
    address = mixed["DOCSCREEN_OBJECT_STORE_URL"]
    setting = Settings(data_dir=tmp_path / "a", object_store_url=address, workers=1)
    with pytest.raises(StoreError):
        open_store(setting)


def test_a_purge_looks_again_whether_the_objects_are_its_own(tmp_path: Path) -> None:
    with opened_store(tmp_path) as store:
        objects = store.uploads.objects
        objects.put(STRAY.format(1), b"stray")
        objects.delete("installation")
        objects.put_mark("another")
        for later in (2 * SPARED, 2 * QUARANTINE, 3 * QUARANTINE):
            assert sweep(store.uploads, now() + later) == Swept(refusal="another-installation")
        assert objects.get(STRAY.format(1)) == b"stray"


def test_a_store_from_before_the_ids_is_adopted(
    tmp_path: Path, database: str, objects: str
) -> None:
    with opened_store(tmp_path, database, objects) as store:
        accept(store)
        _forget_id(store)
        store.uploads.objects.delete("installation")
    with opened_store(tmp_path, database, objects) as store:
        known = installation_id(store.database)
        assert known is not None and store.uploads.objects.mark() == known
        _forget_id(store)  # a backup of before is put back later: the store knows its id
    with opened_store(tmp_path, database, objects) as store:
        assert installation_id(store.database) == known


def test_an_older_backup_of_the_same_installation_costs_no_upload_for_a_week(
    tmp_path: Path,
) -> None:
    with opened_store(tmp_path) as store:
        accept(store)
    file, copy = tmp_path / "docscreen.sqlite", tmp_path / "copy"
    with sqlite3.connect(file) as one, sqlite3.connect(copy) as two:
        one.backup(two)
    one.close()
    two.close()
    with opened_store(tmp_path) as store:
        newer = store.uploads.keep(b"newer", now())
    for name in tmp_path.glob("docscreen.sqlite*"):
        name.unlink()
    shutil.move(copy, file)
    begin = now() + 4 * QUARANTINE  # the backup is a month old when it is put back
    with opened_store(tmp_path) as store:
        for later in (0 * SPARED, SPARED, QUARANTINE - SPARED):
            assert sweep(store.uploads, begin + later) == Swept(quarantined=1)
        assert store.uploads.objects.get(newer)
        assert sweep(store.uploads, begin + QUARANTINE) == Swept(strays=1)
        assert sweep(store.uploads, begin + QUARANTINE) == Swept()


def test_what_is_not_ours_is_left_and_too_much_at_once_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweeping, "SWEPT_AT_MOST", 3)
    with opened_store(tmp_path) as store:
        for number in range(4):
            store.uploads.objects.put(STRAY.format(number), b"stray")
        store.uploads.objects.put("somebody-elses.txt", b"theirs")
        begin = now() + 2 * QUARANTINE
        assert purge(store, begin).swept == Swept(quarantined=4)
        refused = purge(store, begin + QUARANTINE).swept
        assert refused == Swept(quarantined=4, refusal="too-many")
        told = [record for record in caplog.records if record.message == "sweep-refused"]
        assert [record.__dict__["facts"]["reason"] for record in told] == ["too-many"]
        store.uploads.objects.delete(STRAY.format(3))
        assert purge(store, begin + QUARANTINE).swept == Swept(strays=3)
        assert store.uploads.objects.get("somebody-elses.txt") == b"theirs"
        with store.database.reading() as session:
            details = session.execute(
                text("SELECT details FROM audit WHERE action = 'uploads.swept'")
            ).scalars()
            assert [one for one in details] == ['{"objects": 3, "halves": 0, "uploads": 0}']


def _forget_id(store: ScreeningStore) -> None:
    with store.database.writing() as session:
        session.execute(text("DELETE FROM installation"))
