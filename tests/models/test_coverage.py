"""Covered faces: masks, hands, patches, and what must not count as a covering."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from models.coverage import BEARD_ZONES, Coverage, measure_coverage
from models.face import Face
from models.face_patch import measure_face_patch
from models.raster import Raster
from tests.drawn_face_faults import hand, medical_mask, patch_on_cheek

Rgb = npt.NDArray[np.uint8]


def covered(rgb: Rgb, face: Face) -> Coverage:
    patch = measure_face_patch(Raster(rgb, 1.0), face)
    return measure_coverage(patch, face, rgb.shape[1], rgb.shape[0])


def test_a_free_face_is_free(astronaut: Rgb, frontal_face: Face) -> None:
    coverage = covered(astronaut, frontal_face)
    assert max(coverage.zones.values()) < 0.1
    assert coverage.mouth_contrast > 0.4
    assert coverage.outside_share == 0.0


@pytest.mark.parametrize("colour", [(180, 210, 235), (245, 245, 245), (25, 25, 28)])
def test_a_mask_hides_the_mouth(
    astronaut: Rgb, frontal_face: Face, colour: tuple[int, int, int]
) -> None:
    masked = medical_mask(astronaut, frontal_face, colour)
    assert covered(masked, frontal_face).mouth_contrast < 0.1


def test_a_hand_of_the_same_skin_hides_the_mouth(astronaut: Rgb, frontal_face: Face) -> None:
    assert covered(hand(astronaut, frontal_face), frontal_face).mouth_contrast < 0.2


def test_a_larger_patch_covers_more(astronaut: Rgb, frontal_face: Face) -> None:
    shares = [
        covered(patch_on_cheek(astronaut, frontal_face, size, (40, 110, 60)), frontal_face).zones[
            "right-cheek"
        ]
        for size in (0.05, 0.12, 0.2, 0.35)
    ]
    assert shares == sorted(shares)
    assert shares[-1] > 0.9


def test_a_dark_beard_covers_nothing(astronaut: Rgb, frontal_face: Face) -> None:
    bearded = medical_mask(astronaut, frontal_face, (45, 32, 24))
    zones = covered(bearded, frontal_face).zones
    assert max(zones[name] for name in BEARD_ZONES) == 0.0


def test_a_greyscale_face_is_free(astronaut: Rgb, frontal_face: Face) -> None:
    grey = np.repeat(astronaut.mean(axis=2).astype(np.uint8)[..., None], 3, axis=2)
    assert max(covered(grey, frontal_face).zones.values()) < 0.1


def test_a_face_beyond_the_edge_is_cut(astronaut: Rgb, frontal_face: Face) -> None:
    middle = round(frontal_face.chin[0])
    patch = measure_face_patch(Raster(astronaut, 1.0), frontal_face)
    coverage = measure_coverage(patch, frontal_face, middle, astronaut.shape[0])
    assert coverage.outside_share == pytest.approx(0.5, abs=0.15)
