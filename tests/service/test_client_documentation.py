"""The programs of docs/client.md print what the page shows, before a real service."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.service import serving

PAGE = REPOSITORY / "docs" / "client.md"
#: A program that is kept under a name and run by the command that follows.
NAMED = re.compile(r"# (\w+\.py)\n")


@dataclass(frozen=True, slots=True)
class Served:
    """A running service."""

    address: str
    key: str


@dataclass(frozen=True, slots=True)
class Example:
    """A program, the command that runs it, and what the page says it prints."""

    program: str
    command: str
    shown: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service on a free port, in a folder of its own."""
    with serving.served(tmp_path_factory.mktemp("service"), os.environ) as service:
        yield Served(f"http://127.0.0.1:{service.port}", service.key)


def examples() -> Iterator[Example]:
    """Each program of the page with what is shown next."""
    blocks = iter(re.findall(r"```(python|sh|text)\n(.*?)```", PAGE.read_text("utf-8"), re.S))
    for kind, program in blocks:
        assert kind == "python", "a program comes first"
        named = NAMED.match(program)
        kind, shown = next(blocks)
        command = f"python {named[1] if named else 'example.py'}"
        if named:
            assert kind == "sh"
            assert shown.startswith(command)
            command = shown
            kind, shown = next(blocks)
        assert kind == "text"
        yield Example(program, command, shown)


EXAMPLES = tuple(examples())


@pytest.fixture
def folder(tmp_path: Path, portrait_jpeg: bytes) -> Path:
    """Where the programs run: with a photo, the samples and a small archive."""
    specimens = REPOSITORY / "samples" / "specimens"
    (tmp_path / "photo.jpg").write_bytes(portrait_jpeg)
    (tmp_path / "samples").symlink_to(REPOSITORY / "samples")
    (tmp_path / "archive" / "2024").mkdir(parents=True)
    for name in ("portrait.jpg", "2024/form-scanned.pdf"):
        shutil.copy(specimens / Path(name).name, tmp_path / "archive" / name)
    return tmp_path


def printed(served: Served, folder: Path, example: Example) -> str:
    """What a program prints before the service under test."""
    _, script, *arguments = shlex.split(example.command)
    program = example.program.replace("http://127.0.0.1:8000", served.address)
    (folder / script).write_text(program, "utf-8")
    run = subprocess.run(
        [sys.executable, script, *arguments],
        cwd=folder,
        env={**os.environ, "DOCSCREEN_KEY": served.key},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.command.split()[1])
def test_a_program_prints_what_is_shown(served: Served, folder: Path, example: Example) -> None:
    out = printed(served, folder, example)
    assert doctest.OutputChecker().check_output(example.shown, out, doctest.ELLIPSIS), out


def test_a_folder_that_is_screened_again_is_not_screened_twice(
    served: Served, folder: Path
) -> None:
    (example,) = (one for one in EXAMPLES if "rescreen.py" in one.command)
    assert printed(served, folder, example) == printed(served, folder, example)


def test_a_file_that_cannot_be_read_stops_nothing(served: Served, folder: Path) -> None:
    (example,) = (one for one in EXAMPLES if "rescreen.py" in one.command)
    (folder / "archive" / "lost.jpg").symlink_to(folder / "nowhere.jpg")
    lines = [json.loads(line) for line in printed(served, folder, example).splitlines()]
    assert sorted("error" in line for line in lines) == [False, False, True]
    assert {line["file"] for line in lines if "error" in line} == {"lost.jpg"}


def test_every_program_is_run() -> None:
    assert len(EXAMPLES) == PAGE.read_text("utf-8").count("```python") >= 7
