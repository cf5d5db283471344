"""Numbers of the light that decided, with limits that no policy has."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from checks.finding import Outcome
from checks.limits import Ceiling, Floor
from checks.photo.exposure import ExposureRule, exposure
from checks.photo.glare import GlareRule, glare
from checks.photo.lighting import LightingRule, lighting_uniform
from checks.photo.skin import SkinToneRule, skin_tone
from models.exposure import FaceExposure
from models.eye_cover import EyeCover
from models.eyes import Eyes, Lids
from models.glare import GlareSpot
from models.lighting import LightUniformity
from models.skin_colour import SkinColour
from tests.stated import PLACE, stated

FAIL, UNSURE, PASS = Outcome.FAIL, Outcome.UNSURE, Outcome.PASS


LIT = FaceExposure(0.3, 0.4, 0.4, 0.02, 0.0, 0.0, 0.0)
EXPOSURE = ExposureRule(
    Floor(0.1, 0.2), 0.15, 0.33, Ceiling(0.6, 0.8), Ceiling(0.1, 0.3), Floor(2.0, 3.0)
)
OPEN = Lids(0.3, 0.0, PLACE[:2])
CLEAR = EyeCover(0.05, 0.03, 0.0, 0.1, 0.85, 0.0, 0.05, 0.95, PLACE)


def exposed(
    facts: FaceExposure,
    glare: tuple[GlareSpot, ...] = (),
    lids: Lids = OPEN,
    cover: EyeCover = CLEAR,
) -> tuple[Any, ...]:
    eyes = Eyes(lids, lids, 0.0, 0.0, 0.0)
    facts_of_photo = {"exposure": facts, "glare": glare, "eyes": eyes, "eye_covers": (cover, cover)}
    return stated(exposure, EXPOSURE, **facts_of_photo)


DIM = {"skin_luminance": 0.01, "darker_eye_white_luminance": 0.05}


@pytest.mark.parametrize(
    ("light", "expected"),
    [
        ({}, (PASS, "well-exposed", "% of white", 40, 20, None)),
        (
            DIM | {"eye_white_luminance": 0.05, "darkest_luminance": 0.001},
            (FAIL, "too-dark", "% of white", 5, 10, None),
        ),
        (
            DIM | {"eye_white_luminance": 0.15, "darkest_luminance": 0.001},
            (UNSURE, "nearly-too-dark", "% of white", 15, 20, None),
        ),
        ({"skin_luminance": 0.9}, (FAIL, "over-exposed", "% of white", 90, None, 80)),
        ({"skin_luminance": 0.7}, (UNSURE, "nearly-over-exposed", "% of white", 70, None, 60)),
        ({"clipped_share": 0.4}, (FAIL, "over-exposed", "% of the face", 40, None, 30)),
        # Bright light is doubtful, and clipping decides
        (
            {"skin_luminance": 0.7, "clipped_share": 0.4},
            (FAIL, "over-exposed", "% of the face", 40, None, 30),
        ),
        ({"clipped_share": 0.2}, (UNSURE, "nearly-over-exposed", "% of the face", 20, None, 10)),
        ({"darkest_luminance": 0.2}, (FAIL, "washed-out", "stops", 0.99284, 2, None)),
        (
            {"darkest_luminance": 0.4 / 2**2.5},
            (UNSURE, "nearly-washed-out", "stops", 2.466956, 3, None),
        ),
    ],
)
def test_exposure(light: dict[str, Any], expected: tuple[Any, ...]) -> None:
    facts = dataclasses.replace(LIT, **light)
    assert exposed(facts) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        {"lids": Lids(0.05, 0.0, PLACE[:2])},
        {"cover": dataclasses.replace(CLEAR, density=0.6)},
    ],
    ids=["closed lids", "dark lenses"],
)
def test_a_dark_face_whose_eye_whites_are_hidden_is_left_to_an_officer(
    hidden: dict[str, Any],
) -> None:
    dark = dataclasses.replace(LIT, **DIM, eye_white_luminance=0.05, darkest_luminance=0.001)
    assert exposed(dark)[:2] == (FAIL, "too-dark")
    assert exposed(dark, **hidden)[:2] == (UNSURE, "nearly-too-dark")


def test_too_much_light_is_read_off_the_skin_behind_mirroring_lenses() -> None:
    spot = GlareSpot("lens", 9.0, PLACE)
    facts = dataclasses.replace(LIT, darker_eye_white_luminance=0.95, skin_luminance=0.7)
    found = exposed(facts, glare=(spot,))
    assert found == (UNSURE, "nearly-over-exposed", "% of white", 70, None, 60)


EVEN = LightUniformity(0.1, {}, 0.0, 0.5, 0.0, 0.0, ())
LIGHTING = LightingRule(
    Ceiling(0.5, 1.0),
    Floor(-2.0, -1.0),
    Floor(-0.8, -0.4),
    Ceiling(1.5, 2.0),
    Ceiling(0.1, 0.2),
    Ceiling(0.05, 0.08),
)


@pytest.mark.parametrize(
    ("light", "expected"),
    [
        ({}, (PASS, "even", "stops", 0.1, None, 0.5)),
        ({"side_stops": 1.2}, (FAIL, "right-in-shadow", "stops", 1.2, None, 1)),
        ({"side_stops": -1.2}, (FAIL, "left-in-shadow", "stops", 1.2, None, 1)),
        ({"side_stops": 0.7}, (UNSURE, "slightly-uneven", "stops", 0.7, None, 0.5)),
        ({"shaded_share": 0.3}, (FAIL, "cast-shadow", "% of the skin in shadow", 30, None, 20)),
        (
            {"shaded_share": 0.15},
            (UNSURE, "slightly-uneven", "% of the skin in shadow", 15, None, 10),
        ),
        (
            {"deeply_shaded_share": 0.09},
            (FAIL, "cast-shadow", "% of the skin in deep shadow", 9, None, 8),
        ),
        ({"forehead_over_cheeks": -2.5}, (FAIL, "upper-in-shadow", "stops", -2.5, -2, None)),
        ({"forehead_over_cheeks": -1.5}, (UNSURE, "slightly-uneven", "stops", -1.5, -1, None)),
        ({"forehead_over_chin": -0.9}, (FAIL, "upper-in-shadow", "stops", -0.9, -0.8, None)),
        ({"forehead_over_chin": 2.4}, (FAIL, "lower-in-shadow", "stops", 2.4, None, 2)),
        ({"forehead_over_chin": 1.7}, (UNSURE, "slightly-uneven", "stops", 1.7, None, 1.5)),
    ],
)
def test_lighting(light: dict[str, Any], expected: tuple[Any, ...]) -> None:
    facts = dataclasses.replace(EVEN, **light)
    assert stated(lighting_uniform, LIGHTING, lighting=facts) == expected


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ((), (PASS, "none", "mm²", 0, None, 1)),
        ((("skin", 400),), (FAIL, "on-skin", "mm²", 4, None, 3)),
        ((("skin", 250),), (UNSURE, "perhaps-on-skin", "mm²", 2.5, None, 2)),
        ((("lens", 250), ("skin", 100)), (FAIL, "on-eyes", "mm²", 2.5, None, 2)),
        ((("eyeball", 150),), (UNSURE, "perhaps-on-eyes", "mm²", 1.5, None, 1)),
    ],
)
def test_glare(spots: tuple[tuple[Any, float], ...], expected: tuple[Any, ...]) -> None:
    seen = tuple(GlareSpot(surface, area, PLACE) for surface, area in spots)
    rule = GlareRule(skin_mm2=Ceiling(2.0, 3.0), eye_mm2=Ceiling(1.0, 2.0))
    assert stated(glare, rule, glare=seen) == expected


SKIN = SkinToneRule(
    Floor(-20.0, -10.0), Ceiling(50.0, 60.0), Ceiling(2.0, 2.5), Ceiling(3.0, 3.5), Ceiling(12, 15)
)


@pytest.mark.parametrize(
    ("red_over_green", "blue_over_green", "tint", "expected"),
    [
        (1.0, 0.0, None, (PASS, "natural", "°", 0, None, 50)),
        (-1.0, -1.0, None, (FAIL, "greenish", "°", 135, None, 60)),
        (1.0, 1.0, None, (FAIL, "bluish", "°", -45, -20, None)),
        (2.6, 0.0, None, (FAIL, "reddish", "stops", 2.6, None, 2.5)),
        (2.2, 0.0, None, (UNSURE, "perhaps-reddish", "stops", 2.2, None, 2)),
        (1.9, -1.8, None, (FAIL, "orange", "stops", 3.7, None, 3.5)),
        (1.0, 0.0, (0.0, 16.0), (FAIL, "orange", "C* of the background", 16, None, 15)),
        (
            1.0,
            0.0,
            (-13.0, 0.0),
            (UNSURE, "perhaps-greenish", "C* of the background", 13, None, 12),
        ),
    ],
)
def test_skin_tone(
    red_over_green: float,
    blue_over_green: float,
    tint: tuple[float, float] | None,
    expected: tuple[Any, ...],
) -> None:
    colour = SkinColour(red_over_green, blue_over_green, (60.0, 10.0, 10.0), tint, False, False)
    assert stated(skin_tone, SKIN, skin_colour=colour) == expected


@pytest.mark.parametrize(
    ("greyscale", "toned", "outcome"), [(True, False, PASS), (False, True, UNSURE)]
)
def test_a_photo_of_one_tint_has_no_skin_colour_to_state(
    greyscale: bool, toned: bool, outcome: Outcome
) -> None:
    colour = SkinColour(1.0, 0.0, (60.0, 10.0, 10.0), None, greyscale, toned)
    judgement = skin_tone(SimpleNamespace(skin_colour=colour), SKIN)
    assert (judgement.outcome, judgement.measured, judgement.required) == (outcome, None, None)
