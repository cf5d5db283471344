"""Numbers of the background that decided, with limits that no policy has."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from checks.finding import Outcome
from checks.limits import Ceiling, Floor
from checks.photo.background_plain import BackgroundPlainRule, background_plain
from checks.photo.background_separation import BackgroundSeparationRule, background_separation
from checks.photo.background_shadow import BackgroundShadowRule, background_shadow
from checks.photo.background_white import BackgroundWhiteRule, background_white
from models.cast_shadow import CastShadow
from models.plainness import Plainness
from models.separation import PartContrast, Separation
from tests.stated import stated

FAIL, UNSURE, PASS = Outcome.FAIL, Outcome.UNSURE, Outcome.PASS


WALL = Plainness(0.5, 0.6, 0.0, 0.0, 0.0, 10.0, 2.0, ((0, 0, 4, 8),))
PLAIN = BackgroundPlainRule(
    texture=Ceiling(1.0, 2.0),
    mottle=Ceiling(1.5, 2.5),
    patch_percent=Ceiling(0.5, 4.0),
    object_percent=Ceiling(0.2, 1.0),
    line_percent=Ceiling(15.0, 50.0),
    line_quality=13.0,
    colour_span=Ceiling(9.0, 16.0),
    lightness_span=Ceiling(28.0, 45.0),
    shadow_depth=5.5,
)
NO_SHADOW = CastShadow(0.0, 0.0, "left", np.zeros((1, 1), np.bool_), ())
SHADOW = dataclasses.replace(NO_SHADOW, depth=9.0)


@pytest.mark.parametrize(
    ("wall", "beside", "shadow", "expected"),
    [
        ({}, {}, NO_SHADOW, (PASS, "plain", "% of the background", 0, None, 0.5)),
        (
            {"patch_share": 0.06},
            {},
            NO_SHADOW,
            (FAIL, "objects", "% of the background", 6, None, 4),
        ),
        (
            {"patch_share": 0.03, "object_share": 0.02},
            {},
            NO_SHADOW,
            (FAIL, "objects", "% of the background", 2, None, 1),
        ),
        (
            {"line_length": 0.6},
            {},
            NO_SHADOW,
            (FAIL, "lines", "% of the photo's shorter side", 60, None, 50),
        ),
        ({"texture": 3.0}, {}, NO_SHADOW, (FAIL, "textured", "CIELAB units", 3, None, 2)),
        ({"mottle": 2.0}, {}, NO_SHADOW, (UNSURE, "nearly-plain", "CIELAB units", 2, None, 1.5)),
        (
            {"colour_span": 20.0},
            {},
            NO_SHADOW,
            (FAIL, "several-colours", "CIELAB units", 20, None, 16),
        ),
        (
            {"lightness_span": 50.0},
            {},
            NO_SHADOW,
            (FAIL, "uneven-light", "CIELAB units", 50, None, 45),
        ),
        ({"mottle": 3.0}, {}, SHADOW, (UNSURE, "shadow", "L*", 9, None, 5.5)),
        (
            {"mottle": 3.0},
            {"texture": 2.5},
            SHADOW,
            (FAIL, "textured", "CIELAB units", 2.5, None, 2),
        ),
    ],
)
def test_background_plain(
    wall: dict[str, Any],
    beside: dict[str, Any],
    shadow: CastShadow,
    expected: tuple[Any, ...],
) -> None:
    facts = {
        "plainness": dataclasses.replace(WALL, **wall),
        "plainness_beside_shadow": dataclasses.replace(WALL, **beside),
        "cast_shadow": shadow,
        "background": SimpleNamespace(scale=(2.0, 2.0)),
        "mm_per_px": 0.05,
        "has_upright_face": True,
        "compression": SimpleNamespace(quality=90.0),
    }
    assert stated(background_plain, PLAIN, **facts) == expected


@pytest.mark.parametrize(
    ("depth", "wall", "expected"),
    [
        (0.0, {}, (PASS, "none", "L*", 0, None, 5)),
        (6.0, {}, (UNSURE, "faint", "L*", 6, None, 5)),
        (9.0, {}, (FAIL, "shadow-left", "L*", 9, None, 8)),
        (9.0, {"mottle": 4.5}, (UNSURE, "busy", "CIELAB units", 4.5, None, 4)),
        (0.0, {"texture": 3.5}, (UNSURE, "busy", "CIELAB units", 3.5, None, 3)),
    ],
)
def test_background_shadow(depth: float, wall: dict[str, Any], expected: tuple[Any, ...]) -> None:
    facts = {
        "plainness_beside_shadow": dataclasses.replace(WALL, **wall),
        "cast_shadow": dataclasses.replace(NO_SHADOW, depth=depth),
    }
    rule = BackgroundShadowRule(Ceiling(5.0, 8.0), busy_mottle=4.0, busy_texture=3.0)
    assert stated(background_shadow, rule, **facts) == expected


WHITE = BackgroundWhiteRule(Floor(80, 88), Ceiling(6, 10), Floor(60, 85), 18, 50)


@pytest.mark.parametrize(
    ("lab", "dark_share", "expected"),
    [
        ((92, 0, 0), 0.0, (PASS, "within", "L*", 92, 88, None)),
        ((84, 0, 0), 0.0, (UNSURE, "grey", "L*", 84, 88, None)),
        ((40, 0, 0), 0.0, (FAIL, "dark", "L*", 40, 80, None)),
        ((92, 0, 8), 0.0, (UNSURE, "yellowish", "C*", 8, None, 6)),
        ((70, 0, -40), 0.0, (FAIL, "blue", "C*", 40, None, 10)),
        ((92, 0, 0), 0.5, (FAIL, "uneven", "% of the background", 50, 60, None)),
        ((92, 0, 0), 0.25, (UNSURE, "uneven", "% of the background", 75, 85, None)),
    ],
)
def test_background_white(
    lab: tuple[float, float, float], dark_share: float, expected: tuple[Any, ...]
) -> None:
    colours = np.tile(np.array(lab, np.float32), (100, 1))
    colours[: round(100 * dark_share), 0] = 30
    background = SimpleNamespace(lab_median=lab, lightness_by_part=(20, 95), colours=colours)
    facts = {"background": background, "has_upright_face": True}
    assert stated(background_white, WHITE, **facts) == expected


@pytest.mark.parametrize(
    ("hair", "face", "shoulders", "expected"),
    [
        (20.0, 15.0, 30.0, (PASS, "distinct", "delta E", 15, 9, None)),
        (20.0, 15.0, 2.0, (PASS, "shoulders-merge", "delta E", 15, 9, None)),
        (7.0, 15.0, 2.0, (UNSURE, "hair-faint", "delta E", 7, 9, None)),
        (7.0, 3.0, 2.0, (FAIL, "face-merges", "delta E", 3, 5, None)),
    ],
)
def test_background_separation(
    hair: float, face: float, shoulders: float, expected: tuple[Any, ...]
) -> None:
    parts = (PartContrast(contrast, contrast, (9.0, 9.0)) for contrast in (hair, face, shoulders))
    rule = BackgroundSeparationRule(Floor(5, 9), 5)
    assert stated(background_separation, rule, separation=Separation(*parts)) == expected
