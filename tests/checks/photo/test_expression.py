"""Expression and mouth as the shipped policy judges them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pytest

from checks.catalogue import texts_for
from checks.finding import Judgement, Outcome
from checks.photo_facts import PhotoFacts
from checks.policies import load_policy
from checks.registry import registered_checks
from models.coverage import Coverage
from models.errors import NotMeasurable
from models.expression import Expression
from models.mouth import Mouth
from tests.conftest import facts_of

Rgb = npt.NDArray[np.uint8]
LIPS = ((100.0, 300.0), (150.0, 290.0), (200.0, 300.0), (150.0, 320.0))
TEETH = ((120.0, 298.0), (180.0, 298.0), (180.0, 306.0), (120.0, 306.0))
CALM: Mapping[str, float] = MappingProxyType(
    {"brows-raised": 0.1, "brows-lowered": 0.1, "lips-pursed": 0.1, "grimace": 0.0}
)
BARE = Coverage(MappingProxyType({}), 0.1, 0.8, 0.0)


def judged(photo: PhotoFacts, rule: str) -> Judgement:
    parameters = load_policy("pr-card").rules[rule].parameters
    judgement = registered_checks()[rule].function(photo, parameters)
    for text in texts_for(rule, judgement, {}):
        assert "{" not in text.en + text.fr
    return judgement


def photo_with(
    smile: float, lip_gap: float, teeth: float, movements: Mapping[str, float] = CALM
) -> PhotoFacts:
    """A photo of 700 x 1000 pixels whose mouth, 100 pixels wide, was measured so."""
    photo = facts_of(np.zeros((1000, 700, 3), np.uint8))
    box = TEETH if teeth else ()
    photo.__dict__["mouth"] = Mouth(lip_gap, teeth, 100 * lip_gap, 100.0, LIPS, box)
    photo.__dict__["coverage"] = BARE
    photo.__dict__["expression"] = Expression(smile, "mouth-width", movements)
    return photo


@pytest.mark.parametrize(
    ("smile", "teeth", "outcome", "reason"),
    [
        (0.03, 0.0, Outcome.PASS, "neutral"),
        (0.45, 0.0, Outcome.UNSURE, "maybe-smiling"),
        (0.97, 0.0, Outcome.FAIL, "smiling"),
        (0.03, 0.2, Outcome.UNSURE, "maybe-teeth"),
        (0.45, 0.6, Outcome.FAIL, "teeth-showing"),
        (0.97, 0.6, Outcome.FAIL, "smiling"),
    ],
)
def test_smiles_and_teeth(smile: float, teeth: float, outcome: Outcome, reason: str) -> None:
    judgement = judged(photo_with(smile, 0.02, teeth), "photo.expression")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize("movement", sorted(CALM))
def test_clear_movements_are_doubted_and_violent_ones_fail(movement: str) -> None:
    outcomes = [
        judged(photo_with(0.03, 0.0, 0.0, dict(CALM) | {movement: strength}), "photo.expression")
        for strength in (0.3, 1.0)
    ]
    assert outcomes[0].outcome is Outcome.PASS
    assert (outcomes[1].outcome, outcomes[1].reason) == (Outcome.FAIL, movement)


@pytest.mark.parametrize(
    ("lip_gap", "teeth", "outcome", "reason"),
    [
        (0.01, 0.0, Outcome.PASS, "closed"),
        (0.045, 0.09, Outcome.PASS, "closed"),
        (0.07, 0.0, Outcome.UNSURE, "lips-maybe-apart"),
        (0.20, 0.0, Outcome.FAIL, "lips-apart"),
        (0.03, 0.5, Outcome.FAIL, "teeth-visible"),
    ],
)
def test_the_mouth(lip_gap: float, teeth: float, outcome: Outcome, reason: str) -> None:
    judgement = judged(photo_with(0.03, lip_gap, teeth), "photo.mouth-closed")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize("rule", ["photo.mouth-closed", "photo.expression"])
@pytest.mark.parametrize("seen", [replace(BARE, lips=1.0), replace(BARE, mouth_contrast=0.05)])
def test_nothing_is_said_of_a_hidden_mouth(rule: str, seen: Coverage) -> None:
    photo = photo_with(0.03, 0.01, 0.0)
    photo.__dict__["coverage"] = seen
    with pytest.raises(NotMeasurable, match="mouth-hidden"):
        judged(photo, rule)


def test_the_gap_is_stated_in_millimetres_of_the_finished_photo() -> None:
    judgement = judged(photo_with(0.03, 0.2, 0.0), "photo.mouth-closed")
    assert judgement.measured is not None
    assert judgement.measured.unit == "mm"
    assert judgement.measured.value == pytest.approx(20 * 70 / 1000)
    assert judgement.where[0].points == LIPS


def test_visible_teeth_are_pointed_at() -> None:
    judgement = judged(photo_with(0.03, 0.2, 0.5), "photo.mouth-closed")
    assert judgement.where[0].points == TEETH


def test_a_laughing_portrait_fails_both(astronaut: Rgb) -> None:
    photo = facts_of(astronaut)
    assert judged(photo, "photo.expression").outcome is Outcome.FAIL
    assert judged(photo, "photo.mouth-closed").reason == "teeth-visible"


def test_the_rules_hold_today() -> None:
    rules = {rule.id for rule in load_policy("pr-card").rules_on(dt.date(2026, 11, 22))}
    assert {"photo.expression", "photo.mouth-closed"} <= rules
