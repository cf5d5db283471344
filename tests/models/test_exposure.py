from __future__ import annotations

import numpy as np
import pytest

from models.exposure import measure_exposure
from tests.models.conftest import Paint, Skin
from tests.painted_face import BROWN, DARK, PALE


@pytest.mark.parametrize("skin", [PALE, BROWN, DARK])
def test_half_the_light_halves_every_luminance(paint: Paint, skin: Skin) -> None:
    full, half = measure_exposure(paint(skin).patch), measure_exposure(paint(skin).lit(0.5).patch)
    assert half.skin_luminance == pytest.approx(full.skin_luminance / 2, rel=0.05)
    assert half.light == pytest.approx(full.light / 2, rel=0.05)


def test_light_does_not_depend_on_dark_or_brown_skin(paint: Paint) -> None:
    dark, brown = (measure_exposure(paint(skin).patch) for skin in (DARK, BROWN))
    assert dark.light == pytest.approx(brown.light, rel=0.05)
    assert dark.skin_luminance < brown.skin_luminance / 3


@pytest.mark.parametrize("skin", [PALE, BROWN, DARK])
def test_a_veil_narrows_the_range(paint: Paint, skin: Skin) -> None:
    clear = paint(skin)
    ranges = [
        measure_exposure(clear.lit(1 - veil).with_added(np.full((512, 512), veil * 0.75)).patch)
        for veil in (0.0, 0.1, 0.3, 0.6)
    ]
    stops = [found.range_stops for found in ranges]
    assert stops == sorted(stops, reverse=True)
    assert stops[0] > 2.5 > 1 > stops[-1]


def test_too_much_light_clips_red_before_all_channels(paint: Paint) -> None:
    right, strong, far = (measure_exposure(paint(PALE).lit(factor).patch) for factor in (1, 1.9, 4))
    assert right.clipped_share < 0.05
    assert strong.clipped_share > 0.5 > strong.burnt_share
    assert far.burnt_share > 0.5


def test_blackness_is_counted(paint: Paint) -> None:
    assert measure_exposure(paint(BROWN).patch).crushed_share == 0
    assert measure_exposure(paint(BROWN).lit(0.001).patch).crushed_share > 0.9


def test_a_reflection_in_one_eye_does_not_raise_the_excess(paint: Paint) -> None:
    face = paint(BROWN)
    left, right = np.array(face.face.left_eye), np.array(face.face.right_eye)
    across, down = (left - right) / 2 / face.face.inter_eye_px
    plain = measure_exposure(face.patch)
    mirrored = measure_exposure(face.with_added(0.5 * face.spot(across, down, 0.3)).patch)
    assert mirrored.light > plain.light + 0.1
    assert mirrored.excess_light == pytest.approx(plain.excess_light, abs=0.02)
