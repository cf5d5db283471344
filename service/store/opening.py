"""Opening the store that the settings ask for."""

from __future__ import annotations

from dataclasses import dataclass

from service.settings import Settings
from service.store.database import Database, database_url
from service.store.objects import ObjectStore, object_store_url
from service.store.screenings import OnCompletion, ScreeningStore
from service.store.sealing import Keyring, keyring_of
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

    ``on_completion``: what else is written when a screening ends.
    """
    folder = setting.data_dir.absolute()
    database = Database(database_url(setting.database_url, folder))
    database.migrate()
    keyring = keyring_of(setting.encryption_keys.get_secret_value(), folder)
    objects = ObjectStore(object_store_url(setting.object_store_url, folder))
    uploads = UploadStore(database, objects, keyring)
    screenings = ScreeningStore(database, uploads, keyring, on_completion, setting.max_backlog)
    return Store(database, keyring, screenings)
