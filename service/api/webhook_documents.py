"""Webhooks and their deliveries as the HTTP interface shows them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field

from service.api.patterns import OWNER_PATTERN
from service.api.requests import WholeNumber
from service.store.tables import DeliveryRow, WebhookRow
from service.webhooks.messages import EVERYBODY
from service.webhooks.registry import LONGEST_OVERLAP_S, OVERLAP_S
from service.webhooks.targets import AFTER_SCHEME, MAX_URL_LENGTH


class NewWebhook(BaseModel, extra="forbid"):
    """A webhook to be made."""

    url: str = Field(
        min_length=1,
        max_length=MAX_URL_LENGTH,
        description="Where messages are posted to.",
        examples=["https://portal.example/hooks/docscreen"],
    )
    owner: str | None = Field(
        None,
        pattern=OWNER_PATTERN,
        description="Whose screenings are told of, a key's by its id; by default everybody's.",
        examples=["key:7c0a2d1e-9b1f-4a51-8f40-2f6b8f0c1d2e"],
    )


class Webhook(BaseModel):
    """An address that is told when a screening ends."""

    id: str
    url: str = Field(description="Where messages are posted to.")
    owner: str | None = Field(description="Whose screenings are told of; null for everybody's.")
    created: dt.datetime
    enabled: bool = Field(
        description="Whether messages are sent; false once the receiver answered 410."
    )


class WebhookWithSecret(Webhook):
    """A webhook with its newest secret, which is shown this once."""

    secret: str = Field(
        description="What signatures are verified with.",
        examples=["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="],
    )


class WebhookList(BaseModel):
    """All webhooks."""

    items: list[Webhook]


class Rotation(BaseModel, extra="forbid"):
    """How a secret is replaced."""

    overlap_s: WholeNumber = Field(
        OVERLAP_S,
        ge=0,
        le=LONGEST_OVERLAP_S,
        description="Seconds for which messages are signed with the older secrets as well.",
    )


class Delivery(BaseModel):
    """A message to a webhook and how its delivery goes."""

    id: str
    message_id: str = Field(description="The header webhook-id: the same at every attempt.")
    type: str = Field(examples=["screening.completed"])
    screening: str | None = Field(description="The screening's id; null for a test message.")
    state: Literal["waiting", "delivered", "dead"] = Field(
        description="dead: no attempt is left; it can be replayed."
    )
    attempts: int
    created: dt.datetime
    due: dt.datetime | None = Field(description="When it is tried next; null once it ended.")
    delivered: dt.datetime | None
    last_status: int | None = Field(description="HTTP status of the last answer, if there was one.")
    last_error: str | None = Field(
        description="What kind of failure the last attempt met.", examples=["timed-out"]
    )


class DeliveryPage(BaseModel):
    """Some of a webhook's deliveries, the newest first."""

    items: list[Delivery]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class Replayed(BaseModel):
    """How many deliveries are sent again."""

    deliveries: int


def describe_targets(document: dict[str, Any], is_http_allowed: object) -> None:
    """Let an OpenAPI document say which addresses webhooks may have."""
    scheme = "https?" if is_http_allowed else "https"
    new = document["components"]["schemas"]["NewWebhook"]["properties"]["url"]
    new |= {"format": "uri", "pattern": f"^{scheme}{AFTER_SCHEME}$"}


def webhook_document(row: WebhookRow) -> Webhook:
    """A webhook as it is shown, without its secrets."""
    return Webhook(
        id=row.id,
        url=row.url,
        owner=None if row.owner == EVERYBODY else row.owner,
        created=row.created,
        enabled=row.enabled,
    )


def delivery_document(row: DeliveryRow) -> Delivery:
    """A delivery as it is shown."""
    return Delivery.model_validate(
        {
            "id": row.id,
            "message_id": row.message_id,
            "type": row.type,
            "screening": row.screening_id or None,
            "state": row.state,
            "attempts": row.attempts,
            "created": row.created,
            "due": row.due if row.state == "waiting" else None,
            "delivered": row.delivered,
            "last_status": row.last_status,
            "last_error": row.last_error,
        }
    )
