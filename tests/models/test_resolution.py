from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.face_crop import measure_face_crop
from models.resolution import Resolution, measure_resolution
from models.spectrum import measure_spectrum
from tests.drawn_detail import Rgb, enlarged, face_at, natural_texture, saved_as_jpeg

SIDE_PX = 384
INTER_EYE_PX = 200.0


def resolution_of(rgb: Rgb) -> Resolution:
    face = face_at((rgb.shape[1] / 2, rgb.shape[0] / 2), INTER_EYE_PX)
    crop = measure_face_crop(rgb, face)
    return measure_resolution(face, crop, measure_spectrum(crop.luma))


def test_a_detailed_picture_carries_detail_in_all_its_pixels() -> None:
    measured = resolution_of(natural_texture(SIDE_PX))
    assert measured.inter_eye_px == INTER_EYE_PX
    assert measured.detail_inter_eye_px == pytest.approx(INTER_EYE_PX, rel=0.05)
    assert measured.block_contrast < 0.15


def test_enlarging_adds_pixels_and_no_detail() -> None:
    sharp = natural_texture(SIDE_PX)
    detail = [resolution_of(enlarged(sharp, k)).detail_inter_eye_px for k in (1, 2, 3, 4, 6, 8)]
    assert detail == sorted(detail, reverse=True)
    assert detail[-1] <= 2 * INTER_EYE_PX / 8


def test_dim_faces_have_as_much_detail() -> None:
    bright = resolution_of(enlarged(natural_texture(SIDE_PX, 50), 4))
    dim = resolution_of(enlarged(natural_texture(SIDE_PX, 20), 4))
    assert dim.detail_inter_eye_px == pytest.approx(bright.detail_inter_eye_px, rel=0.1)


@pytest.mark.parametrize("block_px", [3, 8, 12])
def test_blocks_are_found_and_measured(block_px: int) -> None:
    mosaic = enlarged(natural_texture(SIDE_PX), block_px, cv2.INTER_NEAREST)
    measured = resolution_of(mosaic)
    assert measured.block_contrast > 0.7
    assert measured.block_px == pytest.approx(block_px, rel=0.05)


def test_blocks_survive_jpeg() -> None:
    mosaic = enlarged(natural_texture(SIDE_PX), 12, cv2.INTER_NEAREST)
    assert resolution_of(saved_as_jpeg(mosaic, 80)[0]).block_contrast > 0.3


def test_a_picture_without_any_difference_has_neither_detail_nor_blocks() -> None:
    measured = resolution_of(np.full((SIDE_PX, SIDE_PX, 3), 128, np.uint8))
    assert (measured.detail_inter_eye_px, measured.block_contrast) == (0.0, 0.0)
