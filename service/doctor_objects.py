"""The object store, examined against the database that says what is in it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from service.errors import StoreError
from service.examination import Examination
from service.settings import Settings
from service.store.custody import known_keyring
from service.store.database import Database
from service.store.objects import ObjectStore, object_store_url
from service.store.sealing import Keyring
from service.store.tables import UploadRow
from service.store.uploads import UploadStore

#: Uploads that are read and unsealed: the newest, and others whose ids come first.
SAMPLED = 3
_NOT_YET = "there is none yet; the first start of the service makes it"
_MISSING_REMEDY = (
    "See that DOCSCREEN_DATA_DIR and DOCSCREEN_OBJECT_STORE_URL are those of this database, or put"
    " the objects back from the backup that belongs to it."
)


def examine_objects(database: Database, setting: Settings) -> Examination:
    """Write, read and delete one object; read and unseal some of those that the database knows.

    Raises StoreError where the store does not answer.
    """
    ids = _sample(database)
    url = object_store_url(setting.object_store_url, setting.data_dir.absolute())
    is_missing = not setting.object_store_url and not Path(url).exists()
    if is_missing and not ids:
        return Examination("objects", "ok", _NOT_YET)
    if is_missing:
        found = f"the folder is missing, but the database knows of {_count(database)} uploads"
        return Examination("objects", "problem", found, _MISSING_REMEDY)
    objects = ObjectStore(url)
    objects.examine()
    where = url.partition("://")[0].upper() if "://" in url else "a folder"
    found = f"{where}; one was written, read and deleted"
    keyring = _keyring(database, setting)
    if not ids or keyring is None:
        return Examination("objects", "ok", found)
    bad = _unreadable(UploadStore(database, objects, keyring), ids)
    if bad:
        kinds = ", ".join(sorted(set(bad)))
        found = f"{len(bad)} of {len(ids)} uploads that were looked at cannot be read: {kinds}"
        return Examination("objects", "problem", found, _MISSING_REMEDY)
    return Examination("objects", "ok", f"{found}; {len(ids)} uploads opened")


def _sample(database: Database) -> tuple[str, ...]:
    """Ids of some uploads; none before there are tables. Raises DatabaseUnusable."""
    if not database.is_current:
        return ()
    with database.reading() as session:
        newest = session.scalars(select(UploadRow.id).order_by(UploadRow.created.desc()).limit(1))
        others = session.scalars(select(UploadRow.id).order_by(UploadRow.id).limit(SAMPLED))
        return tuple(dict.fromkeys((*newest, *others)))


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(UploadRow)) or 0


def _keyring(database: Database, setting: Settings) -> Keyring | None:
    """The keys; None where they are missing or wrong, which is a problem of its own."""
    try:
        stated = setting.encryption_keys.get_secret_value()
        return known_keyring(database, stated, setting.data_dir.absolute())
    except StoreError:
        return None


def _unreadable(uploads: UploadStore, ids: tuple[str, ...]) -> list[str]:
    """Why uploads cannot be read, by the kind of error, one for each."""
    bad = []
    for upload_id in ids:
        try:
            uploads.content_of(upload_id)
        except StoreError as failure:
            bad.append(type(failure).__name__)
    return bad
