"""Uploads by reference: nothing outside of what is allowed is read, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service import sources
from service.sources import (
    SourceMissing,
    SourceRefused,
    SourceTooLarge,
    SourceTooSlow,
    read_source,
    source_content,
)
from tests.service.test_api_screenings import assert_problem

LIMIT_BYTES = 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that is allowed; beside it lies what must not be read."""
    inner = tmp_path / "incoming"
    (inner / "day").mkdir(parents=True)
    (inner / "day" / "a.jpg").write_bytes(b"content")
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.jpg").write_bytes(b"secret")
    return inner


def read(folder: Path, name: str) -> bytes:
    """Read a file by its address below the folder."""
    return read_source(f"file://{folder}/{name}", (f"file://{folder}",), LIMIT_BYTES)


def test_links_lead_nowhere_outside(folder: Path) -> None:
    (folder / "link.jpg").symlink_to(folder.parent / "secret")
    (folder / "away").symlink_to(folder.parent / "elsewhere")
    (folder / "up.jpg").symlink_to("../secret")
    (folder / "today").symlink_to("day")
    for name in ("link.jpg", "away/a.jpg", "up.jpg"):
        with pytest.raises(SourceRefused):
            read(folder, name)
    assert read(folder, "day/a.jpg") == read(folder, "today/a.jpg") == b"content"


def test_a_link_that_is_put_in_the_place_of_a_folder_meanwhile_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = sources._opened_below

    def swapped(allowed: Path, real: Path) -> int:
        (folder / "day").rename(folder / "night")
        (folder / "day").symlink_to(folder.parent / "elsewhere")
        return opened(allowed, real)

    monkeypatch.setattr(sources, "_opened_below", swapped)
    with pytest.raises(SourceMissing):
        read(folder, "day/a.jpg")


def test_the_folder_that_is_allowed_may_be_a_link_itself(folder: Path) -> None:
    link = folder.parent / "current"
    link.symlink_to(folder)
    assert read(link, "day/a.jpg") == b"content"


def test_pipes_and_folders_are_no_uploads(folder: Path) -> None:
    os.mkfifo(folder / "pipe.jpg")
    began_s = time.monotonic()
    for name in ("pipe.jpg", "day"):
        with pytest.raises(SourceRefused):
            read(folder, name)
    assert time.monotonic() - began_s < 2


def test_what_does_not_answer_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()

    def hanging(*_arguments: Any) -> bytes:
        answers.wait(10)
        return b"late"

    monkeypatch.setattr(sources, "READING_LIMIT_S", 0.2)
    monkeypatch.setattr(sources, "_readings", threading.BoundedSemaphore(2))
    monkeypatch.setattr(sources, "read_source", hanging)

    async def one() -> None:
        with pytest.raises(SourceTooSlow):
            await source_content("file:///a", (), LIMIT_BYTES)

    async def three() -> None:
        await asyncio.gather(one(), one(), one())  # the third finds no thread

    began_s = time.monotonic()
    asyncio.run(three())  # the end of the loop does not wait for what hangs
    assert time.monotonic() - began_s < 2
    answers.set()
    monkeypatch.undo()
    address = f"file://{folder}/day/a.jpg"
    content = asyncio.run(source_content(address, (f"file://{folder}",), LIMIT_BYTES))
    assert content == b"content"


def test_what_a_reading_fails_with_is_told(folder: Path) -> None:
    allowed = (f"file://{folder}",)
    failures: dict[str, tuple[int, type[Exception]]] = {
        f"file://{folder}/day/a.jpg": (3, SourceTooLarge),
        f"file://{folder}/b.jpg": (LIMIT_BYTES, SourceMissing),
        "file:///etc/hostname": (LIMIT_BYTES, SourceRefused),
    }
    for address, (limit_bytes, expected) in failures.items():
        with pytest.raises(expected):
            asyncio.run(source_content(address, allowed, limit_bytes))


def test_a_caller_is_told_of_an_object_that_does_not_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "READING_LIMIT_S", 0.1)
    answers = threading.Event()
    monkeypatch.setattr(sources, "read_source", lambda *_arguments: b"" * answers.wait(10))
    answer = client.post("/v1/screenings", files={"source": (None, "file:///a.jpg")})
    answers.set()
    problem = assert_problem(answer, 422, "invalid-request")
    assert [error["field"] for error in problem["errors"]] == ["source"]
