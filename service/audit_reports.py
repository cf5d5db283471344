"""Whether every screening's row and report are those that the audit tells of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.store.binding import opened_part, report_digest, require_same
from service.store.sealing import Keyring, SealBroken
from service.store.tables import AuditRow, FindingRow, ScreeningRow
from service.store.work import DELETED, DONE

_COMPLETED, _DELETED = "screening.completed", "screening.deleted"
#: Rows that are read at once.
_BATCH = 200


@dataclass(frozen=True, slots=True)
class ReportFault:
    """A screening that is not as the audit tells, and how it differs."""

    screening: str
    what: str


@dataclass(frozen=True, slots=True)
class ReportsState:
    """How many screenings were compared, and which are not as the audit tells."""

    length: int
    faults: tuple[ReportFault, ...]


def verify_reports(session: Session, keyring: Keyring) -> ReportsState:
    """Compare every row and report with the audit, which was verified. Raises SealKeyMissing."""
    length, faults = 0, []
    for row in _rows(session):
        length += 1
        what = _difference(session, keyring, row)
        if what is not None:
            faults.append(ReportFault(row.id, what))
    is_there = exists().where(ScreeningRow.id == AuditRow.target)
    lost = select(AuditRow.target).where(AuditRow.action == _COMPLETED, ~is_there).distinct()
    faults += [ReportFault(one or "", "its row was taken out") for one in session.scalars(lost)]
    return ReportsState(length, tuple(faults))


def _rows(session: Session) -> Iterator[ScreeningRow]:
    after = ""
    while True:
        query = select(ScreeningRow).where(ScreeningRow.id > after).order_by(ScreeningRow.id)
        rows = session.scalars(query.limit(_BATCH)).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].id
        session.expunge_all()


def _difference(session: Session, keyring: Keyring, row: ScreeningRow) -> str | None:
    """How a screening differs from what the audit tells; None where it does not."""
    if row.state == DELETED:
        is_told = _entry(session, row, _DELETED) is not None
        return None if is_told else "it was emptied, and the audit tells of no deletion"
    told = _entry(session, row, _COMPLETED)
    if row.state != DONE:
        return None if told is None else "the audit tells of a report that its row does not show"
    if told is None or row.sealed_report is None:
        return "it has no report" if told else "the audit tells of no report"
    try:
        plain = opened_part(keyring, row, "report", row.sealed_report)
        report = json.loads(plain)
        require_same(row, report)
    except SealBroken as broken:
        return str(broken)
    if report_digest(keyring, plain) != told.details.get("report"):
        return "its report is another one"
    stated = [(one["rule"], one["outcome"], one["severity"]) for one in report["findings"]]
    return None if stated == _findings(session, row) else "its findings were changed in the table"


def _findings(session: Session, row: ScreeningRow) -> list[tuple[str, str, str]]:
    query = select(FindingRow).where(FindingRow.screening_id == row.id).order_by(FindingRow.place)
    return [(one.rule, one.outcome, one.severity) for one in session.scalars(query)]


def _entry(session: Session, row: ScreeningRow, action: str) -> AuditRow | None:
    """The last entry of an action on a screening."""
    query = select(AuditRow).where(AuditRow.target == row.id, AuditRow.action == action)
    return session.scalar(query.order_by(AuditRow.number.desc()).limit(1))
