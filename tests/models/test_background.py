"""The background and what is measured on it, on painted walls."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from models.background import Background, measure_background
from models.cast_shadow import measure_cast_shadow
from models.errors import NotMeasurable
from models.face import Face
from models.person import PersonMask
from models.plainness import measure_plainness
from models.separation import measure_separation
from models.subject import SubjectMask
from tests.conftest import facts_of
from tests.walled_portrait import WHITE, WalledPortrait, walled_portrait

Rgb = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> WalledPortrait:
    return walled_portrait(astronaut)


@pytest.fixture(scope="module")
def face(portrait: WalledPortrait) -> Face:
    return facts_of(portrait.rgb).face


def seen(rgb: Rgb) -> Background:
    return facts_of(rgb).background


@pytest.mark.parametrize("lab", [WHITE, (70.0, 5.0, -8.0), (45.0, -10.0, 20.0)])
def test_the_wall_s_colour_is_measured(
    portrait: WalledPortrait, lab: tuple[float, float, float]
) -> None:
    background = seen(portrait.before(lab))
    assert background.lab_median == pytest.approx(lab, abs=1.0)
    assert background.lab_mean == pytest.approx(lab, abs=1.0)
    assert 0.1 < background.coverage < 0.6


def test_the_darker_side_is_stated(portrait: WalledPortrait) -> None:
    columns, _ = portrait.grid
    darkest, lightest = seen(portrait.before(WHITE, -20.0 * columns)).lightness_by_part
    assert lightest - darkest == pytest.approx(20.0 * 0.715 * 2 / 3, abs=3.0)


def test_a_person_who_fills_the_picture_leaves_no_background() -> None:
    mask = SubjectMask(np.ones((496, 352), np.float32), np.zeros((496, 352, 3), np.uint8), (2, 2))
    with pytest.raises(NotMeasurable, match="no-background"):
        measure_background(mask, PersonMask(np.ones((256, 256), np.float32)))


def test_a_vignette_belongs_to_the_light(portrait: WalledPortrait) -> None:
    background = seen(portrait.before(WHITE, portrait.vignette(15.0)))
    plainness = measure_plainness(background, background.region)
    assert plainness.mottle < 1.0
    assert plainness.patch_share == 0.0
    assert plainness.lightness_span > 8.0
    assert np.percentile(background.difference[background.region], 99) < 3.0


def test_fine_grain_is_texture_and_wide_blotches_are_mottle(portrait: WalledPortrait) -> None:
    noise = np.random.default_rng(5).normal(0, 1, portrait.alpha.shape).astype(np.float32)
    columns, rows = portrait.grid
    grain = seen(portrait.before((85, 0, 0), 12.0 * noise))
    wide = np.sin(columns * 40) * np.sin(rows * 40)
    blotches = seen(portrait.before((85, 0, 0), np.asarray(5.0 * wide, np.float32)))
    fine, coarse = (measure_plainness(one, one.region) for one in (grain, blotches))
    assert fine.texture > 1.5 * fine.mottle
    assert coarse.mottle > 1.5 * coarse.texture


@pytest.mark.parametrize(("width", "least"), [(0.06, 0.02), (0.12, 0.08)])
def test_a_patch_is_measured_by_its_size(
    portrait: WalledPortrait, width: float, least: float
) -> None:
    columns, rows = portrait.grid
    inside = (columns > 0.7 - width) & (rows > 0.05) & (rows < 0.05 + 2 * width)
    background = seen(portrait.before(WHITE, np.where(inside, -35.0, 0.0).astype(np.float32)))
    plainness = measure_plainness(background, background.region)
    assert plainness.patch_share > least
    left, top, right, bottom = plainness.patch_boxes[0]
    x, y = background.scale
    assert left * x / 1000 == pytest.approx(0.7 - width, abs=0.03)
    assert (bottom - top) * y / 1000 == pytest.approx(2 * width, abs=0.04)
    assert right > left


@pytest.mark.parametrize(("change", "is_object"), [(-12.0, False), (-45.0, True)])
def test_a_thing_of_quite_another_colour_is_told_from_a_stain(
    portrait: WalledPortrait, change: float, is_object: bool
) -> None:
    columns, rows = portrait.grid
    inside = (columns < 0.1) & (rows > 0.05) & (rows < 0.2)
    background = seen(portrait.before(WHITE, np.where(inside, change, 0.0).astype(np.float32)))
    plainness = measure_plainness(background, background.region)
    assert plainness.patch_share > 0.01
    assert (plainness.object_share > 0.01) is is_object


def test_a_line_is_measured_by_its_length(portrait: WalledPortrait) -> None:
    columns, _ = portrait.grid
    edge = np.where(columns > 0.66, -8.0, 0.0).astype(np.float32)
    with_line, without = seen(portrait.before(WHITE, edge)), seen(portrait.before(WHITE))
    assert measure_plainness(without, without.region).line_length == 0.0
    assert measure_plainness(with_line, with_line.region).line_length > 0.4


def test_a_coloured_glow_beside_the_head_is_no_shadow(portrait: WalledPortrait, face: Face) -> None:
    shadow = portrait.shadow(14.0, 0.04, 0.008)
    grey = seen(portrait.before(WHITE, shadow))
    assert measure_cast_shadow(grey, grey.wide_region, face).depth > 9.0
    lab = grey.lab.copy()
    lab[..., 2] += (grey.lab[..., 0] < 92) * 25.0
    tinted = Background(
        lab, grey.region, grey.wide_region, grey.illumination, grey.alpha, grey.scale
    )
    assert measure_cast_shadow(tinted, tinted.wide_region, face).depth == 0.0


def test_darkness_far_from_the_person_is_no_shadow(portrait: WalledPortrait, face: Face) -> None:
    columns, rows = portrait.grid
    corner = np.hypot(columns - 0.0, rows - 0.0) < 0.15
    background = seen(portrait.before(WHITE, np.where(corner, -15.0, 0.0).astype(np.float32)))
    assert measure_cast_shadow(background, background.wide_region, face).depth == 0.0


def test_contrast_is_the_colour_difference_at_the_outline(
    portrait: WalledPortrait, face: Face
) -> None:
    before = [measure_separation(seen(portrait.before((x, 0, 0))), face) for x in (97, 60, 30)]
    typical = [one.hair.typical for one in before if one.hair is not None]
    assert len(typical) == 3
    assert typical[0] > typical[1] > typical[2]
    assert before[0].face is not None and before[0].face.weak > 15.0
    assert before[0].shoulders is not None
