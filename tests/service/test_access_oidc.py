"""Bearer tokens of OpenID Connect, verified against a provider that answers over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient

from service.access.access import access_of
from service.access.credentials import CredentialsRefused
from service.access.oidc import KEYS_KEPT_S, LEEWAY_S, RETRY_S, TokensUnverifiable, TokenVerifier
from service.access.scopes import Scope
from service.errors import SettingsError
from service.settings import Settings
from service.store.sealing import Keyring
from tests.service.access_apps import Guarded, app_behind, bearer
from tests.service.made_up_tokens import MADE_UP, unsigned
from tests.service.oidc_provider import AUDIENCE, Provider, ec_key, rsa_key

KEYS_PATH = "/realm/keys"


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return Keyring({"1": b"\x01" * 32}, "1")


@pytest.fixture(scope="module")
def signing() -> rsa.RSAPrivateKey:
    return rsa_key()


@pytest.fixture(scope="module")
def stranger() -> rsa.RSAPrivateKey:
    return rsa_key()


@pytest.fixture
def provider(signing: rsa.RSAPrivateKey) -> Iterator[Provider]:
    made = Provider()
    made.keys = {"rsa": signing, "ec": ec_key()}
    yield made
    made.stop()


class Elapsed:
    """The seconds that the verifier waits by."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def elapsed() -> Elapsed:
    return Elapsed()


@pytest.fixture
def verifier(provider: Provider, keyring: Keyring, elapsed: Elapsed) -> TokenVerifier:
    return TokenVerifier(provider.issuer, AUDIENCE, "", "scope", keyring, elapsed)


def refused(verifier: TokenVerifier, token: str) -> bool:
    with pytest.raises(CredentialsRefused) as refusal:
        verifier.caller_of(token)
    return refusal.value.reason == "token" and "CANARY" not in str(refusal.value)


@pytest.mark.parametrize("key_id", ["rsa", "ec"])
def test_a_token_speaks_for_its_subject(
    provider: Provider, verifier: TokenVerifier, key_id: str
) -> None:
    caller = verifier.caller_of(provider.token(key_id))
    assert caller.scopes == {Scope.READ}
    assert caller.id.startswith("oidc:") and len(caller.id) == 45 <= 64
    assert "CANARY" not in repr(caller)
    assert verifier.caller_of(provider.token(key_id)).id == caller.id
    assert verifier.caller_of(provider.token(key_id, sub="another")).id != caller.id


def test_the_same_subject_has_another_id_in_another_installation(
    provider: Provider, verifier: TokenVerifier
) -> None:
    """Nobody who reads the tables can try out whether a known person is in them."""
    other = TokenVerifier(provider.issuer, AUDIENCE, "", "scope", Keyring({"1": b"\x02" * 32}, "1"))
    token = provider.token("rsa")
    assert other.caller_of(token).id != verifier.caller_of(token).id


NOW_S = int(time.time())
WRONG_CLAIMS: list[dict[str, Any]] = [
    {"exp": NOW_S - LEEWAY_S - 60},
    {"exp": None},
    {"exp": "soon"},
    {"nbf": NOW_S + 3600},
    {"iat": NOW_S + 3600},
    {"iss": "https://login.example"},
    {"iss": None},
    {"aud": "another service"},
    {"aud": ["another", "service"]},
    {"aud": None},
    {"sub": None},
    {"sub": 7},
]


@pytest.mark.parametrize("claims", WRONG_CLAIMS, ids=lambda claims: "-".join(claims))
def test_a_token_for_others_or_for_another_time_is_refused(
    provider: Provider, verifier: TokenVerifier, claims: dict[str, Any]
) -> None:
    assert refused(verifier, provider.token("rsa", **claims))


def test_clocks_may_differ_a_little(provider: Provider, verifier: TokenVerifier) -> None:
    just_over = int(time.time()) - LEEWAY_S // 2
    assert verifier.caller_of(provider.token("rsa", exp=just_over, iat=None)).scopes


@pytest.mark.parametrize("made_up", MADE_UP)
def test_what_a_stranger_makes_up_is_refused(
    provider: Provider, verifier: TokenVerifier, made_up: Callable[[Provider], str]
) -> None:
    assert refused(verifier, made_up(provider))


def test_another_key_under_the_providers_name_is_refused(
    provider: Provider, verifier: TokenVerifier, stranger: rsa.RSAPrivateKey
) -> None:
    assert refused(verifier, provider.token("rsa", stranger))


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        ({"scope": "submit read"}, {"submit", "read"}),
        ({"scope": ["officer", "other", 7]}, {"officer"}),
        ({"scope": "admins Read"}, set()),
        ({"scope": None}, set()),
        ({"scope": {"admin": True}}, set()),
        ({"scope": None, "roles": "admin"}, set()),
    ],
)
def test_scopes_are_those_of_the_claim(
    provider: Provider, verifier: TokenVerifier, claims: dict[str, Any], scopes: set[str]
) -> None:
    assert verifier.caller_of(provider.token("rsa", **claims)).scopes == scopes


def test_the_claim_of_scopes_is_a_setting(provider: Provider, keyring: Keyring) -> None:
    keys_at = f"{provider.issuer}/keys"
    verifier = TokenVerifier(provider.issuer, AUDIENCE, keys_at, "roles", keyring)
    token = provider.token("rsa", scope="read", roles=["submit"])
    assert verifier.caller_of(token).scopes == {Scope.SUBMIT}
    assert set(provider.asked) == {KEYS_PATH}  # a stated address needs no discovery


