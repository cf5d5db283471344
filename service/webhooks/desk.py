"""Everything about webhooks in one place, as the HTTP interface and the jobs use it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from service.store.database import Database
from service.store.sealing import Keyring
from service.telemetry.telemetry import Telemetry
from service.webhooks.deliveries import DeliveryStore, dead_of, one
from service.webhooks.registry import WebhookStore
from service.webhooks.sender import Clock, MessageQueue, WebhookSender
from service.webhooks.sending import transport_under
from service.webhooks.targets import TargetPolicy, networks_of


@dataclass(frozen=True, slots=True)
class WebhookDesk:
    """The webhooks, their deliveries, who sends them, and the queue that wakes senders up."""

    webhooks: WebhookStore
    deliveries: DeliveryStore
    sender: WebhookSender
    queue: MessageQueue
    clock: Clock

    def send_messages_of(self, screening_id: str) -> None:
        """Send a screening's messages now, once its result is kept; else recovery does it later."""
        self._wake(self.deliveries.waiting_for(screening_id))

    def ping(self, webhook_id: str) -> str | None:
        """Send a test message; its delivery's id, None where there is no such webhook.

        Raises WebhookDisabled.
        """
        delivery_id = self.webhooks.ping(webhook_id, self.clock())
        if delivery_id is not None:
            self.queue.deliver(delivery_id)
        return delivery_id

    def replay(self, delivery_id: str, actor: str) -> int:
        """Send a delivery again; 0 where it is waiting or is not there."""
        ids = self.deliveries.replay(one(delivery_id), actor, delivery_id, self.clock())
        return self._wake(ids)

    def replay_dead(self, webhook_id: str, actor: str) -> int:
        """Send all dead deliveries of a webhook again; how many."""
        ids = self.deliveries.replay(dead_of(webhook_id), actor, webhook_id, self.clock())
        return self._wake(ids)

    def _wake(self, delivery_ids: tuple[str, ...]) -> int:
        for delivery_id in delivery_ids:
            self.queue.deliver(delivery_id)
        return len(delivery_ids)


def target_policy(is_http_allowed: bool, allowed_networks: str) -> TargetPolicy:
    """What the settings of the same names allow. Raises ValueError."""
    schemes = frozenset({"https", "http"} if is_http_allowed else {"https"})
    return TargetPolicy(schemes, networks_of(allowed_networks))


def webhook_desk(
    database: Database,
    keyring: Keyring,
    policy: TargetPolicy,
    queue: MessageQueue,
    clock: Clock = lambda: dt.datetime.now(dt.UTC),
    telemetry: Telemetry | None = None,
) -> WebhookDesk:
    """Put the parts together. ``database``: migrated. ``telemetry``: told of every attempt."""
    webhooks = WebhookStore(database, keyring, policy)
    deliveries = DeliveryStore(database, keyring, random.SystemRandom().random)
    sender = WebhookSender(webhooks, deliveries, transport_under(policy), clock, telemetry)
    return WebhookDesk(webhooks, deliveries, sender, queue, clock)
