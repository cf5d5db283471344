"""Where the service's keys stand: in a setting, or in a file of the data folder."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from service.errors import StoreError
from service.store.sealing import KEY_BYTES, KEYS_FILE, Keyring


def keyring_of(stated: str, data_dir: Path) -> Keyring | None:
    """The keys that a setting states, or those in the data folder; None where there are none.

    ``stated``: ``id:base64`` divided by commas, oldest first; the last one is current. A key may
    be named again at the end, so that it stays current while a newer one is already known.
    Raises StoreError where the setting or the file cannot be read.
    """
    if stated:
        return _stated_keyring(stated)
    path = data_dir / KEYS_FILE
    if not path.exists():
        return None
    file = _KeysFile(path)
    keys = file.read()
    if not keys:
        raise StoreError(f"{KEYS_FILE} in the data folder holds no key")
    return Keyring(keys, list(keys)[-1], file.read_anew)


def make_keys(data_dir: Path) -> None:
    """Make the first key of a service; where another process was quicker, its key counts."""
    path = data_dir / KEYS_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _write_private(fresh, {"1": secrets.token_bytes(KEY_BYTES)})
    try:
        os.link(fresh, path)  # unlike a rename it never replaces
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def add_key(data_dir: Path) -> None:
    """Put a new current key into the data folder's file, after those that are there.

    Keyrings of that file take it over. Raises StoreError where there is no file.
    """
    path = data_dir / KEYS_FILE
    keys = _KeysFile(path).read()
    name = str(max((int(one) for one in keys if one.isdigit()), default=0) + 1)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _write_private(fresh, {**keys, name: secrets.token_bytes(KEY_BYTES)})
    fresh.replace(path)


class _KeysFile:
    """The file of the keys, read when it was written anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] = ()

    def read(self) -> Mapping[str, bytes]:
        """The keys by id, oldest first. Raises StoreError."""
        try:
            seen = self._signature()
            listed = json.loads(self._path.read_text("utf-8"))
            keys = {str(name): base64.b64decode(key, validate=True) for name, key in listed}
        except OSError as failure:
            raise StoreError(
                f"{KEYS_FILE} is not in the data folder any more, or cannot be opened: put it back"
            ) from failure
        except (ValueError, TypeError) as damage:
            raise StoreError(f"{KEYS_FILE} in the data folder cannot be read") from damage
        self._seen = seen
        return keys

    def read_anew(self) -> Mapping[str, bytes] | None:
        """The keys where the file is another than at the last reading. Raises StoreError."""
        try:
            is_known = self._signature() == self._seen
        except OSError:
            is_known = False  # reading it says what is wrong with it
        return None if is_known else self.read()

    def _signature(self) -> tuple[int, ...]:
        found = self._path.stat()
        return (found.st_ino, found.st_size, found.st_mtime_ns)


def _stated_keyring(stated: str) -> Keyring:
    keys: dict[str, bytes] = {}
    current = ""
    for part in stated.split(","):
        current, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as damage:
            raise StoreError(
                "DOCSCREEN_ENCRYPTION_KEYS: a key is id:base64 of 32 bytes"
            ) from damage
        if keys.setdefault(current, key) != key:
            raise StoreError("DOCSCREEN_ENCRYPTION_KEYS: two keys have one id")
    return Keyring(keys, current)


def _write_private(path: Path, keys: Mapping[str, bytes]) -> None:
    encoded = [[name, base64.b64encode(key).decode()] for name, key in keys.items()]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(encoded, stream)
        stream.flush()
        os.fsync(stream.fileno())
