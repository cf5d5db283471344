"""The webhooks of a service, with the secrets that their messages are signed with."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ForUpdateArg

from models.errors import DocscreenError
from service import audit
from service.audit import AuditEntry
from service.store.database import Database
from service.store.sealing import DataKey, Keyring
from service.store.tables import WebhookRow
from service.webhooks import messages
from service.webhooks.signing import new_secret
from service.webhooks.targets import TargetPolicy

#: How long old secrets go on being valid when a new one is made, unless stated; and at most.
OVERLAP_S, LONGEST_OVERLAP_S = 24 * 3600, 7 * 24 * 3600
#: Locks a webhook's row against others who change it, but not against new messages to it: their
#: writers hold the audit's end, which who changes a webhook waits for.
HELD = ForUpdateArg(key_share=True)


class WebhookDisabled(DocscreenError):
    """Nothing is sent to a webhook until it is enabled again."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret of a webhook, and until when messages are signed with it; None: no end."""

    value: str
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook and its newest secret, which is told this once."""

    row: WebhookRow
    secret: str


class WebhookStore:
    """All webhooks. Every change is put on record in the audit, by its actor."""

    def __init__(self, database: Database, keyring: Keyring, policy: TargetPolicy) -> None:
        """``database``: migrated; ``policy``: which addresses are taken."""
        self.database = database
        self.keyring = keyring
        self.policy = policy

    def create(self, url: str, owner: str, actor: str, now: dt.datetime) -> NewSecret:
        """Add a webhook. ``owner``: whose screenings it is told of, or ``*``.

        Its name is resolved when messages are sent, not here; what is an address without being
        resolved is judged at once. Raises TargetRefused and StoreError.
        """
        self.policy.target(url)
        webhook_id, data_key, secret = str(uuid.uuid4()), self.keyring.new_data_key(), new_secret()
        row = WebhookRow(
            id=webhook_id,
            url=url,
            owner=owner,
            created=now,
            enabled=True,
            key_id=data_key.key_id,
            data_key=data_key.sealed,
            sealed_secrets=self._sealed(webhook_id, data_key, (Secret(secret, None),)),
        )
        with self.database.writing() as session:
            session.add(row)
            session.flush()
            self._record(session, now, AuditEntry(actor, "webhook.created", webhook_id))
        return NewSecret(row, secret)

    def get(self, webhook_id: str) -> WebhookRow | None:
        """One webhook."""
        with self.database.reading() as session:
            return session.get(WebhookRow, webhook_id)

    def all(self) -> tuple[WebhookRow, ...]:
        """Every webhook, the oldest first."""
        with self.database.reading() as session:
            query = select(WebhookRow).order_by(WebhookRow.created, WebhookRow.id)
            return tuple(session.scalars(query))

    def delete(self, webhook_id: str, actor: str, now: dt.datetime) -> bool:
        """Take a webhook away with its messages; whether it was there."""
        with self.database.writing() as session:
            row = session.get(WebhookRow, webhook_id, with_for_update=HELD)
            if row is None:
                return False
            self._record(session, now, AuditEntry(actor, "webhook.deleted", webhook_id))
            session.flush()
            session.delete(row)
        return True

    def enable(self, webhook_id: str, actor: str, now: dt.datetime) -> WebhookRow | None:
        """Send to a webhook again that was disabled; None where there is none."""
        with self.database.writing() as session:
            row = session.get(WebhookRow, webhook_id, with_for_update=HELD)
            if row is not None and not row.enabled:
                row.enabled = True
                self._record(session, now, AuditEntry(actor, "webhook.enabled", webhook_id))
        return row

    def rotate(
        self, webhook_id: str, overlap_s: int, actor: str, now: dt.datetime
    ) -> NewSecret | None:
        """Make a new secret; the older ones go on for ``overlap_s`` more, or their time if shorter.

        None where there is no such webhook. Raises StoreError.
        """
        ends, secret = now + dt.timedelta(seconds=overlap_s), new_secret()
        with self.database.writing() as session:
            row = session.get(WebhookRow, webhook_id, with_for_update=HELD)
            if row is None:
                return None
            older = (
                Secret(one.value, min(one.until or ends, ends)) for one in self.secrets_of(row, now)
            )
            kept = (Secret(secret, None), *(one for one in older if one.until and one.until > now))
            row.sealed_secrets = self._sealed(row.id, _data_key(row), kept)
            entry = AuditEntry(actor, "webhook.secret-rotated", row.id, {"overlap_s": overlap_s})
            self._record(session, now, entry)
        return NewSecret(row, secret)

    def ping(self, webhook_id: str, now: dt.datetime) -> str | None:
        """Put a test message on its way; its delivery's id, None where there is no such webhook.

        Raises WebhookDisabled, and StoreError.
        """
        with self.database.writing() as session:
            webhook = session.get(WebhookRow, webhook_id)
            if webhook is None:
                return None
            if not webhook.enabled:
                raise WebhookDisabled("the webhook is disabled")
            row = messages.ping(webhook_id, now)
            session.add(row)
        return row.id

    def secrets_of(self, row: WebhookRow, now: dt.datetime) -> tuple[Secret, ...]:
        """The secrets that are valid now, newest first. Raises SealBroken and SealKeyMissing."""
        opened = self.keyring.unseal(_data_key(row), row.sealed_secrets, f"webhook:{row.id}")
        secrets = (
            Secret(one["secret"], dt.datetime.fromisoformat(one["until"]) if one["until"] else None)
            for one in json.loads(opened)
        )
        return tuple(one for one in secrets if one.until is None or one.until > now)

    def _sealed(self, webhook_id: str, data_key: DataKey, secrets: tuple[Secret, ...]) -> bytes:
        listed = [
            {"secret": one.value, "until": one.until.isoformat() if one.until else None}
            for one in secrets
        ]
        return self.keyring.seal(data_key, json.dumps(listed).encode(), f"webhook:{webhook_id}")

    def _record(self, session: Session, now: dt.datetime, entry: AuditEntry) -> None:
        audit.append(session, self.keyring, now, entry)


def _data_key(row: WebhookRow) -> DataKey:
    return DataKey(row.key_id, row.data_key)
