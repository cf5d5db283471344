"""What a run left in the store, read by the store's own code once the services have ended."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.settings import Settings
from service.store.opening import Store, open_store
from service.store.sweeping import QUARANTINE, SPARED, sweep
from service.store.tables import AuditRow, DeliveryRow, IdempotencyRow, ScreeningRow, UploadRow
from service.webhooks.messages import DEAD
from tests.portal.processes import CONSOLE_SCRIPT


@dataclass(frozen=True, slots=True)
class Stored:
    """The store after a run. ``audit``: how often each action was done to each screening.

    ``holders``: who completed each screening. ``litter``: objects and uploads that nothing needs,
    left by kills, before the sweep; ``orphans`` and ``missing``: objects without an upload after
    it, and uploads whose object is not there or does not open.
    """

    screenings: dict[str, ScreeningRow]
    by_key: dict[str, list[str]]
    audit: dict[str, Counter[str]]
    holders: dict[str, str]
    deliveries: dict[str, list[DeliveryRow]]
    dead: int
    litter: int
    orphans: int
    missing: int
    uploads: int
    chain: dict[str, Any]


def read_store(environment: Mapping[str, str], keys: list[str]) -> Stored:
    """Read everything. ``keys``: the idempotency keys that the portal sent."""
    with _opened(environment) as store:
        with store.database.reading() as session:
            screenings = {row.id: row for row in session.scalars(select(ScreeningRow))}
            of_digest: dict[str, list[str]] = {}
            for known in session.scalars(select(IdempotencyRow)):
                of_digest.setdefault(known.key_digest, []).append(known.screening_id)
            audit: dict[str, Counter[str]] = {}
            holders: dict[str, str] = {}
            for entry in session.scalars(select(AuditRow).order_by(AuditRow.number)):
                audit.setdefault(entry.target or "", Counter())[entry.action] += 1
                if entry.action == "screening.completed":
                    holders[entry.target or ""] = entry.actor
            deliveries: dict[str, list[DeliveryRow]] = {}
            for row in session.scalars(select(DeliveryRow)):
                deliveries.setdefault(row.screening_id, []).append(row)
        litter = _swept(store)
        orphans, missing, uploads = _objects(store)
        digest = store.keyring.keyed_digest
        by_key = {key: of_digest.get(digest(key.encode(), "idempotency-key"), []) for key in keys}
        return Stored(
            screenings=screenings,
            by_key=by_key,
            audit=audit,
            holders=holders,
            deliveries=deliveries,
            dead=sum(row.state == DEAD for rows in deliveries.values() for row in rows),
            litter=litter,
            orphans=orphans,
            missing=missing,
            uploads=uploads,
            chain=_verified(environment),
        )


@contextmanager
def _opened(environment: Mapping[str, str]) -> Iterator[Store]:
    """The store as the services had it."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        store = open_store(Settings.model_validate({}))
        try:
            yield store
        finally:
            store.close()
    finally:
        os.environ.clear()
        os.environ.update(before)


def _swept(store: Store) -> int:
    """Tidy up as purges do until the quarantine of what kills left is over; how much there was."""
    soon = dt.datetime.now(dt.UTC) + 2 * SPARED
    swept = [sweep(store.screenings.uploads, moment) for moment in (soon, soon + QUARANTINE)]
    return sum(one.count for one in swept)


def _objects(store: Store) -> tuple[int, int, int]:
    uploads = store.screenings.uploads
    with store.database.reading() as session:
        ids = set(session.scalars(select(UploadRow.id)))
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    names = set(uploads.objects.names_before(tomorrow))
    digest = store.keyring.keyed_digest
    missing = len(ids - names)
    with store.database.reading() as session:
        for row in session.scalars(select(UploadRow)):
            if row.id in names and digest(uploads.content_of(row.id), "upload") != row.digest:
                missing += 1
    return len(names - ids), missing, len(ids)


def _verified(environment: Mapping[str, str]) -> dict[str, Any]:
    """What `docscreen audit verify` says."""
    command = [str(CONSOLE_SCRIPT), "audit", "verify", "--json"]
    done = subprocess.run(command, env=dict(environment), capture_output=True, check=False)
    said: dict[str, Any] = json.loads(done.stdout)
    return said | {"status": done.returncode}
