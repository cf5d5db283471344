"""What is in hand, waits or has failed, as the database knows it; and what is tried once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, func, select, update

from service import audit
from service.audit import AuditEntry
from service.store.database import Database
from service.store.sealing import Keyring
from service.store.tables import DeliveryRow, ScreeningRow
from service.store.work import FAILED, RUNNING, WAITING
from service.webhooks import messages

JobKind = Literal["screening", "delivery"]
#: States in which something is still to be done, or was given up.
SCREENING_STATES = (WAITING, RUNNING, FAILED)
DELIVERY_STATES = (messages.WAITING, messages.DEAD)
_FRESH_SCREENING = {
    "state": WAITING,
    "attempts": 0,
    "completed": None,
    "failure": None,
    "lease_owner": None,
    "lease_until": None,
}
_FRESH_DELIVERY = {"state": messages.WAITING, "attempts": 0, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Job:
    """A screening or a delivery that has not come to a good end.

    ``due``: when a delivery is tried next, or when the lease of a screening ends. ``failure``: a
    fixed text or word.
    """

    kind: JobKind
    id: str
    state: str
    created: dt.datetime
    attempts: int
    due: dt.datetime | None
    failure: str | None


class JobLedger:
    """Open and failed work of a service."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        """``database``: migrated."""
        self._database = database
        self._keyring = keyring

    def jobs(self, state: str | None, limit: int) -> tuple[Job, ...]:
        """Work in one state or in any, the oldest first; at most ``limit`` of each kind."""
        screening, delivery = ScreeningRow, DeliveryRow
        screenings = (
            select(screening)
            .where(screening.state.in_(_chosen(SCREENING_STATES, state)))
            .order_by(screening.created, screening.id)
            .limit(limit)
        )
        deliveries = (
            select(delivery)
            .where(delivery.state.in_(_chosen(DELIVERY_STATES, state)))
            .order_by(delivery.created, delivery.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            found = [_of_screening(row) for row in session.scalars(screenings)]
            found += [_of_delivery(row) for row in session.scalars(deliveries)]
        return tuple(sorted(found, key=lambda job: (job.created, job.id)))

    def counts(self) -> Mapping[tuple[JobKind, str], int]:
        """How many there are of each kind and state; all that ``jobs`` lists are there."""
        counts: dict[tuple[JobKind, str], int] = {
            **{("screening", state): 0 for state in SCREENING_STATES},
            **{("delivery", state): 0 for state in DELIVERY_STATES},
        }
        screening, delivery = ScreeningRow.state, DeliveryRow.state
        with self._database.reading() as session:
            for state, number in session.execute(
                select(screening, func.count()).where(screening.in_(SCREENING_STATES))
                .group_by(screening)
            ):  # fmt: skip
                counts["screening", state] = number
            for state, number in session.execute(
                select(delivery, func.count()).where(delivery.in_(DELIVERY_STATES))
                .group_by(delivery)
            ):  # fmt: skip
                counts["delivery", state] = number
        return counts

    def retry(self, ids: tuple[str, ...] | None, actor: str, now: dt.datetime) -> tuple[str, ...]:
        """Give failed screenings and dead deliveries all their attempts anew; which ones.

        ``ids``: of either kind; None is all of them. Screenings whose upload is gone stay failed.
        Recovery takes them up within seconds.
        """
        is_failed = and_(ScreeningRow.state == FAILED, ScreeningRow.upload_id.is_not(None))
        is_dead = DeliveryRow.state == messages.DEAD
        if ids is not None:
            is_failed = and_(is_failed, ScreeningRow.id.in_(ids))
            is_dead = and_(is_dead, DeliveryRow.id.in_(ids))
        with self._database.writing() as session:
            screenings = tuple(session.scalars(select(ScreeningRow.id).where(is_failed)))
            deliveries = tuple(session.scalars(select(DeliveryRow.id).where(is_dead)))
            for one in screenings:
                entry = AuditEntry(actor, "screening.retried", one)
                audit.append(session, self._keyring, now, entry)
            for one in deliveries:
                entry = AuditEntry(actor, "delivery.replayed", one)
                audit.append(session, self._keyring, now, entry)
            session.flush()  # the audit's end is held from here on: rows come after it
            session.execute(update(ScreeningRow).where(is_failed).values(**_FRESH_SCREENING))
            session.execute(update(DeliveryRow).where(is_dead).values(**_FRESH_DELIVERY, due=now))
        return screenings + deliveries


def _chosen(states: tuple[str, ...], state: str | None) -> tuple[str, ...]:
    return states if state is None else tuple(one for one in states if one == state)


def _of_screening(row: ScreeningRow) -> Job:
    due = row.lease_until
    return Job("screening", row.id, row.state, row.created, row.attempts, due, row.failure)


def _of_delivery(row: DeliveryRow) -> Job:
    return Job("delivery", row.id, row.state, row.created, row.attempts, row.due, row.last_error)
