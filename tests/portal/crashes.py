"""A process is killed at each single step of a screening's life; another goes on after it.

Arguments: a data folder and a database's address or "". For every number N a process that has
nothing else to do accepts, screens, tells, deletes and purges, and kills itself before its Nth
statement, commit or write to the disk. An heir then does the same for the same requests, as a
restarted service and a portal that repeats do. Prints the number of steps and what is wrong.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from service import audit
from service.settings import Settings
from service.store import lifecycle
from service.store.opening import Store, open_store
from service.store.sweeping import QUARANTINE, sweep
from service.store.tables import AuditRow, DeliveryRow, IdempotencyRow, ScreeningRow, UploadRow
from service.store.work import DELETED, Lease, Submission
from service.webhooks.deliveries import Attempt, DeliveryStore
from service.webhooks.messages import EVERYBODY, write_messages
from service.webhooks.registry import WebhookStore
from service.webhooks.sending import Outcome
from service.webhooks.targets import TargetPolicy
from tests.service.stores import report_on

#: Kept for an hour; the purge comes two hours later, the heir when every lease is over.
KEPT, PURGED_AFTER, HEIR_AFTER = (dt.timedelta(minutes=m) for m in (60, 120, 10))
LEASE = dt.timedelta(minutes=1)
#: More steps than a life has; whoever survives so many has come to its end.
MOST_STEPS = 2000
#: Two uploads of a life: one accepted for later and deleted, one screened at once and purged.
LATER, NOW = "later", "now"


@dataclass(slots=True)
class Fuse:
    """Kills this process at the step of a number; 0: never."""

    at: int
    steps: int = 0

    def step(self, *_: object) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def live(store: Store, number: int, now: dt.datetime) -> None:
    """One life: of a service's requests and jobs in their order."""
    screenings, holder = store.screenings, f"process:{os.getpid()}"
    deliveries = DeliveryStore(store.database, store.keyring, lambda: 0.0)
    lease = Lease(holder, now + LEASE)
    ids = {}
    for name in (LATER, NOW):
        submission = _submission(number, name, now)
        accepted = screenings.accept(submission, lease if name == NOW else None)
        screening_id = ids[name] = accepted.row.id
        is_held = name == NOW and not accepted.is_repeated
        if is_held or screenings.claim(screening_id, lease, now) is not None:
            screenings.complete(screening_id, holder, report_on(screening_id), now)
        for delivery_id in deliveries.waiting_for(screening_id):
            attempt = deliveries.claim(delivery_id, now)
            if isinstance(attempt, Attempt):
                deliveries.finish(attempt, Outcome(204, ""), now)
    lifecycle.delete_screening(screenings, ids[LATER], "key:officer", now)
    lifecycle.purge(screenings, now + PURGED_AFTER)


def _submission(number: int, name: str, now: dt.datetime) -> Submission:
    return Submission(
        untrusted_bytes=f"content of {name} {number}".encode(),
        untrusted_name="photo.jpg",
        policy="pr-card",
        declared_kind="photo",
        owner="key:portal",
        created=now,
        keep_until=now + KEPT,
        idempotency_key=_key(number, name),
    )


def _key(number: int, name: str) -> str:
    return f"{name}-{number}"


def lived(setting: Settings, number: int, now: dt.datetime, fuse: Fuse) -> int:
    """Live in a process of its own; how it ended: 0, or the signal that killed it."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    status = 1
    try:
        store = open_store(setting, write_messages)
        # Bringing the tables up to date is no part of it: from here on steps count.
        event.listen(store.database.engine, "before_cursor_execute", fuse.step)
        event.listen(store.database.engine, "commit", fuse.step)
        _before(os, "fsync", fuse.step)
        _before(os, "unlink", fuse.step)
        _before(os, "remove", fuse.step)
        live(store, number, now)
        status = 0
    finally:
        os._exit(status)


def _before(module: Any, name: str, step: Callable[..., None]) -> None:
    """Take a step before each call of a function."""
    original = getattr(module, name)

    def stepped(*arguments: Any, **more: Any) -> Any:
        step()
        return original(*arguments, **more)

    setattr(module, name, stepped)


def faults_of(setting: Settings, numbers: list[int]) -> list[str]:
    """Everything that is not as it must be after all lives."""
    store = open_store(setting, write_messages)
    faults = []
    digest = store.keyring.keyed_digest
    with store.database.reading() as session:
        rows = {row.id: row for row in session.scalars(select(ScreeningRow))}
        keys = {k.key_digest: k.screening_id for k in session.scalars(select(IdempotencyRow))}
        done = Counter((e.action, e.target) for e in session.scalars(select(AuditRow)))
        messages = Counter(row.screening_id for row in session.scalars(select(DeliveryRow)))
        uploads = set(session.scalars(select(UploadRow.id)))
        state = audit.verify(session, store.keyring)
    for number in numbers:
        for name in (LATER, NOW):
            one = keys.get(digest(_key(number, name).encode(), "idempotency-key"), "")
            row = rows.pop(one, None)
            once = [
                done[f"screening.{action}", one] for action in ("accepted", "completed", "deleted")
            ]
            if row is None or row.state != DELETED or once != [1, 1, 1] or messages[one] != 1:
                faults.append(f"{name} {number}: {row and row.state} {once} {messages[one]}")
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    for moment in (tomorrow, tomorrow + QUARANTINE):  # what kills left goes after its quarantine
        sweep(store.screenings.uploads, moment)
    objects = set(store.screenings.uploads.objects.names_before(tomorrow))
    faults += [f"{len(rows)} screenings without a key"] if rows else []
    faults += [f"{len(uploads)} uploads, {len(objects)} objects left"] if uploads | objects else []
    faults += [f"the audit: {state.fault.what}"] if state.fault else []
    store.close()
    return faults


def main(folder: Path, database: str) -> None:
    """Live and be killed at every step in turn."""
    setting = Settings(data_dir=folder, database_url=database, workers=1)
    store = open_store(setting)
    webhooks = WebhookStore(store.database, store.keyring, TargetPolicy())
    now = dt.datetime.now(dt.UTC)
    webhooks.create("https://portal.example/hooks", EVERYBODY, "key:admin", now)
    store.close()
    numbers, faults = [], []
    for number in range(1, MOST_STEPS):
        numbers.append(number)
        killed = lived(setting, number, now, Fuse(number))
        heir = lived(setting, number, now + HEIR_AFTER, Fuse(0))
        if heir != 0 or killed not in (0, -signal.SIGKILL):
            faults.append(f"step {number}: {killed}, its heir {heir}")
        if killed == 0:
            break
    faults += faults_of(setting, numbers)
    print(json.dumps({"steps": len(numbers) - 1, "faults": faults}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
