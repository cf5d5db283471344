"""The object store: sealed uploads in a folder, or wherever fsspec reaches, such as S3.

An object is written once under a new name and never again. Which object holds which upload, and
the key that opens it, stand in the database: an object without a row there is litter, which a purge
takes away in its time (``service.store.sweeping``). One object of a fixed name holds the id of the
installation that all others belong to (``service.store.installation``).
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
from botocore.exceptions import BotoCoreError, ClientError

from service.errors import StoreError
from service.store.owner_only import keep_to_owner, make_folders

#: The object that holds the installation's id. Its path in the store: ``in/installation``.
MARK = "installation"
#: How the names of objects end that are being written in a folder.
PARTIAL = ".part"
#: A disk without room, and a quota that is used up.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class ObjectMissing(StoreError):
    """An upload's object is not in the object store any more."""


def object_store_url(stated: str, data_dir: Path) -> str:
    """The address of the object store: as stated, or a folder in the data folder."""
    return stated or str((data_dir / "objects").absolute())


class ObjectStore:
    """Objects of bytes by name."""

    def __init__(self, url: str) -> None:
        """``url``: a folder, or an address that fsspec knows, such as ``s3://bucket/prefix``."""
        # fsspec shares file systems between who asks for the same address, and with them the end
        # point that the environment named when it was first asked for.
        self._files, root = fsspec.core.url_to_fs(
            url, use_listings_cache=False, skip_instance_cache=True
        )
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

        Those are among them that a killed process has written in part (they end with PARTIAL); the
        installation's id is not.
        """
        for name, written in self._found():
            if name != MARK and written < moment:
                yield name

    def has(self, name: str) -> bool:
        """Whether there is an object of a name. Raises StoreError."""
        with _failures_told():
            return bool(self._files.exists(self._path(name)))

    def mark(self) -> str | None:
        """The id of the installation that the objects belong to; None where there is none yet.

        Raises StoreError.
        """
        try:
            return self.get(MARK).decode("ascii", "replace").strip()
        except ObjectMissing:
            return None

    def put_mark(self, installation_id: str) -> None:
        """Write the installation's id. Raises StoreError."""
        self.put(MARK, installation_id.encode("ascii"))

    def close_to_others(self) -> None:
        """Take the folder from everybody but its owner, whoever made it. Raises StoreError.

        That closes all that is in it, however it was made.
        """
        if self._is_folder:
            with _failures_told():
                make_folders(Path(self._root))
                keep_to_owner(Path(self._root))

    def examine(self) -> None:
        """Write, read and delete one object. Raises StoreError."""
        name = f"examination-{os.getpid()}"
        self.put(name, b"docscreen")
        if self.get(name) != b"docscreen":
            raise StoreError("the object store does not give back what was written")
        self.delete(name)

    def _found(self) -> Iterator[tuple[str, dt.datetime]]:
        """The name of every object, and when it was written."""
        with _failures_told():
            try:
                found = self._files.find(self._root, detail=True)
            except FileNotFoundError:
                return
            for path, facts in found.items():
                yield str(path).rsplit("/", 1)[-1], _written(facts)

    def _path(self, name: str) -> str:
        """Two levels of folders keep each of them small."""
        return f"{self._root}/{name[:2]}/{name}"

    def _put_file(self, path: Path, content: bytes) -> None:
        """Whole or not at all, and on the disk before anybody is told that it was accepted."""
        is_new = make_folders(path.parent)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PARTIAL}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.rename(path)
        except BaseException:  # whatever it is goes on to the caller
            fresh.unlink(missing_ok=True)  # a full disk must not be filled with halves
            raise
        _keep_names(path.parent)
        if is_new:
            _keep_names(path.parent.parent)


def _keep_names(folder: Path) -> None:
    """Bring a folder itself to the disk: the names of its files are kept there."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _failures_told() -> Iterator[None]:
    """Tell every failure of a file system as ours, without the path, which is the operator's."""
    try:
        yield
    except FileNotFoundError as missing:
        raise ObjectMissing("an upload is not in the object store any more") from missing
    except (OSError, BotoCoreError, ClientError) as failure:
        if getattr(failure, "errno", None) in _NO_ROOM:
            raise StoreError("the object store has no room left: make room there") from failure
        raise StoreError(f"the object store does not answer: {type(failure).__name__}") from failure


def is_upload_name(name: str) -> bool:
    """Whether an object's name is one that uploads are given: a UUID as we write it."""
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _protocols(files: Any) -> tuple[str, ...]:
    protocol = files.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _written(facts: dict[str, Any]) -> dt.datetime:
    """When an object was written, by whatever name its file system tells it."""
    moment = facts.get("LastModified") or facts.get("mtime") or facts.get("created")
    if isinstance(moment, dt.datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return dt.datetime.fromtimestamp(float(moment or 0.0), dt.UTC)
