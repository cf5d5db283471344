"""Numbers of mouth and eyes that decided, with limits that no policy has."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from checks.finding import Outcome
from checks.limits import Ceiling, Floor
from checks.photo.expression import ExpressionRule, MovementLimits, expression
from checks.photo.eyes import EyesOpenRule, EyesVisibleRule, eyes_open, eyes_visible
from checks.photo.mouth import HiddenMouth, MouthClosedRule, mouth_closed
from checks.photo.red_eye import RedEyeRule, red_eye
from models.expression import Expression
from models.eye_cover import EyeCover
from models.eyes import Eyes, Lids
from models.mouth import Mouth
from models.red_eye import RedEye
from tests.stated import PLACE, stated

FAIL, UNSURE, PASS = Outcome.FAIL, Outcome.UNSURE, Outcome.PASS
HALF = Ceiling(0.5, 0.7)


CALM = {"brows-raised": 0.1, "brows-lowered": 0.1, "lips-pursed": 0.1, "grimace": 0.0}
BARE = HiddenMouth(lips_from=0.9, contrast_below=0.1)
SEEN = SimpleNamespace(lips=0.0, mouth_contrast=1.0)
EXPRESSION = ExpressionRule(
    Ceiling(0.3, 0.6),
    Ceiling(0.1, 0.2),
    MovementLimits(Ceiling(0.7, 0.9), Ceiling(0.71, 0.91), Ceiling(0.72, 0.92), Ceiling(0.4, 0.8)),
    BARE,
)


@pytest.mark.parametrize(
    ("smile", "teeth", "movement", "expected"),
    [
        (0.2, 0.0, {}, (PASS, "neutral", "probability", 0.2, None, 0.3)),
        (0.4, 0.0, {}, (UNSURE, "maybe-smiling", "probability", 0.4, None, 0.3)),
        (0.8, 0.3, {}, (FAIL, "smiling", "probability", 0.8, None, 0.6)),
        (0.4, 0.3, {}, (FAIL, "teeth-showing", "% of the mouth's width", 30, None, 20)),
        (0.2, 0.15, {}, (UNSURE, "maybe-teeth", "% of the mouth's width", 15, None, 10)),
        (0.2, 0.0, {"brows-raised": 0.95}, (FAIL, "brows-raised", "score", 0.95, None, 0.9)),
        (0.4, 0.0, {"brows-lowered": 0.95}, (FAIL, "brows-lowered", "score", 0.95, None, 0.91)),
        (0.2, 0.0, {"lips-pursed": 0.8}, (UNSURE, "lips-pursed", "score", 0.8, None, 0.72)),
        (0.2, 0.0, {"grimace": 0.9}, (FAIL, "grimace", "score", 0.9, None, 0.8)),
    ],
)
def test_expression(
    smile: float, teeth: float, movement: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    facts = {
        "coverage": SEEN,
        "mouth": Mouth(0.0, teeth, 0.0, 100.0, PLACE, ()),
        "expression": Expression(smile, "mouth-width", CALM | movement),
    }
    assert stated(expression, EXPRESSION, **facts) == expected


@pytest.mark.parametrize(
    ("gap", "teeth", "expected"),
    [
        (0.02, 0.0, (PASS, "closed", "mm", 0.2, None, 0.5)),
        (0.06, 0.0, (UNSURE, "lips-maybe-apart", "mm", 0.6, None, 0.5)),
        (0.2, 0.0, (FAIL, "lips-apart", "mm", 2, None, 0.8)),
        (0.06, 0.15, (UNSURE, "teeth-maybe-visible", "% of the mouth's width", 15, None, 10)),
        (0.02, 0.3, (FAIL, "teeth-visible", "% of the mouth's width", 30, None, 20)),
    ],
)
def test_mouth(gap: float, teeth: float, expected: tuple[Any, ...]) -> None:
    rule = MouthClosedRule(Ceiling(0.05, 0.08), Ceiling(0.1, 0.2), BARE)
    mouth = Mouth(gap, teeth, 100 * gap, 100.0, PLACE, ())
    assert stated(mouth_closed, rule, coverage=SEEN, mouth=mouth) == expected


CLEAR = EyeCover(0.05, 0.03, 0.0, 0.1, 0.85, 0.0, 0.05, 0.95, PLACE)
EYES_OPEN = EyesOpenRule(
    Floor(0.1, 0.15), 0.2, HALF, 0.8, 0.4, Ceiling(0.06, 0.12), Ceiling(0.6, 0.9), Ceiling(0.5, 0.8)
)


@pytest.mark.parametrize(
    ("opening", "gaze", "veil", "expected"),
    [
        (0.3, (0, 0, 0), 0.05, (PASS, "open", "ratio", 0.3, 0.15, None)),
        (0.05, (0, 0, 0), 0.05, (FAIL, "closed", "ratio", 0.05, 0.1, None)),
        (0.12, (0, 0, 0), 0.05, (UNSURE, "half-closed", "ratio", 0.12, 0.15, None)),
        (
            0.18,
            (0, 0, 0),
            0.75,
            (FAIL, "closed", "share of the eye white's light", 0.75, None, 0.7),
        ),
        (
            0.18,
            (0, 0, 0),
            0.6,
            (UNSURE, "half-closed", "share of the eye white's light", 0.6, None, 0.5),
        ),
        (0.12, (-0.2, 0, 0), 0.05, (FAIL, "looking-away", "% of the eye's width", -20, -12, 12)),
        (0.3, (0.1, 0, 0), 0.05, (UNSURE, "maybe-looking-away", "% of the eye's width", 10, -6, 6)),
        (0.3, (0, 0.95, 0), 0.05, (FAIL, "looking-away", "score", 0.95, None, 0.9)),
        (0.3, (0, 0, 0.7), 0.05, (UNSURE, "maybe-looking-away", "score", 0.7, None, 0.5)),
    ],
)
def test_eyes_open(
    opening: float, gaze: tuple[float, float, float], veil: float, expected: tuple[Any, ...]
) -> None:
    eyes = Eyes(Lids(0.4, 0.0, PLACE[:2]), Lids(opening, 0.0, PLACE[:2]), *gaze)
    covers = (dataclasses.replace(CLEAR, veil=veil), CLEAR)
    assert stated(eyes_open, EYES_OPEN, eyes=eyes, eye_covers=covers) == expected


EYES_VISIBLE = EyesVisibleRule(
    lens_density=Ceiling(0.3, 0.5),
    lens_tint=Ceiling(0.2, 0.32),
    blown=Ceiling(0.1, 0.22),
    one_eye_density=Ceiling(0.45, 0.8),
    strands=Ceiling(0.14, 0.31),
    hidden_white=Ceiling(0.48, 0.62),
    iris_seen=Floor(0.25, 0.42),
    veil=Ceiling(0.35, 0.55),
    detail=Floor(0.24, 0.6),
)


@pytest.mark.parametrize(
    ("right", "left", "expected"),
    [
        ({}, {}, (PASS, "visible", "optical density", 0.05, None, 0.3)),
        (
            {"density": 0.7},
            {"density": 0.6},
            (FAIL, "tinted-lenses", "optical density", 0.6, None, 0.5),
        ),
        (
            {"tint": 0.25},
            {"tint": 0.3},
            (UNSURE, "maybe-tinted", "optical density between colours", 0.25, None, 0.2),
        ),
        (
            {"blown": 0.3},
            {"blown": 0.5},
            (FAIL, "reflection", "% of the lid opening", 50, None, 22),
        ),
        ({"density": 0.9}, {}, (FAIL, "covered", "optical density", 0.9, None, 0.8)),
        ({}, {"strands": 0.5}, (FAIL, "covered", "% of the skin below the eye", 50, None, 31)),
        ({"hidden_white": 0.5}, {}, (UNSURE, "maybe-covered", "% of the eye white", 50, None, 48)),
        ({"iris_seen": 0.1}, {}, (FAIL, "indistinct", "% of the iris", 10, 25, None)),
        (
            {},
            {"veil": 0.4},
            (UNSURE, "maybe-indistinct", "share of the eye white's light", 0.4, None, 0.35),
        ),
        ({}, {"detail": 0.05}, (FAIL, "hidden", "% of the lid opening", 5, 24, None)),
        ({"detail": 0.5}, {}, (UNSURE, "maybe-hidden", "% of the lid opening", 50, 60, None)),
    ],
)
def test_eyes_visible(
    right: dict[str, Any], left: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    covers = tuple(dataclasses.replace(CLEAR, **changes) for changes in (right, left))
    assert stated(eyes_visible, EYES_VISIBLE, eye_covers=covers) == expected


@pytest.mark.parametrize(
    ("redness", "expected"),
    [(0.1, (PASS, "natural", None, 0.5)), (0.6, (UNSURE, "maybe-red", None, 0.5)),
     (0.9, (FAIL, "red", None, 0.7))],
)  # fmt: skip
def test_red_eye(redness: float, expected: tuple[Any, ...]) -> None:
    found = stated(red_eye, RedEyeRule(HALF), red_eyes=(RedEye(redness, PLACE),))
    assert (*found[:2], *found[4:]) == expected
    assert found[2:4] == ("share of the eye white's light", redness)
