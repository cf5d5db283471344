"""The audit: who did what under which policy and engine, in a chain that shows every change.

Each link's code (HMAC-SHA256) covers all that the link says and the code before it, so that a link
changed, taken out, put in or moved breaks the chain; a head row tells how long the chain is. Nobody
without the service's key can make codes that fit. Whoever can put back an older copy of the whole
database can only be found out by a code that was written down elsewhere: ``audit verify`` prints
one to keep, and compares with one that is given.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.store.sealing import Keyring
from service.store.tables import AuditHeadRow, AuditRow

#: The code before the first link.
FIRST = "0" * 64
_PURPOSE = "audit"
_HEAD_ID = 1
#: PostgreSQL: who makes the first link holds it to the end of the transaction.
_FIRST_LINK_LOCK = 0x61756469  # "audi"
#: Links read at once while the chain is verified.
_BATCH = 1000
#: Links that are looked at to find out whether the chain was made with a key.
_TRIED = 20


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What is put on record. ``details``: short plain values, nothing that an applicant wrote."""

    actor: str
    action: str
    target: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditFault:
    """The first place at which the chain does not hold, and how it fails there."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class AuditState:
    """How long the chain is, the code of its last link, and what is wrong with it."""

    length: int
    head: str
    fault: AuditFault | None


def append(session: Session, keyring: Keyring, at: dt.datetime, entry: AuditEntry) -> None:
    """Put one entry at the chain's end, in the transaction of what it tells of."""
    head = session.get(AuditHeadRow, _HEAD_ID, with_for_update=True) or _first_head(session)
    row = AuditRow(
        number=head.number + 1,
        at=at,
        actor=entry.actor,
        action=entry.action,
        target=entry.target,
        details=dict(entry.details),
    )
    row.mac = _mac(keyring, row, _previous(session, head.number))
    session.add(row)
    head.number = row.number
    head.mac = _head_mac(keyring, row.number, row.mac)


def _first_head(session: Session) -> AuditHeadRow:
    """The head of a chain that begins; of processes that begin it together one makes it."""
    if session.get_bind().dialect.name != "sqlite":  # there a writer is alone from its beginning
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _FIRST_LINK_LOCK})
        made = session.get(AuditHeadRow, _HEAD_ID, with_for_update=True)
        if made is not None:
            return made
    head = AuditHeadRow(id=_HEAD_ID, number=0, mac=FIRST)
    session.add(head)
    return head


def verify(session: Session, keyring: Keyring, known_head: str | None = None) -> AuditState:
    """Walk the whole chain. ``known_head``: a code written down earlier, which it must contain."""
    previous, number, seen_known = FIRST, 0, known_head in (None, FIRST)
    for row in _links(session):
        number += 1
        if row.number != number:
            return AuditState(number, previous, AuditFault(number, "a link is missing"))
        if row.mac != _mac(keyring, row, previous):
            return AuditState(number, previous, AuditFault(number, "a link was changed"))
        previous = row.mac
        seen_known = seen_known or row.mac == known_head
    head = session.get(AuditHeadRow, _HEAD_ID)
    expected = _head_mac(keyring, number, previous)
    if (head is None and number) or (
        head is not None and (head.number, head.mac) != (number, expected)
    ):
        return AuditState(number, previous, AuditFault(number + 1, "the end was cut off"))
    if not seen_known:
        fault = AuditFault(number + 1, "the code written down earlier is not in the chain")
        return AuditState(number, previous, fault)
    return AuditState(number, previous, None)


def verify_end(session: Session, keyring: Keyring, links: int) -> AuditState:
    """Verify at most so many links at the chain's end, and the row that tells its length."""
    query = select(AuditRow).order_by(AuditRow.number.desc()).limit(links + 1)
    rows = list(reversed(session.scalars(query).all()))
    known = rows.pop(0) if len(rows) > links else None
    number, previous = (known.number, known.mac) if known is not None else (0, FIRST)
    for row in rows:
        number += 1
        if row.number != number:
            return AuditState(number, previous, AuditFault(number, "a link is missing"))
        if row.mac != _mac(keyring, row, previous):
            return AuditState(number, previous, AuditFault(number, "a link was changed"))
        previous = row.mac
    return AuditState(number, previous, _head_fault(session, keyring, number, previous))


def was_made_with(session: Session, keyring: Keyring) -> bool:
    """Whether any link near the chain's end holds by itself: a chain of other keys has none."""
    query = select(AuditRow).order_by(AuditRow.number.desc()).limit(_TRIED)
    rows = session.scalars(query).all()
    before = {row.number + 1: row.mac for row in rows} | {1: FIRST}
    return any(
        row.mac == _mac(keyring, row, before[row.number]) for row in rows if row.number in before
    )


def _head_fault(session: Session, keyring: Keyring, number: int, mac: str) -> AuditFault | None:
    """What is wrong with the row that tells how long the chain is."""
    head = session.get(AuditHeadRow, _HEAD_ID)
    if head is None:
        return AuditFault(1, "the end was cut off") if number else None
    is_right = (head.number, head.mac) == (number, _head_mac(keyring, number, mac))
    begins = (head.number, head.mac, number) == (0, FIRST, 0)
    return None if is_right or begins else AuditFault(number + 1, "the end was cut off")


def _links(session: Session) -> Iterator[AuditRow]:
    after = -1
    while True:
        query = select(AuditRow).where(AuditRow.number > after).order_by(AuditRow.number)
        rows = session.scalars(query.limit(_BATCH)).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].number
        session.expunge_all()


def _previous(session: Session, number: int) -> str:
    last = session.get(AuditRow, number) if number else None
    return last.mac if last is not None else FIRST


def _mac(keyring: Keyring, row: AuditRow, previous: str) -> str:
    said = {
        "number": row.number,
        "at": row.at.astimezone(dt.UTC).isoformat(),
        "actor": row.actor,
        "action": row.action,
        "target": row.target,
        "details": row.details,
        "previous": previous,
    }
    plain = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return keyring.keyed_digest(plain.encode(), _PURPOSE)


def _head_mac(keyring: Keyring, number: int, mac: str) -> str:
    return keyring.keyed_digest(f"{number}:{mac}".encode(), f"{_PURPOSE}-head")
