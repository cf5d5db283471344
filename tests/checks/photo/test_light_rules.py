"""Exposure, even lighting, glare and skin tone as the shipped policy judges them."""

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

from checks.catalogue import texts_for
from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome
from checks.photo_facts import PhotoFacts
from checks.policies import PolicyRule, load_policy
from checks.registry import registered_checks
from models.face import Face
from models.image import decode_image
from models.lighting import measure_lighting
from service.evaluation.split import split_of
from tests.conftest import facts_of
from tests.painted_face import BROWN, PaintedFace, painted, relit, shaded_by

Rgb = npt.NDArray[np.uint8]
RULES = ("photo.exposure", "photo.lighting-uniform", "photo.glare", "photo.skin-tone")
STRENGTH_ORDER = [Outcome.PASS, Outcome.UNSURE, Outcome.FAIL]


@cache
def shipped(rule: str) -> PolicyRule:
    return next(r for r in load_policy("pr-card").rules_on(dt.date(2026, 11, 22)) if r.id == rule)


def judged(photo: PhotoFacts, rule: str) -> Judgement:
    judgement = registered_checks()[rule].function(photo, shipped(rule).parameters)
    for text in texts_for(rule, judgement, {}):
        assert "{" not in text.en + text.fr
    return judgement


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> tuple[Rgb, Face]:
    """The astronaut cropped to head and shoulders, with her landmarks."""
    head = np.asarray(cv2.resize(astronaut[:300, 110:324], (715, 1000)), np.uint8)
    return head, facts_of(head).face


def added(rgb: Rgb, face: Face, across: float, down: float, light: float) -> Rgb:
    """The portrait with a spot of white light, in inter-eye distances from between the eyes."""
    plain = PaintedFace(face, np.zeros((*rgb.shape[:2], 3), np.float32))
    spot = cv2.GaussianBlur(plain.spot(across, down, 0.2), (0, 0), 5)
    over = plain.with_added(np.asarray(light * spot, np.float32)).linear
    return np.asarray(np.maximum(rgb, np.rint(255 * over)), np.uint8)


def side_lit(rgb: Rgb, face: Face, stops: float) -> Rgb:
    """The portrait with the person's left side, which is darker anyway, further in shadow."""
    across, _ = PaintedFace(face, np.zeros((*rgb.shape[:2], 3), np.float32)).coordinates()
    return relit(rgb, shaded_by(stops, np.clip(0.5 + 2 * across, 0, 1)))


FAULTS: list[tuple[str, str, Callable[[Rgb, Face], Rgb]]] = [
    ("photo.exposure", "too-dark", lambda rgb, face: relit(rgb, 0.12)),
    ("photo.exposure", "over-exposed", lambda rgb, face: relit(rgb, 2.5)),
    ("photo.exposure", "washed-out", lambda rgb, face: np.uint8(140) + rgb // 4),
    ("photo.lighting-uniform", "left-in-shadow", lambda rgb, face: side_lit(rgb, face, 2.0)),
    ("photo.glare", "on-skin", lambda rgb, face: added(rgb, face, 0.0, -0.45, 1.0)),
    ("photo.glare", "on-eyes", lambda rgb, face: added(rgb, face, 0.55, 0.3, 1.0)),
    ("photo.skin-tone", "greenish", lambda rgb, face: relit(rgb, np.array([0.7, 1, 0.6], "f4"))),
    ("photo.skin-tone", "bluish", lambda rgb, face: relit(rgb, np.array([0.55, 0.8, 1.2], "f4"))),
    ("photo.skin-tone", "orange", lambda rgb, face: relit(rgb, np.array([1, 0.8, 0.15], "f4"))),
    ("photo.skin-tone", "reddish", lambda rgb, face: relit(rgb, np.array([1, 0.2, 0.3], "f4"))),
]


@pytest.mark.parametrize(("rule", "reason", "spoil"), FAULTS)
def test_a_clear_fault_fails_with_its_reason(
    portrait: tuple[Rgb, Face], rule: str, reason: str, spoil: Callable[[Rgb, Face], Rgb]
) -> None:
    judgement = judged(facts_of(spoil(*portrait)), rule)
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, reason)
    assert judgement.confidence > 0.5


