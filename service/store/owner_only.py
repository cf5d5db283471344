"""Files and folders that only the account of the service may read, whoever made them before."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
#: What SQLite keeps beside a database; it makes them with the permissions of the database itself.
_BESIDE_SQLITE = ("-wal", "-shm", "-journal")
#: For a whole process that writes what only its own account may read.
UMASK = 0o077


def keep_to_owner(path: Path) -> None:
    """Take a file or folder from everybody but its owner.

    One that belongs to another account stays as it is: only that account may change it.
    """
    found = path.stat()
    if found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
        path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def make_folders(folder: Path) -> bool:
    """Make a folder and those above it that are missing, for the owner; whether it was missing."""
    if folder.is_dir():
        return False
    if folder.exists():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if folder.parent != folder:
        make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    return True


def keep_sqlite_to_owner(file: Path) -> None:
    """Make the file of an embedded database, or take the one that is there from everybody else."""
    make_folders(file.parent)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    keep_to_owner(file)
    for end in _BESIDE_SQLITE:
        try:
            keep_to_owner(file.with_name(file.name + end))
        except FileNotFoundError:
            continue  # it is there only while the database is in use
