"""Painted faces for the tests of measurements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from models.face import Face, measure_faces
from tests.painted_face import PaintedFace, painted

Skin = tuple[float, float, float]
Paint = Callable[[Skin], PaintedFace]


@pytest.fixture(scope="session")
def frontal_face(astronaut: npt.NDArray[np.uint8]) -> Face:
    """The landmarks of the astronaut, made symmetrical in depth by her almost frontal pose."""
    return measure_faces(astronaut, 1.0)[0]


@pytest.fixture
def paint(frontal_face: Face) -> Paint:
    """A function from a skin colour (linear RGB) to a painted face of 512 x 512 pixels."""
    return lambda skin: painted(frontal_face, (512, 512), skin)
