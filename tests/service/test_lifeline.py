"""A worker process ends with its parent, even where a decoder never comes back to Python."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PATIENCE_S = 30.0
#: Starts a process that never lets another thread of it run, as a decoder in an endless loop.
PARENT = """
import multiprocessing, os, re, sys, time
from service.lifeline import end_with_parent

def hang(is_bound):
    if is_bound:
        end_with_parent()
    print(os.getpid(), flush=True)
    re.fullmatch("(a|a)*b", "a" * 60)  # one call into C that holds the interpreter's lock

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    context.Process(target=hang, args=(sys.argv[1] == "bound",), daemon=True).start()
    time.sleep(3600)
"""


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("kind", ["bound", "unbound"])
def test_a_busy_process_ends_with_its_killed_parent(tmp_path: Path, kind: str) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(program), kind],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)  # it is in its loop by now
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + (PATIENCE_S if kind == "bound" else 1.0)
    while runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    is_left = runs(child)
    if is_left:
        os.kill(child, signal.SIGKILL)
    # Without it the process goes on: that is what the test would find.
    assert is_left == (kind == "unbound")
