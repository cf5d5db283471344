"""What hides a part of a document: a reflection that cuts lines, a finger, the picture's border."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.document.covering import find_covering
from models.document.document_glare import measure_document_glare
from models.document.straighten import StraightDocument, foot_of_page, place_of_portrait
from models.document.zone_page import PAGE_MM, beyond_mm, zone_page, zone_place
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]
SKIN = (224, 178, 154)


def _as_document(rgb: Rgb) -> StraightDocument:
    return StraightDocument(rgb, np.eye(3), np.eye(3), "nothing")


def _page() -> Rgb:
    return np.full((540, 856, 3), (206, 222, 204), np.uint8)


def _reflection(rgb: Rgb, middle: tuple[int, int], radius: float) -> Rgb:
    rows, columns = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]]
    distance = np.hypot(columns - middle[0], rows - middle[1]) / radius
    added = 330 * np.exp(-(distance**4)) + 30 * np.exp(-(distance**2) / 4)
    return np.asarray(np.clip(rgb + added[..., None], 0, 255), np.uint8)


@pytest.mark.parametrize(
    ("length", "broken"), [(195.0, 1), (120.0, 0)], ids=["up to it", "far from it"]
)
def test_a_line_that_ends_at_a_reflection_is_broken(length: float, broken: int) -> None:
    line = TextBox((150.0 + length / 2, 270.0), length, 24.0, 0.0)
    other = TextBox((300.0, 60.0), 300.0, 24.0, 0.0)
    seen = _as_document(_reflection(_page(), (428, 270), 80.0))
    found = measure_document_glare(seen, (line, other))
    assert len(found.spots) == 1
    assert found.broken_lines == broken


def test_no_line_is_broken_without_a_reflection() -> None:
    line = TextBox((250.0, 270.0), 200.0, 24.0, 0.0)
    assert measure_document_glare(_as_document(_page()), (line,)).broken_lines == 0


def test_a_finger_is_found_where_it_lies() -> None:
    page = _page()
    cv2.ellipse(page, (160, 250), (80, 170), 0, 0, 360, SKIN, -1)
    found = find_covering(_as_document(page))
    assert found is not None
    left, top = found.points.min(axis=0)
    right, bottom = found.points.max(axis=0)
    assert (left, top, right, bottom) == pytest.approx((80, 80, 240, 420), abs=12)


@pytest.mark.parametrize("what", ["nothing", "a frame", "a small spot", "print on skin colour"])
def test_what_is_no_finger(what: str) -> None:
    page = _page()
    if what == "a frame":
        cv2.rectangle(page, (60, 60), (790, 480), SKIN, 40)
    elif what == "a small spot":
        cv2.circle(page, (160, 250), 50, SKIN, -1)
    elif what == "print on skin colour":
        cv2.rectangle(page, (60, 60), (400, 480), SKIN, -1)
        for foot in range(80, 490, 20):
            cv2.putText(page, "SPECIMEN 0123456789 SPECIMEN", (60, foot), 0, 0.7, (40, 40, 40), 2)
    assert find_covering(_as_document(page)) is None


def _zone(right_px: float, foot_px: float) -> tuple[TextBox, TextBox]:
    """The two lines of a passport at 10 px for each mm; they end ``right_px`` from the left."""
    length = 44 * 25.4
    middle = right_px - length / 2
    upper = TextBox((middle, foot_px - 63.5), length, 30.0, 0.0)
    return upper, TextBox((middle, foot_px), length, 30.0, 0.0)


@pytest.mark.parametrize(
    ("right_px", "foot_px", "expected"),
    [
        (1183.8, 786.0, (0, 0, 0, 0)),
        (1250.0, 786.0, (0, 6.6, 0, 0)),
        (1183.8, 860.0, (0, 0, 7.4, 0)),
        (1117.6, 786.0, (0, 0, 0, 6.6)),
        (1183.8, 686.0, (10.0, 0, 0, 0)),
    ],
    ids=["whole", "right", "lower", "left", "upper"],
)
def test_a_zone_tells_how_far_its_page_leaves_the_picture(
    right_px: float, foot_px: float, expected: tuple[float, ...]
) -> None:
    page = zone_page(_zone(right_px, foot_px), 44, PAGE_MM["TD3"])
    assert beyond_mm(page, 1250, 880) == pytest.approx(expected, abs=0.2)


def test_the_place_of_a_zone_holds_its_lines() -> None:
    lines = _zone(1183.8, 786.0)
    inside = zone_place(lines).shares_inside([box.centre for box in lines])
    assert inside.all()


def test_usual_places_lie_on_the_document_one_above_the_other() -> None:
    document = _as_document(_page())
    portrait, foot = place_of_portrait(document), foot_of_page(document)
    assert portrait.points[:, 1].max() < foot.points[:, 1].min()
    assert foot.points[:, 1].max() == pytest.approx(540)
