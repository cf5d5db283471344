"""Deliveries: each is one message to one webhook, with how often it was tried and how that went.

A delivery is *waiting* until it is *delivered*, or *dead* after its last attempt. Who tries it
holds a lease; when a process was killed, another tries again: a message arrives at least once, and
by its id the receiver knows it again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from service import audit
from service.audit import AuditEntry
from service.store.database import Database
from service.store.sealing import Keyring
from service.store.search import CursorUnknown
from service.store.tables import DeliveryRow, ScreeningRow, WebhookRow
from service.webhooks.messages import DEAD, DELIVERED, WAITING
from service.webhooks.registry import HELD
from service.webhooks.schedule import MAX_ATTEMPTS, REFUSED_ATTEMPTS, next_attempt
from service.webhooks.sending import GONE, Outcome, lease_until
from service.webhooks.targets import OURS_TO_REFUSE

#: Attempts to one webhook at once, of all processes: a receiver that hangs holds up no other.
MAX_AT_ONCE = 4
#: When to look again after a webhook with as many attempts in hand: soon, or later where one has
#: taken long already. Up to twice as long by chance.
CROWDED_PAUSE_S, SLOW_PAUSE_S, SLOW_AFTER_S = 0.5, 10.0, 1.0
#: Words of ``last_error`` for deliveries that ended without an attempt.
WEBHOOK_DISABLED, NEVER_ENDED = "webhook-disabled", "attempts-never-ended"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery in hand. ``number``: counts up, and makes a late result of an older one void.

    ``traceparent``: where in a trace the screening was accepted that is told of, if in any.
    """

    delivery_id: str
    webhook_id: str
    message_id: str
    body: bytes
    number: int
    traceparent: str | None = None


class DeliveryStore:
    """All deliveries of a service."""

    def __init__(self, database: Database, keyring: Keyring, chance: Callable[[], float]) -> None:
        """``chance``: random numbers from 0 to 1 for the pauses between attempts."""
        self.database = database
        self.keyring = keyring
        self._chance = chance

    def claim(self, delivery_id: str, now: dt.datetime) -> Attempt | dt.datetime | None:
        """Take a delivery up; or when to ask again; or None where there is nothing to do.

        A delivery that is not due is nothing to do either: whoever put it off asks again in time.
        """
        with self.database.writing() as session:
            webhook, row = _locked(session, delivery_id)
            if webhook is None or row is None or row.state != WAITING or _is_held(row, now):
                return None
            if not webhook.enabled:
                row.state, row.last_error = DEAD, WEBHOOK_DISABLED
                return None
            if row.due > now:
                return None
            if row.attempts >= MAX_ATTEMPTS:
                row.state, row.last_error, row.lease_until = DEAD, NEVER_ENDED, None
                return None
            pause_s = _pause_s(session, row.webhook_id, now)
            if pause_s:
                row.due = now + dt.timedelta(seconds=pause_s * (1 + self._chance()))
                return row.due
            row.attempts, row.lease_until = row.attempts + 1, lease_until(now)
            body = row.body.encode()
            of_screening = ScreeningRow.id == row.screening_id
            trace = session.scalar(select(ScreeningRow.traceparent).where(of_screening))
        return Attempt(row.id, row.webhook_id, row.message_id, body, row.attempts, trace)

    def finish(self, attempt: Attempt, outcome: Outcome, now: dt.datetime) -> dt.datetime | None:
        """Keep how an attempt went; when the next one is due, None for none."""
        with self.database.writing() as session:
            webhook, row = _locked(session, attempt.delivery_id)
            if webhook is None or row is None:
                return None
            if row.state != WAITING or row.attempts != attempt.number:
                return None
            row.lease_until, row.last_status = None, outcome.status
            row.last_error = outcome.error or None
            if not outcome.error:
                row.state, row.delivered = DELIVERED, now
                return None
            if outcome.status == GONE:
                row.state = DEAD
                self._disable(session, webhook, now)
                return None
            most = REFUSED_ATTEMPTS if outcome.error in OURS_TO_REFUSE else MAX_ATTEMPTS
            due = next_attempt(row.attempts, now, self._chance(), outcome.asked_s, most)
            if due is None:
                row.state = DEAD
                return None
            row.due = due
        return due

    def release(self, attempt: Attempt) -> None:
        """Let another process try at once what this one will not finish."""
        with self.database.writing() as session:
            session.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.id == attempt.delivery_id, DeliveryRow.attempts == attempt.number
                )
                .values(lease_until=None)
            )

    def due(self, now: dt.datetime, limit: int) -> tuple[str, ...]:
        """Deliveries to be tried now that nobody tries, the longest due first."""
        is_free = or_(DeliveryRow.lease_until.is_(None), DeliveryRow.lease_until < now)
        return self._ids(and_(DeliveryRow.state == WAITING, DeliveryRow.due <= now, is_free), limit)

    def waiting_for(self, screening_id: str) -> tuple[str, ...]:
        """The deliveries of a screening that are still to be tried."""
        is_own = DeliveryRow.screening_id == screening_id
        return self._ids(and_(is_own, DeliveryRow.state == WAITING), None)

    def get(self, delivery_id: str) -> DeliveryRow | None:
        """One delivery."""
        with self.database.reading() as session:
            return session.get(DeliveryRow, delivery_id)

    def page(
        self, webhook_id: str, state: str | None, after_id: str | None, limit: int
    ) -> tuple[DeliveryRow, ...]:
        """A webhook's deliveries, the newest first; ``after_id``: those that follow this one.

        Raises CursorUnknown where there is no such delivery, or no more.
        """
        row = DeliveryRow
        query = select(row).where(row.webhook_id == webhook_id)
        if state is not None:
            query = query.where(row.state == state)
        with self.database.reading() as session:
            if after_id is not None:
                last = session.get(row, after_id)
                if last is None or last.webhook_id != webhook_id:
                    raise CursorUnknown
                is_as_old = and_(row.created == last.created, row.id < last.id)
                query = query.where(or_(row.created < last.created, is_as_old))
            return tuple(
                session.scalars(query.order_by(row.created.desc(), row.id.desc()).limit(limit))
            )

    def replay(
        self, condition: ColumnElement[bool], actor: str, target: str, now: dt.datetime
    ) -> tuple[str, ...]:
        """Send messages again, with all their attempts; the ids of their deliveries.

        Delivered ones may be sent again too; one that is waiting is left as it is. See ``one`` and
        ``dead_of``. ``target``: what the audit names.
        """
        ended = DeliveryRow.state != WAITING
        fresh = {"state": WAITING, "attempts": 0, "due": now, "lease_until": None}
        with self.database.writing() as session:
            ids = tuple(session.scalars(select(DeliveryRow.id).where(condition, ended)))
            if ids:
                entry = AuditEntry(actor, "delivery.replayed", target, {"deliveries": len(ids)})
                audit.append(session, self.keyring, now, entry)
                session.flush()
                session.execute(
                    update(DeliveryRow)
                    .where(condition, ended)
                    .values(**fresh)
                    .execution_options(synchronize_session=False)
                )
        return ids

    def purge(self, before: dt.datetime) -> int:
        """Delete deliveries that ended and were written before a moment; how many."""
        is_over = and_(DeliveryRow.state != WAITING, DeliveryRow.created < before)
        with self.database.writing() as session:
            gone = session.scalars(delete(DeliveryRow).where(is_over).returning(DeliveryRow.id))
            return len(gone.all())

    def _ids(self, condition: ColumnElement[bool], limit: int | None) -> tuple[str, ...]:
        query = select(DeliveryRow.id).where(condition).order_by(DeliveryRow.due, DeliveryRow.id)
        with self.database.reading() as session:
            return tuple(session.scalars(query.limit(limit)))

    def _disable(self, session: Session, webhook: WebhookRow, now: dt.datetime) -> None:
        """Stop sending to a receiver that said it is gone; what waits for it is dead."""
        if not webhook.enabled:
            return
        webhook.enabled = False
        entry = AuditEntry("docscreen", "webhook.disabled", webhook.id, {"status": GONE})
        audit.append(session, self.keyring, now, entry)
        session.flush()
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.webhook_id == webhook.id, DeliveryRow.state == WAITING)
            .values(state=DEAD, last_error=WEBHOOK_DISABLED, lease_until=None)
            .execution_options(synchronize_session=False)
        )


