"""Finding and decoding the barcodes of a picture, with more patience where one is seen to be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from models.barcode.areas import CutOut, area_around, barcode_areas, reduced
from models.barcode.attempts import Attempt, attempts
from models.barcode.symbol import SYMBOLOGIES, Barcode, corners, merged, symbol_of

Rgb = npt.NDArray[np.uint8]
Grey = npt.NDArray[np.uint8]

#: An uploader waits for the answer; what has not opened after this opens seldom.
TIME_LIMIT_S = 2.0
#: The first look at a larger picture is at this size; areas are cut out of the full one. A sheet of
#: A4 at 300 dpi has 8.7 million: modules of 2 px in it do not outlast a reduction.
_FIRST_LOOK_PX = 9_000_000
#: A document has up to three; more are a sheet of labels, or an attack.
MAX_BARCODES = 24
#: Worth more attempts where seen broken; what looks like a broken QR code is mostly print.
_RETRIED = frozenset({"PDF417", "MicroPDF417"})
#: An area in which so many attempts do not even see a symbol holds none.
_ATTEMPTS_UNSEEN = 6
_ALL = zxingcpp.BarcodeFormats(list(SYMBOLOGIES.values()))
_RETRIED_FORMATS = zxingcpp.BarcodeFormats(
    [SYMBOLOGIES[name] for name in ("PDF417", "MicroPDF417", "Code128", "Code39")]
)
#: One threshold for the whole picture, and neighbourhoods that are wider by a third: name, scale,
#: binarizer. They take 20 ms a megapixel together.
_FURTHER_LOOKS: Final = (
    ("global-threshold", 1.0, zxingcpp.Binarizer.GlobalHistogram),
    ("reduced", 0.75, zxingcpp.Binarizer.LocalAverage),
)
_IDENTITY = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


@dataclass(frozen=True, slots=True)
class BarcodeReading:
    """``barcodes``: each symbol once, those of the first look first.

    ``unread_areas``: how many places look like a symbol that could not be decoded.
    ``is_complete``: False where the time limit ended the search.
    """

    barcodes: tuple[Barcode, ...]
    unread_areas: int
    is_complete: bool


def read_barcodes(rgb: Rgb, time_limit_s: float = TIME_LIMIT_S) -> BarcodeReading:
    """Find and decode every barcode of a picture. ``rgb``: (h, w, 3) uint8, upright.

    First looks at the whole picture; then, only where bars or a broken symbol are seen, the same
    area straightened, enlarged, sharpened and otherwise treated until it opens or the time is up.
    An attempt that has begun is finished. Nothing is raised, whatever the picture shows.
    """
    deadline_s = time.monotonic() + time_limit_s
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.uint8)
    symbols, broken = _first_look(grey)
    symbols = symbols or _further_looks(grey)
    unread, is_complete = 0, True
    for cut_out in _suspects(grey, symbols, broken):
        found: list[Barcode] = []
        is_seen = False
        for number, attempt in enumerate(attempts(cut_out)):
            if time.monotonic() > deadline_s:
                is_complete = False
                break
            found, is_broken = _found(attempt)
            is_seen = is_seen or is_broken
            if found or (number >= _ATTEMPTS_UNSEEN and not is_seen):
                break
        symbols += found
        unread += not found
        if not is_complete or len(symbols) >= MAX_BARCODES:
            break
    return BarcodeReading(tuple(merged(symbols)[:MAX_BARCODES]), unread, is_complete)


def _first_look(grey: Grey) -> tuple[list[Barcode], list[npt.NDArray[np.float64]]]:
    """The symbols that open at once, and the corners of those that were seen but did not."""
    scale = min(1.0, float(np.sqrt(_FIRST_LOOK_PX / grey.size)))
    look = reduced(grey, scale)
    back = _IDENTITY / scale
    symbols, broken = [], []
    for found in zxingcpp.read_barcodes(
        look, formats=_ALL, text_mode=zxingcpp.TextMode.Plain, return_errors=True
    ):
        symbol = symbol_of(found, back, "as-is")
        if symbol is None:
            continue
        if found.valid:
            symbols.append(symbol)
        elif symbol.format in _RETRIED:
            broken.append(corners(found.position) / scale)
    return merged(symbols), broken


def _further_looks(grey: Grey) -> list[Barcode]:
    """The symbols that the first look missed: lined wood or cloth around them misleads it."""
    for name, most_scale, binarizer in _FURTHER_LOOKS:
        scale = min(most_scale, float(np.sqrt(_FIRST_LOOK_PX / grey.size)))
        attempt = Attempt(name, reduced(grey, scale), binarizer, _IDENTITY / scale)
        found, _ = _found(attempt)
        if found:
            return found
    return []


def _suspects(
    grey: Grey, symbols: list[Barcode], broken: list[npt.NDArray[np.float64]]
) -> Iterator[CutOut]:
    """Areas to be tried again: bars first, since broken symbols are also seen in lines of text."""
    for cut_out in barcode_areas(grey):
        if not _holds_any(cut_out, symbols):
            yield cut_out
    for points in broken:
        around = area_around(grey, points)
        if around is not None and not _holds_any(around, symbols):
            yield around


def _holds_any(cut_out: CutOut, symbols: list[Barcode]) -> bool:
    """Whether a decoded symbol lies in the cut-out, which then needs no second look."""
    height, width = cut_out.grey.shape
    linear, shift = cut_out.to_picture[:, :2], cut_out.to_picture[:, 2]
    middles = [np.mean(symbol.polygon, axis=0) for symbol in symbols]
    inside = ((middle - shift) @ np.linalg.inv(linear).T for middle in middles)
    return any(0 <= x < width and 0 <= y < height for x, y in inside)


def _found(attempt: Attempt) -> tuple[list[Barcode], bool]:
    """The symbols that open, and whether one is at least seen."""
    found = zxingcpp.read_barcodes(
        attempt.grey,
        formats=_RETRIED_FORMATS,
        binarizer=attempt.binarizer,
        text_mode=zxingcpp.TextMode.Plain,
        try_downscale=False,
        return_errors=True,
    )
    symbols = (symbol_of(one, attempt.to_picture, attempt.name) for one in found if one.valid)
    return [symbol for symbol in symbols if symbol is not None], bool(found)
