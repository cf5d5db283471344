"""Finding screenings: by reference, verdict, rule, policy, kind, state and date, page by page."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.errors import DocscreenError
from service.store.database import Database
from service.store.tables import FindingRow, ScreeningRow
from service.store.work import DELETED, FAILED


class CursorUnknown(DocscreenError):
    """A cursor that no page of this service gave out."""


@dataclass(frozen=True, slots=True)
class ScreeningQuery:
    """What is looked for; None leaves that open.

    ``rule``: the rule must have a finding, ``outcome``: with this outcome; ``created_from`` is
    within, ``created_before`` without. ``standing``: latest are those in whose place no other
    stands.
    """

    reference: str | None = None
    verdict: str | None = None
    rule: str | None = None
    outcome: str | None = None
    policy: str | None = None
    kind: str | None = None
    state: str | None = None
    created_from: dt.datetime | None = None
    created_before: dt.datetime | None = None
    reference_prefix: str | None = None
    standing: Literal["any", "latest"] = "any"


@dataclass(frozen=True, slots=True)
class Page:
    """Screenings from the newest on, and the cursor of the next page, if there is one."""

    rows: tuple[ScreeningRow, ...]
    next_cursor: str | None


def search(database: Database, query: ScreeningQuery, limit: int, cursor: str | None) -> Page:
    """One page of at most ``limit`` screenings. Raises CursorUnknown."""
    selected = _selected(query)
    if cursor is not None:
        created, screening_id = _place_of(cursor)
        selected = selected.where(
            or_(
                ScreeningRow.created < created,
                and_(ScreeningRow.created == created, ScreeningRow.id < screening_id),
            )
        )
    order = (ScreeningRow.created.desc(), ScreeningRow.id.desc())
    with database.reading() as session:
        found = session.scalars(selected.order_by(*order).limit(limit + 1)).all()
    rows: tuple[ScreeningRow, ...] = tuple(found[:limit])
    return Page(rows, _cursor_of(rows[-1]) if len(found) > limit else None)


def superseded_by(database: Database, screening_id: str) -> tuple[str, ...]:
    """The screenings that took this one's place, the oldest first."""
    query = (
        select(ScreeningRow.id)
        .where(ScreeningRow.supersedes == screening_id, ScreeningRow.state != DELETED)
        .order_by(ScreeningRow.created, ScreeningRow.id)
    )
    with database.reading() as session:
        return tuple(session.scalars(query))


def _selected(query: ScreeningQuery) -> Select[ScreeningRow]:
    row = ScreeningRow
    wanted = [
        (row.reference, query.reference),
        (row.verdict, query.verdict),
        (row.policy, query.policy),
        (row.detected_kind, query.kind),
        (row.state, query.state),
    ]
    selected = select(row).where(
        *(column == value for column, value in wanted if value is not None)
    )
    if query.state is None:
        selected = selected.where(row.state != DELETED)
    if query.created_from is not None:
        selected = selected.where(row.created >= query.created_from)
    if query.created_before is not None:
        selected = selected.where(row.created < query.created_before)
    if query.reference_prefix is not None:
        start = func.substr(row.reference, 1, len(query.reference_prefix))
        selected = selected.where(start == query.reference_prefix)
    if query.standing == "latest":
        later = aliased(ScreeningRow)
        is_past = exists().where(later.supersedes == row.id, later.state.not_in((DELETED, FAILED)))
        selected = selected.where(~is_past)
    if query.rule is not None or query.outcome is not None:
        finding = exists().where(FindingRow.screening_id == row.id)
        if query.rule is not None:
            finding = finding.where(FindingRow.rule == query.rule)
        if query.outcome is not None:
            finding = finding.where(FindingRow.outcome == query.outcome)
        selected = selected.where(finding)
    return selected


def _cursor_of(row: ScreeningRow) -> str:
    place = json.dumps([row.created.isoformat(), row.id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


#: What a cursor that was made up can lead to.
_NO_PLACE = (
    ValueError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error,
)  # fmt: skip


def _place_of(cursor: str) -> tuple[dt.datetime, str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        created, screening_id = json.loads(base64.b64decode(padded, b"-_", validate=True))
        moment = dt.datetime.fromisoformat(created)
        if moment.tzinfo is None or str(uuid.UUID(screening_id)) != screening_id:
            raise ValueError("no place in the order")
        return moment.astimezone(dt.UTC), screening_id
    except _NO_PLACE as damage:
        raise CursorUnknown from damage
