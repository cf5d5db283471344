from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from models.face_box import far_face_boxes, tiled_face_boxes
from models.raster import Raster

Rgb = npt.NDArray[np.uint8]


def test_tiny_picture_has_no_tiles() -> None:
    assert tiled_face_boxes(Raster(np.zeros((1, 5000, 3), np.uint8), 1.0)) == ()


def test_empty_picture_is_refused_before_it_breaks_a_network(astronaut: Rgb) -> None:
    found = far_face_boxes(Raster(astronaut, 1.0))
    with pytest.raises(ValueError):
        far_face_boxes(Raster(np.zeros((0, 5, 3), np.uint8), 1.0))
    assert far_face_boxes(Raster(astronaut, 1.0)) == found
