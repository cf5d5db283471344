"""Goals: the comparison itself, and the figures reached on the labelled corpus where it is here."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from rich.console import Console

from service.evaluation.corpus import evaluate_corpus
from service.evaluation.goals import Goal, photo_goals
from service.evaluation.processes import default_worker_count


@pytest.mark.parametrize(
    ("value", "comparison", "holds"),
    [(0.7, "at most", True), (0.71, "at most", False), (0.98, "at least", True),
     (0.6, "at least", False), (None, "at most", None)],
)  # fmt: skip
def test_goal_holds_up_to_its_limit(
    value: float | None, comparison: Literal["at least", "at most"], holds: bool
) -> None:
    goal = Goal("figure", value, comparison, 0.7, "mm")
    assert goal.holds is holds


@pytest.mark.accuracy
@pytest.mark.slow
def test_goals_hold_on_the_labelled_corpus(corpus: Path) -> None:
    result = evaluate_corpus(
        corpus / "photo", "pr-card", "all", default_worker_count(), Console(quiet=True)
    )
    assert dict(result.crashed_files) == {}
    goals = photo_goals(result.facts["photo"])
    assert len(goals) > 20
    missed = [f"{goal.name}: {goal.value} {goal.unit}" for goal in goals if goal.holds is False]
    assert missed == []
