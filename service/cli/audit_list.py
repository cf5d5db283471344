"""``docscreen audit list``: who did what, for an officer's question or one about privacy."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.cli.entry import ExitStatus
from service.cli.files import printable
from service.cli.store import read_store
from service.errors import UsageError
from service.settings import settings
from service.store.tables import AuditRow

#: Entries read at once: an audit has no end.
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class AuditConditions:
    """Which entries are asked for; each condition that is not None must be met.

    ``screening``: entries of this target. ``since``: then or later; ``until``: before then.
    """

    screening: str | None = None
    actor: str | None = None
    action: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def run_audit_list(asked: AuditConditions, form: Literal["table", "json"]) -> ExitStatus:
    """Print the entries, oldest first: a line for each, in JSON one object on each line."""
    with read_store(settings()) as store, store.database.reading() as session:
        for row in entries(session, asked):
            print(json.dumps(_plain(row), ensure_ascii=False) if form == "json" else _line(row))
    return ExitStatus.ACCEPTED


def entries(session: Session, asked: AuditConditions) -> Iterator[AuditRow]:
    """The entries that meet every condition, oldest first. Raises StoreError."""
    wanted, after = _wanted(asked), 0
    while True:
        query = wanted.where(AuditRow.number > after).order_by(AuditRow.number)
        rows = session.scalars(query.limit(_BATCH)).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].number
        session.expunge_all()


def moment(stated: str, option: str) -> dt.datetime:
    """A day or a moment; without a time zone it is meant in UTC. Raises UsageError."""
    try:
        read = dt.datetime.fromisoformat(stated)
    except ValueError:
        raise UsageError(f"{option}: a date or a time such as 2026-11-24T12:00 is needed") from None
    return read if read.tzinfo is not None else read.replace(tzinfo=dt.UTC)


def _wanted(asked: AuditConditions) -> Select[AuditRow]:
    query = select(AuditRow)
    equal = (
        (AuditRow.target, asked.screening),
        (AuditRow.actor, asked.actor),
        (AuditRow.action, asked.action),
    )
    for column, value in equal:
        if value is not None:
            query = query.where(column == value)
    if asked.since is not None:
        query = query.where(AuditRow.at >= asked.since)
    if asked.until is not None:
        query = query.where(AuditRow.at < asked.until)
    return query


def _plain(row: AuditRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": _moment(row),
        "actor": row.actor,
        "action": row.action,
        "target": row.target,
        "details": row.details,
    }


def _line(row: AuditRow) -> str:
    parts = (_moment(row), row.actor, row.action, row.target or "-", _details(row.details))
    return f"{row.number:>6}  " + "  ".join(printable(part) for part in parts if part)


def _details(details: Mapping[str, Any]) -> str:
    return " ".join(
        f"{name}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in details.items()
    )


def _moment(row: AuditRow) -> str:
    return row.at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
