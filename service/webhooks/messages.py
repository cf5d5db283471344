"""What webhooks are told: that a screening ended, and how; nothing that an applicant wrote."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.store.tables import DeliveryRow, ScreeningRow, WebhookRow

COMPLETED, FAILED, PING = "screening.completed", "screening.failed", "webhook.ping"
EVENTS = (COMPLETED, FAILED, PING)
WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
#: The owner of a webhook that is told of everybody's screenings.
EVERYBODY = "*"
#: A ping is about no screening.
_NO_SCREENING = ""


def write_messages(session: Session, row: ScreeningRow, now: dt.datetime) -> None:
    """Put a message to every webhook concerned into the transaction of a screening's result.

    Concerned are those for everybody's screenings and those for the screening's owner. It has the
    form of ``ScreeningStore.on_completion``; a screening without a verdict has failed.
    """
    concerned = or_(WebhookRow.owner == EVERYBODY, WebhookRow.owner == row.owner)
    ids = session.scalars(select(WebhookRow.id).where(WebhookRow.enabled, concerned))
    kind = FAILED if row.state == "failed" else COMPLETED
    data = {
        "id": row.id,
        "reference": row.reference,
        "state": row.state,
        "verdict": row.verdict,
        "status": row.status,
        "policy": {"id": row.policy, "version": row.policy_version},
        "supersedes": row.supersedes,
        "location": f"/v1/screenings/{row.id}",
    }
    session.add_all(_message(webhook_id, row.id, kind, data, now) for webhook_id in ids)


def ping(webhook_id: str, now: dt.datetime) -> DeliveryRow:
    """A message that tells nothing, to try a webhook with."""
    return _message(webhook_id, _NO_SCREENING, PING, {"webhook": webhook_id}, now)


def _message(
    webhook_id: str, screening_id: str, kind: str, data: Mapping[str, Any], now: dt.datetime
) -> DeliveryRow:
    body = {"type": kind, "timestamp": now.astimezone(dt.UTC).isoformat(), "data": data}
    return DeliveryRow(
        id=str(uuid.uuid4()),
        webhook_id=webhook_id,
        screening_id=screening_id,
        message_id=f"msg_{uuid.uuid4().hex}",
        type=kind,
        # Kept as it is sent: the signature covers every sign of it.
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        created=now,
        state=WAITING,
        attempts=0,
        due=now,
    )
