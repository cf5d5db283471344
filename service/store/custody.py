"""The service's keys and the database that they belong to: made once, and found to be the same.

Keys are made only where nothing is kept yet. Later, lost keys, other keys and keys in another order
are told as what they are, before anything is read or written with them.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from service import audit
from service.errors import StoreError
from service.store.database import Database
from service.store.key_files import keyring_of, make_keys
from service.store.sealing import KEY_BYTES, KEYS_FILE, Keyring
from service.store.tables import (
    ApiKeyRow,
    AuditRow,
    KeyMarkRow,
    ScreeningRow,
    UploadRow,
    WebhookRow,
)

_MARK_ID = 1
#: What keys were used for, by its name.
_KEPT = {
    "uploads": UploadRow.id,
    "screenings": ScreeningRow.id,
    "webhooks": WebhookRow.id,
    "API keys": ApiKeyRow.id,
    "the audit": AuditRow.number,
    "the mark of its key": KeyMarkRow.id,
}


def keyring_for(database: Database, stated: str, data_dir: Path) -> Keyring:
    """The service's keys, made in the data folder where nothing is kept yet. Raises StoreError.

    ``database``: migrated. ``stated``: the setting, "" where the keys stand in the folder.
    """
    keyring = known_keyring(database, stated, data_dir)
    if keyring is None:
        make_keys(data_dir)
        keyring = keyring_of("", data_dir)
    if keyring is None:
        raise StoreError(f"{KEYS_FILE} was taken out of the data folder while it was made")
    with database.reading() as session:
        is_marked = session.get(KeyMarkRow, _MARK_ID) is not None
    if is_marked:
        return keyring
    try:
        with database.writing() as session:
            session.add(KeyMarkRow(id=_MARK_ID, mark=keyring.mark))
    except IntegrityError:  # another process was quicker: its key counts
        with database.reading() as session:
            _require_oldest(session, keyring)
    return keyring


def known_keyring(database: Database, stated: str, data_dir: Path) -> Keyring | None:
    """The keys that there are; None before a first start. Makes nothing.

    Raises StoreError where they are lost or are not those of the database.
    """
    keyring = keyring_of(stated, data_dir)
    kept: list[str] = []
    with database.reading() as session:
        if keyring is None:
            kept = [name for name, column in _KEPT.items() if _is_there(session, column)]
            # Another process that starts at this moment may have made both meanwhile.
            keyring = keyring_of(stated, data_dir)
        if keyring is not None:
            _require_oldest(session, keyring)
            return keyring
    if not kept:
        return None
    raise StoreError(
        f"{KEYS_FILE} is not in the data folder, but the database holds what its keys are needed"
        f" for ({', '.join(kept)}): put {KEYS_FILE} back from its copy, or state its keys in"
        " DOCSCREEN_ENCRYPTION_KEYS; without them nothing of it can be read"
    )


def reading_keyring(database: Database, stated: str, data_dir: Path) -> Keyring:
    """The keys that there are; before a first start one that is kept nowhere. Makes nothing.

    For commands that only read: where nothing was sealed any key will do. Raises StoreError.
    """
    known = known_keyring(database, stated, data_dir)
    return known or Keyring({"none": secrets.token_bytes(KEY_BYTES)}, "none")


def _is_there(session: Session, column: InstrumentedAttribute[Any]) -> bool:
    return session.scalar(select(column).limit(1)) is not None


def _require_oldest(session: Session, keyring: Keyring) -> None:
    """Raise StoreError where the oldest key is not the one that digests were made with."""
    row = session.get(KeyMarkRow, _MARK_ID)
    oldest, *others = (Keyring({name: key}, name) for name, key in keyring.keys.items())
    if row is not None and row.mark == oldest.mark:
        return
    if audit.was_made_with(session, oldest):
        if row is None:
            return
        raise StoreError(
            "the table key_mark was changed by hand: the oldest encryption key is the one that the"
            " audit was made with; delete the table's row, and the next start writes it anew"
        )
    for other in others:
        if (row is not None and row.mark == other.mark) or audit.was_made_with(session, other):
            raise StoreError(
                f"the encryption keys are in another order than at first: {other.current_id} is"
                " the oldest and must be the first"
            )
    if row is None and not _is_there(session, AuditRow.number):
        return
    raise StoreError(
        f"the oldest encryption key is not the one that this database was begun with: put the"
        f" {KEYS_FILE}, or the DOCSCREEN_ENCRYPTION_KEYS, back that belong to it; nothing need have"
        " been changed in the database"
    )
