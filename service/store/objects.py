"""The object store: sealed uploads in a folder, or wherever fsspec reaches, such as S3.

An object is written once under a new name and never again. Which object holds which upload, and
the key that opens it, stand in the database: an object without a row there is litter that a purge
takes away.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
from botocore.exceptions import BotoCoreError, ClientError

from service.errors import StoreError


class ObjectMissing(StoreError):
    """An upload's object is not in the object store any more."""


def object_store_url(stated: str, data_dir: Path) -> str:
    """The address of the object store: as stated, or a folder in the data folder."""
    return stated or str((data_dir / "objects").absolute())


class ObjectStore:
    """Objects of bytes by name."""

    def __init__(self, url: str) -> None:
        """``url``: a folder, or an address that fsspec knows, such as ``s3://bucket/prefix``."""
        self._files, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        self._root = str(root).rstrip("/")
        self._is_folder = "file" in _protocols(self._files)

    def put(self, name: str, content: bytes) -> None:
        """Write a new object. Raises StoreError."""
        with _failures_told():
            if self._is_folder:
                self._put_file(Path(self._path(name)), content)
            else:
                self._files.pipe_file(self._path(name), content)

    def get(self, name: str) -> bytes:
        """The bytes of an object. Raises ObjectMissing and StoreError."""
        with _failures_told():
            return bytes(self._files.cat_file(self._path(name)))

    def delete(self, name: str) -> None:
        """Take an object away; one that is gone already is no error. Raises StoreError."""
        with _failures_told():
            try:
                self._files.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def names_before(self, moment: dt.datetime) -> Iterator[str]:
        """The names of objects that were written before a moment. Raises StoreError.

        Those are among them that a killed process has written in part, under names of their own.
        """
        with _failures_told():
            try:
                found = self._files.find(self._root, detail=True)
            except FileNotFoundError:
                return
            for path, facts in found.items():
                if _written(facts) < moment:
                    yield str(path).rsplit("/", 1)[-1]

    def examine(self) -> None:
        """Write, read and delete one object. Raises StoreError."""
        name = f"examination-{os.getpid()}"
        self.put(name, b"docscreen")
        if self.get(name) != b"docscreen":
            raise StoreError("the object store does not give back what was written")
        self.delete(name)

    def _path(self, name: str) -> str:
        """Two levels of folders keep each of them small."""
        return f"{self._root}/{name[:2]}/{name}"

    def _put_file(self, path: Path, content: bytes) -> None:
        """Whole or not at all, and on the disk before anybody is told that it was accepted."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.part")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.rename(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)  # the name is kept there
        finally:
            os.close(folder)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)  # the name is kept there
        finally:
            os.close(folder)


@contextmanager
def _failures_told() -> Iterator[None]:
    """Tell every failure of a file system as ours, without the path, which is the operator's."""
    try:
        yield
    except FileNotFoundError as missing:
        raise ObjectMissing("an upload is not in the object store any more") from missing
    except (OSError, BotoCoreError, ClientError) as failure:
        raise StoreError(f"the object store does not answer: {type(failure).__name__}") from failure


def _protocols(files: Any) -> tuple[str, ...]:
    protocol = files.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _written(facts: dict[str, Any]) -> dt.datetime:
    """When an object was written, by whatever name its file system tells it."""
    moment = facts.get("LastModified") or facts.get("mtime") or facts.get("created")
    if isinstance(moment, dt.datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return dt.datetime.fromtimestamp(float(moment or 0.0), dt.UTC)
