"""API keys: made once, shown once, kept as keyed digests, revoked for good.

A digest is made with the service's own key, so that a row put into the table by hand opens
nothing. So is a code over all that decides what a key opens: a row changed by hand opens nothing
either, nor does an older copy of a row whose key the audit says was revoked. Nobody finds a key by
timing the search for its digest: what is compared there cannot be foreseen without the service's
key.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import logging
import uuid
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service import audit
from service.access.credentials import CredentialsRefused, RefusalReason, is_mistyped, new_key
from service.access.last_use import LastUse
from service.access.scopes import ALL_SCOPES, Caller, Scope, known_scopes
from service.audit import AuditEntry
from service.errors import UsageError
from service.log_lines import log_event
from service.store.database import Database
from service.store.sealing import Keyring
from service.store.tables import ApiKeyRow, AuditRow

LONGEST_NAME = 100
FIRST_KEY_NAME = "first key"
#: Who makes the first key, as the audit names it.
SERVICE = "service"
_DIGEST, _CODE = "api-key", "api-key-row"
_REVOKED = "key.revoked"

_log = logging.getLogger("docscreen.access-control")


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """What a new key is to be called and allowed; limits of None are those of the settings."""

    name: str
    scopes: frozenset[Scope]
    expires: dt.datetime | None = None
    requests_per_minute: int | None = None
    concurrent_requests: int | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key, which is not the key itself.

    ``is_changed``: its row is not as the service wrote it, and opens nothing.
    """

    id: str
    name: str
    scopes: frozenset[Scope]
    created: dt.datetime
    expires: dt.datetime | None
    revoked: dt.datetime | None
    last_used: dt.datetime | None
    requests_per_minute: int | None
    concurrent_requests: int | None
    is_changed: bool

    @property
    def caller(self) -> Caller:
        """Who calls with it."""
        limits = (self.requests_per_minute, self.concurrent_requests)
        return Caller(f"key:{self.id}", self.scopes, *limits)

    def refusal_at(self, now: dt.datetime) -> RefusalReason | None:
        """Why it lets nobody in at a moment; None where it does."""
        if self.is_changed:
            return "unknown"
        if self.revoked is not None:
            return "revoked"
        if self.expires is not None and now >= self.expires:
            return "expired"
        return None


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key, in the only moment at which its secret is known."""

    key: ApiKey
    secret: str = field(repr=False)


class ApiKeys:
    """The keys in the store."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        """``database``: migrated."""
        self._database = database
        self._keyring = keyring
        self._last_use = LastUse(database)

    def create(self, order: KeyOrder, actor: str, now: dt.datetime) -> IssuedKey:
        """Make a key. Raises UsageError for an order that cannot be met, and StoreError."""
        _require_possible(order, now)
        with self._database.writing() as session:
            return self._created(session, order, actor, now)

    def first_key(self, now: dt.datetime) -> IssuedKey | None:
        """Make a key for everything where there has never been any; None where there has.

        Of processes that start together one makes it.
        """
        with self._database.writing() as session:
            if not self._database.is_sqlite:  # there a writer is alone from its beginning
                session.execute(text("LOCK TABLE api_key IN EXCLUSIVE MODE"))
            if session.scalar(select(ApiKeyRow.id).limit(1)) is not None:
                return None
            order = KeyOrder(FIRST_KEY_NAME, ALL_SCOPES)
            return self._created(session, order, SERVICE, now)

    def listed(self) -> tuple[ApiKey, ...]:
        """All keys, also revoked and expired ones, oldest first. Raises StoreError."""
        query = select(ApiKeyRow).order_by(ApiKeyRow.created, ApiKeyRow.id)
        with self._database.reading() as session:
            return tuple(self._key(session, row) for row in session.scalars(query))

    def revoke(self, key_id: str, actor: str, now: dt.datetime) -> ApiKey | None:
        """Let nobody in with a key from now on; None where there is no such key.

        A key that was revoked before stays revoked since then. Raises StoreError.
        """
        with self._database.writing() as session:
            row = session.get(ApiKeyRow, key_id, with_for_update=True)
            if row is None:
                return None
            if row.revoked is None:
                row.revoked = now
                row.mac = self._code(row)
                audit.append(session, self._keyring, now, AuditEntry(actor, _REVOKED, row.id))
            return self._key(session, row)

    def has(self, key_id: str) -> bool:
        """Whether there is, or was, a key of an id, in force or not. Raises StoreError."""
        with self._database.reading() as session:
            return session.get(ApiKeyRow, key_id) is not None

    def find(self, presented: str, now: dt.datetime) -> ApiKey:
        """The key that a caller presents, if it is in force; its use is noted.

        Raises CredentialsRefused and StoreError.
        """
        if is_mistyped(presented):
            raise CredentialsRefused("mistyped")
        digest = self._digest(presented)
        with self._database.reading() as session:
            row = session.scalar(select(ApiKeyRow).where(ApiKeyRow.digest == digest))
            if row is None or not hmac.compare_digest(row.digest, digest):
                raise CredentialsRefused("unknown")
            key = self._key(session, row)
        if key.is_changed:
            log_event(_log, logging.ERROR, "key-changed-by-hand", key=key.id)
        refusal = key.refusal_at(now)
        if refusal is not None:
            raise CredentialsRefused(refusal)
        self._last_use.note(key.id, key.last_used, now)
        return key

    def close(self) -> None:
        """Write down the last uses that are not written yet."""
        self._last_use.close()

    def _created(
        self, session: Session, order: KeyOrder, actor: str, now: dt.datetime
    ) -> IssuedKey:
        secret = new_key()
        row = ApiKeyRow(
            id=str(uuid.uuid4()),
            name=order.name,
            digest=self._digest(secret),
            scopes=_joined(order.scopes),
            created=now,
            expires=order.expires,
            requests_per_minute=order.requests_per_minute,
            concurrent_requests=order.concurrent_requests,
        )
        row.mac = self._code(row)
        session.add(row)
        session.flush()
        # The name is left out: people name keys after people.
        details = {
            "scopes": row.scopes,
            "expires": order.expires and order.expires.astimezone(dt.UTC).isoformat(),
        }
        audit.append(session, self._keyring, now, AuditEntry(actor, "key.created", row.id, details))
        return IssuedKey(self._key(session, row), secret)

    def _key(self, session: Session, row: ApiKeyRow) -> ApiKey:
        is_right = hmac.compare_digest(row.mac or "", self._code(row))
        if is_right and row.revoked is None:
            # A copy of the row from before its revocation has a right code too.
            query = select(AuditRow.number).where(
                AuditRow.target == row.id, AuditRow.action == _REVOKED
            )
            is_right = session.scalar(query.limit(1)) is None
        return _key(row, "genuine" if is_right else "changed")

    def _code(self, row: ApiKeyRow) -> str:
        """The code over what a row says."""
        moments = (row.created, row.expires, row.revoked)
        said = [
            *(row.id, row.digest, row.name, row.scopes),
            *(one and one.astimezone(dt.UTC).isoformat() for one in moments),
            *(row.requests_per_minute, row.concurrent_requests),
        ]
        return self._keyring.keyed_digest(json.dumps(said).encode(), _CODE)

    def _digest(self, secret: str) -> str:
        return self._keyring.keyed_digest(secret.encode(), _DIGEST)


def _require_possible(order: KeyOrder, now: dt.datetime) -> None:
    if not 1 <= len(order.name) <= LONGEST_NAME or not order.name.isprintable():
        raise UsageError(f"a key's name has 1 to {LONGEST_NAME} printable characters")
    if not order.scopes:
        raise UsageError("a key needs a scope: " + ", ".join(Scope))
    if order.expires is not None and order.expires <= now:
        raise UsageError("the key would expire before it is made")
    limits = (order.requests_per_minute, order.concurrent_requests)
    if any(limit is not None and limit < 1 for limit in limits):
        raise UsageError("a limit of a key is 1 or more; to stop a key, revoke it")


def _joined(scopes: frozenset[Scope]) -> str:
    return " ".join(scope for scope in Scope if scope in scopes)


def _key(row: ApiKeyRow, standing: Literal["genuine", "changed"]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=known_scopes(row.scopes.split()),
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
        last_used=row.last_used,
        requests_per_minute=row.requests_per_minute,
        concurrent_requests=row.concurrent_requests,
        is_changed=standing == "changed",
    )
