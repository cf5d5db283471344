"""What callers present, and why it is refused.

An API key is ``ds_``, 43 characters for 256 random bits, and 6 characters that follow from the
others: a key that was cut short or typed wrong is told from one that is not known, and programs
that look for leaked secrets recognise it with few mistakes.
"""

from __future__ import annotations

import base64
import re
import secrets
import zlib
from typing import Literal

from models.errors import DocscreenError

PREFIX = "ds_"
_RANDOM_BYTES = 32
_SHAPE = re.compile(r"(ds_[A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})")

#: ``unknown`` also stands for keys of another installation.
RefusalReason = Literal["missing", "mistyped", "unknown", "expired", "revoked", "token"]


class CredentialsRefused(DocscreenError):
    """Nobody is let in with what was presented; ``reason`` says why, for the one who holds it."""

    def __init__(self, reason: RefusalReason) -> None:
        """``reason``: nothing of what was presented."""
        super().__init__(f"credentials are refused: {reason}")
        self.reason: RefusalReason = reason


def new_key() -> str:
    """Make an API key of 52 characters."""
    body = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    return body + _checksum(body)


def is_key_like(presented: str) -> bool:
    """Whether it is meant to be an API key, be it right or wrong."""
    return presented.startswith(PREFIX)


def is_mistyped(presented: str) -> bool:
    """Whether an API key cannot be one: its length, characters or checksum are wrong."""
    parts = _SHAPE.fullmatch(presented)
    return parts is None or _checksum(parts[1]) != parts[2]


def _checksum(body: str) -> str:
    """Six characters (CRC-32): no single wrong character and no swap of neighbours keeps them."""
    return base64.urlsafe_b64encode(zlib.crc32(body.encode()).to_bytes(4, "big")).decode()[:6]