def test_keys_are_asked_for_once_and_not_for_tokens_that_cannot_be(
    provider: Provider, verifier: TokenVerifier
) -> None:
    refused(verifier, unsigned(provider))
    assert not provider.asked
    for _ in range(20):
        verifier.caller_of(provider.token("rsa"))
        verifier.caller_of(provider.token("ec"))
    assert provider.asked[KEYS_PATH] == 1


def test_a_new_key_of_the_provider_is_found(
    provider: Provider, verifier: TokenVerifier, elapsed: Elapsed, stranger: rsa.RSAPrivateKey
) -> None:
    verifier.caller_of(provider.token("rsa"))
    for _ in range(20):  # made-up ids do not make docscreen ask on and on
        assert refused(verifier, provider.token("new", stranger))
    assert provider.asked[KEYS_PATH] == 1
    provider.keys["new"] = stranger
    elapsed.s += RETRY_S
    assert verifier.caller_of(provider.token("new")).scopes
    assert verifier.caller_of(provider.token("rsa")).scopes
    assert provider.asked[KEYS_PATH] == 2


def test_a_key_that_the_provider_took_back_is_refused_after_minutes(
    provider: Provider,
    verifier: TokenVerifier,
    elapsed: Elapsed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = provider.token("rsa")
    verifier.caller_of(token)
    del provider.keys["rsa"]
    assert verifier.caller_of(token).scopes
    later = time.monotonic() + KEYS_KEPT_S + 1
    monkeypatch.setattr("jwt.jwk_set_cache.time.monotonic", lambda: later)
    elapsed.s += KEYS_KEPT_S + 1
    assert refused(verifier, token)


@pytest.mark.parametrize(
    "broken", [b"", b"<html>", b"[]", b"{}", b'{"keys": []}', b'{"keys": [{"kty": "x"}]}']
)
def test_without_the_providers_keys_nothing_is_known(
    provider: Provider,
    verifier: TokenVerifier,
    elapsed: Elapsed,
    broken: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    provider.broken = broken
    for _ in range(5):
        with pytest.raises(TokensUnverifiable):
            verifier.caller_of(provider.token("rsa"))
    assert provider.asked[KEYS_PATH] == 1  # a provider in trouble is not asked by every request
    assert len(caplog.records) == 1 and "CANARY" not in caplog.text
    provider.broken = None
    elapsed.s += RETRY_S
    assert verifier.caller_of(provider.token("rsa")).scopes


def test_known_keys_serve_on_while_the_provider_is_away(
    provider: Provider, verifier: TokenVerifier, elapsed: Elapsed, stranger: rsa.RSAPrivateKey
) -> None:
    token = provider.token("rsa")
    verifier.caller_of(token)
    provider.broken = b""
    elapsed.s += RETRY_S
    with pytest.raises(TokensUnverifiable):
        verifier.caller_of(provider.token("new", stranger))
    assert verifier.caller_of(token).scopes


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://login.example"},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://login.example/keys"},
    ],
)
def test_metadata_that_lead_elsewhere_are_not_followed(
    provider: Provider, verifier: TokenVerifier, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    with pytest.raises(TokensUnverifiable):
        verifier.caller_of(provider.token("rsa"))
    assert provider.asked[KEYS_PATH] == 0


@pytest.mark.parametrize(
    ("issuer", "audience", "jwks_url", "variable"),
    [
        ("http://login.example", AUDIENCE, "", "OIDC_ISSUER"),
        ("file:///etc/passwd", AUDIENCE, "", "OIDC_ISSUER"),
        ("https://[", AUDIENCE, "", "OIDC_ISSUER"),
        ("https://login.example", "", "", "OIDC_AUDIENCE"),
        ("https://login.example", AUDIENCE, "ftp://login.example", "OIDC_JWKS_URL"),
    ],
)
def test_settings_that_would_not_be_safe_are_refused(
    tmp_path: Path, issuer: str, audience: str, jwks_url: str, variable: str
) -> None:
    guarded = Guarded(tmp_path)
    settings = Settings(
        workers=1, oidc_issuer=issuer, oidc_audience=audience, oidc_jwks_url=jwks_url
    )
    with pytest.raises(SettingsError, match=variable):
        access_of(settings, guarded.database, guarded.keyring)
    guarded.close()


@pytest.fixture
def guarded(provider: Provider, tmp_path: Path) -> Iterator[Guarded]:
    settings = Settings(workers=1, oidc_issuer=provider.issuer, oidc_audience=AUDIENCE)
    made = Guarded(tmp_path, settings)
    yield made
    made.close()


def test_tokens_over_http(provider: Provider, guarded: Guarded) -> None:
    token = provider.token("rsa")
    with TestClient(app_behind(guarded.access)) as http:
        assert http.get("/read", headers=bearer(token)).json().startswith("oidc:")
        assert http.get("/submit", headers=bearer(token)).status_code == 403
        wrong = http.get("/read", headers=bearer(provider.token("rsa", aud="another")))
    assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/unauthenticated")
    assert "token is not valid" in wrong.json()["detail"]
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]


def test_keys_open_while_the_provider_is_away(provider: Provider, guarded: Guarded) -> None:
    provider.broken = b""
    with TestClient(app_behind(guarded.access)) as http:
        away = http.get("/read", headers=bearer(provider.token("rsa")))
        key = http.get("/read", headers=bearer(guarded.key(Scope.READ)))
    assert (away.status_code, away.json()["type"]) == (503, "/problems/tokens-unverifiable")
    assert away.headers["retry-after"] == "10"
    assert key.json().startswith("key:")
