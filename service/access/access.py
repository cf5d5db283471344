"""Who is let in: credentials, scopes and limits together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from models.errors import DocscreenError
from service.access.credentials import CredentialsRefused, is_key_like
from service.access.keys import ApiKeys
from service.access.limits import ConcurrencyLimit, RateLimit
from service.access.oidc import TokenVerifier
from service.access.scopes import Caller, Scope
from service.settings import Settings
from service.store.database import Database
from service.store.sealing import Keyring


class ScopeMissing(DocscreenError):
    """A caller is known, but may not do this; ``scope`` is what is missing."""

    def __init__(self, scope: Scope) -> None:
        """``scope``: what the operation needs."""
        super().__init__(f"a caller lacks the scope {scope}")
        self.scope = scope


def utc_now() -> dt.datetime:
    """This moment."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Access:
    """What decides on every request; threads may share it. ``tokens``: None without a provider."""

    keys: ApiKeys
    tokens: TokenVerifier | None
    rates: RateLimit
    concurrency: ConcurrencyLimit
    now: Callable[[], dt.datetime] = utc_now

    def caller_of(self, untrusted_credential: str) -> Caller:
        """Who presents a credential: an API key, or a token where a provider is set.

        ``untrusted_credential``: "" where there is none. Raises CredentialsRefused,
        TokensUnverifiable and StoreError.
        """
        if not untrusted_credential:
            raise CredentialsRefused("missing")
        if is_key_like(untrusted_credential) or self.tokens is None:
            return self.keys.find(untrusted_credential, self.now()).caller
        return self.tokens.caller_of(untrusted_credential)

    def admit(self, untrusted_credential: str, scope: Scope) -> Caller:
        """Who may have one request served that needs a scope; the request is counted.

        Raises what ``caller_of`` raises, TooManyRequests and ScopeMissing.
        """
        caller = self.caller_of(untrusted_credential)
        self.rates.count(caller)
        if not caller.may(scope):
            raise ScopeMissing(scope)
        return caller

    def slot(self, caller: Caller) -> AbstractContextManager[None]:
        """Room for a request while it is served. Raises TooManyRequests on entering."""
        return self.concurrency.slot(caller)

    def close(self) -> None:
        """Write down what is not written yet."""
        self.keys.close()


def access_of(
    settings: Settings,
    database: Database,
    keyring: Keyring,
    now: Callable[[], dt.datetime] = utc_now,
) -> Access:
    """Access as the settings ask for it. ``database``: migrated. Raises SettingsError."""
    tokens = settings.oidc_issuer and TokenVerifier(
        settings.oidc_issuer,
        settings.oidc_audience,
        settings.oidc_jwks_url,
        settings.oidc_scope_claim,
        keyring,
    )
    return Access(
        keys=ApiKeys(database, keyring),
        tokens=tokens or None,
        rates=RateLimit(
            settings.rate_limit_storage_url.get_secret_value(), settings.requests_per_minute
        ),
        concurrency=ConcurrencyLimit(settings.concurrent_requests),
        now=now,
    )
