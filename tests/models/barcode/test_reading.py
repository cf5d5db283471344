from __future__ import annotations

import time

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.barcode.reading import read_barcodes
from models.barcode.symbol import SYMBOLOGIES, Format
from samples.identity import identity_picture
from samples.identity_barcode import aamva_text, pdf417_picture
from samples.identity_people import invented_holder
from tests.accuracy.worn_barcodes import Wear, worn

Rgb = npt.NDArray[np.uint8]
TEXT = aamva_text(invented_holder(5, "plain"), "ON", 8)


def symbol_picture(kind: Format, text: str, scale: int = 4) -> Rgb:
    symbol = zxingcpp.create_barcode(text, SYMBOLOGIES[kind])
    grey = np.array(zxingcpp.write_barcode_to_image(symbol, scale=scale), np.uint8)
    return np.repeat(np.pad(grey, 30, constant_values=255)[..., None], 3, axis=2)


def card(symbol: Rgb, at: tuple[int, int], size: tuple[int, int]) -> Rgb:
    picture = np.full((*size, 3), 230, np.uint8)
    picture[at[0] : at[0] + symbol.shape[0], at[1] : at[1] + symbol.shape[1]] = symbol
    return picture


@pytest.mark.parametrize("kind", ["PDF417", "QRCode", "DataMatrix", "Aztec", "Code128", "Code39"])
def test_each_symbology_is_read(kind: Format) -> None:
    reading = read_barcodes(symbol_picture(kind, "SPECIMEN 12345"))
    assert [(one.format, one.untrusted_text) for one in reading.barcodes] == [
        (kind, "SPECIMEN 12345")
    ]
    assert reading.is_complete


def test_polygon_lies_on_the_symbol() -> None:
    symbol = pdf417_picture(TEXT, 2)
    height, width = symbol.shape[:2]
    (found,) = read_barcodes(card(symbol, (100, 60), (height + 300, width + 200))).barcodes
    assert found.untrusted_text == TEXT
    expected = [(60, 100), (60 + width, 100), (60 + width, 100 + height), (60, 100 + height)]
    assert np.abs(np.subtract(found.polygon, expected)).max() < 12
    assert abs(found.turned_degrees) < 1
    assert found.error_correction.endswith("%")
    assert found.unused_correction == pytest.approx(1.0)


@pytest.mark.parametrize("degrees", [7.0, 33.0, 90.0, 140.0, 180.0, -75.0])
def test_turned_symbol_is_read_and_placed(degrees: float) -> None:
    symbol = pdf417_picture(TEXT, 2)
    height, width = symbol.shape[:2]
    side = int(np.hypot(height, width)) + 80
    upright = card(symbol, ((side - height) // 2, (side - width) // 2), (side, side))
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), -degrees, 1.0)
    turned = cv2.warpAffine(upright, turn, (side, side), borderValue=(230, 230, 230))
    (found,) = read_barcodes(np.asarray(turned, np.uint8)).barcodes
    assert found.untrusted_text == TEXT
    left, top = (side - width) / 2, (side - height) / 2
    corners = np.array([(left, top), (left + width, top), (left + width, top + height)])
    expected = corners @ turn[:, :2].T + turn[:, 2]
    assert np.abs(np.array(found.polygon)[:3] - expected).max() < 16
    assert abs((found.turned_degrees - degrees + 180) % 360 - 180) < 2


@pytest.mark.parametrize(
    "wear", ["turned", "tilted", "small", "blurred", "noisy", "shadowed", "faded"]
)
def test_worn_symbol_is_read(wear: Wear) -> None:
    picture = worn(pdf417_picture(TEXT, 3), wear, np.random.default_rng(11))
    texts = [one.untrusted_text for one in read_barcodes(picture, time_limit_s=20).barcodes]
    assert texts == [TEXT]


def test_two_symbols_and_the_same_one_twice() -> None:
    code = symbol_picture("QRCode", "one")
    other = symbol_picture("DataMatrix", "two")
    side = max(code.shape[0], other.shape[0]) + 20
    picture = np.full((side, 3 * side, 3), 255, np.uint8)
    for place, symbol in enumerate((code, other, code)):
        picture[: symbol.shape[0], place * side : place * side + symbol.shape[1]] = symbol
    found = read_barcodes(picture).barcodes
    assert sorted(one.untrusted_text for one in found) == ["one", "one", "two"]


def test_a_symbol_on_lined_ground_is_read() -> None:
    """The ground's own lines hide where the symbol lies."""
    picture = identity_picture(306, "driver-licence")
    assert [one.format for one in read_barcodes(picture.rgb).barcodes] == ["PDF417"]


def test_a_picture_without_symbols(astronaut: Rgb) -> None:
    reading = read_barcodes(astronaut)
    assert reading.barcodes == ()
    assert reading.is_complete


def test_unread_area_is_counted_and_the_time_kept() -> None:
    symbol = pdf417_picture(TEXT, 3)
    # The data columns mirrored one by one: bars as before, but no word of the code.
    scrambled = symbol.copy()
    scrambled[:, 120:-120] = symbol[:, -121:119:-1]
    height, width = symbol.shape[:2]
    picture = card(scrambled, (60, 60), (height + 200, width + 120))
    start_s = time.monotonic()
    reading = read_barcodes(picture, time_limit_s=0.0)
    assert time.monotonic() - start_s < 5.0
    assert reading.barcodes == ()
    assert reading.unread_areas == 1
    assert not reading.is_complete


def test_control_characters_are_kept_apart() -> None:
    (found,) = read_barcodes(symbol_picture("QRCode", "a\x1b[31m\u202eb\r\nc")).barcodes
    assert found.untrusted_text == "a\x1b[31m\u202eb\r\nc"
    assert found.printable == "a\ufffd[31m\ufffdb\nc"


def test_utf_8_of_careless_issuers() -> None:
    symbol = zxingcpp.create_barcode("RUE DÉSIRÉE".encode(), zxingcpp.BarcodeFormat.PDF417)
    grey = np.array(zxingcpp.write_barcode_to_image(symbol, scale=3), np.uint8)
    (found,) = read_barcodes(np.repeat(grey[..., None], 3, axis=2)).barcodes
    assert found.untrusted_text == "RUE DÉSIRÉE"


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (3, 40), (40, 3)])
def test_odd_shapes(shape: tuple[int, int]) -> None:
    assert read_barcodes(np.zeros((*shape, 3), np.uint8)).barcodes == ()


@settings(max_examples=25, deadline=None)
@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60), st.just(3))))
def test_any_picture_is_answered(picture: Rgb) -> None:
    assert read_barcodes(picture, time_limit_s=0.5).unread_areas >= 0
