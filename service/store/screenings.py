"""Screenings in the store, from an upload's acceptance to its deletion.

A screening is *waiting* or *running* until it is *done*, or *failed* after its last attempt. Who
works on it holds a lease; when that is over, because a process was killed, another takes it up.
Results are taken only from whoever holds the lease, so that each screening gets exactly one.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import audit
from service.audit import AuditEntry
from service.store.binding import (
    opened_part,
    report_digest,
    require_same,
    sealed_part,
    searched_by,
)
from service.store.database import Database
from service.store.objects import ObjectMissing
from service.store.sealing import Keyring
from service.store.tables import FindingRow, IdempotencyRow, ScreeningRow
from service.store.uploads import UploadStore
from service.store.work import (
    DELETED,
    DONE,
    FAILED,
    MAX_ATTEMPTS,
    RUNNING,
    WAITING,
    Accepted,
    BacklogFull,
    KeyReused,
    Lease,
    Submission,
    Task,
)

#: Two requests may race for the same upload or idempotency key; the loser looks again.
_ACCEPT_ATTEMPTS = 3

#: What else is written when a screening ends, such as messages to webhooks.
OnCompletion = Callable[[Session, ScreeningRow, dt.datetime], None]


class ScreeningStore:
    """All screenings of a service."""

    def __init__(
        self,
        database: Database,
        uploads: UploadStore,
        keyring: Keyring,
        on_completion: OnCompletion = lambda _session, _row, _now: None,
        max_backlog: int | None = None,
    ) -> None:
        """``database``: migrated. ``on_completion``: writes in the transaction of a result too.

        ``max_backlog``: so many accepted screenings may wait; by default any number.
        """
        self._max_backlog = max_backlog
        self.database = database
        self.on_completion = on_completion
        self.uploads = uploads
        self.keyring = keyring

    def accept(self, submission: Submission, lease: Lease | None) -> Accepted:
        """Keep an upload and its screening; from then on it is not lost.

        ``lease``: of who screens it at once; without one it waits for a worker. Raises KeyReused,
        BacklogFull and StoreError.
        """
        for attempt in range(1, _ACCEPT_ATTEMPTS + 1):
            earlier = self._repeated(submission)
            if earlier is not None:
                return Accepted(earlier, is_repeated=True)
            if lease is None:
                self._refuse_above_backlog()
            placed = self.uploads.place(submission.untrusted_bytes, submission.created)
            row = self._new_row(submission, placed.id, lease)
            try:
                with self.database.writing() as session:
                    if placed.new_row is not None:
                        session.add(placed.new_row)
                        session.flush()
                    self._insert(session, submission, row)
                return Accepted(row, is_repeated=False)
            except IntegrityError:
                # The same request or content came twice at once, or a purge took the upload away.
                self.uploads.take_back(placed)
                if attempt == _ACCEPT_ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def get(self, screening_id: str) -> ScreeningRow | None:
        """A screening that was ever accepted, deleted ones included."""
        with self.database.reading() as session:
            return session.get(ScreeningRow, screening_id)

    def report_of(self, row: ScreeningRow) -> dict[str, Any] | None:
        """The report of a screening that is done; None before.

        Raises SealBroken, also where the row says something else than the report.
        """
        if row.sealed_report is None or row.data_key is None:
            return None
        opened = opened_part(self.keyring, row, "report", row.sealed_report)
        report: dict[str, Any] = json.loads(opened)
        require_same(row, report)
        return report

    def claim(self, screening_id: str, lease: Lease, now: dt.datetime) -> Task | None:
        """Take a screening up; None where somebody holds it, or it needs no work any more.

        After its last attempt it is *failed* and stays visible as such. Raises StoreError.
        """
        with self.database.writing() as session:
            row = session.get(ScreeningRow, screening_id, with_for_update=True)
            if row is None or not _is_open(row, now):
                return None
            if row.attempts >= MAX_ATTEMPTS:
                self._give_up(session, row, now, "every attempt ended its process")
                return None
            row.state, row.attempts = RUNNING, row.attempts + 1
            row.lease_owner, row.lease_until = lease.holder, lease.until
        try:
            return self.task_of(row)
        except ObjectMissing:
            with self.database.writing() as session:
                held = session.get(ScreeningRow, screening_id, with_for_update=True)
                if held is not None:
                    self._give_up(session, held, now, "its upload is gone")
            return None

    def task_of(self, row: ScreeningRow) -> Task:
        """The upload of a screening, to be screened. Raises ObjectMissing and StoreError."""
        if row.upload_id is None or row.sealed_name is None:
            raise ObjectMissing("the screening was deleted")
        name = opened_part(self.keyring, row, "name", row.sealed_name)
        content = self.uploads.content_of(row.upload_id)
        return Task(row.id, content, name.decode(), row.policy, row.declared_kind, row.created)

    def release(self, screening_id: str, holder: str) -> None:
        """Give a screening back that was not worked on, without counting the attempt."""
        held = (ScreeningRow.id == screening_id, ScreeningRow.lease_owner == holder)
        with self.database.writing() as session:
            session.execute(
                update(ScreeningRow)
                .where(*held, ScreeningRow.state == RUNNING)
                .values(
                    state=WAITING,
                    lease_owner=None,
                    lease_until=None,
                    attempts=ScreeningRow.attempts - 1,
                )
            )

    def renew(self, screening_ids: Collection[str], lease: Lease) -> None:
        """Make the leases longer that their holder still has of these. Raises StoreError."""
        if not screening_ids:
            return
        held = (ScreeningRow.id.in_(screening_ids), ScreeningRow.lease_owner == lease.holder)
        with self.database.writing() as session:
            session.execute(
                update(ScreeningRow)
                .where(*held, ScreeningRow.state == RUNNING)
                .values(lease_until=lease.until)
            )

    def complete(
        self, screening_id: str, holder: str, report: Mapping[str, Any], now: dt.datetime
    ) -> ScreeningRow | None:
        """Keep a report; None where the lease went to somebody else, whose report counts.

        Raises StoreError.
        """
        with self.database.writing() as session:
            row = session.get(ScreeningRow, screening_id, with_for_update=True)
            if row is None or row.state != RUNNING or row.lease_owner != holder:
                return None
            _take_over(row, report, now)
            plain = json.dumps(report, ensure_ascii=False).encode()
            row.sealed_report = sealed_part(self.keyring, row, "report", plain)
            if report["findings"]:
                session.execute(insert(FindingRow), _finding_rows(row.id, report))
            details = {
                "policy": row.policy,
                "policy_version": row.policy_version,
                "policy_sha256": report["policy"]["sha256"],
                "verdict": row.verdict,
                "engine": report["engine"]["version"],
                "models": dict(report["engine"]["models"]),
                "report": report_digest(self.keyring, plain),
            }
            entry = AuditEntry(holder, "screening.completed", row.id, details)
            audit.append(session, self.keyring, now, entry)
            self.on_completion(session, row, now)
        return row

    def give_up(self, screening_id: str, now: dt.datetime, why: str) -> None:
        """End a screening that can never be done; one that somebody holds or that ended stays."""
        with self.database.writing() as session:
            row = session.get(ScreeningRow, screening_id, with_for_update=True)
            if row is not None and _is_open(row, now):
                self._give_up(session, row, now, why)

    def due(self, now: dt.datetime, limit: int) -> tuple[str, ...]:
        """Screenings that nobody works on, the oldest first."""
        query = (
            select(ScreeningRow.id)
            .where(
                or_(
                    ScreeningRow.state == WAITING,
                    (ScreeningRow.state == RUNNING) & (ScreeningRow.lease_until < now),
                )
            )
            .order_by(ScreeningRow.created)
            .limit(limit)
        )
        with self.database.reading() as session:
            return tuple(session.scalars(query))

    def _refuse_above_backlog(self) -> None:
        """Raise BacklogFull where as many wait as may; requests at once may let a few more in."""
        if self._max_backlog is None:
            return
        waiting = select(ScreeningRow.id).where(ScreeningRow.state == WAITING)
        with self.database.reading() as session:
            if session.scalar(waiting.offset(self._max_backlog - 1).limit(1)) is not None:
                raise BacklogFull

    def _insert(self, session: Session, submission: Submission, row: ScreeningRow) -> None:
        if submission.supersedes is not None:
            before = session.get(ScreeningRow, submission.supersedes, with_for_update=True)
            if before is None or before.state == DELETED:
                raise ObjectMissing("the screening was deleted")
            row.legal_hold = before.legal_hold
        session.add(row)
        session.flush()
        if submission.idempotency_key is not None:
            session.add(
                IdempotencyRow(
                    owner=submission.owner,
                    key_digest=self._key_digest(submission),
                    body_digest=self._body_digest(submission),
                    screening_id=row.id,
                    created=submission.created,
                )
            )
        details: dict[str, Any] = {"policy": row.policy, "bytes": row.size_bytes}
        if row.supersedes is not None:
            details["supersedes"] = row.supersedes
        if row.wanted_version is not None:
            details["policy_version"] = row.wanted_version
        entry = AuditEntry(row.owner, "screening.accepted", row.id, details)
        audit.append(session, self.keyring, row.created, entry)

    def _repeated(self, submission: Submission) -> ScreeningRow | None:
        """The screening that the same request led to. Raises KeyReused for another request."""
        if submission.idempotency_key is None:
            return None
        with self.database.reading() as session:
            earlier = session.get(IdempotencyRow, (submission.owner, self._key_digest(submission)))
            if earlier is None:
                return None
            if earlier.body_digest != self._body_digest(submission):
                raise KeyReused
            return session.get(ScreeningRow, earlier.screening_id)

    def _key_digest(self, submission: Submission) -> str:
        return self.keyring.keyed_digest(
            (submission.idempotency_key or "").encode(), "idempotency-key"
        )

    def _body_digest(self, submission: Submission) -> str:
        return self.keyring.keyed_digest(submission.request_parts, "idempotency-body")

    def _new_row(self, submission: Submission, upload_id: str, lease: Lease | None) -> ScreeningRow:
        data_key, screening_id = self.keyring.new_data_key(), str(uuid.uuid4())
        name = submission.untrusted_name.encode()
        row = ScreeningRow(
            id=screening_id,
            created=submission.created,
            state=RUNNING if lease else WAITING,
            owner=submission.owner,
            reference=submission.reference,
            policy=submission.policy,
            wanted_version=submission.wanted_version,
            traceparent=submission.traceparent,
            declared_kind=submission.declared_kind,
            size_bytes=len(submission.untrusted_bytes),
            supersedes=submission.supersedes,
            upload_id=upload_id,
            key_id=data_key.key_id,
            data_key=data_key.sealed,
            attempts=1 if lease else 0,
            lease_owner=lease.holder if lease else None,
            lease_until=lease.until if lease else None,
            keep_until=submission.keep_until,
            legal_hold=False,
        )
        row.sealed_name = sealed_part(self.keyring, row, "name", name)
        return row

    def _give_up(self, session: Session, row: ScreeningRow, now: dt.datetime, why: str) -> None:
        row.state, row.failure = FAILED, why
        row.completed, row.lease_owner, row.lease_until = now, None, None
        entry = AuditEntry("docscreen", "screening.failed", row.id, {"why": why})
        audit.append(session, self.keyring, now, entry)
        self.on_completion(session, row, now)


def _is_open(row: ScreeningRow, now: dt.datetime) -> bool:
    """Whether a screening may be taken up now."""
    if row.state == WAITING:
        return True
    return row.state == RUNNING and row.lease_until is not None and row.lease_until < now


def _take_over(row: ScreeningRow, report: Mapping[str, Any], now: dt.datetime) -> None:
    """Put what may be searched by into the row."""
    row.state, row.completed = DONE, now
    row.lease_owner, row.lease_until = None, None
    for name, said in searched_by(report).items():
        setattr(row, name, said)


def _finding_rows(screening_id: str, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "screening_id": screening_id,
            "place": place,
            "rule": finding["rule"],
            "outcome": finding["outcome"],
            "severity": finding["severity"],
        }
        for place, finding in enumerate(report["findings"])
    ]
