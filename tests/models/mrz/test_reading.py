"""Zones read from drawn documents: every format, every way up, and none where there is none."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from models.mrz.reading import ZoneReader
from models.mrz.zone_reading import ZoneReading
from samples.camera import Rgb
from samples.identity import Kind, identity_document, wrong_digits
from samples.identity_sheet import Drawn
from tests.models.mrz.zones import BY_NAME, TD3, decoded_lines

DPI = 150.0
SEED = 13
#: Kind of document, side with the zone, format.
KINDS: tuple[tuple[Kind, int, str], ...] = (
    ("passport", 0, "TD3"),
    ("id-card", 1, "TD1"),
    ("td2-card", 0, "TD2"),
    ("visa-a", 0, "MRVA"),
    ("visa-b", 0, "MRVB"),
    ("french-card", 0, "FRA-ID"),
    ("french-licence", 0, "FRA-DL"),
)


@cache
def drawn(kind: Kind, side: int = 0) -> Drawn:
    return identity_document(SEED, kind, dpi=DPI)[side]


def zones(rgb: Rgb) -> tuple[ZoneReading, ...]:
    return ZoneReader(np.ascontiguousarray(rgb)).zones()


@pytest.mark.parametrize(("kind", "side", "name"), KINDS, ids=[name for *_, name in KINDS])
def test_every_format_is_read(kind: Kind, side: int, name: str) -> None:
    picture = drawn(kind, side)
    (reading,) = zones(picture.rgb)
    assert picture.mrz is not None
    assert reading.layout.name == name
    assert reading.lines == picture.mrz.lines
    assert reading.proof.is_green


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_whichever_way_up(quarters: int) -> None:
    picture = drawn("passport")
    (reading,) = zones(np.rot90(picture.rgb, -quarters))
    assert picture.mrz is not None
    assert reading.lines == picture.mrz.lines
    turn = np.degrees(reading.boxes[0].angle) % 360
    assert abs((turn - 90 * quarters + 180) % 360 - 180) < 3


def test_boxes_lie_on_the_printed_lines() -> None:
    picture = drawn("passport")
    (reading,) = zones(picture.rgb)
    for box, mark in zip(reading.boxes, picture.of_kind("mrz"), strict=True):
        middle = np.mean(mark.quad, axis=0)
        assert np.hypot(*np.subtract(box.centre, middle)) < 2 * picture.px_per_mm
        assert box.length == pytest.approx(np.ptp(np.array(mark.quad)[:, 0]), rel=0.06)


def test_a_wrong_digit_as_printed_is_reported_and_not_mended() -> None:
    (picture,) = identity_document(SEED, "passport", dpi=DPI, faults=wrong_digits("birth"))
    (reading,) = zones(picture.rgb)
    assert picture.mrz is not None
    assert reading.lines == picture.mrz.lines
    assert reading.proof.checks["birth_date"] == "fail"
    assert reading.proof.corrections == ()


@pytest.mark.parametrize("kind", ["letter", "bank-card"])
def test_no_zone_where_there_is_none(kind: Kind) -> None:
    assert zones(drawn(kind).rgb) == ()


def test_an_empty_picture_has_no_zone() -> None:
    assert zones(np.full((400, 600, 3), 255, np.uint8)) == ()


def test_certainty_is_whole_where_a_digit_proves_the_field() -> None:
    (reading,) = zones(drawn("passport").rgb)
    assert reading.certainty_of("number") == 1.0
    assert 0.3 < reading.certainty_of("names") <= 1.0


def test_a_field_without_a_digit_is_as_certain_as_its_least_clear_character() -> None:
    layout = BY_NAME["TD3"]
    decoded = decoded_lines(layout, TD3, {(0, 6): {"R": 0.7, "K": 0.3}})
    (model,) = zones(drawn("passport").rgb)
    reading = ZoneReading(layout, decoded, model.proof, model.boxes, -0.01)
    assert reading.certainty_of("names") == pytest.approx(0.7, abs=0.01)


def test_a_hole_in_both_lines_does_not_make_them_a_zone_of_another_format() -> None:
    picture = drawn("passport")
    rgb = picture.rgb.copy()
    across = np.array([mark.quad for mark in picture.of_kind("mrz")]).reshape(-1, 2)
    left, top = across.min(axis=0)
    right, bottom = across.max(axis=0)
    first, last = (round(left + share * (right - left)) for share in (0.4, 0.58))
    rgb[round(top) - 8 : round(bottom) + 8, first:last] = 255
    assert {reading.layout.name for reading in zones(rgb)} <= {"TD3"}


def test_a_name_of_which_a_part_is_hidden_is_marked_as_doubtful() -> None:
    picture = drawn("passport")
    rgb = picture.rgb.copy()
    (left, top), _, (_, bottom), _ = np.array(picture.of_kind("mrz")[0].quad).round().astype(int)
    pitch = (np.array(picture.of_kind("mrz")[0].quad)[1, 0] - left) / 44
    rgb[top - 8 : bottom + 4, round(left + 9 * pitch) : round(left + 11 * pitch)] = 255
    (reading,) = zones(rgb)
    assert "names" in reading.doubtful
    assert "number" not in reading.doubtful
