"""Screenings of one upload that came out of one another: the first, and what superseded it.

They stand and fall together: whoever has an upload deleted or held means every screening of it.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import ScreeningRow


def locked_family(session: Session, screening_id: str) -> list[ScreeningRow]:
    """Every screening of the family, the first one first, kept from changing until the end.

    Empty where there is no such screening. A screening that supersedes another is accepted under
    the lock of that one, so that none joins a family that is locked.
    """
    while True:
        ids = _family_ids(session, screening_id)
        query = select(ScreeningRow).where(ScreeningRow.id.in_(ids))
        in_order = query.order_by(ScreeningRow.created, ScreeningRow.id)
        rows = session.scalars(
            in_order.with_for_update().execution_options(populate_existing=True)
        ).all()
        if _family_ids(session, screening_id) == ids:
            return list(rows)


def _family_ids(session: Session, screening_id: str) -> set[str]:
    first = _first_of(session, screening_id)
    members = select(ScreeningRow.id).where(ScreeningRow.id == first).cte(recursive=True)
    younger = select(ScreeningRow.id).join(members, ScreeningRow.supersedes == members.c.id)
    return set(session.scalars(select(members.union(younger).c.id)))


def _first_of(session: Session, screening_id: str) -> str:
    """The screening that superseded none."""
    while True:
        query = select(ScreeningRow.supersedes).where(ScreeningRow.id == screening_id)
        before = session.scalar(query)
        if before is None:
            return screening_id
        screening_id = before
