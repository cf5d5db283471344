"""Opening the store that the settings ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from service.errors import StoreError
from service.settings import Settings
from service.store.custody import keyring_for, reading_keyring
from service.store.database import Database, database_url
from service.store.installation import claim
from service.store.objects import ObjectStore, object_store_url
from service.store.screenings import OnCompletion, ScreeningStore
from service.store.sealing import Keyring
from service.store.uploads import UploadStore


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that a service keeps, and the keys to it."""

    database: Database
    keyring: Keyring
    screenings: ScreeningStore

    def close(self) -> None:
        """End all connections."""
        self.database.close()


def open_store(
    setting: Settings, on_completion: OnCompletion = lambda _session, _row, _now: None
) -> Store:
    """Open the store and bring its tables to this version. Raises StoreError.

    A first start makes its encryption key, and marks the database and the object store as belonging
    together; a later one refuses where they do not. ``on_completion``: what else is written when a
    screening ends.
    """
    return _opened(setting, on_completion, Database.migrate, keyring_for, _claimed)


def open_to_read(setting: Settings) -> Store:
    """Open the store for somebody who only reads: nothing is made or migrated. Raises StoreError.

    The object store is not asked whether it is the right one: what is read of it tells that.
    """
    return _opened(
        setting,
        lambda _session, _row, _now: None,
        Database.require_current,
        reading_keyring,
        lambda _database, _objects: None,
    )


def _opened(
    setting: Settings,
    on_completion: OnCompletion,
    prepare: Callable[[Database], None],
    keyring_of: Callable[[Database, str, Path], Keyring],
    claimed: Callable[[Database, ObjectStore], None],
) -> Store:
    folder = setting.data_dir.absolute()
    database = Database(database_url(setting.database_url, folder))
    try:
        prepare(database)
        objects = ObjectStore(object_store_url(setting.object_store_url, folder))
        claimed(database, objects)
        keyring = keyring_of(database, setting.encryption_keys.get_secret_value(), folder)
    except StoreError:
        database.close()
        raise
    uploads = UploadStore(database, objects, keyring)
    screenings = ScreeningStore(database, uploads, keyring, on_completion, setting.max_backlog)
    return Store(database, keyring, screenings)


def _claimed(database: Database, objects: ObjectStore) -> None:
    objects.close_to_others()
    claim(database, objects)
