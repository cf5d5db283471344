"""Plain, white, shadow and separation as the shipped policies judge them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from checks.catalogue import texts_for
from checks.finding import Judgement, Outcome
from checks.photo_facts import PhotoFacts
from checks.policies import PolicyRule, load_policy
from checks.registry import registered_checks
from models.errors import NotMeasurable
from tests.conftest import facts_of
from tests.walled_portrait import WHITE, Lab, WalledPortrait, walled_portrait

Rgb = npt.NDArray[np.uint8]
RULES = (
    "photo.background-plain",
    "photo.background-white",
    "photo.background-shadow",
    "photo.background-separation",
)
STRENGTH_ORDER = [Outcome.PASS, Outcome.UNSURE, Outcome.FAIL]


@cache
def shipped(rule: str, policy: str = "pr-card") -> PolicyRule:
    return next(r for r in load_policy(policy).rules_on(dt.date(2026, 11, 22)) if r.id == rule)


def judged(rgb: Rgb, rule: str, policy: str = "pr-card") -> Judgement:
    photo: PhotoFacts = facts_of(rgb)
    judgement = registered_checks()[rule].function(photo, shipped(rule, policy).parameters)
    for text in texts_for(rule, judgement, {}):
        assert "{" not in text.en + text.fr
    return judgement


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> WalledPortrait:
    return walled_portrait(astronaut)


@pytest.mark.parametrize("rule", RULES)
def test_a_white_wall_passes_every_rule(portrait: WalledPortrait, rule: str) -> None:
    assert judged(portrait.before(WHITE), rule).outcome is Outcome.PASS


@pytest.mark.parametrize("rule", RULES)
def test_a_greyscale_photo_passes_every_rule(portrait: WalledPortrait, rule: str) -> None:
    grey = np.asarray(cv2.cvtColor(portrait.before(WHITE), cv2.COLOR_RGB2GRAY), np.uint8)
    assert judged(np.repeat(grey[..., None], 3, axis=2), rule).outcome is Outcome.PASS


@pytest.mark.parametrize("rule", RULES)
def test_a_vignette_is_no_fault(portrait: WalledPortrait, rule: str) -> None:
    photo = portrait.before(WHITE, portrait.vignette(12.0))
    assert judged(photo, rule).outcome is Outcome.PASS


@pytest.mark.parametrize("rule", RULES)
def test_a_face_that_fills_the_picture_is_not_assessed(astronaut: Rgb, rule: str) -> None:
    close = np.asarray(cv2.resize(astronaut[70:170, 185:265], (800, 1000)), np.uint8)
    with pytest.raises(NotMeasurable, match="no-background"):
        judged(close, rule)


@pytest.mark.parametrize(
    ("lab", "reason", "outcome"),
    [
        ((91.0, 0.0, 0.0), "within", Outcome.PASS),
        ((84.0, 0.0, 0.0), "grey", Outcome.UNSURE),
        ((72.0, 0.0, 0.0), "grey", Outcome.FAIL),
        ((35.0, 0.0, 0.0), "dark", Outcome.FAIL),
        ((94.0, 0.0, 8.0), "yellowish", Outcome.UNSURE),
        ((92.0, 0.0, 13.0), "yellowish", Outcome.FAIL),
        ((90.0, -2.0, -13.0), "bluish", Outcome.FAIL),
        ((88.0, 13.0, 2.0), "pinkish", Outcome.FAIL),
        ((88.0, -13.0, 4.0), "greenish", Outcome.FAIL),
        ((60.0, 10.0, -40.0), "blue", Outcome.FAIL),
        ((60.0, -35.0, 25.0), "green", Outcome.FAIL),
        ((55.0, 60.0, 35.0), "red", Outcome.FAIL),
        ((80.0, 5.0, 60.0), "yellow", Outcome.FAIL),
        ((50.0, 14.0, 28.0), "brown", Outcome.FAIL),
    ],
)
def test_the_colour_of_the_wall_is_named(
    portrait: WalledPortrait, lab: Lab, reason: str, outcome: Outcome
) -> None:
    judgement = judged(portrait.before(lab), "photo.background-white")
    assert (judgement.reason, judgement.outcome) == (reason, outcome)
    assert judgement.measured is not None
    measures = {"L*": lab[0], "C*": math.hypot(*lab[1:])}
    assert judgement.measured.value == pytest.approx(measures[judgement.measured.unit], abs=1.0)


def test_a_wall_that_is_white_on_one_side_only_is_uneven(portrait: WalledPortrait) -> None:
    columns, _ = portrait.grid
    judgement = judged(
        portrait.before(WHITE, np.where(columns > 0.45, -30.0, 0.0).astype(np.float32)),
        "photo.background-white",
    )
    assert judgement.outcome is not Outcome.PASS
    assert judgement.reason == "uneven"


def test_a_visa_accepts_what_the_card_does_not(portrait: WalledPortrait) -> None:
    light_grey = portrait.before((78.0, 0.0, 0.0))
    assert judged(light_grey, "photo.background-white").outcome is Outcome.FAIL
    assert judged(light_grey, "photo.background-white", "visitor-visa").outcome is Outcome.PASS


def _bricks(portrait: WalledPortrait, depth: float) -> Rgb:
    columns, rows = portrait.grid
    joint = (rows % 0.045 < 0.006) | ((columns + (rows // 0.045 % 2) * 0.05) % 0.1 < 0.006)
    return portrait.before(WHITE, np.where(joint, -depth, 0.0).astype(np.float32))


def _folds(portrait: WalledPortrait, depth: float) -> Rgb:
    columns, _ = portrait.grid
    return portrait.before((90.0, 0.0, 0.0), depth / 2 * np.sin(columns * 2 * np.pi / 0.08))


def _doorframe(portrait: WalledPortrait, depth: float) -> Rgb:
    columns, _ = portrait.grid
    return portrait.before(WHITE, np.where(columns < 0.07, -depth, 0.0).astype(np.float32))


def _poster(portrait: WalledPortrait, depth: float) -> Rgb:
    columns, rows = portrait.grid
    inside = (columns > 0.5) & (rows > 0.02) & (rows < 0.2)
    return portrait.before(WHITE, np.where(inside, -depth, 0.0).astype(np.float32))


@pytest.mark.parametrize("paint", [_bricks, _folds, _doorframe, _poster])
def test_structure_is_found_and_never_less_so_when_stronger(
    portrait: WalledPortrait, paint: Callable[[WalledPortrait, float], Rgb]
) -> None:
    outcomes = [judged(paint(portrait, d), RULES[0]).outcome for d in (0.0, 8.0, 16.0, 40.0)]
    ranks = [STRENGTH_ORDER.index(outcome) for outcome in outcomes]
    assert ranks[0] == 0
    assert ranks[-1] == 2
    assert ranks == sorted(ranks)


def test_flags_and_a_rocket_are_objects(astronaut: Rgb) -> None:
    judgement = judged(astronaut, "photo.background-plain")
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, "objects")
    assert judgement.where


@pytest.mark.parametrize(("across", "side"), [(-0.035, "shadow-left"), (0.035, "shadow-right")])
def test_a_cast_shadow_is_found_on_its_side(
    portrait: WalledPortrait, across: float, side: str
) -> None:
    photo = portrait.before(WHITE, portrait.shadow(18.0, across, 0.006))
    judgement = judged(photo, "photo.background-shadow")
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, side)
    assert judgement.where[0].shape == "polygon"
    assert judged(photo, "photo.background-plain").outcome is not Outcome.FAIL


def test_a_deeper_shadow_measures_deeper(portrait: WalledPortrait) -> None:
    depths = []
    for depth in (0.0, 5.0, 10.0, 20.0):
        photo = portrait.before(WHITE, portrait.shadow(depth, 0.04, 0.008))
        measured = judged(photo, "photo.background-shadow").measured
        assert measured is not None
        depths.append(float(measured.value))
    assert depths[0] == 0.0
    assert depths == sorted(depths)
    assert depths[-1] == pytest.approx(20.0, abs=6.0)


def test_shadows_on_bricks_cannot_be_told(portrait: WalledPortrait) -> None:
    judgement = judged(_bricks(portrait, 40.0), "photo.background-shadow")
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "busy")


def test_hair_before_a_wall_of_its_own_colour_merges(portrait: WalledPortrait) -> None:
    photo = facts_of(portrait.before(WHITE))
    rim = (photo.background.alpha > 0.95) & (_below_eyes(photo) == 0)
    hair = np.median(photo.background.lab[rim], axis=0)
    judgement = judged(portrait.before(tuple(hair)), "photo.background-separation")
    assert judgement.reason in {"hair-merges", "hair-faint"}
    assert judgement.where


def _below_eyes(photo: PhotoFacts) -> npt.NDArray[np.int_]:
    rows = np.arange(photo.background.region.shape[0])[:, None] * photo.background.scale[1]
    forehead = photo.face.point(10)[1]
    return np.broadcast_to(rows >= forehead, photo.background.region.shape).astype(int)


def test_white_is_not_judged_without_an_upright_face(portrait: WalledPortrait) -> None:
    grey = portrait.before((60.0, 0.0, 0.0))
    with pytest.raises(NotMeasurable, match="not-upright"):
        judged(np.ascontiguousarray(grey[::-1, ::-1]), "photo.background-white")
    with pytest.raises(NotMeasurable, match="no-face"):
        judged(np.full((1000, 715, 3), 150, np.uint8), "photo.background-white")


def test_a_box_beside_the_head_is_an_object_with_its_place(portrait: WalledPortrait) -> None:
    rgb = portrait.before(WHITE)
    rgb[50:164, 20:106] = (110, 70, 40)
    judgement = judged(rgb, "photo.background-plain")
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, "objects")
    (left, top), (right, bottom) = judgement.where[0].points
    assert left == pytest.approx(20, abs=12) and top == pytest.approx(50, abs=12)
    assert right == pytest.approx(106, abs=16) and bottom == pytest.approx(164, abs=16)
    message, _ = texts_for("photo.background-plain", judgement, {})
    assert "7 mm wide and 9 mm high" in message.en and "7 mm de large" in message.fr


def test_a_speck_of_another_colour_is_left_to_an_officer(portrait: WalledPortrait) -> None:
    rgb = portrait.before(WHITE)
    rgb[50:82, 20:52] = (110, 70, 40)
    assert judged(rgb, "photo.background-plain").outcome is Outcome.UNSURE


@pytest.mark.parametrize("quality", [8, 10, 12, 15, 20, 25])
def test_jpeg_blocks_are_no_lines(portrait: WalledPortrait, quality: int) -> None:
    wall = portrait.before(WHITE, portrait.vignette(12.0))
    coded = cv2.imencode(".jpg", wall[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    rgb = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB), np.uint8)
    assert judged(rgb, "photo.background-plain").reason in ("plain", "nearly-plain", "mottled")
