"""Work in several processes: failures and dying processes cost their own task only."""

from __future__ import annotations

import os

from rich.console import Console

from service.evaluation.processes import Done, run_in_processes


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
