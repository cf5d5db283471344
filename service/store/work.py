"""What is accepted into the store, who works on it, and the states that it goes through."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from models.errors import DocscreenError
from service.store.tables import ScreeningRow

#: A screening that did not end in so many attempts killed its process each time.
MAX_ATTEMPTS = 3
WAITING, RUNNING, DONE, FAILED, DELETED = "waiting", "running", "done", "failed", "deleted"


@dataclass(frozen=True, slots=True)
class Submission:
    """What is accepted: the bytes, what the caller declared, and until when it is kept."""

    untrusted_bytes: bytes
    untrusted_name: str
    policy: str
    declared_kind: str
    owner: str
    created: dt.datetime
    keep_until: dt.datetime
    reference: str | None = None
    supersedes: str | None = None
    idempotency_key: str | None = None

    @property
    def request_parts(self) -> bytes:
        """Everything by which two requests with one idempotency key must agree."""
        parts = (self.untrusted_name, self.policy, self.declared_kind, self.reference)
        content = hashlib.sha256(self.untrusted_bytes).hexdigest()
        return json.dumps([*parts, self.supersedes, content]).encode()


@dataclass(frozen=True, slots=True)
class Lease:
    """Who works on a screening, and until when it is theirs."""

    holder: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted screening; ``is_repeated``: the same request had been accepted before."""

    row: ScreeningRow
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A screening to be worked on, with its upload."""

    id: str
    untrusted_bytes: bytes
    untrusted_name: str
    policy: str
    declared_kind: str
    created: dt.datetime


class KeyReused(DocscreenError):
    """An idempotency key came with another request than at first."""
