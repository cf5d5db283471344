from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from models.light import luminance
from models.skin_colour import SkinColour, measure_skin_colour
from tests.conftest import facts_of
from tests.models.conftest import Paint, Skin
from tests.painted_face import BROWN, DARK, PALE, PaintedFace

SKINS = pytest.mark.parametrize("skin", [PALE, BROWN, DARK])
WHITE, WARM, COLD, GREEN = (1, 1, 1), (1.25, 1, 0.75), (0.75, 1, 1.2), (0.75, 1.05, 0.75)


def measured(face: PaintedFace) -> SkinColour:
    return measure_skin_colour(face.patch, face.raster, face.person_mask)


def under(face: PaintedFace, lamp: tuple[float, float, float]) -> SkinColour:
    return measured(face.lit(np.array(lamp, np.float32)))


@SKINS
@pytest.mark.parametrize("lamp", [WARM, COLD, GREEN])
def test_a_lamp_shifts_the_ratios_equally_on_every_skin(
    paint: Paint, skin: Skin, lamp: tuple[float, float, float]
) -> None:
    plain, tinted = under(paint(skin), WHITE), under(paint(skin), lamp)
    red, green, blue = np.log2(lamp)
    assert tinted.red_over_green - plain.red_over_green == pytest.approx(red - green, abs=0.1)
    assert tinted.blue_over_green - plain.blue_over_green == pytest.approx(blue - green, abs=0.12)


@SKINS
def test_green_light_turns_the_hue(paint: Paint, skin: Skin) -> None:
    plain, green = (under(paint(skin), lamp).ratio_hue_degrees for lamp in (WHITE, GREEN))
    assert green > plain + 8


def test_blue_light_turns_the_hue_of_pale_skin_the_other_way(paint: Paint) -> None:
    plain, cold = (under(paint(PALE), lamp).ratio_hue_degrees for lamp in (WHITE, COLD))
    assert cold < plain - 20


@SKINS
@pytest.mark.parametrize("kept", [0.8, 0.5, 0.3])
def test_paler_colours_keep_a_natural_hue(paint: Paint, skin: Skin, kept: float) -> None:
    face = paint(skin)
    grey = luminance(face.linear)[..., None]
    faded = PaintedFace(face.face, np.asarray(grey + kept * (face.linear - grey), np.float32))
    assert -8 < measured(faded).ratio_hue_degrees < 50


def test_greyscale_and_toned_pictures_are_recognised(paint: Paint) -> None:
    face = paint(BROWN)
    grey = np.repeat(luminance(face.linear)[..., None], 3, axis=2)
    black_and_white = measured(PaintedFace(face.face, grey))
    sepia = measured(PaintedFace(face.face, grey * np.array([1.2, 1.0, 0.7], np.float32)))
    assert (black_and_white.greyscale, black_and_white.toned) == (True, False)
    assert (sepia.greyscale, sepia.toned) == (False, True)
    assert not measured(face).greyscale


def test_a_photo_in_colour_is_not_toned(astronaut: npt.NDArray[np.uint8]) -> None:
    colour = facts_of(astronaut).skin_colour
    assert (colour.greyscale, colour.toned) == (False, False)


def test_the_tint_is_the_light_s_only_where_eye_whites_share_it(paint: Paint) -> None:
    face = paint(BROWN)
    wall = np.where(face.person_mask.alpha[..., None] > 0, 1.0, np.array(WARM, np.float32))
    lamp, painted_wall = under(face, WARM).light_tint, measured(face.lit(wall)).light_tint
    assert lamp is not None and np.hypot(*lamp) > 12
    assert painted_wall == (0.0, 0.0)


def test_a_dark_background_tells_no_tint(paint: Paint) -> None:
    face = paint(PALE)
    night = np.where(face.person_mask.alpha[..., None] > 0, 1.0, 0.05).astype(np.float32)
    assert measured(face.lit(night)).light_tint is None
