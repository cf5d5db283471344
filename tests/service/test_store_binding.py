"""Screenings whose rows were changed by hand are not read as if they had not been."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from service.audit_reports import verify_reports
from service.store.key_files import add_key
from service.store.lifecycle import delete_screening, reseal
from service.store.screenings import ScreeningStore
from service.store.sealing import SealBroken
from service.store.tables import FindingRow, ScreeningRow
from service.store.work import Lease, Submission
from tests.service.conftest import CommandLine
from tests.service.stores import NOW, opened_store, report_on

UPLOAD = Submission(
    b"content", "photo.jpg", "pr-card", "photo", "key:1", NOW, NOW + dt.timedelta(days=1)
)
LEASE = Lease("worker-1", NOW + dt.timedelta(minutes=1))


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[ScreeningStore]:
    with opened_store(tmp_path, database) as opened:
        yield opened


def completed(store: ScreeningStore, verdict: str = "accept", **changes: Any) -> str:
    row = store.accept(replace(UPLOAD, **changes), LEASE).row
    assert store.complete(row.id, "worker-1", report_on(row.id, verdict), NOW)
    return row.id


def set_columns(store: ScreeningStore, screening_id: str, **values: Any) -> None:
    with store.database.writing() as session:
        changed = update(ScreeningRow).where(ScreeningRow.id == screening_id)
        session.execute(changed.values(**values))


def row_of(store: ScreeningStore, screening_id: str) -> ScreeningRow:
    row = store.get(screening_id)
    assert row is not None
    return row


def faults_of(store: ScreeningStore) -> dict[str, str]:
    with store.database.reading() as session:
        state = verify_reports(session, store.keyring)
    return {fault.screening: fault.what for fault in state.faults}


def test_an_upload_moved_to_another_screening_is_noticed(store: ScreeningStore) -> None:
    first = completed(store)
    second = completed(store, untrusted_bytes=b"another")
    set_columns(store, first, upload_id=row_of(store, second).upload_id)
    row = row_of(store, first)
    for reading in (store.task_of, store.report_of):
        with pytest.raises(SealBroken):
            reading(row)
    assert list(faults_of(store)) == [first]


DECLARED = {
    "policy": "citizenship",
    "declared_kind": "form",
    "owner": "key:2",
    "wanted_version": "1",
}
SEARCHED = ("verdict", "status", "policy_version", "media_type", "detected_kind")


@pytest.mark.parametrize("column", DECLARED)
def test_what_was_declared_cannot_be_changed(store: ScreeningStore, column: str) -> None:
    waiting = store.accept(UPLOAD, None).row.id
    set_columns(store, waiting, **{column: DECLARED[column]})
    with pytest.raises(SealBroken):
        store.task_of(row_of(store, waiting))


@pytest.mark.parametrize("column", SEARCHED)
def test_a_row_that_contradicts_its_report_is_not_read(
    store: ScreeningStore, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    screening_id = completed(store, "refuse")
    assert store.report_of(row_of(store, screening_id)) == report_on(screening_id, "refuse")
    set_columns(store, screening_id, **{column: "accept"})
    caplog.set_level(logging.ERROR)
    with pytest.raises(SealBroken):
        store.report_of(row_of(store, screening_id))
    assert caplog.messages == ["row-changed-by-hand"]
    assert list(faults_of(store)) == [screening_id]


def emptied(store: ScreeningStore, screening_id: str) -> None:
    set_columns(store, screening_id, state="deleted", sealed_report=None, data_key=None)


def waiting_again(store: ScreeningStore, screening_id: str) -> None:
    set_columns(store, screening_id, state="waiting")


def without_report(store: ScreeningStore, screening_id: str) -> None:
    set_columns(store, screening_id, sealed_report=None)


def taken_out(store: ScreeningStore, screening_id: str) -> None:
    with store.database.writing() as session:
        session.execute(delete(ScreeningRow).where(ScreeningRow.id == screening_id))


def other_findings(store: ScreeningStore, screening_id: str) -> None:
    with store.database.writing() as session:
        session.execute(delete(FindingRow).where(FindingRow.screening_id == screening_id))


FAULTS: dict[Callable[[ScreeningStore, str], None], str] = {
    emptied: "it was emptied, and the audit tells of no deletion",
    waiting_again: "the audit tells of a report that its row does not show",
    without_report: "it has no report",
    taken_out: "its row was taken out",
    other_findings: "its findings were changed in the table",
}


@pytest.mark.parametrize("change", FAULTS, ids=lambda change: change.__name__)
def test_the_audit_tells_what_became_of_each_report(
    store: ScreeningStore, change: Callable[[ScreeningStore, str], None]
) -> None:
    changed, other = completed(store), completed(store)
    assert delete_screening(store, completed(store), "key:1", NOW)
    store.accept(UPLOAD, None)
    assert faults_of(store) == {}
    change(store, changed)
    assert faults_of(store) == {changed: FAULTS[change]}
    assert store.report_of(row_of(store, other)) is not None


def test_an_older_report_put_back_is_another_one(store: ScreeningStore) -> None:
    screening_id = completed(store, "refuse")
    older = row_of(store, screening_id).sealed_report
    other_findings(store, screening_id)
    set_columns(store, screening_id, state="running", lease_owner="worker-1")
    assert store.complete(screening_id, "worker-1", report_on(screening_id), NOW)
    assert faults_of(store) == {}, "the last report counts"
    set_columns(store, screening_id, sealed_report=older, verdict="refuse")
    assert faults_of(store) == {screening_id: "its report is another one"}


def test_everything_still_fits_after_a_rotation(store: ScreeningStore, tmp_path: Path) -> None:
    screening_id = completed(store)
    add_key(tmp_path)
    store.keyring.look_again()
    assert reseal(store, "operator", NOW) == 2
    assert store.report_of(row_of(store, screening_id)) == report_on(screening_id)
    assert store.task_of(row_of(store, screening_id)).untrusted_bytes == b"content"
    assert faults_of(store) == {}


def test_the_command_compares_reports(
    docscreen: CommandLine, store: ScreeningStore, tmp_path: Path, database: str
) -> None:
    where = {"DOCSCREEN_DATA_DIR": str(tmp_path), "DOCSCREEN_DATABASE_URL": database}
    screening_id = completed(store)
    run = docscreen("audit", "verify", "--reports", **where)
    assert (run.status, run.out.splitlines()[1]) == (0, "1 screenings are as the audit tells.")
    emptied(store, screening_id)
    assert docscreen("audit", "verify", **where).status == 0
    run = docscreen("audit", "verify", "--reports", "--json", **where)
    assert run.status == 1
    assert screening_id in run.out
