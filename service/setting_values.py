"""What the values of settings may be: each is taken, or refused with what to write instead.

No refusal repeats a value: it may hold a password or a key.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import os
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

#: What a host's name or address is made of; the percent sign divides an IPv6 address from its zone.
_HOST = re.compile(r"[0-9A-Za-z._:%-]{1,253}")
#: As the table of sealed things holds a key's id; the sign that divides it from the key is none.
_KEY = re.compile(r"([0-9A-Za-z._-]{1,32}):([0-9A-Za-z+/]+=*)", re.ASCII)
_KEY_BYTES = 32
_SOURCES = ("file", "s3", "https", "http")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def host(stated: str) -> str:
    """A name or an address to listen on."""
    if not _HOST.fullmatch(stated) or ".." in stated:
        raise ValueError("a host's name or address is needed, such as 127.0.0.1")
    return stated


def data_folder(stated: Path) -> Path:
    """A folder, or a place where one can be made."""
    nearest = next(path for path in (stated, *stated.absolute().parents) if os.path.lexists(path))
    try:
        is_folder = nearest.is_dir()
    except OSError as refusal:
        raise ValueError("this account may not look there; name another folder") from refusal
    if not is_folder:
        raise ValueError("this is a file, or below one; name a folder")
    return stated


def networks(stated: str) -> str:
    """Networks divided by commas."""
    try:
        for part in _listed(stated):
            ipaddress.ip_network(part)
    except ValueError:
        raise ValueError(
            "networks are needed, divided by commas, such as 10.1.0.0/16 (no bit beyond the /16)"
        ) from None
    return stated


def database(stated: str) -> str:
    """PostgreSQL or a file of SQLite."""
    if not stated:
        return stated
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    known = ("postgresql", "postgres", "postgresql+psycopg", "sqlite")
    try:
        url = make_url(stated)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in known or url.database in (None, "", ":memory:"):
        raise ValueError(
            "the database is PostgreSQL, such as postgresql://user@host/name, or SQLite, such as"
            " sqlite:////srv/docscreen.sqlite"
        )
    return stated


def object_store(stated: str) -> str:
    """A folder, or a place on S3."""
    if "::" in stated or ("://" in stated and not _is_place(stated, ("file", "s3"))):
        raise ValueError("a folder, file:///folder or s3://bucket/prefix is needed")
    return stated


def sources(stated: object) -> object:
    """Addresses as a JSON list or divided by commas, each a folder or bucket of its own."""
    if isinstance(stated, str):
        stated = _listed_or_json(stated)
    if not isinstance(stated, (list, tuple)) or not all(
        isinstance(one, str) and "::" not in one and _is_place(one, _SOURCES) for one in stated
    ):
        raise ValueError(
            "addresses are needed, divided by commas or as a JSON list, such as file:///srv/in or"
            " s3://bucket/prefix; one that has no folder or bucket would open everything"
        )
    return tuple(stated)


def encryption_keys(stated: SecretStr) -> SecretStr:
    """Keys with their ids."""
    if not stated.get_secret_value():
        return stated
    known: dict[str, bytes] = {}
    for part in map(str.strip, stated.get_secret_value().split(",")):
        key_id, key = _key(part)
        if key is not None and known.setdefault(key_id, key) == key:
            continue
        raise ValueError(
            "each key is ID:BASE64 of 32 bytes, divided by commas, the current one last, such as"
            ' "1:$(openssl rand -base64 32)"; an id has up to 32 letters, digits, dots and dashes'
            " and stands for one key"
        )
    return stated


def redis(stated: SecretStr) -> SecretStr:
    """The address of a Redis."""
    parts = _parts(stated.get_secret_value())
    is_redis = parts is not None and parts.scheme in ("redis", "rediss") and parts.hostname
    if stated.get_secret_value() and not (
        is_redis and parts and re.fullmatch(r"/?\d*", parts.path, re.ASCII)
    ):
        raise ValueError("an address such as redis://host:6379/0 is needed")
    return stated


def collector(stated: str) -> str:
    """The address of a collector of traces."""
    parts = _parts(stated)
    is_http = parts is not None and parts.scheme in ("http", "https") and parts.hostname
    if stated and not (is_http and parts and not parts.query and not parts.fragment):
        raise ValueError("an address such as http://collector:4318 is needed")
    return stated


def provider(stated: str) -> str:
    """The address of a provider of OpenID Connect, over an encrypted connection."""
    parts = _parts(stated)
    is_https = parts is not None and parts.hostname and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )  # fmt: skip
    if stated and not is_https:
        raise ValueError(
            "an address such as https://login.example is needed; http is for this machine only"
        )
    return stated


def _parts(stated: str) -> SplitResult | None:
    """The parts of an address; None of what is none."""
    if re.search(r"[\s\x00-\x1f]", stated):
        return None
    try:
        parts = urlsplit(stated)
        _ = parts.port  # raises ValueError for what is no number of a port
    except ValueError:
        return None
    return parts


def _is_place(stated: str, schemes: tuple[str, ...]) -> bool:
    """Whether it is the address of a folder or bucket, and not of everything that there is."""
    parts = _parts(stated)
    if parts is None or parts.scheme not in schemes or parts.query or parts.fragment:
        return False
    if parts.scheme == "file":
        folder = os.path.normpath(parts.path) if parts.path else "/"
        return not parts.netloc and parts.path.startswith("/") and folder.strip("/") != ""
    return bool(parts.netloc)


def _key(part: str) -> tuple[str, bytes | None]:
    """A key with its id; None for what is none."""
    shape = _KEY.fullmatch(part)
    if shape is None:
        return "", None
    try:
        key = base64.b64decode(shape[2], validate=True)
    except binascii.Error:
        return "", None
    return shape[1], key if len(key) == _KEY_BYTES else None


def _listed(stated: str) -> list[str]:
    return [part.strip() for part in stated.split(",") if part.strip()]


def _listed_or_json(stated: str) -> object:
    if not stated.lstrip().startswith("["):
        return _listed(stated)
    try:
        read: object = json.loads(stated)
    except (ValueError, RecursionError):
        return None
    return read
