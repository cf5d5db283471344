"""What is sent to be screened: a file by its path, bytes, an open file, or a stored object."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from service.client.errors import ClientMisused

#: What an upload without a name is called.
NAMELESS = "upload"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object that the service can read, such as ``s3://bucket/incoming/name``."""

    address: str


#: ``str`` is a path, never a content or an address.
Upload = str | os.PathLike[str] | bytes | IO[bytes] | StoredObject


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of an upload and what it is called."""

    content: bytes = b""
    name: str = NAMELESS


def content_of(upload: str | os.PathLike[str] | bytes | IO[bytes], name: str | None) -> Content:
    """Read an upload whole, an open file from where it stands. Raises OSError.

    ClientMisused is raised for a file that is open as text.
    It is held in memory while it is sent: a repetition must be the same to the last byte, and
    the service reads nothing of many megabytes anyway.
    """
    if isinstance(upload, bytes):
        return Content(upload, _sendable(name))
    if isinstance(upload, (str, os.PathLike)):
        path = Path(upload)
        return Content(path.read_bytes(), _sendable(name or path.name))
    content = upload.read()
    if not isinstance(content, bytes):
        raise ClientMisused("open the file in binary mode")
    stated = getattr(upload, "name", None)
    own = Path(stated).name if isinstance(stated, str) else ""
    return Content(content, _sendable(name or own))


def _sendable(name: str | None) -> str:
    """A name as UTF-8: names on a Linux disk are bytes, and need not be that."""
    return (name or NAMELESS).encode("utf-8", "replace").decode()
