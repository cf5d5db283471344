"""Webhooks: addresses that are told when a screening ends, and how telling them goes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from checks.finding import Text
from service.access.access import Access
from service.access.scopes import Caller
from service.api.callers import CALLER_PROBLEMS, GuardedRoute, caller_with
from service.api.patterns import UUID_PATTERN
from service.api.problems import Problem, problem_responses
from service.api.requests import JSON_CONTENT, KNOWN_QUERY
from service.api.submissions import field_problem
from service.api.webhook_documents import (
    Delivery,
    DeliveryPage,
    NewWebhook,
    Replayed,
    Rotation,
    Webhook,
    WebhookList,
    WebhookWithSecret,
    delivery_document,
    webhook_document,
)
from service.store.search import CursorUnknown
from service.store.tables import WebhookRow
from service.webhooks.desk import WebhookDesk
from service.webhooks.messages import EVERYBODY
from service.webhooks.registry import WebhookDisabled
from service.webhooks.targets import TargetRefused

#: Deliveries in one answer, unless fewer are asked for, and at most.
PAGE_SIZE, MAX_PAGE_SIZE = 50, 200

NO_SUCH_WEBHOOK = Text(
    "There is no such webhook: GET /v1/webhooks lists them.",
    "Ce webhook n'existe pas\u00a0: GET /v1/webhooks énumère les webhooks.",
)
NO_SUCH_DELIVERY = Text(
    "The webhook has no such delivery.", "Ce webhook ne comporte pas cette livraison."
)
UNKNOWN_CURSOR = Text(
    "No page of this list ends there any more", "Aucune page de cette liste ne se termine là"
)
NO_SUCH_KEY = Text(
    "There is no key of this id: `docscreen keys list` shows them",
    "Aucune clé ne porte cet identifiant\u00a0: `docscreen keys list` les énumère",
)
_OF_KEY = "key:"


def desk_of(request: Request) -> WebhookDesk:
    """The webhooks of the application that serves a request."""
    desk: WebhookDesk = request.app.state.webhooks
    return desk


router = APIRouter(
    prefix="/v1/webhooks", tags=["webhooks"], route_class=GuardedRoute, dependencies=[KNOWN_QUERY]
)

Admin = Annotated[Caller, Depends(caller_with("admin"))]
Desk = Annotated[WebhookDesk, Depends(desk_of)]
WebhookId = Annotated[
    str,
    Path(
        pattern=UUID_PATTERN,
        description="The webhook's id.",
        examples=["0f0a3a52-5b0e-4c55-9d3f-6b1a4d1f7a10"],
    ),
]
DeliveryId = Annotated[
    str,
    Path(
        pattern=UUID_PATTERN,
        description="The delivery's id.",
        examples=["5d1f1f0c-1d5e-4b52-8a5e-0d4f3c2b1a00"],
    ),
]


def _responses(*type_ids: str) -> dict[int | str, dict[str, object]]:
    return problem_responses(*CALLER_PROBLEMS, *type_ids)


@router.post(
    "",
    status_code=201,
    summary="Make a webhook",
    responses=_responses("invalid-request", "webhook-target-refused"),
    dependencies=[JSON_CONTENT],
)
def create_webhook(
    new: NewWebhook, admin: Admin, desk: Desk, request: Request, response: Response
) -> WebhookWithSecret:
    """Make a webhook. Its secret is in this answer and in no other."""
    _require_owner(new.owner, request.app.state.access)
    try:
        made = desk.webhooks.create(new.url, new.owner or EVERYBODY, admin.id, desk.clock())
    except TargetRefused:
        raise Problem("webhook-target-refused") from None
    response.headers["Location"] = f"/v1/webhooks/{made.row.id}"
    response.headers["Cache-Control"] = "no-store"
    return WebhookWithSecret(**webhook_document(made.row).model_dump(), secret=made.secret)


@router.get("", summary="All webhooks", responses=_responses())
def list_webhooks(_admin: Admin, desk: Desk) -> WebhookList:
    """Every webhook, the oldest first."""
    return WebhookList(items=[webhook_document(row) for row in desk.webhooks.all()])


@router.get("/{webhook_id}", summary="One webhook", responses=_responses("not-found"))
def get_webhook(webhook_id: WebhookId, _admin: Admin, desk: Desk) -> Webhook:
    """One webhook, without its secrets."""
    return webhook_document(_found(desk.webhooks.get(webhook_id)))


@router.delete(
    "/{webhook_id}",
    status_code=204,
    summary="Delete a webhook",
    responses=_responses("not-found"),
)
def delete_webhook(webhook_id: WebhookId, admin: Admin, desk: Desk) -> None:
    """Delete a webhook with its deliveries; what is on its way may still arrive."""
    if not desk.webhooks.delete(webhook_id, admin.id, desk.clock()):
        raise Problem("not-found", NO_SUCH_WEBHOOK)


@router.post(
    "/{webhook_id}/enable", summary="Enable a webhook again", responses=_responses("not-found")
)
def enable_webhook(webhook_id: WebhookId, admin: Admin, desk: Desk) -> Webhook:
    """Send messages again to a webhook that was disabled when its receiver answered 410."""
    return webhook_document(_found(desk.webhooks.enable(webhook_id, admin.id, desk.clock())))


@router.post(
    "/{webhook_id}/secret",
    summary="Make a new secret",
    responses=_responses("not-found", "invalid-request"),
    dependencies=[JSON_CONTENT],
)
def rotate_webhook_secret(
    webhook_id: WebhookId, rotation: Rotation, admin: Admin, desk: Desk, response: Response
) -> WebhookWithSecret:
    """Make a new secret. Messages carry a signature for each secret that is still valid."""
    made = desk.webhooks.rotate(webhook_id, rotation.overlap_s, admin.id, desk.clock())
    if made is None:
        raise Problem("not-found", NO_SUCH_WEBHOOK)
    response.headers["Cache-Control"] = "no-store"
    return WebhookWithSecret(**webhook_document(made.row).model_dump(), secret=made.secret)


@router.post(
    "/{webhook_id}/ping",
    status_code=202,
    summary="Send a test message",
    responses=_responses("not-found", "webhook-disabled"),
)
def ping_webhook(webhook_id: WebhookId, _admin: Admin, desk: Desk) -> Delivery:
    """Send a message of the type webhook.ping; its delivery shows how that went."""
    try:
        delivery_id = desk.ping(webhook_id)
    except WebhookDisabled:
        raise Problem("webhook-disabled") from None
    row = None if delivery_id is None else desk.deliveries.get(delivery_id)
    if row is None:
        raise Problem("not-found", NO_SUCH_WEBHOOK)
    return delivery_document(row)


@router.get(
    "/{webhook_id}/deliveries",
    summary="A webhook's deliveries",
    responses=_responses("not-found", "invalid-request"),
)
def list_deliveries(
    webhook_id: WebhookId,
    _admin: Admin,
    desk: Desk,
    state: Annotated[
        Literal["waiting", "delivered", "dead"] | None, Query(description="Only these.")
    ] = None,
    cursor: Annotated[
        str | None, Query(pattern=UUID_PATTERN, description="The member next of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = PAGE_SIZE,
) -> DeliveryPage:
    """The delivery log of a webhook, the newest first; answers of receivers are not kept."""
    _found(desk.webhooks.get(webhook_id))
    try:
        rows = desk.deliveries.page(webhook_id, state, cursor, limit + 1)
    except CursorUnknown:
        raise field_problem("cursor", UNKNOWN_CURSOR) from None
    following = rows[limit - 1].id if len(rows) > limit else None
    return DeliveryPage(items=[delivery_document(row) for row in rows[:limit]], next=following)


@router.post(
    "/{webhook_id}/deliveries/replay",
    status_code=202,
    summary="Replay all dead deliveries",
    responses=_responses("not-found"),
)
def replay_dead_deliveries(webhook_id: WebhookId, admin: Admin, desk: Desk) -> Replayed:
    """Send every dead delivery of a webhook again, with all attempts anew."""
    _found(desk.webhooks.get(webhook_id))
    return Replayed(deliveries=desk.replay_dead(webhook_id, admin.id))


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/replay",
    status_code=202,
    summary="Replay a delivery",
    responses=_responses("not-found"),
)
def replay_delivery(
    webhook_id: WebhookId, delivery_id: DeliveryId, admin: Admin, desk: Desk
) -> Replayed:
    """Send a delivery that ended again, under the same message id; 0 while it is waiting."""
    row = desk.deliveries.get(delivery_id)
    if row is None or row.webhook_id != webhook_id:
        raise Problem("not-found", NO_SUCH_DELIVERY)
    return Replayed(deliveries=desk.replay(delivery_id, admin.id))


def _require_owner(owner: str | None, access: Access) -> None:
    """Refuse a key that there never was: nothing would ever be told. Raises Problem."""
    if owner is None or not owner.startswith(_OF_KEY):  # a token's owner is known once it calls
        return
    if not access.keys.has(owner.removeprefix(_OF_KEY)):
        raise field_problem("owner", NO_SUCH_KEY)


def _found(row: WebhookRow | None) -> WebhookRow:
    if row is None:
        raise Problem("not-found", NO_SUCH_WEBHOOK)
    return row
