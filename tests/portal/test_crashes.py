"""A process that is killed at any single step costs nothing and doubles nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.service.conftest import database, postgresql

__all__ = ["database", "postgresql"]

#: A life has more statements, commits and writes than this, or it was not lived.
LEAST_STEPS = 60


@pytest.mark.slow
def test_a_kill_at_any_step_is_made_good(tmp_path: Path, database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.portal.crashes", str(tmp_path), database],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["faults"] == []
    assert said["steps"] >= LEAST_STEPS
