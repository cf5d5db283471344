"""Uploads by reference: objects that a portal has stored already, read by their address.

Who names an address is hostile: he may know of links and pipes in a folder that others write to,
and of stores that never answer. A file is opened without following any link below the real folder
that the operator allows, and only where it is a plain one; and nobody waits for longer than
READING_LIMIT_S. What remains: a hard link to a file elsewhere on the same file system looks like
the file itself, so that a folder of uploads belongs on a file system of its own.
"""

from __future__ import annotations

import asyncio
import os
import stat
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import fsspec

from models.errors import DocscreenError

#: Seconds until the caller is answered that an object cannot be read. The largest upload takes
#: three seconds over 100 Mbit/s; a service that stops gives open requests ten.
READING_LIMIT_S = 8.0
#: Objects that are read at once. A reading that hangs in the kernel cannot be ended: it holds its
#: thread until the file system answers, and more of them than this would exhaust the memory.
READINGS_AT_ONCE = 32
_readings = threading.BoundedSemaphore(READINGS_AT_ONCE)


class SourceRefused(DocscreenError):
    """The address is none that this service may read from."""


class SourceMissing(DocscreenError):
    """There is no such object, or it cannot be read."""


class SourceTooLarge(DocscreenError):
    """The object is larger than an upload may be."""


class SourceTooSlow(DocscreenError):
    """Where the object lies does not answer in time, or too many readings hang there already."""


def is_allowed(untrusted_url: str, prefixes: Sequence[str]) -> bool:
    """Whether an address lies below one that the operator allows, without detours."""
    parts = urlsplit(untrusted_url)
    path = unquote(parts.path)
    has_detour = any(part in ("", ".", "..") for part in path.split("/")[1:]) or "\\" in path
    if has_detour or "@" in parts.netloc or "::" in untrusted_url or parts.query or parts.fragment:
        return False
    return any(_is_below(untrusted_url, prefix) for prefix in prefixes)


async def source_content(untrusted_url: str, prefixes: Sequence[str], limit_bytes: int) -> bytes:
    """The bytes of a stored object, within READING_LIMIT_S.

    A thread of its own reads: neither the threads of other requests nor the end of the process wait
    for one that hangs. Raises what ``read_source`` raises, and SourceTooSlow.
    """
    readings = _readings
    if not readings.acquire(blocking=False):
        raise SourceTooSlow("too many objects are being read")
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes] = loop.create_future()

    def read() -> None:
        try:
            content, failure = read_source(untrusted_url, prefixes, limit_bytes), None
        except DocscreenError as raised:
            content, failure = b"", raised
        finally:
            readings.release()
        try:
            loop.call_soon_threadsafe(_tell, answer, content, failure)
        except RuntimeError:
            return  # the service has ended meanwhile: nobody waits any more

    threading.Thread(target=read, name="source", daemon=True).start()
    try:
        async with asyncio.timeout(READING_LIMIT_S):
            return await answer
    except TimeoutError:
        raise SourceTooSlow("the object was not read in time") from None


def read_source(untrusted_url: str, prefixes: Sequence[str], limit_bytes: int) -> bytes:
    """The bytes of a stored object. Raises SourceRefused, SourceMissing and SourceTooLarge."""
    allowed = [prefix for prefix in prefixes if _is_below(untrusted_url, prefix)]
    if not is_allowed(untrusted_url, allowed):
        raise SourceRefused("this service may not read from there")
    try:
        files, path = fsspec.core.url_to_fs(untrusted_url, use_listings_cache=False)
        if _is_local(files):
            folders = [fsspec.core.url_to_fs(prefix)[1] for prefix in allowed]
            content = _file_content(Path(path), [Path(folder) for folder in folders], limit_bytes)
        else:
            with files.open(path, "rb") as stream:
                content = bytes(stream.read(limit_bytes + 1))
    except SourceRefused:
        raise
    except Exception as failure:
        # Each file system has errors of its own; what they say may quote addresses and keys.
        raise SourceMissing(f"the object cannot be read: {type(failure).__name__}") from None
    if len(content) > limit_bytes:
        raise SourceTooLarge("the object is larger than an upload may be")
    return content


def source_name(untrusted_url: str) -> str:
    """The last part of an object's address, as the name of the file."""
    return unquote(urlsplit(untrusted_url).path).rsplit("/", 1)[-1]


def _is_below(untrusted_url: str, prefix: str) -> bool:
    return untrusted_url.startswith(prefix.rstrip("/") + "/")


def _is_local(files: Any) -> bool:
    protocol = files.protocol
    return "file" in ((protocol,) if isinstance(protocol, str) else protocol)


def _file_content(untrusted_path: Path, folders: Sequence[Path], limit_bytes: int) -> bytes:
    """At most one byte more than the limit of a plain file that really lies below a folder."""
    real = untrusted_path.resolve(strict=True)
    for folder in (one.resolve(strict=True) for one in folders):
        if real != folder and real.is_relative_to(folder):
            with open(_opened_below(folder, real), "rb") as stream:
                return stream.read(limit_bytes + 1)
    raise SourceRefused("the file does not really lie there")


def _opened_below(folder: Path, real: Path) -> int:
    """Open a plain file for reading, through no link: one may have been put there just now."""
    *between, name = real.relative_to(folder).parts
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for part in between:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=place)
            os.close(place)
            place = inner
        # A pipe would be waited for without O_NONBLOCK, until somebody writes to it.
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
    finally:
        os.close(place)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise SourceRefused("the object is no plain file")
    return opened


def _tell(answer: asyncio.Future[bytes], content: bytes, failure: DocscreenError | None) -> None:
    if answer.done():  # given up meanwhile
        return
    if failure is None:
        answer.set_result(content)
    else:
        answer.set_exception(failure)
