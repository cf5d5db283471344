"""Uploads by reference: objects that a portal has stored already, read by their address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

import fsspec

from models.errors import DocscreenError


class SourceRefused(DocscreenError):
    """The address is none that this service may read from."""


class SourceMissing(DocscreenError):
    """There is no such object, or it cannot be read."""


class SourceTooLarge(DocscreenError):
    """The object is larger than an upload may be."""


def is_allowed(untrusted_url: str, prefixes: Sequence[str]) -> bool:
    """Whether an address lies below one that the operator allows, without detours."""
    parts = urlsplit(untrusted_url)
    path = unquote(parts.path)
    has_detour = any(part in ("", ".", "..") for part in path.split("/")[1:]) or "\\" in path
    if has_detour or "@" in parts.netloc or "::" in untrusted_url or parts.query or parts.fragment:
        return False
    return any(untrusted_url.startswith(prefix.rstrip("/") + "/") for prefix in prefixes)


def read_source(untrusted_url: str, prefixes: Sequence[str], limit_bytes: int) -> bytes:
    """The bytes of a stored object. Raises SourceRefused, SourceMissing and SourceTooLarge."""
    if not is_allowed(untrusted_url, prefixes):
        raise SourceRefused("this service may not read from there")
    try:
        files, path = fsspec.core.url_to_fs(untrusted_url, use_listings_cache=False)
        with files.open(path, "rb") as stream:
            content = bytes(stream.read(limit_bytes + 1))
    except Exception as failure:
        # Each file system has errors of its own; what they say may quote addresses and keys.
        raise SourceMissing(f"the object cannot be read: {type(failure).__name__}") from None
    if len(content) > limit_bytes:
        raise SourceTooLarge("the object is larger than an upload may be")
    return content


def source_name(untrusted_url: str) -> str:
    """The last part of an object's address, as the name of the file."""
    return unquote(urlsplit(untrusted_url).path).rsplit("/", 1)[-1]
