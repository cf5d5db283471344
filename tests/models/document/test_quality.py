"""Faults of a picture move the measure that is meant to show them, and no other change does."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.document.colour_cast import measure_document_colour
from models.document.document_glare import measure_document_glare
from models.document.document_recapture import measure_document_recapture
from models.document.document_shadow import measure_document_shadow
from models.document.mirrored import measure_mirroring
from models.document.portrait import find_portrait
from models.document.quad import Quad
from models.document.straighten import StraightDocument
from models.document.text_sharpness import measure_text_sharpness
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]
Lines = tuple[TextBox, ...]


def as_document(rgb: Rgb) -> StraightDocument:
    """A picture that is nothing but the document."""
    return StraightDocument(rgb, np.eye(3), np.eye(3), "nothing")


def lit(rgb: npt.ArrayLike, factor: Any) -> Rgb:
    return np.asarray(np.clip(np.round(np.asarray(rgb) * factor), 0, 255), np.uint8)


def blurred(rgb: Rgb, spread_px: float) -> Rgb:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), spread_px), np.uint8)


def with_spot(rgb: Rgb, middle: tuple[int, int], radius: float) -> Rgb:
    """A reflection: bleached in the middle, soft around it."""
    rows, columns = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]]
    distance = np.hypot(columns - middle[0], rows - middle[1]) / radius
    added = 330 * np.exp(-(distance**4)) + 30 * np.exp(-(distance**2) / 4)
    return np.asarray(np.clip(rgb + added[..., None], 0, 255), np.uint8)


def test_blur_widens_the_edges_of_print(card: Rgb, card_lines: Lines) -> None:
    widths = []
    for spread in (0.5, 1.5, 3.0):
        seen = measure_text_sharpness(blurred(card, spread), card_lines)
        assert seen is not None
        widths.append((seen.median_px, seen.worst_of_height))
    assert widths == sorted(widths)
    assert widths[2][0] > 1.6 * widths[0][0]


@pytest.mark.parametrize(
    ("name", "change"),
    [("dimmed", lambda rgb: lit(rgb, 0.45)), ("faint print", lambda rgb: lit(rgb, 0.4) + 130)],
)
def test_light_and_contrast_leave_the_width(
    card: Rgb, card_lines: Lines, name: str, change: Any
) -> None:
    soft = blurred(card, 1.2)
    before = measure_text_sharpness(soft, card_lines)
    after = measure_text_sharpness(change(soft).astype(np.uint8), card_lines)
    assert before is not None
    assert after is not None
    assert after.median_px == pytest.approx(before.median_px, rel=0.08)


def test_noise_leaves_the_width(card: Rgb, card_lines: Lines) -> None:
    soft = blurred(card, 1.2)
    noise = np.random.default_rng(3).normal(0, 6, card.shape)
    before = measure_text_sharpness(soft, card_lines)
    after = measure_text_sharpness(lit(soft + noise, 1.0), card_lines)
    assert before is not None
    assert after is not None
    assert after.median_px == pytest.approx(before.median_px, rel=0.12)
    assert after.noise > 3 > before.noise


@pytest.mark.parametrize("kernel", [np.full((1, 9), 1 / 9), np.eye(7) / 7, np.eye(7)[::-1] / 7])
def test_movement_blurs_one_direction(card: Rgb, card_lines: Lines, kernel: Any) -> None:
    still, moved = (
        measure_text_sharpness(np.asarray(rgb, np.uint8), card_lines)
        for rgb in (card, cv2.filter2D(card, -1, kernel))
    )
    assert still is not None
    assert moved is not None
    assert moved.direction_ratio > 1.4 * still.direction_ratio


def test_mirrored_print_is_read_when_turned_over(card: Rgb, card_lines: Lines) -> None:
    centre = card.shape[1] / 2
    over = tuple(
        TextBox((2 * centre - box.centre[0], box.centre[1]), box.length, box.height, box.angle)
        for box in card_lines
    )
    own = measure_mirroring(card, card_lines)
    mirrored = measure_mirroring(np.ascontiguousarray(card[:, ::-1]), over)
    assert own is not None
    assert mirrored is not None
    assert own.as_seen > own.turned_over + 0.1
    assert mirrored.turned_over > mirrored.as_seen + 0.1
    assert mirrored.turned_over == pytest.approx(own.as_seen, abs=0.03)
    assert measure_mirroring(card, [TextBox((100.0, 90.0), 60.0, 40.0, 0.0)]) is None


def test_millimetres_need_a_scale(card: Rgb, card_lines: Lines) -> None:
    without = measure_text_sharpness(card, card_lines)
    scaled = measure_text_sharpness(card, card_lines, px_per_mm=10.0)
    assert without is not None
    assert scaled is not None
    assert without.median_mm is None
    assert scaled.median_mm == pytest.approx(scaled.median_px / 10)


def test_no_print_has_no_sharpness(card_lines: Lines) -> None:
    plain = np.full((540, 856, 3), 200, np.uint8)
    assert measure_text_sharpness(plain, card_lines) is None
    assert measure_text_sharpness(plain, ()) is None


def test_a_reflection_is_found_and_placed(card: Rgb, card_lines: Lines) -> None:
    glare = measure_document_glare(
        as_document(with_spot(card, (300, 230), 90)),
        card_lines,
        [Quad.rectangle(280, 210, 320, 250)],
    )
    (spot,) = glare.spots
    assert spot.quad.shares_inside([(300, 230)])[0]
    assert 0.02 < glare.share < 0.1
    assert glare.print_share > glare.share
    assert glare.area_shares == (1.0,)
    assert max(glare.line_shares) > 0.1
    assert glare.line_shares[5] == 0.0


def test_white_print_and_white_paper_are_no_reflection(card: Rgb, card_lines: Lines) -> None:
    printed = card.copy()
    cv2.rectangle(printed, (500, 300), (800, 480), (255, 255, 255), -1)
    paper = np.where(card > 150, 255, card).astype(np.uint8)
    for rgb in (card, printed, paper):
        assert measure_document_glare(as_document(rgb), card_lines).share == 0.0


def test_a_shadow_darkens_the_ground_of_some_lines(card: Rgb, card_lines: Lines) -> None:
    half = np.ones((540, 856, 1))
    half[:, 420:] = 0.5
    even, shaded = (measure_document_shadow(rgb, card_lines) for rgb in (card, lit(card, half)))
    assert even is not None
    assert shaded is not None
    assert even.ratio > 0.9
    assert shaded.ratio < 0.35
    assert shaded.crossed[0].ratio < 0.35 < even.crossed[0].ratio


def test_a_dimmer_lamp_is_no_shadow(card: Rgb, card_lines: Lines) -> None:
    dim = measure_document_shadow(lit(card, 0.5), card_lines)
    assert dim is not None
    assert dim.ratio > 0.9
    assert measure_document_shadow(card, card_lines[:2]) is None


def test_colours_of_the_lamp_and_of_a_copy(card: Rgb, card_lines: Lines) -> None:
    orange = lit(card, np.array((1.1, 1.0, 0.7)))
    luma = cv2.cvtColor(card, cv2.COLOR_RGB2GRAY)
    grey = np.asarray(np.repeat(luma[..., None], 3, axis=2), np.uint8)
    own, warm, none = (
        measure_document_colour(rgb, as_document(rgb), card_lines) for rgb in (card, orange, grey)
    )
    assert warm.ground_b > own.ground_b + 10
    assert warm.cast > own.cast
    assert none.chroma < 1 < own.chroma


def test_the_largest_face_is_the_portrait(astronaut: Rgb) -> None:
    page = np.full((540, 856, 3), 215, np.uint8)
    face = np.ascontiguousarray(astronaut[:400, 60:380])
    page[120:420, 40:280] = cv2.resize(face, (240, 300), interpolation=cv2.INTER_AREA)
    page[300:420, 700:796] = cv2.resize(face, (96, 120), interpolation=cv2.INTER_AREA)
    portrait = find_portrait(as_document(page))
    assert portrait is not None
    assert Quad.rectangle(40, 120, 280, 420).shares_inside([portrait.face.points.mean(axis=0)])[0]
    assert portrait.bright_share < 0.2
    dark = find_portrait(as_document(lit(page, 0.4)))
    assert dark is not None
    assert dark.luma < 0.6 * portrait.luma


def test_a_card_without_a_face_has_no_portrait(card: Rgb) -> None:
    assert find_portrait(as_document(card)) is None


def test_a_screen_s_grid_stands_out(card: Rgb) -> None:
    rows, columns = np.mgrid[0:540, 0:856]
    grid = 14 * (np.sin(columns * 2 * np.pi / 5.3 + rows * 0.4) + np.sin(rows * 2 * np.pi / 5.1))
    noise = np.random.default_rng(2).normal(0, 3, card.shape)
    plain, screen = lit(card + noise, 1.0), lit(card + noise + grid[..., None], 1.0)
    own, seen = (measure_document_recapture(rgb, as_document(rgb)) for rgb in (plain, screen))
    assert own is not None
    assert seen is not None
    assert seen.peak > own.peak + 2
    assert measure_document_recapture(card[:200], as_document(card[:200])) is None
