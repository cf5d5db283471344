from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.face import CHEEK_SIDES, Face
from models.face_patch import CHEEK_DISTANCE_PX, PATCH_SIZE_PX, measure_face_patch
from models.face_regions import FACE_OVAL, LIPS, SKIN_ZONES
from models.raster import Raster

Rgb = npt.NDArray[np.uint8]


def test_the_face_is_level_and_of_one_size(astronaut: Rgb, frontal_face: Face) -> None:
    patch = measure_face_patch(Raster(astronaut, 1.0), frontal_face)
    right, left = patch.landmarks[list(CHEEK_SIDES)]
    assert left[0] - right[0] == pytest.approx(CHEEK_DISTANCE_PX, abs=0.1)
    assert left[1] == pytest.approx(right[1], abs=0.1)
    assert patch.rgb.shape == (PATCH_SIZE_PX[1], PATCH_SIZE_PX[0], 3)


def test_points_return_to_the_upright_picture(astronaut: Rgb, frontal_face: Face) -> None:
    half = cv2.resize(astronaut, (256, 256), interpolation=cv2.INTER_AREA)
    patch = measure_face_patch(Raster(np.asarray(half, np.uint8), 2.0), frontal_face)
    returned = patch.to_picture(patch.landmarks[[1, 152]])
    for point, index in zip(returned, (1, 152), strict=True):
        assert point == pytest.approx(frontal_face.point(index), abs=0.2)


def test_the_scale_does_not_depend_on_the_reduction(astronaut: Rgb, frontal_face: Face) -> None:
    half = np.asarray(cv2.resize(astronaut, (256, 256), interpolation=cv2.INTER_AREA), np.uint8)
    whole = measure_face_patch(Raster(astronaut, 1.0), frontal_face)
    reduced = measure_face_patch(Raster(half, 2.0), frontal_face)
    assert reduced.px_per_patch_px == pytest.approx(whole.px_per_patch_px, rel=1e-3)


def test_holes_are_left_out_of_a_mask(astronaut: Rgb, frontal_face: Face) -> None:
    patch = measure_face_patch(Raster(astronaut, 1.0), frontal_face)
    whole, lips = patch.mask(FACE_OVAL), patch.mask(LIPS)
    holed = patch.mask_without(FACE_OVAL, (LIPS,), 3)
    assert not (holed & lips).any()
    assert (whole & ~holed).sum() > lips.sum()


def test_zones_hold_the_pixels_around_their_landmarks(astronaut: Rgb, frontal_face: Face) -> None:
    patch = measure_face_patch(Raster(astronaut, 1.0), frontal_face)
    for name, zone in SKIN_ZONES.items():
        spots = patch.zone_spots(name)
        x, y = np.rint(patch.landmarks[zone.left[0]]).astype(int)
        first_left = spots[len(zone.right)]
        assert patch.linear[y, x].tolist() in first_left.tolist()
