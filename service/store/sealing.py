"""Sealing: AES-GCM with a key of its own for each thing, which a key of the service seals in turn.

To change the service's key only those small sealed keys are sealed anew; what lies in the object
store is never written twice. Deleting a sealed key makes what it opened unreadable for good.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.errors import StoreError

KEY_BYTES, _NONCE_BYTES = 32, 12
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


#: The keys by id, oldest first, where they were written anew since the last call; else None.
NewKeys = Callable[[], Mapping[str, bytes] | None]


@dataclass(frozen=True, slots=True)
class _Held:
    keys: Mapping[str, bytes]
    current_id: str


class Keyring:
    """The service's keys by id. New things are sealed with the one that is current.

    Keys that are added to the data folder's file are taken over by a running process.
    """

    def __init__(
        self, keys: Mapping[str, bytes], current_id: str, new_keys: NewKeys = lambda: None
    ) -> None:
        """``keys``: 32 bytes each, oldest first. Raises StoreError where they cannot be used."""
        self._held = _held(keys, current_id)
        self._new_keys = new_keys
        self._lock = threading.Lock()

    @property
    def keys(self) -> Mapping[str, bytes]:
        """The keys by id, oldest first."""
        return self._held.keys

    @property
    def current_id(self) -> str:
        """The key that new things are sealed with."""
        return self._held.current_id

    @property
    def mark(self) -> str:
        """64 hexadecimal digits that the oldest key is known by and that do not give it away."""
        return self.keyed_digest(b"", "key-mark")

    def new_data_key(self) -> DataKey:
        """Make a key for one thing. Raises StoreError where the keys' file is gone.

        What is sealed with a key that stands nowhere could not be read after a restart.
        """
        self.look_again()
        return self._sealed(secrets.token_bytes(KEY_BYTES))

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
        oldest = _oldest(self.keys) or b""
        own = hmac.new(oldest, purpose.encode(), hashlib.sha256).digest()
        return hmac.new(own, content, hashlib.sha256).hexdigest()

    def look_again(self) -> None:
        """Take over keys that were added meanwhile; the oldest stays. Raises StoreError."""
        with self._lock:  # who waits here finds what was taken over
            fresh = self._new_keys()
            if fresh is None:
                return
            if _oldest(fresh) != _oldest(self.keys):
                raise StoreError(
                    f"the first key of {KEYS_FILE} is not the one that this process began with:"
                    f" put that {KEYS_FILE} back"
                )
            self._held = _held(fresh, list(fresh)[-1])

    def _sealed(self, plain: bytes) -> DataKey:
        held = self._held
        name = held.current_id
        return DataKey(name, _seal(held.keys[name], plain, f"data-key:{name}"))

    def _opened(self, data_key: DataKey) -> bytes:
        if data_key.key_id not in self.keys:
            self.look_again()
        key = self.keys.get(data_key.key_id)
        if key is None:
            raise SealKeyMissing(
                "an encryption key is missing: put it back into keys.json or"
                " DOCSCREEN_ENCRYPTION_KEYS"
            )
        return _unseal(key, data_key.sealed, f"data-key:{data_key.key_id}")


def _held(keys: Mapping[str, bytes], current_id: str) -> _Held:
    if not keys:
        raise StoreError("no encryption key is stated")
    if current_id not in keys:
        raise StoreError("the current encryption key is not among the keys")
    if any(len(key) != KEY_BYTES for key in keys.values()):
        raise StoreError("an encryption key has 32 bytes")
    return _Held(MappingProxyType(dict(keys)), current_id)


def _oldest(keys: Mapping[str, bytes]) -> bytes | None:
    return next(iter(keys.values()), None)


def _seal(key: bytes, content: bytes, purpose: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())


def _unseal(key: bytes, sealed: bytes, purpose: str) -> bytes:
    try:
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, rest, purpose.encode())
    except (InvalidTag, ValueError) as broken:  # ValueError: shorter than a nonce
        raise SealBroken("something in the store was changed since it was sealed") from broken
