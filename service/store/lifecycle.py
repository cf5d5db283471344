"""The end of screenings: deletion, legal hold, purge after retention, and new encryption keys."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import DocscreenError
from service import audit
from service.audit import AuditEntry
from service.log_lines import log_event
from service.store.family import locked_family
from service.store.screenings import ScreeningStore
from service.store.sealing import DataKey
from service.store.sweeping import Swept, sweep
from service.store.tables import (
    FindingRow,
    IdempotencyRow,
    ScreeningRow,
    UploadRow,
    WebhookRow,
)
from service.store.work import DELETED, RUNNING

#: Rows taken at once by a purge or a rotation: no transaction holds the others up for long.
_BATCH = 200
#: An idempotency key is good for a day: whoever repeats a request does so within minutes.
IDEMPOTENCY_KEPT = dt.timedelta(days=1)

_log = logging.getLogger("docscreen.store")
_SEALED_TABLES = (UploadRow, ScreeningRow, WebhookRow)


class OnHold(DocscreenError):
    """A legal hold forbids to delete a screening."""


class BeingScreened(DocscreenError):
    """A screening that is being worked on cannot be deleted yet."""


def delete_screening(store: ScreeningStore, screening_id: str, actor: str, now: dt.datetime) -> int:
    """Delete an upload with every screening of it; what remains is that they were there.

    ``screening_id``: any of its family. Answers with how many were deleted, 0 where there is none,
    or no more. Raises OnHold, BeingScreened and StoreError.
    """
    uploads: set[str] = set()
    with store.database.writing() as session:
        rows = [row for row in locked_family(session, screening_id) if row.state != DELETED]
        if any(row.legal_hold for row in rows):
            raise OnHold
        if any(_is_in_hand(row, now) for row in rows):
            raise BeingScreened
        for row in rows:
            uploads |= {row.upload_id} if row.upload_id is not None else set()
            _empty(session, row)
            audit.append(
                session, store.keyring, now, AuditEntry(actor, "screening.deleted", row.id)
            )
    for upload_id in uploads:
        store.uploads.delete_unneeded(upload_id)
    return len(rows)


def hold(store: ScreeningStore, screening_id: str, actor: str, now: dt.datetime) -> bool:
    """Keep an upload's screenings beyond their time, until released; False where there is none."""
    return _set_hold(store, screening_id, "screening.held", actor, now)


def release_hold(store: ScreeningStore, screening_id: str, actor: str, now: dt.datetime) -> bool:
    """Let an upload's screenings be deleted again; False where there is none."""
    return _set_hold(store, screening_id, "screening.hold-released", actor, now)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many screenings were deleted, and what was swept."""

    screenings: int
    swept: Swept


def purge(store: ScreeningStore, now: dt.datetime) -> Purged:
    """Delete every screening whose time is over, and what was left behind. Raises StoreError."""
    deleted = 0
    for screening_id in _overdue(store, now):
        try:
            deleted += delete_screening(store, screening_id, "docscreen", now)
        except (OnHold, BeingScreened):
            continue  # they were held or taken up since they were listed; the next purge sees them
    with store.database.writing() as session:
        old = IdempotencyRow.created < now - IDEMPOTENCY_KEPT
        session.execute(delete(IdempotencyRow).where(old))
    return Purged(deleted, _sweep(store, now))


def reseal(store: ScreeningStore, actor: str, now: dt.datetime) -> int:
    """Seal every data key with the current key of the service; how many were sealed anew."""
    current, count = store.keyring.current_id, 0
    for table in _SEALED_TABLES:
        while True:
            query = select(table).where(table.key_id != current, table.data_key.is_not(None))
            with store.database.writing() as session:
                rows = session.scalars(query.limit(_BATCH)).all()
                for row in rows:
                    assert isinstance(row, _SEALED_TABLES)
                    fresh = store.keyring.resealed(DataKey(row.key_id, row.data_key or b""))
                    row.key_id, row.data_key = fresh.key_id, fresh.sealed
            count += len(rows)
            if len(rows) < _BATCH:
                break
    with store.database.writing() as session:
        entry = AuditEntry(actor, "keys.rotated", None, {"key": current, "resealed": count})
        audit.append(session, store.keyring, now, entry)
    return count


def _sweep(store: ScreeningStore, now: dt.datetime) -> Swept:
    """Sweep, and put on record what was taken away or why it was not."""
    swept = sweep(store.uploads, now)
    if swept.refusal:
        waiting = swept.quarantined
        log_event(_log, logging.ERROR, "sweep-refused", reason=swept.refusal, quarantined=waiting)
    if swept.count:
        counts = {"objects": swept.strays, "halves": swept.halves, "uploads": swept.unused}
        with store.database.writing() as session:
            entry = AuditEntry("docscreen", "uploads.swept", None, counts)
            audit.append(session, store.keyring, now, entry)
    return swept


def _set_hold(
    store: ScreeningStore, screening_id: str, action: str, actor: str, now: dt.datetime
) -> bool:
    with store.database.writing() as session:
        rows = [row for row in locked_family(session, screening_id) if row.state != DELETED]
        for row in rows:
            row.legal_hold = action == "screening.held"
            audit.append(session, store.keyring, now, AuditEntry(actor, action, row.id))
    return bool(rows)


def _is_in_hand(row: ScreeningRow, now: dt.datetime) -> bool:
    """Whether somebody works on a screening now."""
    return row.state == RUNNING and row.lease_until is not None and row.lease_until >= now


def _empty(session: Session, row: ScreeningRow) -> None:
    """Take everything out of a row that tells of the upload."""
    session.execute(delete(FindingRow).where(FindingRow.screening_id == row.id))
    row.state, row.upload_id, row.data_key = DELETED, None, None
    row.sealed_name, row.sealed_report, row.reference = None, None, None
    row.lease_owner, row.lease_until, row.traceparent = None, None, None


def _overdue(store: ScreeningStore, now: dt.datetime) -> Iterator[str]:
    query = (
        select(ScreeningRow.id)
        .where(
            ScreeningRow.keep_until < now,
            ScreeningRow.state != DELETED,
            ScreeningRow.legal_hold.is_(False),
        )
        .order_by(ScreeningRow.keep_until)
        .limit(_BATCH)
    )
    seen: set[str] = set()
    while True:
        with store.database.reading() as session:
            found = [one for one in session.scalars(query) if one not in seen]
        if not found:
            return
        seen.update(found)
        yield from found
