from __future__ import annotations

import math
import time

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from models.mrz.reading import ZoneReader
from models.text.geometry import TextBox
from models.text.line_pieces import whole_lines
from models.text.line_text import decoded_line
from models.text.networks import recognised_characters
from models.text.reading import read_printed_text
from samples.identity import Taken, identity_specimen
from samples.identity_sheet import Sheet

Rgb = npt.NDArray[np.uint8]
LINES = ("Surname / Nom", "TREMBLAY-GAGNON", "Given names / Prénoms", "MARIE ÈVE", "12 AUG 1974")


@pytest.fixture(scope="module")
def page() -> Rgb:
    """Five lines on white paper of 85 x 54 mm at 250 dpi."""
    sheet = Sheet(85.6, 54.0, 250.0)
    sheet.rectangle((0, 0, 85.6, 54), (255, 255, 255))
    for at, text in enumerate(LINES):
        sheet.text((8, 10 + 8 * at), text, 3.2, "plain")
    return sheet.pixels()


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_every_line_is_read_whichever_way_up(page: Rgb, quarter_turns: int) -> None:
    turned = np.ascontiguousarray(np.rot90(page, quarter_turns))
    text = read_printed_text(turned)
    assert [line.text for line in text.lines] == list(LINES)
    off = (math.degrees(text.angle) + 90 * quarter_turns + 180) % 360 - 180
    assert abs(off) < 2
    assert min(line.confidence for line in text.lines) > 0.9
    assert text.unread == 0


def test_a_slanted_page_is_read(page: Rgb) -> None:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 17.0, 0.8)
    slanted = np.asarray(
        cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255)), np.uint8
    )
    text = read_printed_text(slanted)
    assert {line.text for line in text.lines} == set(LINES)
    assert math.degrees(text.angle) == pytest.approx(-17, abs=2)


def test_two_sides_that_lie_differently_are_both_read(page: Rgb) -> None:
    both = np.concatenate([page, page, np.ascontiguousarray(page[::-1, ::-1])])
    texts = [line.text for line in read_printed_text(both).lines]
    assert texts.count("TREMBLAY-GAGNON") == 3
    assert texts.count("Given names / Prénoms") == 3


def test_small_print_on_a_large_sheet_is_read(page: Rgb) -> None:
    sheet = np.full((2900, 2100, 3), 255, np.uint8)
    sheet[1400 : 1400 + page.shape[0], 300 : 300 + page.shape[1]] = page
    text = read_printed_text(sheet)
    assert [line.text for line in text.lines] == list(LINES)
    first = text.lines[0].box
    assert 300 < first.centre[0] - first.length / 2 < 420
    assert 1400 < first.centre[1] < 1530


def test_a_part_of_a_line_stands_where_its_characters_do(page: Rgb) -> None:
    line = next(line for line in read_printed_text(page).lines if line.text == LINES[0])
    word = line.part(10, 13)
    assert word.text == "Nom"
    assert len(word.certainties) == len(word.places) == 3
    assert word.box.centre[0] > line.box.centre[0] + 0.2 * line.box.length
    assert word.box.length < 0.4 * line.box.length
    again = line.part(0, len(line.text))
    assert again.box.centre[0] == pytest.approx(line.box.centre[0], abs=line.box.height / 2)


def test_known_lines_are_not_read_again() -> None:
    rgb, _ = identity_specimen(6, "td2-card", Taken("drawing"))
    (zone,) = ZoneReader(rgb).zones()
    with_zone = read_printed_text(rgb)
    without = read_printed_text(rgb, angle=zone.boxes[0].angle, known=zone.boxes)
    zone_lines = [line for line in with_zone.lines if "<" in line.text]
    assert len(zone_lines) == 2
    assert not any("<" in line.text for line in without.lines)
    assert len(without.lines) == len(with_zone.lines) - 2


def test_no_time_leaves_lines_unread_and_says_so(page: Rgb) -> None:
    text = read_printed_text(page, angle=0.0, time_limit_s=0.0)
    assert text.lines == ()
    assert text.unread == len(LINES)


@pytest.mark.parametrize("size", [(1, 1), (5, 900), (300, 300)])
def test_a_picture_without_print_has_no_lines(size: tuple[int, int]) -> None:
    assert read_printed_text(np.full((*size, 3), 200, np.uint8)).lines == ()


def test_noise_costs_no_more_than_the_limit() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (1500, 1500, 3), np.uint8)
    start_s = time.thread_time()
    read_printed_text(noise, time_limit_s=1.0)
    assert time.thread_time() - start_s < 5.0


def test_repeated_letters_need_a_blank_between() -> None:
    names = recognised_characters()
    steps = ["", "A", "A", "", "A", " ", "B", ""]
    seen = np.zeros((len(steps), len(names)), np.float32)
    for step, name in enumerate(steps):
        seen[step, names.index(name)] = 0.9
    line = decoded_line(seen)
    assert line.text == "AA B"
    assert line.places[0] == pytest.approx(2 / 8)
    assert line.certainties == pytest.approx([0.9] * 4)


def test_spaces_alone_are_no_text() -> None:
    names = recognised_characters()
    seen = np.zeros((4, len(names)), np.float32)
    seen[1:3, names.index(" ")] = 1.0
    seen[[0, 3], 0] = 1.0
    line = decoded_line(seen)
    assert (line.text, line.confidence) == ("", 0.0)


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (TextBox((205, 10), 100, 20, 0.0), 1),  # 5 px apart
        (TextBox((240, 10), 100, 20, 0.0), 2),  # a column apart
        (TextBox((205, 20), 100, 20, 0.0), 2),  # half a line lower
        (TextBox((205, 10), 100, 8, 0.0), 2),  # smaller print
        (TextBox((205, 10), 100, 20, math.pi / 2), 2),  # across
    ],
)
def test_only_pieces_of_one_line_are_joined(second: TextBox, count: int) -> None:
    lines = whole_lines([TextBox((100, 10), 100, 20, 0.0), second])
    assert len(lines) == count
    if count == 1:
        assert lines[0].length == pytest.approx(205)
        assert lines[0].centre == pytest.approx((152.5, 10))
