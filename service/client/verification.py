"""For receivers of webhooks: whether a message is the service's, and what it says.

Source: the Standard Webhooks specification, "Verifying signatures" and "Replay attacks".
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.client.errors import ClientError, ClientMisused
from service.client.reading import AnswerUnreadable, read_json
from service.client.words import Completeness, State, Verdict
from service.webhooks.signing import PREFIX, signature

#: As the specification's own libraries have it: clocks differ, and nobody may repeat old messages.
TOLERANCE = dt.timedelta(minutes=5)

Refusal = Literal["headers-missing", "too-old", "from-the-future", "signature-wrong"]
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True, slots=True)
class PolicyName:
    """Under which policy an upload was screened; no version where that failed."""

    id: str
    version: str | None


@dataclass(frozen=True, slots=True)
class ScreeningNotice:
    """What a message tells of a screening; get the report itself from the service."""

    id: str
    reference: str | None
    state: State
    verdict: Verdict | None
    status: Completeness | None
    policy: PolicyName
    supersedes: str | None
    location: str


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """A message whose signature is right.

    ``id`` is the same whenever the message is sent again: keep it, and pass over those that you
    have. ``screening`` is None for messages about something else, such as ``webhook.ping``.
    """

    id: str
    type: str
    timestamp: dt.datetime
    data: Mapping[str, Any]
    screening: ScreeningNotice | None


@dataclass(frozen=True, slots=True)
class _Envelope:
    type: str
    timestamp: dt.datetime
    data: Mapping[str, Any]


class WebhookRefused(ClientError):
    """A message is not the service's, or not today's: answer 400 and do nothing with it."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def verify_webhook(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Iterable[str],
    now: dt.datetime,
    tolerance: dt.timedelta = TOLERANCE,
) -> WebhookMessage:
    """The message, once its signature and its time are found right.

    ``body``: as it came, not parsed and written anew. ``secrets``: those that are valid now; while
    one is replaced, the old and the new one. ``now``: with a time zone. Raises WebhookRefused,
    AnswerUnreadable for a message that is signed and no message, and ClientMisused for a secret
    that is none and a ``now`` without a time zone.
    """
    if now.tzinfo is None:
        raise ClientMisused("now: a time with its time zone, such as datetime.now(UTC)")
    by_name = {name.lower(): value.strip() for name, value in headers.items()}
    message_id, stated, signatures = (by_name.get(name, "") for name in _HEADERS)
    if not (message_id and stated.isascii() and stated.isdigit() and signatures):
        raise WebhookRefused("headers-missing")
    at = _moment(stated)
    if at < now - tolerance:
        raise WebhookRefused("too-old")
    if at > now + tolerance:
        raise WebhookRefused("from-the-future")
    right = [_signature(secret, message_id, at, body) for secret in secrets]
    given = signatures.encode().split()
    # Every pair is compared, so that the time tells nothing about which one is nearly right.
    if not any([hmac.compare_digest(a.encode(), b) for a in right for b in given]):
        raise WebhookRefused("signature-wrong")
    return _message(message_id, body)


def _signature(secret: str, message_id: str, at: dt.datetime, body: bytes) -> str:
    """One signature; anybody could make that of an empty secret. Raises ClientMisused."""
    if not secret.removeprefix(PREFIX):
        raise ClientMisused("a secret is empty")
    try:
        return signature(secret, message_id, at, body)
    except ValueError:
        raise ClientMisused("a secret is whsec_ and base64") from None


def _moment(seconds: str) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise WebhookRefused("headers-missing") from None


def _message(message_id: str, body: bytes) -> WebhookMessage:
    try:
        content = json.loads(body)
    except ValueError:
        raise AnswerUnreadable("", "not JSON") from None
    envelope = read_json(_Envelope, content)
    about = None
    if envelope.type.startswith("screening."):
        about = read_json(ScreeningNotice, envelope.data)
    return WebhookMessage(message_id, envelope.type, envelope.timestamp, envelope.data, about)
