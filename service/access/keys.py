"""API keys: made once, shown once, kept as keyed digests, revoked for good.

A digest is made with the service's own key, so that a row put into the table by hand opens
nothing. Nobody finds a key by timing the search for its digest either: what is compared there
cannot be foreseen without the service's key.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service import audit
from service.access.credentials import CredentialsRefused, RefusalReason, is_mistyped, new_key
from service.access.last_use import LastUse
from service.access.scopes import ALL_SCOPES, Caller, Scope, known_scopes
from service.audit import AuditEntry
from service.errors import UsageError
from service.store.database import Database
from service.store.sealing import Keyring
from service.store.tables import ApiKeyRow

LONGEST_NAME = 100
FIRST_KEY_NAME = "first key"
#: Who makes the first key, as the audit names it.
SERVICE = "service"
_DIGEST = "api-key"


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
    """What is known of a key, which is not the key itself."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created: dt.datetime
    expires: dt.datetime | None
    revoked: dt.datetime | None
    last_used: dt.datetime | None
    requests_per_minute: int | None
    concurrent_requests: int | None

    @property
    def caller(self) -> Caller:
        """Who calls with it."""
        limits = (self.requests_per_minute, self.concurrent_requests)
        return Caller(f"key:{self.id}", self.scopes, *limits)

    def refusal_at(self, now: dt.datetime) -> RefusalReason | None:
        """Why it lets nobody in at a moment; None where it does."""
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
            return tuple(_key(row) for row in session.scalars(query))

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
                entry = AuditEntry(actor, "key.revoked", row.id)
                audit.append(session, self._keyring, now, entry)
            return _key(row)

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
        key = _key(row)
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
        session.add(row)
        # The name is left out: people name keys after people.
        details = {
            "scopes": row.scopes,
            "expires": order.expires and order.expires.astimezone(dt.UTC).isoformat(),
        }
        audit.append(session, self._keyring, now, AuditEntry(actor, "key.created", row.id, details))
        return IssuedKey(_key(row), secret)

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


def _key(row: ApiKeyRow) -> ApiKey:
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
    )
