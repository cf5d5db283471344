"""Hands: where the labelled corpus shows them, and none where it shows none."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from models import landmarker
from models.hands import measure_hands
from models.image import decode_image
from models.landmarker import hand_landmarker
from models.raster import reduced_raster

Rgb = npt.NDArray[np.uint8]


def test_a_portrait_without_hands_shows_none(astronaut: Rgb) -> None:
    head_and_shoulders = np.ascontiguousarray(astronaut[:380])
    assert measure_hands(reduced_raster(head_and_shoulders)) == ()


@pytest.mark.parametrize("size", [(4, 4), (8, 600), (600, 8)])
def test_odd_sizes_break_nothing(size: tuple[int, int]) -> None:
    assert measure_hands(reduced_raster(np.full((*size, 3), 120, np.uint8))) == ()


def test_the_networks_lie_aligned_and_uncompressed_in_their_archive() -> None:
    bundle = landmarker._hand_bundle()
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            header = bundle[entry.header_offset :]
            name, extra = (int.from_bytes(header[i : i + 2], "little") for i in (26, 28))
            start = entry.header_offset + 30 + name + extra
            assert entry.compress_type == zipfile.ZIP_STORED
            assert start % landmarker._ALIGNMENT == 0
            assert bundle[start + 4 : start + 8] == b"TFL3"


@pytest.mark.accuracy
def test_hands_of_the_labelled_corpus(corpus: Path) -> None:
    """The corpus' pictures with hands, named by eye, and portraits without."""
    photos = corpus / "photo"
    with_hands = [
        "multi_face/agface__examples_knn_examples_test_kit_with_rose.jpg",
        "multi_face/agface__examples_knn_examples_test_obama_and_biden.jpg",
        "occluded/agface__tests_test_images_obama_partial_face.jpg",
        "smile/agface__examples_obama.jpg",
    ]
    for name in with_hands:
        rgb = decode_image((photos / name).read_bytes()).rgb
        hands = measure_hands(reduced_raster(rgb))
        assert hands, name
        for x, y in hands[0].outline:
            assert 0 <= x <= rgb.shape[1] and 0 <= y <= rgb.shape[0]
    portraits = sorted((photos / "frontal_neutral").iterdir())[::5]
    assert not any(
        measure_hands(reduced_raster(decode_image(path.read_bytes()).rgb)) for path in portraits
    )


def test_the_network_is_loaded_once() -> None:
    assert hand_landmarker() is hand_landmarker()
