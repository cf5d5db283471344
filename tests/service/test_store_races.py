"""What may happen at the same moment: a deletion and an acceptance, and what kills leave behind."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from service.store.lifecycle import delete_screening
from service.store.screenings import ScreeningStore
from service.store.sweeping import SPARED, Swept, sweep
from service.store.tables import ScreeningRow
from service.store.work import Lease
from tests.service.stores import NOW, store_in
from tests.service.test_store_together import UPLOAD


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[ScreeningStore]:
    opened = store_in(tmp_path, database)
    yield opened
    opened.database.close()


def test_a_deletion_leaves_an_upload_that_is_just_being_accepted_again(
    store: ScreeningStore,
) -> None:
    first = store.accept(replace(UPLOAD, untrusted_bytes=b"same"), None).row
    again = store._new_row(UPLOAD, first.upload_id or "", None)
    gone: list[int] = []
    deletion = threading.Thread(
        target=lambda: gone.append(delete_screening(store, first.id, "key:1", NOW))
    )
    with store.database.writing() as session:
        session.add(again)
        session.flush()
        deletion.start()
        time.sleep(0.5)  # it has come as far as it can
    deletion.join()
    assert gone == [1]
    assert store.uploads.content_of(first.upload_id or "") == b"same"


def test_what_a_killed_process_wrote_in_part_is_swept(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    upload_id = store.uploads.keep(b"whole", NOW)
    (written,) = (tmp_path / "objects").rglob(upload_id)
    partly = written.with_name(f"{written.name}.0a1b2c3d.part")
    partly.write_bytes(b"half of")
    store.accept(replace(UPLOAD, untrusted_bytes=b"whole"), None)
    now = dt.datetime.now(dt.UTC)
    assert sweep(store.uploads, now) == Swept()
    assert sweep(store.uploads, now + 2 * SPARED) == Swept(halves=1)
    assert not partly.exists()
    assert store.uploads.content_of(upload_id) == b"whole"
    store.database.close()


def test_a_lease_is_renewed_only_by_its_holder_and_for_what_it_has_in_hand(
    store: ScreeningStore,
) -> None:
    mine, later = Lease("process:mine", NOW), NOW + SPARED
    ids = [
        store.accept(replace(UPLOAD, untrusted_bytes=content), mine).row.id
        for content in (b"in hand", b"given up")
    ]
    theirs = store.accept(replace(UPLOAD, untrusted_bytes=b"c"), Lease("process:theirs", NOW)).row
    store.renew([ids[0], theirs.id], Lease("process:mine", later))
    store.renew([], Lease("process:mine", later))
    with store.database.reading() as session:
        until = dict(session.execute(select(ScreeningRow.id, ScreeningRow.lease_until)).all())
    assert until == {ids[0]: later, ids[1]: NOW, theirs.id: NOW}


def test_a_connection_that_is_given_back_late_is_ended(tmp_path: Path, database: str) -> None:
    store = store_in(tmp_path, database)
    with store.database.reading() as session:
        connection = session.connection().connection.dbapi_connection
        assert connection is not None
        store.database.close()
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError)):
        connection.cursor().execute("SELECT 1")
