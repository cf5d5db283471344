"""Paper in pictures of pages: turning, light, surroundings, grain."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.pdf.opening import open_pdf
from models.pdf.page_raster import Rgb, render_page
from models.pdf.paper import PaperLook, look_dpi, measure_paper
from samples.print_and_scan import photo_look, photographed_pdf, scan_look, scanned_pdf
from tests.models.pdf.small_pdfs import grey_page, printed_page


@pytest.fixture(scope="module")
def printed() -> Rgb:
    return printed_page()


def look_at(content: bytes) -> PaperLook:
    with open_pdf(content) as document:
        return measure_paper(render_page(document, 1, 100))


def turned(printed: Rgb, degrees: float) -> Rgb:
    small = cv2.resize(printed, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(small, turn, (width, height), borderValue=(255, 255, 255)))


@pytest.mark.parametrize("degrees", [-4.0, -1.5, -0.3, 0.0, 0.4, 2.0, 5.0])
def test_turning_is_measured_clockwise(printed: Rgb, degrees: float) -> None:
    measured = measure_paper(turned(printed, degrees)).skew_deg
    assert measured == pytest.approx(degrees, abs=0.12)


def test_a_blank_page_has_no_lines() -> None:
    paper = measure_paper(grey_page())
    assert paper.skew_deg is None
    assert (paper.marks, paper.noise_levels, paper.flat_share) == (0, 0.0, 1.0)


@pytest.mark.parametrize("level", [0, 1, 128, 255])
def test_pages_of_one_tone(level: int) -> None:
    assert measure_paper(grey_page(level)).lighting_fall == pytest.approx(0.0, abs=1e-6)


def test_more_grain_is_more_noise(printed: Rgb) -> None:
    quiet = replace(scan_look(0), codec="flate", dpi=100, noise_levels=1.0, cleanup=256)
    noisy = replace(quiet, noise_levels=4.0)
    measured = [look_at(scanned_pdf([printed], look, 0)).noise_levels for look in (quiet, noisy)]
    assert 0.2 < measured[0] < measured[1]


def test_uneven_light_is_a_fall(printed: Rgb) -> None:
    even = replace(photo_look(0), lighting=0.98)
    uneven = replace(even, lighting=0.6)
    falls = [look_at(photographed_pdf([printed], look, 0)).lighting_fall for look in (even, uneven)]
    assert falls[0] < 0.06
    assert falls[1] > 0.15


def test_the_desk_is_no_paper(printed: Rgb) -> None:
    look = replace(photo_look(1), fill=0.75, corner_shifts=((0, 0),) * 4, desk=(60, 50, 40))
    paper = look_at(photographed_pdf([printed], look, 1))
    assert paper.surround_share == pytest.approx(1 - 0.75**2, abs=0.08)
    assert paper.perspective_deg < 1.0


def test_a_tilted_camera_turns_opposite_edges(printed: Rgb) -> None:
    tilted = ((0.06, 0.0), (-0.06, 0.0), (0.0, 0.0), (0.0, 0.0))
    look = replace(photo_look(1), fill=0.8, corner_shifts=tilted, desk=(60, 50, 40))
    assert look_at(photographed_pdf([printed], look, 1)).perspective_deg > 4.0


def test_marks_behind_laid_over_text_are_left_out(printed: Rgb) -> None:
    small = turned(printed, 0.0)
    assert measure_paper(small).marks > 300
    assert measure_paper(small, [(0.0, 0.0, 1.0, 1.0)]).marks == 0


def test_posters_are_looked_at_coarsely() -> None:
    assert look_dpi(612, 792) == 100
    assert look_dpi(7200, 3600) == pytest.approx(13)
