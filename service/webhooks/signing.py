"""Signatures by which a receiver knows that a message is ours (Standard Webhooks, symmetric).

Source: the Standard Webhooks specification, "Signature scheme" and "Webhook headers": HMAC-SHA256
of ``id.timestamp.body`` with the secret's bytes, in base64 after ``v1,``; one signature for each
secret that is valid, divided by spaces.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
#: The specification asks for 24 to 64 bytes.
SECRET_BYTES = 32


def new_secret() -> str:
    """A new secret as its owner gets it: ``whsec_`` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, at: dt.datetime, body: bytes) -> str:
    """One signature: ``v1,`` and base64. Raises ValueError for a secret that is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as damage:
        raise ValueError("a secret is whsec_ and base64") from damage
    content = f"{message_id}.{_seconds(at)}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def signed_headers(
    valid_secrets: Iterable[str], message_id: str, at: dt.datetime, body: bytes
) -> dict[str, str]:
    """The three headers of one attempt. ``at``: the attempt's time, not the event's."""
    signatures = (signature(secret, message_id, at, body) for secret in valid_secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(_seconds(at)),
        "webhook-signature": " ".join(signatures),
    }


def _seconds(at: dt.datetime) -> int:
    return int(at.timestamp())
