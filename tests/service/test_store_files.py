"""What the service writes is its own account's alone, and a full disk leaves nothing half done."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from service.errors import StoreError
from service.jobs.queue import job_queue
from service.settings import Settings
from service.store.database import database_url
from service.store.objects import ObjectStore
from service.store.opening import open_store
from tests.service.stores import opened_store
from tests.service.test_store_together import UPLOAD


@pytest.fixture
def open_to_all() -> object:
    """Files are made as a careless shell makes them."""
    before = os.umask(0o000)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """What others than the owner may do with each thing below a folder."""
    found = {path: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.rglob("*")}
    return {path.relative_to(folder).as_posix(): mode for path, mode in found.items()}


@pytest.mark.usefixtures("open_to_all")
def test_only_the_owner_may_read_what_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    with opened_store(folder) as store:
        store.accept(UPLOAD, None)
        queue = job_queue(folder, database_url("", folder), "")
        found = modes(folder)
        queue.close()
    beside = {"docscreen.sqlite", "docscreen.sqlite-wal", "docscreen.sqlite-shm", "queue.sqlite"}
    assert beside < found.keys() and any(name.startswith("objects/") for name in found)
    assert {name: mode for name, mode in found.items() if mode} == {}


@pytest.mark.usefixtures("open_to_all")
def test_what_was_open_to_others_before_is_closed_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "objects").mkdir(mode=0o755)
    for name in ("docscreen.sqlite", "docscreen.sqlite-wal", "queue.sqlite"):
        (tmp_path / name).touch(mode=0o644)
    store = open_store(Settings(data_dir=tmp_path, workers=1))
    job_queue(tmp_path, database_url("", tmp_path), "").close()
    found = modes(tmp_path)
    store.close()
    assert {name: mode for name, mode in found.items() if mode} == {}


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "no room left"), (errno.EDQUOT, "no room left"), (errno.EIO, "OSError")],
)
def test_a_failed_write_leaves_nothing_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    objects = ObjectStore(str(tmp_path))

    def full(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match=told):
            objects.put("ab-name", b"content")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    objects.put("ab-name", b"content")
    assert objects.get("ab-name") == b"content"


def test_names_are_brought_to_the_disk_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = ObjectStore(str(tmp_path))
    objects.put("ab-first", b"content")  # makes the folder
    synced: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    objects.put("ab-second", b"content")
    assert synced == ["file", "folder"]
