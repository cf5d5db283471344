"""Bearer tokens of an OpenID Connect provider: signed JWTs, checked against its published keys.

Only signatures with a public key count (RS256, ES256), whatever a token says of itself; a token's
own addresses (``jku``, ``x5u``) and keys are never used. The provider's keys are kept for minutes
and asked for again when a token names a key that is not among them, at most once in a while.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwt import PyJWK, PyJWKClient

from models.errors import DocscreenError
from service.access.credentials import CredentialsRefused
from service.access.scopes import Caller, known_scopes
from service.errors import SettingsError
from service.store.sealing import Keyring

_log = logging.getLogger("docscreen.access-control")

ALGORITHMS = ("RS256", "ES256")
#: Clocks of two machines that keep time differ by less.
LEEWAY_S = 30
#: A key that the provider takes back is refused after so long.
KEYS_KEPT_S = 300
#: Who waits for a provider that does not answer is an applicant.
FETCH_TIMEOUT_S = 3.0
#: Between two attempts to reach a provider, failed or for the sake of a key that is not known.
RETRY_S = 10.0
LONGEST_TOKEN = 16_384
_LARGEST_METADATA_BYTES = 1024 * 1024
_SUBJECT = "oidc-subject"
#: 160 bits of the subject's digest: an actor has at most 64 characters.
_SUBJECT_LENGTH = 40
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class TokensUnverifiable(DocscreenError):
    """The provider's keys cannot be had now, so that nothing is known of a token."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nowhere: the provider's address is the one that the operator states."""


class TokenVerifier:
    """Tells who a token speaks for."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        jwks_url: str,
        scope_claim: str,
        keyring: Keyring,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """``jwks_url``: "" to have it discovered at the issuer. Raises SettingsError."""
        if not audience:
            raise SettingsError("DOCSCREEN_OIDC_AUDIENCE is needed with DOCSCREEN_OIDC_ISSUER")
        _require_safe("DOCSCREEN_OIDC_ISSUER", issuer)
        if jwks_url:
            _require_safe("DOCSCREEN_OIDC_JWKS_URL", jwks_url)
        self._issuer, self._audience = issuer, audience
        self._jwks_url, self._scope_claim = jwks_url, scope_claim
        self._keyring = keyring
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._client: PyJWKClient | None = None
        self._not_before_s = -float("inf")

    def caller_of(self, untrusted_token: str) -> Caller:
        """Who sent a token, with the scopes that it states.

        The times that it states are compared with this machine's clock. Raises
        CredentialsRefused, and TokensUnverifiable while the provider's keys cannot be had.
        """
        if len(untrusted_token) > LONGEST_TOKEN:
            raise CredentialsRefused("token")
        try:
            key = self._key(_key_id(untrusted_token))
            claims = jwt.decode(
                untrusted_token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError):
            # Which of its parts is wrong would only help whoever made it up.
            raise CredentialsRefused("token") from None
        who = json.dumps([claims["iss"], claims["sub"]]).encode()
        digest = self._keyring.keyed_digest(who, _SUBJECT)[:_SUBJECT_LENGTH]
        return Caller(f"oidc:{digest}", known_scopes(_words(claims.get(self._scope_claim))))

    def fetched_keys(self) -> int:
        """Ask the provider for its keys now; how many are for tokens. Raises TokensUnverifiable."""
        with self._lock:
            self._fetch()
            return len(self._keys())

    def _key(self, key_id: str) -> PyJWK:
        """The provider's key of an id; from memory without any lock, else asked for by one."""
        known = self._known_key(key_id)
        if known is not None:
            return known
        with self._lock:
            known = self._known_key(key_id)  # another thread may have fetched it meanwhile
            if known is not None:
                return known
            if self._elapsed_s() < self._not_before_s:
                if self._keys():
                    raise CredentialsRefused("token")
                raise TokensUnverifiable("the keys of the token's provider cannot be had now")
            self._fetch()
            self._not_before_s = self._elapsed_s() + RETRY_S
        known = self._known_key(key_id)
        if known is None:
            raise CredentialsRefused("token")
        return known

    def _known_key(self, key_id: str) -> PyJWK | None:
        return next((key for key in self._keys() if key.key_id == key_id), None)

    def _keys(self) -> list[PyJWK]:
        """The provider's keys for signatures, as far as they are known and fresh."""
        cache = self._client and self._client.jwk_set_cache
        kept = cache.get() if cache else None
        return [key for key in kept.keys if key.public_key_use in ("sig", None)] if kept else []

    def _fetch(self) -> None:
        """Ask the provider for its keys. Raises TokensUnverifiable."""
        try:
            if self._client is None:
                address = self._jwks_url or self._discovered()
                self._client = PyJWKClient(
                    address, lifespan=KEYS_KEPT_S, timeout=FETCH_TIMEOUT_S, cooldown_duration=0
                )
            self._client.get_jwk_set(refresh=True)
        except (jwt.PyJWTError, OSError, ValueError) as failure:
            self._not_before_s = self._elapsed_s() + RETRY_S
            _log.error("the keys of the OIDC provider cannot be had: %s", type(failure).__name__)
            message = "the keys of the token's provider cannot be had now"
            raise TokensUnverifiable(message) from failure

    def _discovered(self) -> str:
        """Where the provider says that its keys are. Raises OSError and ValueError."""
        address = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
        opener = urllib.request.build_opener(_NoRedirect())
        with opener.open(address, timeout=FETCH_TIMEOUT_S) as answer:
            metadata = json.loads(answer.read(_LARGEST_METADATA_BYTES))
        if not isinstance(metadata, dict) or metadata.get("issuer") != self._issuer:
            raise ValueError("the metadata are those of another issuer")
        found = metadata.get("jwks_uri")
        if not isinstance(found, str) or not _is_safe(found):
            raise ValueError("the metadata name no address of keys")
        return found


def _key_id(untrusted_token: str) -> str:
    """Which of the provider's keys a token names. Raises CredentialsRefused and PyJWTError."""
    header = jwt.get_unverified_header(untrusted_token)
    key_id = header.get("kid")
    if header.get("alg") not in ALGORITHMS or not isinstance(key_id, str):
        raise CredentialsRefused("token")
    return key_id


def _words(claim: object) -> list[str]:
    """The scopes of a claim: words divided by spaces (RFC 8693), or a list, as some providers."""
    if isinstance(claim, str):
        return claim.split()
    return [word for word in claim if isinstance(word, str)] if isinstance(claim, list) else []


def _require_safe(variable: str, address: str) -> None:
    if not _is_safe(address):
        raise SettingsError(f"{variable}: an https address is needed (http only on loopback)")


def _is_safe(address: str) -> bool:
    """Whether nobody on the way can put in keys of their own."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    )
