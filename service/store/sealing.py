"""Sealing: AES-GCM with a key of its own for each thing, which a key of the service seals in turn.

To change the service's key only those small sealed keys are sealed anew; what lies in the object
store is never written twice. Deleting a sealed key makes what it opened unreadable for good.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.errors import StoreError

_KEY_BYTES, _NONCE_BYTES = 32, 12
KEYS_FILE = "keys.json"


class SealBroken(StoreError):
    """What was sealed has been changed, or is not what it is taken for."""


class SealKeyMissing(StoreError):
    """The key that something was sealed with is not among the service's keys."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key of 32 bytes for one thing, as it is kept: sealed with the service's key ``key_id``."""

    key_id: str
    sealed: bytes


class Keyring:
    """The service's keys by id. New things are sealed with the one that is current."""

    def __init__(self, keys: Mapping[str, bytes], current_id: str) -> None:
        """``keys``: 32 bytes each, oldest first. Raises StoreError where they cannot be used."""
        if current_id not in keys:
            raise StoreError("the current encryption key is not among the keys")
        if any(len(key) != _KEY_BYTES for key in keys.values()):
            raise StoreError("an encryption key has 32 bytes")
        self.keys = MappingProxyType(dict(keys))
        self.current_id = current_id

    def new_data_key(self) -> DataKey:
        """Make a key for one thing."""
        return self._sealed(secrets.token_bytes(_KEY_BYTES))

    def resealed(self, data_key: DataKey) -> DataKey:
        """The same key, sealed with the current key of the service."""
        return self._sealed(self._opened(data_key))

    def seal(self, data_key: DataKey, content: bytes, purpose: str) -> bytes:
        """Seal content for a purpose, such as ``report:ID``; it opens for that purpose only."""
        return _seal(self._opened(data_key), content, purpose)

    def unseal(self, data_key: DataKey, sealed: bytes, purpose: str) -> bytes:
        """Open what was sealed. Raises SealBroken and SealKeyMissing."""
        return _unseal(self._opened(data_key), sealed, purpose)

    def keyed_digest(self, content: bytes, purpose: str) -> str:
        """64 hexadecimal digits that nobody without the oldest key can compute.

        The oldest key makes them, so that they stay the same when a new key becomes current.
        """
        oldest = next(iter(self.keys.values()))
        own = hmac.new(oldest, purpose.encode(), hashlib.sha256).digest()
        return hmac.new(own, content, hashlib.sha256).hexdigest()

    def _sealed(self, plain: bytes) -> DataKey:
        sealed = _seal(self.keys[self.current_id], plain, f"data-key:{self.current_id}")
        return DataKey(self.current_id, sealed)

    def _opened(self, data_key: DataKey) -> bytes:
        if data_key.key_id not in self.keys:
            raise SealKeyMissing(
                "an encryption key is missing: put it back into keys.json or"
                " DOCSCREEN_ENCRYPTION_KEYS"
            )
        purpose = f"data-key:{data_key.key_id}"
        return _unseal(self.keys[data_key.key_id], data_key.sealed, purpose)


def _seal(key: bytes, content: bytes, purpose: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())


def _unseal(key: bytes, sealed: bytes, purpose: str) -> bytes:
    try:
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, rest, purpose.encode())
    except (InvalidTag, ValueError) as broken:  # ValueError: shorter than a nonce
        raise SealBroken("something in the store was changed since it was sealed") from broken


def keyring_of(stated: str, data_dir: Path) -> Keyring:
    """The keys that a setting states, or those in the data folder, made there on first use.

    ``stated``: ``id:base64`` divided by commas, oldest first; the last one is current.
    Raises StoreError where the setting or the file cannot be read.
    """
    if stated:
        return _keyring(dict(_stated_key(part) for part in stated.split(",")))
    path = data_dir / KEYS_FILE
    if not path.exists():
        _write_new_keys(path, {"1": secrets.token_bytes(_KEY_BYTES)})
    try:
        encoded = json.loads(path.read_text("utf-8"))
        return _keyring({name: base64.b64decode(key, validate=True) for name, key in encoded})
    except (ValueError, TypeError) as damage:
        raise StoreError(f"{KEYS_FILE} in the data folder cannot be read") from damage


def add_key(data_dir: Path) -> Keyring:
    """Put a new current key into the data folder's file, beside those that are there."""
    keys = keyring_of("", data_dir).keys
    name = str(max((int(one) for one in keys if one.isdigit()), default=0) + 1)
    more = {**keys, name: secrets.token_bytes(_KEY_BYTES)}
    _replace_keys(data_dir / KEYS_FILE, more)
    return keyring_of("", data_dir)


def _keyring(keys: Mapping[str, bytes]) -> Keyring:
    if not keys:
        raise StoreError("no encryption key is stated")
    return Keyring(keys, list(keys)[-1])


def _stated_key(part: str) -> tuple[str, bytes]:
    name, _, encoded = part.strip().partition(":")
    try:
        return name, base64.b64decode(encoded, validate=True)
    except binascii.Error as damage:
        raise StoreError("DOCSCREEN_ENCRYPTION_KEYS: a key is id:base64 of 32 bytes") from damage


def _write_new_keys(path: Path, keys: Mapping[str, bytes]) -> None:
    """Write the first keys; where another process was quicker, its keys count."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    _write_private(fresh, keys)
    try:
        os.link(fresh, path)  # unlike a rename it never replaces
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _replace_keys(path: Path, keys: Mapping[str, bytes]) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    _write_private(fresh, keys)
    fresh.replace(path)


def _write_private(path: Path, keys: Mapping[str, bytes]) -> None:
    encoded = [[name, base64.b64encode(key).decode()] for name, key in keys.items()]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(encoded, stream)
        stream.flush()
        os.fsync(stream.fileno())
