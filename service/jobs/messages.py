"""How a job is written in the queue: as plain JSON, which cannot make its reader run anything.

Huey's own form is a pickle: whoever could write to the queue's file, database or Redis could run
code here.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer

_JOB, _VALUE = "job", "value"


class JsonSerializer(Serializer):
    """Jobs with their arguments and times, and the plain values that Huey notes for itself."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(
            {_JOB: _told(data)} if isinstance(data, Message) else {_VALUE: data}
        ).encode()

    def _deserialize(self, data: Any) -> Any:
        read = json.loads(bytes(data))
        return _message(read[_JOB]) if _JOB in read else read[_VALUE]


def _told(message: Message) -> dict[str, Any]:
    """The parts of a job that we use; chains, callbacks and Huey's own retries are not."""
    return {
        "id": message.id,
        "name": message.name,
        "args": list(message.args),
        "eta": _written(message.eta),
        "priority": message.priority,
        "expires": message.expires,
        "expires_at": _written(message.expires_resolved),
    }


def _message(told: dict[str, Any]) -> Message:
    return Message(
        id=str(told["id"]),
        name=str(told["name"]),
        args=tuple(told["args"]),
        kwargs={},
        eta=_read(told["eta"]),
        priority=told["priority"],
        expires=told["expires"],
        expires_resolved=_read(told["expires_at"]),
    )


def _written(moment: dt.datetime | None) -> str | None:
    """Huey's moments are UTC without a zone."""
    return None if moment is None else moment.isoformat()


def _read(moment: str | None) -> dt.datetime | None:
    return None if moment is None else dt.datetime.fromisoformat(moment)
