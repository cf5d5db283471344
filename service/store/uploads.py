"""Uploads in the store: sealed, each content once, deleted when no screening needs it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from service.store.database import Database
from service.store.objects import ObjectMissing, ObjectStore
from service.store.sealing import DataKey, Keyring
from service.store.tables import ScreeningRow, UploadRow

_DIGEST = "upload"


@dataclass(frozen=True, slots=True)
class PlacedUpload:
    """An upload whose object is there. ``new_row``: still to be written; None where it was."""

    id: str
    new_row: UploadRow | None


class UploadStore:
    """The bytes that callers sent."""

    def __init__(self, database: Database, objects: ObjectStore, keyring: Keyring) -> None:
        """``database``: migrated."""
        self.database = database
        self.objects = objects
        self.keyring = keyring

    def place(self, content: bytes, now: dt.datetime) -> PlacedUpload:
        """Put an upload into the object store, unless its content is there. Raises StoreError.

        It is kept once its row, where it has a new one, is written: with that of its screening.
        """
        digest = self.keyring.keyed_digest(content, _DIGEST)
        known = self._id_of(digest)
        if known is not None:
            return PlacedUpload(known, None)
        upload_id, data_key = str(uuid.uuid4()), self.keyring.new_data_key()
        self.objects.put(upload_id, self.keyring.seal(data_key, content, f"upload:{upload_id}"))
        row = UploadRow(
            id=upload_id,
            digest=digest,
            size_bytes=len(content),
            key_id=data_key.key_id,
            data_key=data_key.sealed,
            created=now,
        )
        return PlacedUpload(upload_id, row)

    def take_back(self, placed: PlacedUpload) -> None:
        """Take away what was placed and is not kept: another request brought the same content."""
        if placed.new_row is not None:
            self.objects.delete(placed.id)

    def keep(self, content: bytes, now: dt.datetime) -> str:
        """Keep an upload without a screening and answer with its id. Raises StoreError."""
        placed = self.place(content, now)
        if placed.new_row is not None:
            with self.database.writing() as session:
                session.add(placed.new_row)
        return placed.id

    def content_of(self, upload_id: str) -> bytes:
        """The bytes of an upload. Raises ObjectMissing, SealBroken and StoreError."""
        with self.database.reading() as session:
            row = session.get(UploadRow, upload_id)
        if row is None:
            raise ObjectMissing("an upload is not in the store any more")
        sealed = self.objects.get(upload_id)
        return self.keyring.unseal(DataKey(row.key_id, row.data_key), sealed, f"upload:{upload_id}")

    def delete_unneeded(self, upload_id: str) -> bool:
        """Delete an upload that no screening refers to any more; whether it was deleted."""
        needed = exists().where(ScreeningRow.upload_id == upload_id)
        unneeded = delete(UploadRow).where(UploadRow.id == upload_id, ~needed)
        try:
            with self.database.writing() as session:
                gone = session.scalar(unneeded.returning(UploadRow.id))
        except IntegrityError:
            return False  # a screening that was accepted at this moment needs it
        if gone is None:
            return False
        self.objects.delete(upload_id)
        return True

    def _id_of(self, digest: str) -> str | None:
        with self.database.reading() as session:
            return session.scalar(select(UploadRow.id).where(UploadRow.digest == digest))
