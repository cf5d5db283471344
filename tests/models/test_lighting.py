from __future__ import annotations

import numpy as np
import pytest

from models.lighting import measure_lighting
from tests.models.conftest import Paint, Skin
from tests.painted_face import BROWN, DARK, PALE, shaded_by

SKINS = pytest.mark.parametrize("skin", [PALE, BROWN, DARK])


@SKINS
def test_even_light_is_even(paint: Paint, skin: Skin) -> None:
    found = measure_lighting(paint(skin).patch)
    assert found.side_stops == pytest.approx(0.0, abs=0.03)
    assert found.forehead_over_cheeks == pytest.approx(0.0, abs=0.05)
    assert found.shaded_share == 0
    assert found.shaded_outlines == ()


@SKINS
@pytest.mark.parametrize("stops", [0.5, 1.0, 2.0])
def test_a_shadow_on_one_side_has_the_same_stops_on_every_skin(
    paint: Paint, skin: Skin, stops: float
) -> None:
    face = paint(skin)
    leftwards, _ = face.coordinates()
    right_side = np.asarray(leftwards < 0, np.float32)
    shaded = measure_lighting(face.lit(shaded_by(stops, right_side)).patch)
    mirrored = measure_lighting(face.lit(shaded_by(stops, 1 - right_side)).patch)
    assert shaded.side_stops == pytest.approx(stops, rel=0.15)
    assert mirrored.side_stops == pytest.approx(-stops, rel=0.15)


def test_a_cast_shadow_is_found_where_it_lies(paint: Paint) -> None:
    face = paint(BROWN)
    patch = face.lit(shaded_by(1.5, face.spot(0.6, 0.55, 0.25))).patch
    found = measure_lighting(patch)
    assert 0.02 < found.deeply_shaded_share <= found.shaded_share < 0.2
    outline = np.array(found.shaded_outlines[0])
    middle = np.add(face.face.left_eye, face.face.right_eye) / 2
    across, down = (outline.mean(axis=0) - middle) / face.face.inter_eye_px
    assert (across, down) == pytest.approx((0.6, 0.55), abs=0.12)


def test_a_beard_on_both_sides_is_no_shadow(paint: Paint) -> None:
    face = paint(PALE)
    _, down = face.coordinates()
    beard = np.asarray(down > 0.85, np.float32)
    found = measure_lighting(face.lit(shaded_by(2.0, beard)).patch)
    assert found.side_stops == pytest.approx(0.0, abs=0.05)
    assert found.shaded_share < 0.01


@SKINS
def test_the_shadow_of_a_hat_darkens_the_forehead(paint: Paint, skin: Skin) -> None:
    face = paint(skin)
    _, down = face.coordinates()
    found = measure_lighting(face.lit(shaded_by(2.0, np.asarray(down < 0, np.float32))).patch)
    assert found.forehead_over_cheeks == pytest.approx(-2.0, abs=0.3)


def test_strands_of_hair_on_the_forehead_are_not_compared(paint: Paint) -> None:
    face = paint(PALE)
    leftwards, down = face.coordinates()
    strands = np.asarray((down < -0.2) & (np.sin(leftwards * 60) > 0), np.float32)
    assert measure_lighting(face.lit(shaded_by(4.0, strands)).patch).forehead_over_cheeks is None


def test_light_from_below_and_above_have_opposite_signs(paint: Paint) -> None:
    face = paint(BROWN)
    _, down = face.coordinates()
    slope = np.clip((down + 0.6) / 2.0, 0, 1)
    above = measure_lighting(face.lit(shaded_by(2.0, slope)).patch).forehead_over_chin
    below = measure_lighting(face.lit(shaded_by(2.0, 1 - slope)).patch).forehead_over_chin
    assert above is not None and below is not None
    assert above > 1.0 > -1.0 > below
