"""A store with webhooks, a clock that stands, and a queue that only notes who was woken up."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service import audit
from service.store.screenings import ScreeningStore
from service.store.tables import AuditRow, DeliveryRow
from service.store.work import Lease, Submission
from service.webhooks.deliveries import (
    Attempt,
    DeliveryStore,
)
from service.webhooks.desk import WebhookDesk, target_policy, webhook_desk
from service.webhooks.messages import EVERYBODY, write_messages
from service.webhooks.registry import NewSecret
from service.webhooks.sender import WebhookSender
from service.webhooks.sending import Outcome, Transport
from tests.service.stores import NOW, report_on, store_in
from tests.service.webhook_receivers import Received

URL = "https://portal.example/hooks"


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved on."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def after(self, seconds: float) -> dt.datetime:
        self.now += dt.timedelta(seconds=seconds)
        return self.now


@dataclass(slots=True)
class Calls:
    """A queue that only notes who was woken up."""

    ids: list[str] = field(default_factory=list)

    def deliver(self, delivery_id: str, after_s: float = 0.0) -> None:
        self.ids.append(delivery_id)


@dataclass(frozen=True, slots=True)
class World:
    """A store whose results are told, a desk for webhooks, and the time."""

    store: ScreeningStore
    desk: WebhookDesk
    calls: Calls
    clock: Clock

    @property
    def deliveries(self) -> DeliveryStore:
        return self.desk.deliveries

    def webhook(self, url: str = URL, owner: str = EVERYBODY) -> NewSecret:
        return self.desk.webhooks.create(url, owner, "key:admin", self.clock())

    def accepted(self, **changes: Any) -> str:
        submission = Submission(
            untrusted_bytes=b"canary-content",
            untrusted_name="canary-name.jpg",
            policy="pr-card",
            declared_kind="photo",
            owner="key:1",
            created=self.clock(),
            keep_until=self.clock() + dt.timedelta(days=30),
            reference="ref-1",
        )
        return self.store.accept(replace(submission, **changes), None).row.id

    def completed(self, **changes: Any) -> str:
        screening_id = self.accepted(**changes)
        lease = Lease("worker", self.clock() + dt.timedelta(minutes=1))
        assert self.store.claim(screening_id, lease, self.clock())
        report = report_on(screening_id, "return")
        assert self.store.complete(screening_id, "worker", report, self.clock())
        return screening_id

    def message(self, **changes: Any) -> str:
        """The delivery of a screening's only message."""
        (delivery_id,) = self.deliveries.waiting_for(self.completed(**changes))
        return delivery_id

    def row(self, delivery_id: str) -> DeliveryRow:
        row = self.deliveries.get(delivery_id)
        assert row is not None
        return row

    def tried(self, delivery_id: str, outcome: Outcome) -> dt.datetime | None:
        attempt = self.deliveries.claim(delivery_id, self.clock())
        assert isinstance(attempt, Attempt)
        return self.deliveries.finish(attempt, outcome, self.clock())

    def actions(self) -> list[str]:
        with self.store.database.reading() as session:
            assert audit.verify(session, self.store.keyring).fault is None
            return list(session.scalars(select(AuditRow.action).order_by(AuditRow.number)))


@contextmanager
def world_in(folder: Path, database: str = "") -> Iterator[World]:
    """A world in a folder, on SQLite or another database."""
    plain, calls, clock = store_in(folder, database), Calls(), Clock()
    store = ScreeningStore(plain.database, plain.uploads, plain.keyring, write_messages)
    policy = target_policy(True, "127.0.0.0/8")
    desk = webhook_desk(store.database, store.keyring, policy, calls, clock)
    deliveries = DeliveryStore(store.database, store.keyring, lambda: 0.0)
    transport = Transport(policy, lambda host, _port: (host,), ssl.create_default_context())
    sender = WebhookSender(desk.webhooks, deliveries, transport, clock)
    yield World(store, replace(desk, deliveries=deliveries, sender=sender), calls, clock)
    store.database.close()


def is_signed_with(secret: str, message: Received) -> bool:
    """As a receiver verifies: its own computation against any of the signatures."""
    headers = message.headers
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + message.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    own = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return own in headers["webhook-signature"].split(" ")
