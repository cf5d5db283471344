from __future__ import annotations

import numpy as np
import pytest

from models.glare import measure_glare
from tests.models.conftest import Paint, Skin
from tests.painted_face import BROWN, DARK, PALE

SKINS = pytest.mark.parametrize("skin", [PALE, BROWN, DARK])
FOREHEAD, CHEEK, CHIN = (0.0, -0.5), (0.65, 0.6), (0.0, 1.55)


@SKINS
@pytest.mark.parametrize("factor", [0.5, 1.0, 1.4])
def test_skin_in_any_light_has_no_glare(paint: Paint, skin: Skin, factor: float) -> None:
    assert measure_glare(paint(skin).lit(factor).patch) == ()


@SKINS
@pytest.mark.parametrize("place", [FOREHEAD, CHEEK, CHIN])
def test_a_reflection_is_found_with_its_area(
    paint: Paint, skin: Skin, place: tuple[float, float]
) -> None:
    face = paint(skin)
    (spot,) = measure_glare(face.with_added(0.95 * face.spot(*place, 0.12)).patch)
    expected_px2 = np.pi * (0.12 * face.face.inter_eye_px) ** 2
    assert spot.surface == "skin"
    assert spot.area_px2 == pytest.approx(expected_px2, rel=0.25)
    middle = np.add(face.face.left_eye, face.face.right_eye) / 2
    found = (np.mean(spot.outline, axis=0) - middle) / face.face.inter_eye_px
    assert tuple(found) == pytest.approx(place, abs=0.06)


@SKINS
def test_a_faint_sheen_is_no_glare(paint: Paint, skin: Skin) -> None:
    face = paint(skin)
    assert measure_glare(face.with_added(0.12 * face.spot(*FOREHEAD, 0.2)).patch) == ()


@SKINS
def test_a_window_mirrored_in_a_lens_is_told_from_skin(paint: Paint, skin: Skin) -> None:
    face = paint(skin)
    pane = face.spot(0.5, 0.0, 0.25) * (face.coordinates()[1] > 0.1)
    spots = measure_glare(face.with_added(0.8 * np.asarray(pane, np.float32)).patch)
    assert {spot.surface for spot in spots} == {"lens"}


def test_teeth_and_white_clothes_are_no_glare(paint: Paint) -> None:
    face = paint(BROWN)
    _, down = face.coordinates()
    teeth = face.with_added(0.9 * face.spot(0.0, 1.1, 0.1))
    collar = face.with_added(0.9 * np.asarray(down > 1.75, np.float32))
    assert measure_glare(teeth.patch) == ()
    assert measure_glare(collar.patch) == ()


def test_a_lamp_in_the_pupil_belongs_to_the_eyeball(paint: Paint) -> None:
    face = paint(DARK)
    eye = np.array(face.face.left_eye) - np.add(face.face.left_eye, face.face.right_eye) / 2
    across, down = eye / face.face.inter_eye_px
    spots = measure_glare(face.with_added(0.95 * face.spot(across, down, 0.06)).patch)
    assert [spot.surface for spot in spots] == ["eyeball"]
