"""Face count, pose, shoulders, head covering and occlusion as the shipped policy judges them."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import skimage.data

from checks.catalogue import texts_for
from checks.finding import Judgement, Outcome, Severity
from checks.photo_facts import PhotoFacts
from checks.policies import PolicyRule, load_policy
from checks.registry import registered_checks
from models.face import Face
from models.image import decode_image
from tests.accuracy.drawn_faces import drawn_face
from tests.conftest import facts_of
from tests.drawn_face_faults import cap, hand, hood, medical_mask, patch_on_cheek

Rgb = npt.NDArray[np.uint8]
RULES = (
    "photo.face-count",
    "photo.pose",
    "photo.shoulders",
    "photo.head-covering",
    "photo.occlusion",
)
GROUPS = ("white", "black", "east_asian", "west_asian")


@cache
def shipped(rule: str) -> PolicyRule:
    return next(r for r in load_policy("pr-card").rules_on(dt.date(2026, 11, 22)) if r.id == rule)


def judged(photo: PhotoFacts, rule: str) -> Judgement:
    judgement = registered_checks()[rule].function(photo, shipped(rule).parameters)
    for text in texts_for(rule, judgement, {}):
        assert "{" not in text.en + text.fr
    return judgement


def conclusion(rgb: Rgb, rule: str) -> tuple[Outcome, str]:
    judgement = judged(facts_of(np.ascontiguousarray(rgb)), rule)
    return judgement.outcome, judgement.reason


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> tuple[Rgb, Face]:
    """The astronaut with her landmarks."""
    return astronaut, facts_of(astronaut).face


@pytest.mark.parametrize(
    "rule", ["photo.face-count", "photo.pose", "photo.head-covering", "photo.occlusion"]
)
def test_the_portrait_passes(portrait: tuple[Rgb, Face], rule: str) -> None:
    assert conclusion(portrait[0], rule)[0] is Outcome.PASS


def test_two_people_fail(astronaut: Rgb) -> None:
    both = np.hstack([astronaut, astronaut[:, ::-1]])
    assert conclusion(both, "photo.face-count") == (Outcome.FAIL, "several")


def test_a_thing_is_no_face() -> None:
    coffee = np.asarray(skimage.data.coffee(), np.uint8)
    assert conclusion(coffee, "photo.face-count") == (Outcome.FAIL, "none")


@pytest.mark.parametrize("seed", range(2000, 2008))
def test_no_drawn_face_passes(seed: int) -> None:
    outcome, reason = conclusion(drawn_face(np.random.default_rng(seed)), "photo.face-count")
    assert outcome in (Outcome.FAIL, Outcome.UNSURE)
    assert reason in ("none", "drawing", "several", "drawing-like")


def test_most_drawn_faces_fail() -> None:
    """A doubt is left for the few that come near a real face with thin bright rims before it."""
    faces = (drawn_face(np.random.default_rng(seed)) for seed in range(2000, 2012))
    failed = [conclusion(face, "photo.face-count")[0] is Outcome.FAIL for face in faces]
    assert sum(failed) >= 9


def turned(rgb: Rgb, degrees: float) -> Rgb:
    turn = cv2.getRotationMatrix2D((220, 130), -degrees, 1.0)
    size = (rgb.shape[1], rgb.shape[0])
    return np.asarray(cv2.warpAffine(rgb, turn, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def test_a_head_is_refused_from_some_tilt_on(astronaut: Rgb) -> None:
    order = [Outcome.PASS, Outcome.UNSURE, Outcome.FAIL]
    outcomes = [conclusion(turned(astronaut, tilt), "photo.pose")[0] for tilt in (0, 5, 12, 20)]
    assert [order.index(outcome) for outcome in outcomes] == sorted(map(order.index, outcomes))
    assert outcomes[-1] is Outcome.FAIL


def test_a_missing_shoulder_fails(astronaut: Rgb) -> None:
    assert conclusion(astronaut[:, 190:], "photo.shoulders") == (Outcome.FAIL, "cut-off")


COVERINGS: list[tuple[str, Callable[[Rgb, Face], Rgb]]] = [
    ("mouth", lambda rgb, face: medical_mask(rgb, face, (245, 245, 245))),
    ("mouth", hand),
    ("cheek", lambda rgb, face: patch_on_cheek(rgb, face, 0.4, (40, 110, 60))),
]


@pytest.mark.parametrize(("reason", "cover"), COVERINGS)
def test_a_covered_face_fails(
    portrait: tuple[Rgb, Face], reason: str, cover: Callable[[Rgb, Face], Rgb]
) -> None:
    assert conclusion(cover(*portrait), "photo.occlusion") == (Outcome.FAIL, reason)


@pytest.mark.parametrize("covering", [cap, hood])
@pytest.mark.parametrize("colour", [(30, 40, 110), (235, 235, 235), (60, 35, 25)])
def test_headwear_is_never_refused_by_itself(
    portrait: tuple[Rgb, Face],
    covering: Callable[[Rgb, Face, tuple[int, int, int]], Rgb],
    colour: tuple[int, int, int],
) -> None:
    worn = covering(*portrait, colour)
    assert conclusion(worn, "photo.head-covering") == (Outcome.UNSURE, "perhaps-covered")
    assert shipped("photo.head-covering").severity is Severity.ADVICE


def test_every_reason_has_texts() -> None:
    for rule in RULES:
        for reason in registered_checks()[rule].reasons:
            details = {"slope": 1.0, "angle": 1.0, "value": 1.0}
            message, _ = texts_for(rule, Judgement(Outcome.PASS, reason, details=details), {})
            assert message.en
            assert message.fr


@pytest.mark.accuracy
def test_neutral_portraits_of_every_group_are_not_refused(corpus: Path) -> None:
    """Two neutral studio portraits of each group: none fails one of these rules."""
    lines = (corpus / "photo" / "labels.jsonl").read_text("utf-8").splitlines()
    neutral = [json.loads(line) for line in lines if '"frontal_neutral"' in line]
    seen: Counter[str] = Counter()
    for label in neutral:
        group = label["truth"]["group"]["eth"]
        if seen[group] == 2:
            continue
        seen[group] += 1
        photo = facts_of(decode_image((corpus / "photo" / label["file"]).read_bytes()).rgb)
        for rule in RULES:
            assert judged(photo, rule).outcome is not Outcome.FAIL, (label["file"], rule)
    assert set(seen) == set(GROUPS)
