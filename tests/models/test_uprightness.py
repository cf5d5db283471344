from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from checks.finding import Outcome
from checks.photo.faces import face_count
from checks.photo_facts import PhotoFacts
from checks.policies import load_policy
from models.errors import NotMeasurable

Rgb = npt.NDArray[np.uint8]
Measure = Callable[[Rgb], PhotoFacts]


def turned(rgb: Rgb, quarter_turns: int) -> Rgb:
    """The head of the astronaut, turned to the right."""
    return np.ascontiguousarray(np.rot90(rgb[:300, 70:370], -quarter_turns))


def test_upright_portrait_is_upright(astronaut: Rgb, photo_facts: Measure) -> None:
    assert photo_facts(turned(astronaut, 0)).quarter_turns == 0


@pytest.mark.parametrize(("quarter_turns", "reason"), [(1, "lying"), (3, "lying")])
def test_lying_picture_is_named(
    astronaut: Rgb, photo_facts: Measure, quarter_turns: int, reason: str
) -> None:
    facts = photo_facts(turned(astronaut, quarter_turns))
    assert facts.quarter_turns == quarter_turns
    rule = load_policy("pr-card").rules["photo.face-count"].parameters
    judgement = face_count(facts, rule)
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, reason)
    with pytest.raises(NotMeasurable) as absence:
        _ = facts.face
    assert absence.value.reason == "not-upright"


def test_picture_on_its_head_is_no_upright_face(astronaut: Rgb, photo_facts: Measure) -> None:
    assert not photo_facts(turned(astronaut, 2)).has_upright_face
