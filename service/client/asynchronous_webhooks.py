"""Webhooks, for programs with an event loop: ``client.webhooks``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol, TypeVar, Unpack

from service.client import webhook_calls
from service.client.calls import Call
from service.client.webhook_documents import (
    Delivery,
    DeliveryConditions,
    DeliveryPage,
    Replayed,
    Webhook,
    WebhookWithSecret,
)

T = TypeVar("T")


class AsyncPerform(Protocol):
    """Sends a request and reads its answer."""

    async def __call__(self, call: Call[T], /) -> T:
        """Do that."""
        ...


class AsyncWebhooks:
    """The webhooks of a service; all of this takes the scope admin."""

    def __init__(self, perform: AsyncPerform) -> None:
        self._perform = perform

    async def create(self, url: str, *, owner: str | None = None) -> WebhookWithSecret:
        """Make a webhook. ``owner``: whose screenings it is told of, by default everybody's."""
        return await self._perform(webhook_calls.create(url, owner))

    async def all(self) -> tuple[Webhook, ...]:
        """Every webhook, the oldest first."""
        return (await self._perform(webhook_calls.all_webhooks())).items

    async def get(self, webhook_id: str) -> Webhook:
        """One webhook."""
        return await self._perform(webhook_calls.get(webhook_id))

    async def delete(self, webhook_id: str) -> None:
        """Delete a webhook with its deliveries."""
        await self._perform(webhook_calls.delete(webhook_id))

    async def enable(self, webhook_id: str) -> Webhook:
        """Send messages again to a webhook that was disabled."""
        return await self._perform(webhook_calls.enable(webhook_id))

    async def rotate_secret(
        self, webhook_id: str, *, overlap_s: int | None = None
    ) -> WebhookWithSecret:
        """Make a new secret. ``overlap_s``: how long the older ones still sign, else a day."""
        return await self._perform(webhook_calls.rotate(webhook_id, overlap_s))

    async def ping(self, webhook_id: str) -> Delivery:
        """Send a test message."""
        return await self._perform(webhook_calls.ping(webhook_id))

    async def deliveries(
        self, webhook_id: str, **conditions: Unpack[DeliveryConditions]
    ) -> AsyncIterator[Delivery]:
        """The deliveries of a webhook, the newest first, fetched page by page."""
        page = await self.deliveries_page(webhook_id, **conditions)
        for item in page.items:
            yield item
        while page.next is not None:
            page = await self.deliveries_page(webhook_id, page.next, **conditions)
            for item in page.items:
                yield item

    async def deliveries_page(
        self,
        webhook_id: str,
        cursor: str | None = None,
        /,
        **conditions: Unpack[DeliveryConditions],
    ) -> DeliveryPage:
        """One page of them. ``cursor``: the member next of the page before."""
        return await self._perform(webhook_calls.deliveries_page(webhook_id, conditions, cursor))

    async def replay(self, webhook_id: str, delivery_id: str) -> Replayed:
        """Send a delivery that ended again, under the same message id."""
        return await self._perform(webhook_calls.replay(webhook_id, delivery_id))

    async def replay_dead(self, webhook_id: str) -> Replayed:
        """Send every dead delivery of a webhook again."""
        return await self._perform(webhook_calls.replay_dead(webhook_id))
