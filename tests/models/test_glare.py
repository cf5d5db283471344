from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.glare import measure_glare
from tests.models.conftest import Paint, Skin
from tests.painted_face import BROWN, DARK, PALE, PaintedFace

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


#: High on a forehead the face's outline runs through a spot; a bald scalp lies above it.
HAIRLINE, SCALP = (0.0, -0.75), (0.1, -1.0)


def covered(face: PaintedFace, colour: Skin, *, from_down: float) -> PaintedFace:
    """The head's upper part down to a height, in inter-eye distances, in another colour."""
    across, down = face.coordinates()
    head = (np.hypot(across / 1.1, (down + 0.1) / 1.25) < 1) & (down < from_down)
    return replace(
        face, linear=np.where(head[..., None], np.array(colour, np.float32), face.linear)
    )


@SKINS
@pytest.mark.parametrize("place", [HAIRLINE, SCALP])
def test_a_flash_on_a_bald_head_is_glare(
    paint: Paint, skin: Skin, place: tuple[float, float]
) -> None:
    bald = covered(paint(skin), skin, from_down=-0.45)
    assert measure_glare(bald.patch) == ()
    (spot,) = measure_glare(bald.with_added(0.95 * bald.spot(*place, 0.12)).patch)
    assert spot.surface == "skin"
    expected_px2 = np.pi * (0.12 * bald.face.inter_eye_px) ** 2
    assert spot.area_px2 == pytest.approx(expected_px2, rel=0.25)


@SKINS
def test_a_flash_at_the_hairline_counts_where_skin_is_near(paint: Paint, skin: Skin) -> None:
    haired = covered(covered(paint(skin), skin, from_down=-0.45), (0.01,) * 3, from_down=-0.80)
    (spot,) = measure_glare(haired.with_added(0.95 * haired.spot(*HAIRLINE, 0.12)).patch)
    whole_px2 = np.pi * (0.12 * haired.face.inter_eye_px) ** 2
    assert 0.5 * whole_px2 < spot.area_px2 < 1.1 * whole_px2


@SKINS
@pytest.mark.parametrize("from_down", [-0.45, -0.6, -0.8])
@pytest.mark.parametrize("white", [0.8, 0.95])
def test_white_hair_and_white_hats_are_no_glare(
    paint: Paint, skin: Skin, from_down: float, white: float
) -> None:
    bald = covered(paint(skin), skin, from_down=-0.45)
    assert measure_glare(covered(bald, (white,) * 3, from_down=from_down).patch) == ()


def test_a_white_wall_above_a_bald_head_is_no_glare(paint: Paint) -> None:
    bald = covered(paint(BROWN), BROWN, from_down=-0.45)
    _, down = bald.coordinates()
    wall = bald.with_added(0.95 * np.asarray(down < -0.9, np.float32))
    assert measure_glare(wall.patch) == ()
