"""What is accepted into the store, who works on it, and the states that it goes through."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from models.errors import DocscreenError
from service.store.tables import ScreeningRow

#: A screening that was in hand at the end of so many processes is taken for what ended them. Of
#: those that a machine without memory or a broken update kills, most end no process themselves.
MAX_ATTEMPTS = 5
WAITING, RUNNING, DONE, FAILED, DELETED = "waiting", "running", "done", "failed", "deleted"


@dataclass(frozen=True, slots=True)
class Submission:
    """What is accepted: the bytes, what the caller declared, and until when it is kept.

    ``wanted_version``: of the policy; None is that of the day on which it is screened.
    ``traceparent``: where in a trace it is accepted, which is no part of what was asked for.
    """

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
    wanted_version: str | None = None
    traceparent: str | None = None

    @property
    def request_parts(self) -> bytes:
        """Everything by which two requests with one idempotency key must agree."""
        parts = (self.untrusted_name, self.policy, self.declared_kind, self.reference)
        content = hashlib.sha256(self.untrusted_bytes).hexdigest()
        # Left out where none is wanted: a request repeated across an update stays the same one.
        version = () if self.wanted_version is None else (self.wanted_version,)
        return json.dumps([*parts, self.supersedes, content, *version]).encode()


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


class BacklogFull(DocscreenError):
    """As many screenings wait as may: another one would not be screened in a time that helps."""


class KeyReused(DocscreenError):
    """An idempotency key came with another request than at first."""