def one(delivery_id: str) -> ColumnElement[bool]:
    """The condition of one delivery."""
    return DeliveryRow.id == delivery_id


def dead_of(webhook_id: str | None) -> ColumnElement[bool]:
    """The condition of all dead deliveries, of a webhook or of all."""
    is_dead = DeliveryRow.state == DEAD
    return is_dead if webhook_id is None else and_(is_dead, DeliveryRow.webhook_id == webhook_id)


def _locked(session: Session, delivery_id: str) -> tuple[WebhookRow | None, DeliveryRow | None]:
    """A delivery and its webhook, both held; the webhook first, as all who hold both do."""
    known = session.scalar(select(DeliveryRow.webhook_id).where(DeliveryRow.id == delivery_id))
    webhook = session.get(WebhookRow, known or "", with_for_update=HELD)
    return webhook, session.get(DeliveryRow, delivery_id, with_for_update=True)


def _is_held(row: DeliveryRow, now: dt.datetime) -> bool:
    return row.lease_until is not None and row.lease_until >= now


def _pause_s(session: Session, webhook_id: str, now: dt.datetime) -> float:
    """How long a webhook is left alone because of the attempts in hand; 0 where it is not."""
    in_hand = (
        DeliveryRow.webhook_id == webhook_id,
        DeliveryRow.state == WAITING,
        DeliveryRow.lease_until >= now,
    )
    query = select(func.count(), func.min(DeliveryRow.lease_until)).where(*in_hand)
    number, first_lease = session.execute(query).one()
    if number < MAX_AT_ONCE:
        return 0.0
    slow_lease = lease_until(now - dt.timedelta(seconds=SLOW_AFTER_S))
    is_slow = first_lease is not None and first_lease < slow_lease
    return SLOW_PAUSE_S if is_slow else CROWDED_PAUSE_S
