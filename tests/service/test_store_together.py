"""Several workers on one store, on SQLite and on PostgreSQL: all is done, nothing is done twice."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service import audit
from service.store.screenings import ScreeningStore
from service.store.work import Lease, Submission
from tests.service.stores import NOW, report_on, store_in

WORKERS, UPLOADS, CONTENTS = 4, 15, 3
UPLOAD = Submission(
    untrusted_bytes=b"",
    untrusted_name="a.jpg",
    policy="pr-card",
    declared_kind="photo",
    owner="key:1",
    created=NOW,
    keep_until=NOW + dt.timedelta(days=30),
)


@pytest.fixture
def stores(tmp_path: Path, database: str) -> Iterator[tuple[ScreeningStore, ScreeningStore]]:
    """The same store, opened twice as two processes open it."""
    opened = store_in(tmp_path, database), store_in(tmp_path, database)
    yield opened
    for store in opened:
        store.database.close()


def together(work: Callable[[int], None]) -> None:
    """Run one function in several threads and let none of their failures pass."""
    failures: list[Exception] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_all_that_is_accepted_together_is_done_once(
    stores: tuple[ScreeningStore, ScreeningStore],
) -> None:
    ids: list[str] = []
    done: list[str] = []

    def accept(number: int) -> None:
        for index in range(UPLOADS):
            content = f"content {index % CONTENTS}".encode()
            upload = replace(UPLOAD, untrusted_bytes=content)
            ids.append(stores[number % 2].accept(upload, None).row.id)

    def work_off(number: int) -> None:
        store, holder = stores[number % 2], f"worker-{number}"
        while due := store.due(NOW, 10):
            for screening_id in due:
                lease = Lease(holder, NOW + dt.timedelta(minutes=5))
                if store.claim(screening_id, lease, NOW) is None:
                    continue
                if store.complete(screening_id, holder, report_on(screening_id), NOW):
                    done.append(screening_id)

    together(accept)
    together(work_off)
    assert len(ids) == WORKERS * UPLOADS
    assert sorted(done) == sorted(ids)
    with stores[0].database.reading() as session:
        state = audit.verify(session, stores[0].keyring)
    assert (state.length, state.fault) == (2 * len(ids), None)
    kept = tuple(stores[0].uploads.objects.names_before(dt.datetime.now(dt.UTC)))
    assert len(kept) == CONTENTS


def test_one_request_that_comes_twice_at_once_is_one_screening(
    stores: tuple[ScreeningStore, ScreeningStore],
) -> None:
    upload = replace(UPLOAD, untrusted_bytes=b"content", idempotency_key="k")
    ids: list[str] = []
    together(lambda number: ids.append(stores[number % 2].accept(upload, None).row.id))
    assert len(ids) == WORKERS
    assert len(set(ids)) == 1
    assert len(stores[0].due(NOW, 10)) == 1
