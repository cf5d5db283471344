"""Open, visible and not red: the eyes as the shipped policy judges them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from checks.catalogue import texts_for
from checks.finding import Judgement, Outcome
from checks.photo_facts import PhotoFacts
from checks.policies import load_policy
from checks.registry import registered_checks
from models.errors import NotMeasurable
from models.eye_cover import EyeCover
from models.eyes import Eyes, Lids
from models.face import Face
from models.red_eye import RedEye
from tests.conftest import facts_of
from tests.drawn_eye_faults import (
    with_bar_over_eyes,
    with_hair_over_right_eye,
    with_mosaic_over_eyes,
    with_red_pupils,
    with_rim_across_eyes,
)

Rgb = npt.NDArray[np.uint8]
SQUARE = ((10.0, 10.0), (30.0, 10.0), (30.0, 20.0), (10.0, 20.0))
OTHER = ((60.0, 10.0), (80.0, 10.0), (80.0, 20.0), (60.0, 20.0))
OPEN = Lids(0.32, 0.1, ((10.0, 15.0), (30.0, 15.0)))
CLEAR = EyeCover(0.05, 0.03, 0.0, 0.1, 0.85, 0.0, 0.05, 0.95, SQUARE)


def judged(photo: PhotoFacts, rule: str) -> Judgement:
    parameters = load_policy("pr-card").rules[rule].parameters
    judgement = registered_checks()[rule].function(photo, parameters)
    for text in texts_for(rule, judgement, {}):
        assert "{" not in text.en + text.fr
    return judgement


def photo_with(
    eyes: Eyes | None = None,
    right: EyeCover = CLEAR,
    left: EyeCover = CLEAR,
    red: tuple[RedEye, ...] = (),
) -> PhotoFacts:
    photo = facts_of(np.zeros((100, 70, 3), np.uint8))
    photo.__dict__["eyes"] = eyes or Eyes(OPEN, OPEN, 0.0, 0.1, 0.1)
    photo.__dict__["eye_covers"] = (right, replace(left, outline=OTHER))
    photo.__dict__["red_eyes"] = red
    return photo


@pytest.mark.parametrize(
    ("opening", "lowered", "outcome", "reason"),
    [
        (0.32, 0.1, Outcome.PASS, "open"),
        (0.23, 0.1, Outcome.PASS, "open"),
        (0.15, 0.2, Outcome.UNSURE, "half-closed"),
        (0.05, 0.6, Outcome.FAIL, "closed"),
    ],
)
def test_the_narrower_eye_decides(
    opening: float, lowered: float, outcome: Outcome, reason: str
) -> None:
    left = Lids(opening, lowered, OPEN.corners)
    judgement = judged(photo_with(Eyes(OPEN, left, 0.0, 0.1, 0.1)), "photo.eyes-open")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(("veil", "reason"), [(0.05, "open"), (0.6, "closed")])
def test_between_narrow_lids_an_iris_must_show(veil: float, reason: str) -> None:
    narrow = Lids(0.19, 0.1, OPEN.corners)
    photo = photo_with(Eyes(narrow, narrow, 0.0, 0.1, 0.1), replace(CLEAR, veil=veil))
    assert judged(photo, "photo.eyes-open").reason == reason


@pytest.mark.parametrize(
    ("aside", "up", "down", "outcome"),
    [
        (0.05, 0.3, 0.3, Outcome.PASS),
        (-0.09, 0.1, 0.1, Outcome.UNSURE),
        (0.2, 0.1, 0.1, Outcome.FAIL),
        (0.0, 0.95, 0.1, Outcome.FAIL),
        (0.0, 0.1, 0.75, Outcome.UNSURE),
    ],
)
def test_the_gaze(aside: float, up: float, down: float, outcome: Outcome) -> None:
    judgement = judged(photo_with(Eyes(OPEN, OPEN, aside, up, down)), "photo.eyes-open")
    assert judgement.outcome is outcome


def test_nothing_is_said_of_eyes_behind_dark_lenses() -> None:
    dark = replace(CLEAR, density=1.2)
    with pytest.raises(NotMeasurable, match="behind-dark-lenses"):
        judged(photo_with(right=dark, left=dark), "photo.eyes-open")


def test_nothing_is_said_of_eyes_that_cannot_be_seen() -> None:
    with pytest.raises(NotMeasurable, match="eyes-hidden"):
        judged(photo_with(left=replace(CLEAR, detail=0.05)), "photo.eyes-open")


@pytest.mark.parametrize(
    ("right", "left", "outcome", "reason"),
    [
        (CLEAR, CLEAR, Outcome.PASS, "visible"),
        (replace(CLEAR, density=0.9), replace(CLEAR, density=0.8), Outcome.FAIL, "tinted-lenses"),
        (replace(CLEAR, density=0.4), replace(CLEAR, density=0.4), Outcome.UNSURE, "maybe-tinted"),
        (replace(CLEAR, density=0.4), CLEAR, Outcome.PASS, "visible"),
        (replace(CLEAR, density=0.9), CLEAR, Outcome.FAIL, "covered"),
        (replace(CLEAR, tint=0.4), replace(CLEAR, tint=0.4), Outcome.FAIL, "tinted-lenses"),
        (CLEAR, replace(CLEAR, blown=0.5), Outcome.FAIL, "reflection"),
        (CLEAR, replace(CLEAR, strands=0.5), Outcome.FAIL, "covered"),
        (replace(CLEAR, hidden_white=0.55), CLEAR, Outcome.UNSURE, "maybe-covered"),
        (replace(CLEAR, iris_seen=0.1), CLEAR, Outcome.FAIL, "indistinct"),
        (CLEAR, replace(CLEAR, veil=0.4), Outcome.UNSURE, "maybe-indistinct"),
        (CLEAR, replace(CLEAR, detail=0.05), Outcome.FAIL, "hidden"),
        (CLEAR, replace(CLEAR, detail=0.5), Outcome.UNSURE, "maybe-hidden"),
    ],
)
def test_covers(right: EyeCover, left: EyeCover, outcome: Outcome, reason: str) -> None:
    judgement = judged(photo_with(right=right, left=left), "photo.eyes-visible")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_only_the_covered_eye_is_pointed_at() -> None:
    judgement = judged(photo_with(left=replace(CLEAR, strands=0.5)), "photo.eyes-visible")
    assert [where.points for where in judgement.where] == [OTHER]


@pytest.mark.parametrize(
    ("redness", "outcome"),
    [((0.02, -0.05), Outcome.PASS), ((0.02, 0.3), Outcome.UNSURE), ((0.9, 0.1), Outcome.FAIL)],
)
def test_the_redder_pupil_decides(redness: tuple[float, float], outcome: Outcome) -> None:
    photo = photo_with(red=tuple(RedEye(value, SQUARE) for value in redness))
    assert judged(photo, "photo.red-eye").outcome is outcome


def test_hidden_pupils_are_not_passed() -> None:
    with pytest.raises(NotMeasurable, match="pupils-hidden"):
        judged(photo_with(), "photo.red-eye")


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> tuple[Rgb, Face]:
    """The astronaut cropped to head and shoulders, with her landmarks."""
    head = np.asarray(cv2.resize(astronaut[:300, 110:324], (715, 1000)), np.uint8)
    return head, facts_of(head).face


@pytest.mark.parametrize("rule", ["photo.eyes-open", "photo.eyes-visible", "photo.red-eye"])
def test_open_clear_eyes_pass(portrait: tuple[Rgb, Face], rule: str) -> None:
    assert judged(facts_of(portrait[0]), rule).outcome is Outcome.PASS


@pytest.mark.parametrize("rule", ["photo.eyes-open", "photo.eyes-visible", "photo.red-eye"])
def test_a_greyscale_photo_passes(portrait: tuple[Rgb, Face], rule: str) -> None:
    grey = cv2.cvtColor(cv2.cvtColor(portrait[0], cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    assert judged(facts_of(np.asarray(grey, np.uint8)), rule).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("photo.eyes-visible", lambda rgb, face: with_hair_over_right_eye(rgb, face, 6)),
        ("photo.eyes-visible", lambda rgb, face: with_rim_across_eyes(rgb, face, 0.1)),
        ("photo.red-eye", lambda rgb, face: with_red_pupils(rgb, face, 0.7)),
    ],
)
def test_drawn_faults_fail(
    portrait: tuple[Rgb, Face], rule: str, fault: Callable[[Rgb, Face], Rgb]
) -> None:
    assert judged(facts_of(fault(*portrait)), rule).outcome is Outcome.FAIL


#: Half width and half height of a bar in eye distances.
BARS = ((0.7, 0.13), (1.0, 0.2), (0.85, 0.3))
COLOURS = ((0, 0, 0), (255, 255, 255), (128, 128, 128), (205, 160, 140))


@pytest.mark.parametrize("reach", BARS)
@pytest.mark.parametrize("colour", COLOURS)
def test_eyes_under_a_bar_are_not_visible_and_never_open(
    portrait: tuple[Rgb, Face], colour: tuple[int, int, int], reach: tuple[float, float]
) -> None:
    photo = facts_of(with_bar_over_eyes(*portrait, colour, reach))
    assert judged(photo, "photo.eyes-visible").outcome is Outcome.FAIL
    with pytest.raises(NotMeasurable):
        judged(photo, "photo.eyes-open")


@pytest.mark.parametrize("block", [0.15, 0.25, 0.4])
def test_eyes_under_a_mosaic_do_not_pass(portrait: tuple[Rgb, Face], block: float) -> None:
    photo = facts_of(with_mosaic_over_eyes(*portrait, block))
    assert judged(photo, "photo.eyes-visible").outcome is not Outcome.PASS
    with pytest.raises(NotMeasurable, match="eyes-hidden"):
        judged(photo, "photo.eyes-open")
