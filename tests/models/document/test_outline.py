"""Documents are found where they lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from models.document.outline import find_outlines
from models.document.outline_edges import measured_edges
from models.document.quad import Quad, shared
from models.document.scale import measure_scale
from models.document.straighten import straighten
from models.document.zone_page import zone_page
from models.text.detection import find_text_boxes
from models.text.geometry import TextBox
from samples.identity import Taken, identity_specimen
from samples.identity_camera import CameraLook

STRAIGHT = ((240, 200), (960, 200), (960, 654), (240, 654))
ASKEW = ((300, 120), (1010, 260), (930, 720), (220, 560))
OBLIQUE = ((330, 230), (900, 215), (1010, 660), (205, 640))
UPPER = ((300, 60), (880, 60), (880, 426), (300, 426))
LOWER = ((300, 470), (880, 470), (880, 836), (300, 836))


def corner_error(quad: Quad, truth: Any) -> float:
    """Mean distance of the corners in percent of the diagonal, wherever naming begins."""
    off = min(float(np.hypot(*(quad.turned(turn).points - truth).T).mean()) for turn in range(4))
    return 100 * off / Quad.of(truth).diagonal_px


@pytest.mark.parametrize(
    "corners", [STRAIGHT, ASKEW, OBLIQUE], ids=["straight", "askew", "oblique"]
)
def test_corners_are_found(lay_cards: Callable[..., Any], corners: Any) -> None:
    scene = lay_cards(corners)
    (outline,) = find_outlines(scene.rgb, scene.text)
    assert corner_error(outline.quad, scene.cards[0]) < 0.5
    assert outline.source == "edges"
    assert outline.edges_inside == (True, True, True, True)
    assert min(edge.seen for edge in outline.edges) > 0.9


def test_two_cards_are_two_outlines(lay_cards: Callable[..., Any]) -> None:
    scene = lay_cards(UPPER, LOWER)
    outlines = find_outlines(scene.rgb, scene.text)
    assert len(outlines) == 2
    for truth in scene.cards:
        assert min(corner_error(outline.quad, truth) for outline in outlines) < 0.5


@pytest.mark.parametrize("seed", [3, 7, 8])
def test_the_back_of_a_licence_among_papers_is_not_its_barcode(seed: int) -> None:
    look = CameraLook(px_per_mm=8.0, turn_deg=3.0, tilt=0.15, clutter=0.7)
    rgb, label = identity_specimen(seed, "driver-licence", Taken(sides="back", look=look))
    barcodes = [Quad.of(corners) for corners in label["truth"]["barcode_boxes"]]
    outline = find_outlines(rgb, find_text_boxes(rgb, 736), (), barcodes, (85.6, 54.0))[0]
    assert corner_error(outline.quad, np.array(label["truth"]["sides"][0]["corners"])) < 1


def test_a_card_beyond_the_border_is_not_inside(lay_cards: Callable[..., Any]) -> None:
    scene = lay_cards(((500, 200), (1360, 200), (1360, 742), (500, 742)))
    text = []
    for box in scene.text:
        start = box.centre[0] - box.length / 2
        middle = ((start + 1190) / 2, box.centre[1])
        text.append(TextBox(middle, 1190 - start, box.height, box.angle))
    (outline,) = find_outlines(scene.rgb, text)
    assert outline.edges_inside.count(False) == 1
    assert np.ptp(outline.quad.points[:, 0]) == pytest.approx(700, abs=12)


def test_without_edges_the_picture_is_the_document() -> None:
    plain = np.full((600, 800, 3), 190, np.uint8)
    (outline,) = find_outlines(plain)
    assert (outline.source, outline.confidence) == ("picture", 0.0)
    assert not any(outline.edges_inside)
    assert outline.quad == Quad.rectangle(0, 0, 800, 600)


@pytest.mark.parametrize("size", [(1, 1), (9, 300), (300, 9)])
def test_pictures_of_any_size_have_an_outline(size: tuple[int, int]) -> None:
    assert len(find_outlines(np.zeros((*size, 3), np.uint8))) == 1


def test_a_finger_over_an_edge_is_a_gap_of_skin(lay_cards: Callable[..., Any]) -> None:
    scene = lay_cards(STRAIGHT)
    covered = scene.rgb.copy()
    cv2.line(covered, (600, 640), (600, 899), (214, 160, 130), 110)
    quad = Quad.of(STRAIGHT)
    inside = (False, False, False, False)
    free = measured_edges(scene.rgb, quad, inside)
    lower = measured_edges(covered, quad, inside)[2]
    assert not any(edge.gaps for edge in free)
    (gap,) = lower.gaps
    assert gap.share == pytest.approx(110 / 720, abs=0.04)
    assert gap.skin > 0.9


def test_a_zone_foretells_its_page() -> None:
    scale = 8.0
    lines = [
        TextBox((62.5 * scale, (88 - above) * scale), 44 * 2.54 * scale, 4 * scale, 0.0)
        for above in (15.75, 9.4)
    ]
    page = zone_page(lines, 44, (125.0, 88.0))
    right = np.array([(0, 0), (1000, 0), (1000, 704), (0, 704)])
    assert np.abs(page.quad.points - right).max() < 2
    assert page.px_per_mm == pytest.approx(scale)
    assert page.misfit_mm(right) == 0
    assert page.misfit_mm(right - [0, 80]) > 5


def test_straightening_leads_there_and_back(lay_cards: Callable[..., Any]) -> None:
    scene = lay_cards(OBLIQUE)
    outline = find_outlines(scene.rgb, scene.text)[0]
    document = straighten(scene.rgb, outline, scene.text)
    assert document.oriented_by == "text"
    # The card's own corners are the crop's, from the upper left on.
    there = np.array(document.on_upload([(0, 0), (document.rgb.shape[1], 0)]))
    assert np.abs(there - scene.cards[0][:2]).max() < 6
    points = [(10.0, 20.0), (300.0, 150.0)]
    assert np.allclose(document.on_crop(document.on_upload(points)), points, atol=1e-3)


@pytest.mark.parametrize("turns", range(4))
def test_print_is_brought_upright(lay_cards: Callable[..., Any], turns: int) -> None:
    scene = lay_cards(STRAIGHT)
    height, width = scene.rgb.shape[:2]
    picture = np.ascontiguousarray(np.rot90(scene.rgb, turns))
    centre, middle = np.array([width, height]) / 2, np.array(picture.shape[1::-1]) / 2
    angle = -turns * np.pi / 2
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    text = []
    for box in scene.text:
        x, y = turn @ (np.array(box.centre) - centre) + middle
        # As the detector gives them: the angle between -90 and 90 degrees, heads or tails.
        way = (box.angle + angle + np.pi / 2) % np.pi - np.pi / 2
        text.append(TextBox((float(x), float(y)), box.length, box.height, float(way)))
    document = straighten(picture, find_outlines(picture, text)[0], text)
    first = turn @ (np.array(STRAIGHT[0]) - centre) + middle
    assert np.hypot(*(np.array(document.on_upload([(0, 0)])[0]) - first)) < 8


def test_scale_of_a_card_of_known_size(lay_cards: Callable[..., Any]) -> None:
    scene = lay_cards(STRAIGHT)
    outline = find_outlines(scene.rgb, scene.text)[0]
    assert measure_scale(outline) is None
    scale = measure_scale(outline, size_mm=(85.6, 54.0))
    assert scale is not None
    assert scale.value == pytest.approx(720 / 85.6, rel=0.01)
    assert scale.low < scale.value < scale.high


def test_shared_area_counts_the_smaller() -> None:
    large, inner = Quad.rectangle(0, 0, 100, 100), Quad.rectangle(10, 10, 40, 40)
    assert shared(large, inner) == shared(inner, large) == 1.0
    assert shared(large, Quad.rectangle(200, 0, 300, 50)) == 0.0
    assert shared(large, Quad.rectangle(75, 0, 125, 100)) == pytest.approx(0.5, abs=0.05)