@pytest.mark.parametrize("rule", ["photo.exposure", "photo.glare", "photo.skin-tone"])
def test_a_good_portrait_passes(portrait: tuple[Rgb, Face], rule: str) -> None:
    assert judged(facts_of(portrait[0]), rule).outcome is Outcome.PASS


def test_even_light_passes(portrait: tuple[Rgb, Face]) -> None:
    face = painted(portrait[1], (1000, 715), BROWN)
    photo = facts_of(face.raster.rgb)
    photo.__dict__["lighting"] = measure_lighting(face.patch)
    judgement = judged(photo, "photo.lighting-uniform")
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "even")
    assert judgement.where == ()


@pytest.mark.parametrize("rule", RULES)
def test_a_greyscale_photo_fails_no_light_rule(portrait: tuple[Rgb, Face], rule: str) -> None:
    grey = cv2.cvtColor(portrait[0], cv2.COLOR_RGB2GRAY)
    judgement = judged(facts_of(np.repeat(grey[..., None], 3, axis=2)), rule)
    assert judgement.outcome is not Outcome.FAIL
    if rule == "photo.skin-tone":
        assert (judgement.outcome, judgement.reason) == (Outcome.PASS, "greyscale")


def test_a_toned_photo_is_left_to_an_officer(portrait: tuple[Rgb, Face]) -> None:
    grey = np.repeat(cv2.cvtColor(portrait[0], cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    sepia = relit(np.asarray(grey, np.uint8), np.array([1.1, 0.9, 0.65], np.float32))
    judgement = judged(facts_of(sepia), "photo.skin-tone")
    assert judgement.outcome is Outcome.UNSURE


@pytest.mark.parametrize(
    ("rule", "spoilt"),
    [
        ("photo.exposure", lambda rgb, face, s: relit(rgb, 2.0 ** (-4 * s))),
        ("photo.lighting-uniform", lambda rgb, face, s: side_lit(rgb, face, 3 * s)),
        ("photo.glare", lambda rgb, face, s: added(rgb, face, 0.0, -0.45, s)),
        ("photo.skin-tone", lambda rgb, face, s: relit(rgb, np.exp2([-2 * s, 0, -s]))),
    ],
)
def test_more_of_a_fault_never_looks_better(
    portrait: tuple[Rgb, Face], rule: str, spoilt: Callable[[Rgb, Face, float], Rgb]
) -> None:
    strengths = (0.0, 0.3, 0.6, 1.0)
    outcomes = [judged(facts_of(spoilt(*portrait, s)), rule).outcome for s in strengths]
    ranks = [STRENGTH_ORDER.index(outcome) for outcome in outcomes]
    assert ranks == sorted(ranks)
    assert ranks[-1] == 2


def test_glare_is_shown_where_it_is(portrait: tuple[Rgb, Face]) -> None:
    rgb, face = portrait
    judgement = judged(facts_of(added(rgb, face, 0.0, -0.45, 1.0)), "photo.glare")
    middle = np.add(face.left_eye, face.right_eye) / 2
    found = (np.mean(judgement.where[0].points, axis=0) - middle) / face.inter_eye_px
    assert tuple(found) == pytest.approx((0.0, -0.45), abs=0.1)


@pytest.mark.accuracy
def test_neutral_portraits_of_every_group_fail_no_light_rule(corpus: Path) -> None:
    """Held-out people in studio light: nobody is sent away, whatever their skin tone."""
    frame, today = load_policy("pr-card").photo_frame, dt.date(2026, 11, 22)
    tried: Counter[str] = Counter()
    for line in (corpus / "photo" / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        group = label["truth"].get("group", {}).get("eth")
        if not label["file"].startswith("frontal_neutral") or split_of(label["file"]) != "held-out":
            continue
        if tried[group] >= 3:
            continue
        tried[group] += 1
        image = decode_image((corpus / "photo" / label["file"]).read_bytes())
        photo = PhotoFacts(image, frame, today, Stopwatch())
        outcomes = {rule: judged(photo, rule).outcome for rule in RULES}
        assert Outcome.FAIL not in outcomes.values(), (group, outcomes)
    assert {"white", "black", "east_asian"} <= set(tried)
