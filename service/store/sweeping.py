"""What nothing needs any more in the store: objects without a row, halves of writes, unused rows.

Objects are kept in quarantine before they are taken away. A database that was put back from its
backup does not know the newest uploads; whoever notices has a week to put the right one back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from service.store.installation import is_same_installation
from service.store.objects import PARTIAL, is_upload_name
from service.store.tables import ScreeningRow, StrayRow, UploadRow
from service.store.uploads import UploadStore

#: Younger halves and uploads without a screening may belong to a request that is being accepted.
SPARED = dt.timedelta(hours=1)
#: So long an object must have been known to have no row. The time counts from when a purge found
#: that out, not from when the object was written: after an old backup was put back, uploads that
#: are older than this are missed all at once, and would be gone with the next purge. The object
#: must be as old, too, so that a clock that was wrong once does not shorten the time.
QUARANTINE = dt.timedelta(days=7)
#: Killed processes leave a few objects. Where more than so many, and more than so large a part of
#: all, would go at once, something else is wrong, and a person has to look.
SWEPT_AT_MOST, SWEPT_PART = 100, 0.1
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was taken away, and how much waits. ``refusal``: why strays were left, or "".

    ``strays``: objects without a row; ``halves``: writes that were not finished; ``unused``:
    uploads that no screening needs; ``quarantined``: objects without a row that were left.
    """

    strays: int = 0
    halves: int = 0
    unused: int = 0
    quarantined: int = 0
    refusal: str = ""

    @property
    def count(self) -> int:
        """Everything that was taken away."""
        return self.strays + self.halves + self.unused


def sweep(uploads: UploadStore, now: dt.datetime) -> Swept:
    """Take away what nothing needs any more, once its time is over. Raises StoreError.

    Never where the object store is that of another database, nor objects whose names are not ours.
    """
    if not is_same_installation(uploads.database, uploads.objects):
        return Swept(refusal="another-installation")
    everything = list(uploads.objects.names_before(now - SPARED))
    halves = [name for name in everything if _is_half(name)]
    for name in halves:
        uploads.objects.delete(name)
    names = [name for name in everything if is_upload_name(name)]
    unknown = _without_row(uploads, names)
    due = _due(uploads, unknown, now)
    refusal = "too-many" if len(due) > max(SWEPT_AT_MOST, len(names) * SWEPT_PART) else ""
    gone = () if refusal else due
    for name in gone:
        uploads.objects.delete(name)
    _forget(uploads, gone)
    unused = _delete_unused(uploads, now - SPARED)
    return Swept(len(gone), len(halves), unused, len(unknown) - len(gone), refusal)


def _is_half(name: str) -> bool:
    """Whether it is an upload that a killed process was writing."""
    return name.endswith(PARTIAL) and is_upload_name(name.split(".", 1)[0])


def _without_row(uploads: UploadStore, names: Iterable[str]) -> set[str]:
    unknown: set[str] = set()
    for some in _batches(names):
        query = select(UploadRow.id).where(UploadRow.id.in_(some))
        with uploads.database.reading() as session:
            unknown |= set(some) - set(session.scalars(query))
    return unknown


def _due(uploads: UploadStore, unknown: set[str], now: dt.datetime) -> list[str]:
    """Objects whose quarantine is over; that of those begins which are found only now."""
    with uploads.database.reading() as session:
        found = {row.name: row.found for row in session.scalars(select(StrayRow))}
    _forget(uploads, found.keys() - unknown)
    try:
        with uploads.database.writing() as session:
            session.add_all(StrayRow(name=name, found=now) for name in unknown - found.keys())
    except IntegrityError:
        return []  # another process sweeps at this moment, and takes away what is due
    over = {name for name in unknown & found.keys() if found[name] <= now - QUARANTINE}
    return [name for name in uploads.objects.names_before(now - QUARANTINE) if name in over]


def _forget(uploads: UploadStore, names: Iterable[str]) -> None:
    for some in _batches(names):
        with uploads.database.writing() as session:
            session.execute(delete(StrayRow).where(StrayRow.name.in_(some)))


def _delete_unused(uploads: UploadStore, before: dt.datetime) -> int:
    unneeded = ~exists().where(ScreeningRow.upload_id == UploadRow.id)
    query = select(UploadRow.id).where(unneeded, UploadRow.created < before)
    with uploads.database.reading() as session:
        rows = tuple(session.scalars(query))
    return sum(uploads.delete_unneeded(upload_id) for upload_id in rows)


def _batches(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """So many names as a database takes in one statement."""
    rest = iter(names)
    while some := tuple(islice(rest, _BATCH)):
        yield some
