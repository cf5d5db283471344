"""The audit's chain: it holds as written, and every change of it is found."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service import audit
from service.audit import AuditEntry, AuditState
from service.store.screenings import ScreeningStore
from service.store.tables import AuditHeadRow, AuditRow
from tests.service.conftest import CommandLine
from tests.service.stores import NOW, opened_store

LENGTH = 6
DETAILS = {"policy": "pr-card", "bytes": 3, "models": {"a": "b"}}


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[ScreeningStore]:
    with opened_store(tmp_path, database) as store:
        for number in range(LENGTH):
            at = NOW + dt.timedelta(seconds=number, microseconds=number)
            with store.database.writing() as session:
                entry = AuditEntry("key:1", "screening.accepted", f"s-{number}", DETAILS)
                audit.append(session, store.keyring, at, entry)
        yield store


def state_of(store: ScreeningStore, known: str | None = None) -> AuditState:
    with store.database.reading() as session:
        return audit.verify(session, store.keyring, known)


def test_an_untouched_chain_holds(store: ScreeningStore) -> None:
    state = state_of(store)
    assert (state.length, state.fault) == (LENGTH, None)
    assert state_of(store, known=state.head).fault is None


def test_an_empty_chain_holds(tmp_path: Path, database: str) -> None:
    with opened_store(tmp_path, database) as store:
        assert state_of(store) == AuditState(0, audit.FIRST, None)


def set_column(number: int, /, **values: object) -> Callable[[Session], object]:
    return lambda session: session.execute(
        update(AuditRow).where(AuditRow.number == number).values(**values)
    )


CHANGES: dict[str, tuple[Callable[[Session], object], int]] = {
    "actor": (set_column(3, actor="key:2"), 3),
    "action": (set_column(3, action="screening.deleted"), 3),
    "target": (set_column(3, target=None), 3),
    "time": (set_column(3, at=NOW), 3),
    "details": (set_column(3, details=DETAILS | {"bytes": 4}), 3),
    "code": (set_column(3, mac="0" * 64), 3),
    "one taken out": (lambda s: s.execute(delete(AuditRow).where(AuditRow.number == 3)), 3),
    "first taken out": (lambda s: s.execute(delete(AuditRow).where(AuditRow.number == 1)), 1),
    "number": (set_column(6, number=7), 6),
    "end cut off": (lambda s: s.execute(delete(AuditRow).where(AuditRow.number == 6)), 6),
    "all taken out": (lambda s: s.execute(delete(AuditRow)), 1),
    "head": (lambda s: s.execute(update(AuditHeadRow).values(number=5)), 7),
    "head taken out": (lambda s: s.execute(delete(AuditHeadRow)), 7),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found_where_it_is(store: ScreeningStore, change: str) -> None:
    alter, number = CHANGES[change]
    with store.database.writing() as session:
        alter(session)
    fault = state_of(store).fault
    assert fault is not None
    assert fault.number == number


def test_two_links_that_change_places_are_found(store: ScreeningStore) -> None:
    with store.database.writing() as session:
        first, second = (session.get(AuditRow, number) for number in (2, 3))
        assert first is not None and second is not None
        first.target, second.target = second.target, first.target
        first.mac, second.mac = second.mac, first.mac
    assert state_of(store).fault is not None


def test_an_older_copy_is_found_by_a_code_that_was_written_down(store: ScreeningStore) -> None:
    newer = state_of(store).head
    with store.database.writing() as session:
        session.execute(delete(AuditRow).where(AuditRow.number == LENGTH))
        last = session.get(AuditRow, LENGTH - 1)
        head = session.get(AuditHeadRow, 1)
        assert last is not None and head is not None
        head.number = LENGTH - 1
        head.mac = audit._head_mac(store.keyring, LENGTH - 1, last.mac)
    assert state_of(store).fault is None, "as the service itself wrote it then"
    fault = state_of(store, known=newer).fault
    assert fault is not None
    assert "written down" in fault.what


def test_the_command_tells_and_its_status_says_so(
    docscreen: CommandLine,
    store: ScreeningStore,
    tmp_path: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCSCREEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DOCSCREEN_DATABASE_URL", database)
    run = docscreen("audit", "verify", "--json")
    assert run.status == 0
    head = json.loads(run.out)["head"]
    assert json.loads(run.out) == {"length": LENGTH, "head": head, "fault": None}
    assert docscreen("audit", "verify", "--known", head).status == 0
    with store.database.writing() as session:
        CHANGES["actor"][0](session)
    run = docscreen("audit", "verify")
    assert run.status == 1
    assert "at entry 3" in run.out


def test_keys_are_rotated_and_the_audit_still_holds(
    docscreen: CommandLine,
    store: ScreeningStore,
    tmp_path: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCSCREEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DOCSCREEN_DATABASE_URL", database)
    assert store.uploads.keep(b"content", NOW)
    run = docscreen("store", "rotate")
    assert run.out.strip() == "Key 2 is current; 1 keys were sealed with it."
    assert docscreen("audit", "verify").status == 0
    assert docscreen("store", "purge").status == 0
