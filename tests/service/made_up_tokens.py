"""Tokens as strangers make them up, each in the hope that something is not checked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.service.oidc_provider import AUDIENCE, Provider


def _encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _tampered(provider: Provider) -> str:
    header, _, signature = provider.token("rsa").split(".")
    claims = {"iss": provider.issuer, "sub": "x", "aud": AUDIENCE, "scope": "admin"}
    return f"{header}.{_encoded(claims | {'exp': int(time.time()) + 300})}.{signature}"


def unsigned(provider: Provider) -> str:
    claims = provider.token("rsa").split(".")[1]
    return f"{_encoded({'alg': 'none', 'typ': 'JWT', 'kid': 'rsa'})}.{claims}."


def _signed_with_the_public_key(provider: Provider) -> str:
    """The classic: the published key taken for the secret of an HMAC."""
    public = provider.keys["rsa"].public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = provider.token("rsa").split(".")[1]
    body = f"{_encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'rsa'})}.{claims}"
    code = hmac.new(secret, body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(code).rstrip(b'=').decode()}"


def _of_the_other_kind(provider: Provider) -> str:
    """Signed with ES256, but naming the RSA key."""
    return provider.token("rsa", provider.keys["ec"])


def _deep(provider: Provider) -> str:
    deep = base64.urlsafe_b64encode(b"[" * 9_000).decode()
    return f"{deep}.e30.e30"


def _long(provider: Provider) -> str:
    return provider.token("rsa", padding="x" * 20_000)


MADE_UP: list[Callable[[Provider], str]] = [
    _tampered,
    unsigned,
    _signed_with_the_public_key,
    _of_the_other_kind,
    _deep,
    _long,
    lambda provider: "",
    lambda provider: "a.b.c",
    lambda provider: "\x00.\xff.é",
    lambda provider: provider.token("rsa") + "x",
    lambda provider: provider.token("rsa").rpartition(".")[0] + ".",
    lambda provider: _encoded({"alg": "RS256", "kid": ["rsa"]}) + ".e30.e30",
    lambda provider: _encoded({"alg": "RS256"}) + ".e30.e30",
    lambda provider: _encoded([]) + ".e30.e30",
]
