"""A store in a folder, and reports to put into it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.schema import example_report
from service.store.custody import keyring_for
from service.store.database import Database, database_url
from service.store.installation import claim
from service.store.objects import ObjectStore, object_store_url
from service.store.screenings import ScreeningStore
from service.store.uploads import UploadStore

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def store_in(folder: Path, database: str = "", objects: str = "") -> ScreeningStore:
    """A store as the embedded default makes it, or on another database and object store."""
    tables = Database(database_url(database, folder))
    tables.migrate()
    files = ObjectStore(object_store_url(objects, folder))
    claim(tables, files)
    keyring = keyring_for(tables, "", folder)
    uploads = UploadStore(tables, files, keyring)
    return ScreeningStore(tables, uploads, keyring)


@contextmanager
def opened_store(folder: Path, database: str = "", objects: str = "") -> Iterator[ScreeningStore]:
    """A store whose connections are closed with the block."""
    store = store_in(folder, database, objects)
    try:
        yield store
    finally:
        store.database.close()


def report_on(screening_id: str, verdict: str = "accept") -> dict[str, Any]:
    """The schema's example as the report of a screening."""
    report = copy.deepcopy(example_report())
    return report | {"screening": screening_id, "verdict": verdict}
