"""Whether the database and the object store belong together: both hold the installation's id.

A database that is new, or another one, knows none of the objects in a store: to it they are all
litter. So that a wrong address in the settings never costs an upload, the two are compared before
anything else happens, and a purge compares them again.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.errors import StoreError
from service.store.database import Database
from service.store.objects import MARK, ObjectStore, is_upload_name
from service.store.tables import InstallationRow, UploadRow

_ROW_ID = 1
#: Of the newest uploads so many are looked for: some may have been lost, hardly ever all.
_LOOKED_FOR = 20
_END_OF_TIME = dt.datetime.max.replace(tzinfo=dt.UTC)
_SETTINGS = "DOCSCREEN_DATABASE_URL, DOCSCREEN_OBJECT_STORE_URL and DOCSCREEN_DATA_DIR"


class StoresDiffer(StoreError):
    """The object store belongs to another database; the message says what to change."""


def installation_id(database: Database) -> str | None:
    """The id in the database; None before the first start. Raises DatabaseUnusable."""
    with database.reading() as session:
        row = session.get(InstallationRow, _ROW_ID)
        return row.name if row is not None else None


def is_same_installation(database: Database, objects: ObjectStore) -> bool:
    """Whether the database and the object store hold the same id. Raises StoreError."""
    known = installation_id(database)
    return known is not None and objects.mark() == known


def claim(database: Database, objects: ObjectStore) -> None:
    """See that both belong together, and mark them at the first start. Raises StoreError.

    Without an id on both sides, as before migration 0004 or with an older copy of the database,
    they belong together where the store holds uploads of the database, or both are empty.
    """
    mark = objects.mark()  # before the row: a first start beside this one writes that first
    known = installation_id(database)
    if known is not None and mark is not None:
        if known != mark:
            raise _differ(known, "the object store belongs to another installation")
        return
    doubt = _doubt(database, objects, mark)
    if doubt:
        raise _differ(known or _named(database, str(uuid.uuid4())), doubt)
    known = known or _named(database, mark or str(uuid.uuid4()))
    if mark is None:
        objects.put_mark(known)
    if objects.mark() != known:  # another installation's first start took the same store
        raise _differ(known, "the object store belongs to another installation")


def _doubt(database: Database, objects: ObjectStore, mark: str | None) -> str:
    """Why the two seem not to belong together; "" where they do."""
    newest = select(UploadRow.id).order_by(UploadRow.created.desc()).limit(_LOOKED_FOR)
    with database.reading() as session:
        ids = tuple(session.scalars(newest))
    if any(map(objects.has, ids)):
        return ""
    if ids:
        return "the object store holds none of the uploads that the database knows"
    if mark is not None or _holds_uploads(objects):
        return "the object store holds uploads already, and the database knows none"
    return ""


def _holds_uploads(objects: ObjectStore) -> bool:
    return any(map(is_upload_name, objects.names_before(_END_OF_TIME)))


def _named(database: Database, name: str) -> str:
    """Write the id into the database; of processes that start together the first one's counts."""
    try:
        with database.writing() as session:
            session.add(InstallationRow(id=_ROW_ID, name=name))
    except IntegrityError:
        return installation_id(database) or name
    return name


def _differ(known: str, doubt: str) -> StoresDiffer:
    return StoresDiffer(
        f"{doubt}: with this database its uploads could not be read, and would be taken for litter."
        f" See that {_SETTINGS} name a database and an object store that belong together, or put"
        " the database back from its backup; a new database needs an empty object store. If these"
        f" two do belong together, write {known} into the object {MARK[:2]}/{MARK} of the store"
    )
