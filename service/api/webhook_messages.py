"""What webhooks are sent, for the OpenAPI document; ``service.webhooks.messages`` writes it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field

from service.api.examples import SCREENING_ID, WEBHOOK_ID
from service.webhooks.messages import COMPLETED, FAILED, PING

Node = dict[str, Any]

_SCHEMAS = "#/components/schemas/"


class PolicyName(BaseModel):
    """The policy that a screening was made under."""

    id: str
    version: str | None = Field(description="Null where the screening failed.")


class ScreeningNotice(BaseModel):
    """How a screening ended: nothing of what an applicant wrote, and no finding."""

    id: str = Field(description="The screening's id.")
    reference: str | None = Field(description="The caller's own id of the upload, as it was sent.")
    state: Literal["done", "failed"]
    verdict: Literal["accept", "review", "return"] | None = Field(
        description="Null where the screening failed."
    )
    status: str | None = Field(description="The report's status; null where there is none.")
    policy: PolicyName
    supersedes: str | None = Field(description="The screening that this one was made after.")
    location: str = Field(description="Where the screening is found, with its report.")


class ScreeningMessage(BaseModel):
    """A screening ended: it was completed, or no attempt gave a result."""

    type: Literal["screening.completed", "screening.failed"]
    timestamp: dt.datetime = Field(description="When it ended.")
    data: ScreeningNotice


class PingNotice(BaseModel):
    """Nothing but which webhook is tried."""

    webhook: str = Field(description="The webhook's id.")


class PingMessage(BaseModel):
    """A test message."""

    type: Literal["webhook.ping"]
    timestamp: dt.datetime
    data: PingNotice


_DONE: Node = {
    "type": COMPLETED,
    "timestamp": "2026-11-22T15:04:06.125000+00:00",
    "data": {
        "id": SCREENING_ID,
        "reference": "application-17/photo",
        "state": "done",
        "verdict": "return",
        "status": "complete",
        "policy": {"id": "pr-card", "version": "2026-11-22"},
        "supersedes": None,
        "location": f"/v1/screenings/{SCREENING_ID}",
    },
}
_FAILED: Node = _DONE | {
    "type": FAILED,
    "data": _DONE["data"]
    | {
        "state": "failed",
        "verdict": None,
        "status": None,
        "policy": {"id": "pr-card", "version": None},
    },
}
_PING: Node = {"type": PING, "timestamp": _DONE["timestamp"], "data": {"webhook": WEBHOOK_ID}}

_MESSAGES: dict[str, tuple[str, type[BaseModel], Node]] = {
    COMPLETED: ("A screening is done", ScreeningMessage, _DONE),
    FAILED: ("A screening has failed", ScreeningMessage, _FAILED),
    PING: ("A test message", PingMessage, _PING),
}
_HEADERS: dict[str, tuple[str, Node, str]] = {
    "webhook-id": (
        "The message's id: the same in every attempt.",
        {"type": "string", "pattern": "^msg_[0-9a-f]{32}$"},
        "msg_2f0a3a525b0e4c559d3f6b1a4d1f7a10",
    ),
    "webhook-timestamp": (
        "When this attempt was made, in seconds since 1970: refuse what is older than minutes.",
        {"type": "string", "pattern": "^[0-9]+$"},
        "1795359846",
    ),
    "webhook-signature": (
        "One v1 signature for each valid secret, divided by spaces: HMAC-SHA256, in base64, of id, "
        "timestamp and body joined by dots.",
        {"type": "string", "pattern": "^v1,[0-9A-Za-z+/]+={0,2}( v1,[0-9A-Za-z+/]+={0,2})*$"},
        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    ),
}
_ANSWERS: Node = {
    "2XX": {"description": "The message has arrived."},
    "410": {"description": "Nothing is to be sent any more: the webhook is disabled."},
    "default": {"description": "The message is sent again later; redirects are not followed."},
}


def describe_messages(document: Node) -> None:
    """Let an OpenAPI document say what is posted to webhooks."""
    schemas = document["components"]["schemas"]
    for _, model, _ in _MESSAGES.values():
        described = model.model_json_schema(ref_template=_SCHEMAS + "{model}")
        schemas |= described.pop("$defs", {})
        schemas[model.__name__] = described
    document["webhooks"] = {name: {"post": _operation(name)} for name in _MESSAGES}


def _operation(name: str) -> Node:
    summary, model, example = _MESSAGES[name]
    schema = {"$ref": _SCHEMAS + model.__name__}
    return {
        "operationId": "receive_" + name.replace(".", "_"),
        "summary": summary,
        "description": "Verify the signature before you read the message, answer within seconds, "
        "and drop a message whose id has come before: every message arrives at least once.",
        "tags": ["webhooks"],
        "parameters": [
            {
                "name": header,
                "in": "header",
                "required": True,
                "description": description,
                "schema": form,
                "example": shown,
            }
            for header, (description, form, shown) in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": example}},
        },
        "responses": _ANSWERS,
    }
