"""The requests about webhooks."""

from __future__ import annotations

from service.client.calls import Call, Repetition, answer_as, nothing
from service.client.screening_calls import page_query
from service.client.webhook_documents import (
    Delivery,
    DeliveryConditions,
    DeliveryPage,
    Replayed,
    Webhook,
    WebhookList,
    WebhookWithSecret,
)

_ALL = "/v1/webhooks"
_ONE = "/v1/webhooks/{webhook_id}"


def create(url: str, owner: str | None) -> Call[WebhookWithSecret]:
    """Make a webhook."""
    return Call(
        f"POST {_ALL}",
        answer_as(WebhookWithSecret),
        repetition=Repetition.UNLESS_BEGUN,
        json={"url": url} | ({"owner": owner} if owner else {}),
    )


def all_webhooks() -> Call[WebhookList]:
    """Every webhook."""
    return Call(f"GET {_ALL}", answer_as(WebhookList))


def get(webhook_id: str) -> Call[Webhook]:
    """One webhook."""
    return Call(f"GET {_ONE}", answer_as(Webhook), ids={"webhook_id": webhook_id})


def delete(webhook_id: str) -> Call[None]:
    """Delete a webhook."""
    return Call(f"DELETE {_ONE}", nothing, ids={"webhook_id": webhook_id}, gone=(404,))


def enable(webhook_id: str) -> Call[Webhook]:
    """Send messages again."""
    return Call(f"POST {_ONE}/enable", answer_as(Webhook), ids={"webhook_id": webhook_id})


def rotate(webhook_id: str, overlap_s: int | None) -> Call[WebhookWithSecret]:
    """Make a new secret."""
    return Call(
        f"POST {_ONE}/secret",
        answer_as(WebhookWithSecret),
        ids={"webhook_id": webhook_id},
        repetition=Repetition.UNLESS_BEGUN,
        json={} if overlap_s is None else {"overlap_s": overlap_s},
    )


def ping(webhook_id: str) -> Call[Delivery]:
    """Send a test message."""
    return Call(
        f"POST {_ONE}/ping",
        answer_as(Delivery),
        ids={"webhook_id": webhook_id},
        repetition=Repetition.UNLESS_BEGUN,
    )


def deliveries_page(
    webhook_id: str, conditions: DeliveryConditions, cursor: str | None
) -> Call[DeliveryPage]:
    """One page of a webhook's deliveries."""
    return Call(
        f"GET {_ONE}/deliveries",
        answer_as(DeliveryPage),
        ids={"webhook_id": webhook_id},
        query=page_query(conditions, cursor),
    )


def replay(webhook_id: str, delivery_id: str) -> Call[Replayed]:
    """Send a delivery that ended again."""
    return Call(
        f"POST {_ONE}/deliveries/{{delivery_id}}/replay",
        answer_as(Replayed),
        ids={"webhook_id": webhook_id, "delivery_id": delivery_id},
        repetition=Repetition.UNLESS_BEGUN,
    )


def replay_dead(webhook_id: str) -> Call[Replayed]:
    """Send every dead delivery again."""
    return Call(
        f"POST {_ONE}/deliveries/replay",
        answer_as(Replayed),
        ids={"webhook_id": webhook_id},
        repetition=Repetition.UNLESS_BEGUN,
    )
