"""Runs over the archive, as the audit tells of them: begun, gone on with, ended."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import audit
from service.audit import AuditEntry
from service.store.screenings import ScreeningStore
from service.store.search import ScreeningQuery
from service.store.tables import AuditRow

BEGUN, ENDED = "rescreening.begun", "rescreening.ended"
_PURPOSE = "rescreening"


@dataclass(frozen=True, slots=True)
class RescreeningRun:
    """One run; ``is_resumed``: an earlier process began it and did not reach its end."""

    id: str
    began: dt.datetime
    is_resumed: bool
    caller: str

    @property
    def actor(self) -> str:
        """Whom the audit and the new screenings name: the caller and the run."""
        return f"{self.caller}:{self.id}"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for; the same again goes on with a run that was interrupted."""

    query: ScreeningQuery
    policy: str | None
    version: str | None

    def digest(self, store: ScreeningStore) -> str:
        """What stands for the request in the audit; references are not told."""
        parts = [dataclasses.asdict(self.query), self.policy, self.version]
        return store.keyring.keyed_digest(json.dumps(parts, default=str).encode(), _PURPOSE)


def begin(
    store: ScreeningStore, request: RunRequest, caller: str, now: dt.datetime
) -> RescreeningRun:
    """Begin a run, or go on with the one that was interrupted. Raises StoreError."""
    digest = request.digest(store)
    with store.database.writing() as session:
        interrupted = _interrupted(session, digest)
        if interrupted is not None and interrupted.target is not None:
            return RescreeningRun(interrupted.target, interrupted.at, True, caller)
        run = RescreeningRun(str(uuid.uuid4()), now, False, caller)
        details: dict[str, Any] = {"request": digest}
        details |= {"policy": request.policy, "policy_version": request.version}
        audit.append(session, store.keyring, now, AuditEntry(caller, BEGUN, run.id, details))
    return run


def end(store: ScreeningStore, run: RescreeningRun, screened: int, now: dt.datetime) -> None:
    """Put on record that a run reached its end. Raises StoreError."""
    entry = AuditEntry(run.caller, ENDED, run.id, {"screened": screened})
    with store.database.writing() as session:
        audit.append(session, store.keyring, now, entry)


def _interrupted(session: Session, digest: str) -> AuditRow | None:
    """The newest run of the same request, if it did not end."""
    query = select(AuditRow).where(AuditRow.action == BEGUN).order_by(AuditRow.number.desc())
    same = (row for row in session.scalars(query) if row.details.get("request") == digest)
    newest = next(same, None)
    if newest is None:
        return None
    ended = select(AuditRow.number).where(
        AuditRow.action == ENDED, AuditRow.target == newest.target
    )
    return newest if session.scalar(ended) is None else None
