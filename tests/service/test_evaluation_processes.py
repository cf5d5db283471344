"""Work in several processes: failures and dying processes cost their own task only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from service.evaluation.processes import Done, run_in_processes
from tests.conftest import REPOSITORY


def squared(number: int) -> int:
    """Square a number; 3 raises, 5 takes the process down."""
    if number == 3:
        raise ValueError("three")
    if number == 5:
        os._exit(1)
    return number * number


def outcomes(numbers: list[int], workers: int) -> dict[int, Done[int, int]]:
    done = run_in_processes(squared, numbers, workers, "squares", Console(quiet=True))
    return {one.task: one for one in done}


def test_every_task_is_answered_whatever_the_others_do() -> None:
    done = outcomes(list(range(8)), 1)
    assert sorted(done) == list(range(8))
    good = {task: one.result for task, one in done.items() if one.failure is None}
    assert good == {number: number**2 for number in (0, 1, 2, 4, 6, 7)}
    assert done[3].failure == "ValueError"
    assert done[5].failure == "BrokenProcessPool"


def test_nothing_to_do_takes_no_process() -> None:
    assert outcomes([], 2) == {}


def recorded_sleep(path: Path) -> int:
    """Write this process's number to a file and stay busy."""
    path.write_text(str(os.getpid()), "ascii")
    time.sleep(60)
    return 0


def is_running(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"


def test_processes_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    record = tmp_path / "process"
    program = (
        "import sys; from pathlib import Path; from rich.console import Console;"
        "from service.evaluation.processes import run_in_processes;"
        "from tests.service.test_evaluation_processes import recorded_sleep;"
        "list(run_in_processes(recorded_sleep, [Path(sys.argv[1])], 1, '', Console(quiet=True)))"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(record)], cwd=REPOSITORY) as parent:
        wait_until(lambda: record.exists() and record.read_text("ascii") != "")
        parent.kill()
    wait_until(lambda: not is_running(int(record.read_text("ascii"))))


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for a state; fails after half a minute."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
