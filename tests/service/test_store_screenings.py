"""The store: what is accepted is not lost, is sealed, is worked on by one, and can be deleted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.store.key_files import add_key
from service.store.lifecycle import (
    BeingScreened,
    OnHold,
    Purged,
    delete_screening,
    hold,
    purge,
    release_hold,
    reseal,
)
from service.store.objects import ObjectMissing
from service.store.screenings import ScreeningStore
from service.store.sealing import SealBroken
from service.store.sweeping import QUARANTINE, Swept
from service.store.tables import Base
from service.store.work import (
    DELETED,
    DONE,
    FAILED,
    MAX_ATTEMPTS,
    BacklogFull,
    KeyReused,
    Lease,
    Submission,
)
from tests.service.stores import NOW, opened_store, report_on

LATER = NOW + dt.timedelta(minutes=5)
CONTENT = b"canary-content-4711"
UPLOAD = Submission(
    untrusted_bytes=CONTENT,
    untrusted_name="canary-name.jpg",
    policy="pr-card",
    declared_kind="photo",
    owner="key:1",
    created=NOW,
    keep_until=NOW + dt.timedelta(days=30),
    reference="ref-1",
)


def object_names(store: ScreeningStore) -> tuple[str, ...]:
    """What lies in the object store."""
    return tuple(store.uploads.objects.names_before(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)))


def every_row(store: ScreeningStore) -> list[Any]:
    """What the database holds."""
    with store.database.reading() as session:
        tables = Base.metadata.sorted_tables
        return [row for table in tables for row in session.execute(select(table))]


def lease(holder: str = "worker-1", minutes: float = 2.0) -> Lease:
    return Lease(holder, NOW + dt.timedelta(minutes=minutes))


@pytest.fixture
def store(tmp_path: Path, database: str, objects: str) -> Iterator[ScreeningStore]:
    with opened_store(tmp_path, database, objects) as opened:
        yield opened


def accepted(store: ScreeningStore, **changes: Any) -> str:
    return store.accept(replace(UPLOAD, **changes), None).row.id


def completed(store: ScreeningStore, **changes: Any) -> str:
    screening_id = accepted(store, **changes)
    assert store.claim(screening_id, lease(), NOW)
    assert store.complete(screening_id, "worker-1", report_on(screening_id), NOW)
    return screening_id


def test_what_was_accepted_comes_back_to_whoever_claims_it(store: ScreeningStore) -> None:
    screening_id = accepted(store)
    task = store.claim(screening_id, lease(), NOW)
    assert task is not None
    assert (task.untrusted_bytes, task.untrusted_name) == (CONTENT, "canary-name.jpg")
    assert (task.policy, task.declared_kind, task.created) == ("pr-card", "photo", NOW)


def test_nothing_of_an_upload_can_be_read_on_the_disk(
    store: ScreeningStore, tmp_path: Path
) -> None:
    report = report_on("x") | {"facts": {"identity": {"surname": "CANARY-SURNAME"}}}
    screening_id = accepted(store)
    store.claim(screening_id, lease(), NOW)
    store.complete(screening_id, "worker-1", report, NOW)
    objects = [store.uploads.objects.get(name) for name in object_names(store)]
    store.database.close()
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    kept = b"".join([*files, *objects, repr(every_row(store)).encode()])
    assert len(kept) > 1000
    for canary in (b"canary-content", b"canary-name", b"CANARY-SURNAME"):
        assert canary not in kept


def test_a_screening_is_worked_on_by_one_at_a_time(store: ScreeningStore) -> None:
    screening_id = accepted(store)
    assert store.claim(screening_id, lease("first"), NOW)
    assert store.claim(screening_id, lease("second"), NOW) is None
    assert store.due(NOW, 10) == ()


def test_the_work_of_a_killed_process_is_taken_up_and_gets_one_result(
    store: ScreeningStore,
) -> None:
    screening_id = accepted(store)
    assert store.claim(screening_id, lease("killed"), NOW)
    assert store.due(LATER, 10) == (screening_id,)
    until = LATER + dt.timedelta(minutes=2)
    assert store.claim(screening_id, Lease("heir", until), LATER)
    assert store.complete(screening_id, "killed", report_on(screening_id), LATER) is None
    done = store.complete(screening_id, "heir", report_on(screening_id), LATER)
    assert done is not None
    assert store.complete(screening_id, "heir", report_on(screening_id), LATER) is None
    row = store.get(screening_id)
    assert row is not None
    assert (row.state, row.verdict, row.attempts) == (DONE, "accept", 2)


def test_a_screening_that_kills_its_process_each_time_is_given_up_visibly(
    store: ScreeningStore,
) -> None:
    screening_id = accepted(store)
    for attempt in range(MAX_ATTEMPTS):
        now = NOW + dt.timedelta(hours=attempt)
        assert store.claim(screening_id, Lease("w", now + dt.timedelta(minutes=1)), now)
    after = NOW + dt.timedelta(hours=MAX_ATTEMPTS)
    assert store.claim(screening_id, Lease("w", after), after) is None
    row = store.get(screening_id)
    assert row is not None
    assert (row.state, row.failure) == (FAILED, "every attempt ended its process")
    assert store.due(after, 10) == ()


def test_what_a_process_gives_back_does_not_count_as_an_attempt(store: ScreeningStore) -> None:
    screening_id = accepted(store)
    for _ in range(MAX_ATTEMPTS + 1):
        assert store.claim(screening_id, lease(), NOW)
        store.release(screening_id, "worker-1")
    assert store.due(NOW, 10) == (screening_id,)


def test_the_same_content_is_stored_once(store: ScreeningStore) -> None:
    for _ in range(3):
        accepted(store)
    accepted(store, untrusted_bytes=b"another")
    assert len(object_names(store)) == 2


def test_a_repeated_request_leads_to_the_same_screening(store: ScreeningStore) -> None:
    first = store.accept(replace(UPLOAD, idempotency_key="k"), None)
    again = store.accept(replace(UPLOAD, idempotency_key="k", created=LATER), None)
    assert (first.is_repeated, again.is_repeated) == (False, True)
    assert again.row.id == first.row.id
    elsewhere = store.accept(replace(UPLOAD, idempotency_key="k", owner="key:2"), None)
    assert not elsewhere.is_repeated
    for other in ({"untrusted_bytes": b"other"}, {"policy": "citizenship"}, {"reference": None}):
        with pytest.raises(KeyReused):
            store.accept(replace(UPLOAD, idempotency_key="k", **other), None)


def test_no_more_is_accepted_for_later_than_may_wait(store: ScreeningStore) -> None:
    full = ScreeningStore(store.database, store.uploads, store.keyring, max_backlog=2)
    full.accept(replace(UPLOAD, idempotency_key="k"), None)
    second = accepted(full)
    with pytest.raises(BacklogFull):
        accepted(full, untrusted_bytes=b"one too many")
    assert len(object_names(store)) == 1, "nothing of it is kept"
    assert full.accept(replace(UPLOAD, idempotency_key="k"), None).is_repeated
    assert not full.accept(UPLOAD, lease()).is_repeated, (
        "who waits for the answer has a worker's place"
    )
    assert full.claim(second, lease(), NOW)
    assert accepted(full)


def test_a_changed_object_is_noticed(store: ScreeningStore) -> None:
    screening_id, objects = accepted(store), store.uploads.objects
    (name,) = object_names(store)
    sealed = objects.get(name)
    objects.delete(name)
    objects.put(name, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(SealBroken):
        store.claim(screening_id, lease(), NOW)


def test_deleting_takes_everything_but_that_it_was_there(store: ScreeningStore) -> None:
    first, second = completed(store), completed(store)
    assert delete_screening(store, first, "key:1", LATER)
    assert not delete_screening(store, first, "key:1", LATER)
    row = store.get(first)
    assert row is not None
    assert (row.state, row.reference, row.sealed_report, row.data_key) == (DELETED, *[None] * 3)
    other = store.get(second)
    assert other is not None
    assert other.upload_id is not None
    assert store.uploads.content_of(other.upload_id) == CONTENT, "the other one still needs it"
    delete_screening(store, second, "key:1", LATER)
    assert object_names(store) == ()


def family(store: ScreeningStore) -> tuple[str, str, str, str]:
    """A screening, two that superseded it, and one that superseded the second of these."""
    first = completed(store)
    left, right = completed(store, supersedes=first), completed(store, supersedes=first)
    return first, left, right, completed(store, supersedes=right)


def states(store: ScreeningStore, ids: Sequence[str]) -> list[str]:
    rows = [store.get(one) for one in ids]
    return [row.state for row in rows if row]


@pytest.mark.parametrize("place", range(4))
def test_an_upload_is_deleted_with_every_screening_of_it(store: ScreeningStore, place: int) -> None:
    ids, stranger = family(store), completed(store, untrusted_bytes=b"another")
    assert delete_screening(store, ids[place], "key:1", LATER) == 4
    assert states(store, ids) == [DELETED] * 4
    assert states(store, [stranger]) == [DONE]
    assert len(object_names(store)) == 1
    assert delete_screening(store, ids[place], "key:1", LATER) == 0
    with pytest.raises(ObjectMissing):
        accepted(store, supersedes=ids[place])


@pytest.mark.parametrize("place", range(4))
def test_a_hold_is_on_every_screening_of_an_upload(store: ScreeningStore, place: int) -> None:
    ids = family(store)
    assert hold(store, ids[place], "key:1", NOW)
    later = completed(store, supersedes=ids[3])
    for one in (*ids, later):
        with pytest.raises(OnHold):
            delete_screening(store, one, "key:1", NOW)
    assert release_hold(store, later, "key:1", NOW)
    assert purge(store, NOW + dt.timedelta(days=60)).screenings == 5


def test_a_hold_and_work_in_progress_forbid_deletion(store: ScreeningStore) -> None:
    screening_id = completed(store)
    assert hold(store, screening_id, "key:1", NOW)
    with pytest.raises(OnHold):
        delete_screening(store, screening_id, "key:1", NOW)
    assert purge(store, NOW + dt.timedelta(days=60)).screenings == 0
    assert release_hold(store, screening_id, "key:1", NOW)
    assert purge(store, NOW + dt.timedelta(days=60)).screenings == 1
    running = accepted(store)
    store.claim(running, lease(), NOW)
    with pytest.raises(BeingScreened):
        delete_screening(store, running, "key:1", NOW)


def test_a_purge_takes_what_is_overdue_and_what_was_left_behind(store: ScreeningStore) -> None:
    overdue = completed(store)
    kept = completed(store, keep_until=NOW + dt.timedelta(days=365), untrusted_bytes=b"kept")
    store.uploads.objects.put(str(uuid.UUID(int=11)), b"an object of a killed process")
    begin = max(NOW, dt.datetime.now(dt.UTC)) + dt.timedelta(days=60)
    assert purge(store, begin) == Purged(1, Swept(quarantined=1))
    assert purge(store, begin + QUARANTINE) == Purged(0, Swept(strays=1))
    rows = [store.get(one) for one in (overdue, kept)]
    assert [row.state if row else None for row in rows] == [DELETED, DONE]
    assert rows[1] is not None
    assert object_names(store) == (rows[1].upload_id,)


def test_everything_opens_under_a_new_key_and_nothing_is_written_anew(
    store: ScreeningStore, tmp_path: Path
) -> None:
    screening_id = completed(store)
    objects = {name: store.uploads.objects.get(name) for name in object_names(store)}
    add_key(tmp_path)
    assert store.uploads.keyring.new_data_key().key_id == "2", "a running process takes it over"
    assert store.keyring.current_id == "2"
    assert reseal(store, "operator", LATER) == 2
    assert reseal(store, "operator", LATER) == 0
    row = store.get(screening_id)
    assert row is not None
    assert row.key_id == "2"
    assert store.report_of(row) == report_on(screening_id)
    assert row.upload_id is not None
    assert store.uploads.content_of(row.upload_id) == CONTENT
    assert objects == {name: store.uploads.objects.get(name) for name in objects}
    assert accepted(store), "and the digest of known content still finds it"
    assert len(object_names(store)) == 1


def test_tables_tell_no_file_name_and_no_content(store: ScreeningStore) -> None:
    completed(store)
    dump = repr(every_row(store))
    assert "pr-card" in dump
    assert "canary" not in dump
