from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.person import MASK_SIDE_PX, PersonMask
from models.raster import Raster
from models.subject import measure_subject_mask

FloatArray = npt.NDArray[np.float32]
HEIGHT, WIDTH = 960, 720
CENTRE, RADIUS = (360, 420), 220


def disc(radius: float) -> FloatArray:
    """A round person, 1 inside."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    distance = np.hypot(columns + 0.5 - CENTRE[0], rows + 0.5 - CENTRE[1])
    return np.asarray(np.clip(radius - distance + 0.5, 0, 1), np.float32)


def scene(person: int, wall: int) -> Raster:
    share = disc(RADIUS)[..., None]
    noise = np.random.default_rng(1).normal(0, 2, (HEIGHT, WIDTH, 3))
    levels = person * share + wall * (1 - share) + noise
    return Raster(np.asarray(np.clip(levels, 0, 255), np.uint8), 1.5)


def segmented(radius: float) -> PersonMask:
    """What a segmenter answers that puts the border elsewhere and draws it softly."""
    small = cv2.resize(disc(radius), (MASK_SIDE_PX, MASK_SIDE_PX), interpolation=cv2.INTER_AREA)
    return PersonMask(np.asarray(cv2.GaussianBlur(small, (0, 0), 3), np.float32))


@pytest.mark.parametrize(("person", "wall"), [(40, 235), (200, 245), (150, 60)])
def test_the_outline_moves_to_the_true_border(person: int, wall: int) -> None:
    model = segmented(RADIUS - 6)
    refined = measure_subject_mask(scene(person, wall), model).resized(WIDTH, HEIGHT)
    coarse = model.resized(WIDTH, HEIGHT)
    truth = disc(RADIUS)
    assert np.abs(refined - truth).sum() < 0.4 * np.abs(coarse - truth).sum()


def test_without_contrast_the_segmenter_s_answer_stands() -> None:
    model = segmented(RADIUS)
    refined = measure_subject_mask(scene(240, 240), model)
    height, width = refined.alpha.shape
    assert np.abs(refined.alpha - model.resized(width, height)).max() < 0.15


def test_a_strand_of_hair_outside_the_mask_is_added() -> None:
    raster = scene(40, 235)
    raster.rgb[400:408, 575:600] = 45
    refined = measure_subject_mask(raster, segmented(RADIUS)).resized(WIDTH, HEIGHT)
    assert refined[404, 585] > 0.5
    assert refined[380, 600] < 0.1


@pytest.mark.parametrize("factor", [0.35, 1.0])
def test_the_mask_covers_the_whole_picture(factor: float) -> None:
    size = (round(WIDTH * factor), round(HEIGHT * factor))
    small = np.asarray(cv2.resize(scene(40, 235).rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = measure_subject_mask(Raster(small, 1.5), segmented(RADIUS))
    rows, columns = mask.alpha.shape
    assert mask.rgb.shape == (rows, columns, 3)
    assert columns * mask.scale[0] == pytest.approx(1.5 * size[0])
    assert rows * mask.scale[1] == pytest.approx(1.5 * size[1])
    assert float(mask.alpha.mean()) == pytest.approx(float(disc(RADIUS).mean()), abs=0.02)
