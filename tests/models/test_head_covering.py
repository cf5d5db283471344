"""What is above the forehead: hair, a cap, a hood, nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from models.face import Face, measure_faces
from models.head_covering import HeadTop, measure_head_top
from models.person import measure_person_mask
from models.raster import Raster
from models.subject import measure_subject_mask
from tests.drawn_face_faults import cap, hood

Rgb = npt.NDArray[np.uint8]


def top_of(rgb: Rgb, face: Face) -> HeadTop | None:
    raster = Raster(np.ascontiguousarray(rgb), 1.0)
    subject = measure_subject_mask(raster, measure_person_mask(raster.rgb))
    return measure_head_top(face, subject)


def test_hair_has_strands_and_hair_colours(astronaut: Rgb, frontal_face: Face) -> None:
    top = top_of(astronaut, frontal_face)
    assert top is not None
    assert top.odd_colour < 0.1
    assert top.evenness > 3.0


@pytest.mark.parametrize("colour", [(30, 40, 110), (150, 30, 35), (40, 110, 60)])
def test_a_coloured_cap_has_odd_colours(
    astronaut: Rgb, frontal_face: Face, colour: tuple[int, int, int]
) -> None:
    top = top_of(cap(astronaut, frontal_face, colour), frontal_face)
    assert top is not None
    assert top.odd_colour > 0.6


def test_a_black_cap_is_even_and_straight(astronaut: Rgb, frontal_face: Face) -> None:
    top = top_of(cap(astronaut, frontal_face, (25, 25, 28)), frontal_face)
    assert top is not None
    assert top.evenness < 1.0
    assert top.border_wander < 3.0


def test_a_hood_covers_the_neck_too(astronaut: Rgb, frontal_face: Face) -> None:
    top = top_of(hood(astronaut, frontal_face, (110, 110, 115)), frontal_face)
    assert top is not None
    assert top.neck_skin < 0.1
    assert top.neck_difference < 4.0


def test_a_head_cut_at_the_forehead_shows_nothing(astronaut: Rgb, frontal_face: Face) -> None:
    forehead = round(frontal_face.point(10)[1])
    cut = np.ascontiguousarray(astronaut[forehead:])
    assert top_of(cut, measure_faces(cut, 1.0)[0]) is None
