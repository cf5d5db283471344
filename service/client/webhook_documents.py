"""Webhooks and how their messages are delivered, as the service tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from service.client.words import DeliveryState


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told when a screening ends.

    ``owner``: whose screenings it is told of, None for everybody's. ``enabled`` is False once the
    receiver answered 410.
    """

    id: str
    url: str
    owner: str | None
    created: dt.datetime
    enabled: bool


@dataclass(frozen=True, slots=True)
class WebhookWithSecret(Webhook):
    """A webhook with its newest secret, which is told this once: keep it."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WebhookList:
    """All webhooks, the oldest first."""

    items: tuple[Webhook, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to a webhook and how its delivery goes."""

    id: str
    message_id: str
    type: str
    screening: str | None
    state: DeliveryState
    attempts: int
    created: dt.datetime
    due: dt.datetime | None
    delivered: dt.datetime | None
    last_status: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Some deliveries, the newest first; ``next`` is the cursor of the next page."""

    items: tuple[Delivery, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many deliveries are sent again."""

    deliveries: int


class DeliveryConditions(TypedDict, total=False):
    """Which deliveries are looked for, and how many on a page."""

    state: DeliveryState | Literal["waiting", "delivered", "dead"]
    limit: int
