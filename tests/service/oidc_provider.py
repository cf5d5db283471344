"""A provider of OpenID Connect in a thread: its metadata, its keys, and tokens that it signs."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "docscreen"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_jwk(key_id: str, key: Key) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": key_id, "use": "sig"}
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": key_id, "use": "sig"}


class Provider:
    """Answers at ``issuer``; ``keys`` are those that it publishes, ``asked`` how often for what."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.asked: Counter[str] = Counter()
        self.broken: bytes | None = None
        self.metadata: dict[str, Any] = {}
        provider = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked[self.path] += 1
                content = provider.content_at(self.path)
                self.send_response(200 if content is not None else 503)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                """Tests read what docscreen logs."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/realm"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def content_at(self, path: str) -> bytes | None:
        if path == "/realm/.well-known/openid-configuration":
            known = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
            return json.dumps(known | self.metadata).encode()
        if self.broken is not None:
            return self.broken or None
        published = [public_jwk(key_id, key) for key_id, key in self.keys.items()]
        return json.dumps({"keys": published}).encode()

    def token(self, key_id: str, key: Key | None = None, **changes: Any) -> str:
        """A token for five minutes with the scope read; a claim changed to None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "CANARY-PERSON",
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 300,
            "scope": "openid read",
        } | changes
        stated = {name: value for name, value in claims.items() if value is not None}
        signing = key or self.keys[key_id]
        algorithm = "RS256" if isinstance(signing, rsa.RSAPrivateKey) else "ES256"
        return jwt.encode(stated, signing, algorithm, headers={"kid": key_id})

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
