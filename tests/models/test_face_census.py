"""Counting faces: one, several, small ones, and things that only resemble a face."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import skimage.data

from models.face_box import FaceBox, distinct_boxes, overlap
from models.face_census import FaceCensus, measure_face_census
from models.image import decode_image
from models.raster import reduced_raster

Rgb = npt.NDArray[np.uint8]


def census(rgb: Rgb) -> FaceCensus:
    return measure_face_census(reduced_raster(rgb), rgb)


@pytest.fixture(scope="module")
def id_photo() -> Rgb:
    """The shipped portrait, framed as an ID photo."""
    specimen = Path(__file__).parents[2] / "samples" / "specimens" / "portrait.jpg"
    return decode_image(specimen.read_bytes()).rgb


def test_one_face_is_one(astronaut: Rgb) -> None:
    found = census(astronaut)
    assert len(found.sightings) == 1
    assert found.sightings[0].score > 0.8


def test_two_faces_are_two(astronaut: Rgb) -> None:
    both = np.hstack([astronaut, astronaut[:, ::-1]])
    assert len(census(np.ascontiguousarray(both)).faces) == 2


@pytest.mark.parametrize("ratio", [0.3, 0.5, 0.7])
def test_a_smaller_face_in_the_background_is_seen_with_its_size(
    astronaut: Rgb, ratio: float
) -> None:
    small = cv2.resize(
        astronaut[0:200, 150:300], None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA
    )
    picture = astronaut.copy()
    picture[: small.shape[0], 400 : 400 + small.shape[1]] = small
    largest, smaller = census(picture).sightings
    assert smaller.width_px / largest.width_px == pytest.approx(ratio, rel=0.2)


@pytest.mark.parametrize("ratio", [0.2, 0.25, 0.3])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_small_face_beside_the_head_of_an_id_photo_is_seen(
    id_photo: Rgb, astronaut: Rgb, ratio: float, side: str
) -> None:
    head = astronaut[0:200, 150:300]
    height = round(ratio * 0.55 * id_photo.shape[0])
    width = round(height * head.shape[1] / head.shape[0])
    small = cv2.resize(head, (width, height), interpolation=cv2.INTER_AREA)
    picture = id_photo.copy()
    left = 10 if side == "left" else picture.shape[1] - width - 10
    picture[40 : 40 + height, left : left + width] = small
    found = census(picture)
    assert len(found.sightings) == 2
    assert found.sightings[1].face is not None


def test_nothing_is_seen_beside_the_head_of_an_id_photo(id_photo: Rgb) -> None:
    assert len(census(id_photo).sightings) == 1


def test_a_small_face_in_a_large_picture_gets_landmarks(astronaut: Rgb) -> None:
    small = cv2.resize(astronaut[:300, 100:400], (120, 120), interpolation=cv2.INTER_AREA)
    picture = np.full((1200, 1600, 3), 200, np.uint8)
    picture[500:620, 900:1020] = small
    (face,) = census(picture).faces
    assert 900 < face.chin[0] < 1020
    assert 500 < face.chin[1] < 620


@pytest.mark.parametrize(
    "name", ["coffee", "rocket", "cat", "hubble_deep_field", "retina", "brick"]
)
def test_things_are_no_faces(name: str) -> None:
    picture = np.asarray(getattr(skimage.data, name)(), np.uint8)
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=2)
    assert census(picture).sightings == ()


def test_scale_does_not_move_the_landmarks(astronaut: Rgb) -> None:
    enlarged = cv2.resize(astronaut, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    twice = np.asarray(enlarged, np.uint8)
    (once_face,), (twice_face,) = census(astronaut).faces, census(twice).faces
    assert np.asarray(twice_face.chin) / 3 == pytest.approx(np.asarray(once_face.chin), abs=2.0)


def test_overlap_is_the_share_of_the_smaller_box() -> None:
    assert overlap((0, 0, 10, 10), (5, 5, 10, 10)) == pytest.approx(1.0)
    assert overlap((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(0.5)
    assert overlap((0, 0, 10, 10), (20, 0, 30, 10)) == 0.0


def test_of_boxes_of_one_face_the_surest_stays() -> None:
    boxes = [FaceBox((0, 0, 10, 10), 0.6), FaceBox((1, 1, 11, 11), 0.9)]
    assert [box.score for box in distinct_boxes([*boxes, FaceBox((50, 0, 60, 10), 0.5)])] == [
        0.9,
        0.5,
    ]


@pytest.mark.accuracy
def test_counts_of_the_labelled_corpus(corpus: Path) -> None:
    """Every picture without a face or with several, and each fifth portrait."""
    lines = (corpus / "photo" / "labels.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    chosen = [label for label in labels if label["truth"].get("faces") != 1]
    chosen += [label for label in labels if label["truth"].get("faces") == 1][::5]
    wrong = 0
    for label in chosen:
        rgb = decode_image((corpus / "photo" / label["file"]).read_bytes()).rgb
        count = len(census(rgb).sightings)
        truth = label["truth"]["faces"]
        wrong += not (count > 1 if truth == "several" else count == truth)
    assert wrong <= 0.03 * len(chosen)
