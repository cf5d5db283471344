"""How a document's page is shown: upright, and cut to the document where its zone tells where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from checks.identity_facts import IdentityFacts, PlacedBarcode, PlacedField, PlacedZone
from models.mrz.formats import FormatName
from service.evidence.canvas import Point
from service.evidence.style import PAPER

Rgb = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]
#: Left, top, right, bottom in pixels of the straightened page.
Frame = tuple[float, float, float, float]

#: ICAO 9303-4 to -7 and ISO 7810: width and height of each format's document in mm.
_SIZES_MM: dict[FormatName, tuple[float, float]] = {
    "TD1": (85.6, 54.0),
    "TD2": (105.0, 74.0),
    "TD3": (125.0, 88.0),
    "MRVA": (120.0, 80.0),
    "MRVB": (105.0, 74.0),
    "FRA-ID": (105.0, 74.0),
    "FRA-DL": (85.6, 54.0),
}
#: Small cards have their zone on the back: the front with the portrait often lies above or below in
#: the same picture, so that as much again is shown there, in heights of the card.
_OTHER_SIDE: dict[FormatName, float] = {"TD1": 1.15}
#: ICAO 9303-3, 4.2: characters lie 2.54 mm apart; the zone is the lowest 23.2 mm of the document.
_CHARACTER_MM, _ZONE_MM = 2.54, 23.2
#: Ground shown around the document, in its heights: the zone tells its place by some mm only, and
#: an oblique camera draws the far edge narrower.
_MARGIN = 0.12
#: Turned by less, a picture is left as it is: resampling would cost sharpness for nothing.
_LEVEL_DEG = 0.3


@dataclass(frozen=True, slots=True)
class PageView:
    """``picture``: what is shown. ``reduction``: its pixels per native pixel of the page."""

    picture: Image.Image
    reduction: float
    _turned: Matrix
    _corner: tuple[float, float]

    def on_view(self, point: Point) -> Point:
        """Where a point of the page lies in the view, in native pixels."""
        x, y = self._turned @ (point[0], point[1], 1.0)
        return float(x) - self._corner[0], float(y) - self._corner[1]


def view_of(
    document: IdentityFacts,
    page: int,
    places: Iterable[dict[str, Any]],
    within_px: tuple[int, int],
) -> PageView:
    """One page (from 1) as it is shown; ``places``: findings' places that must be in the view."""
    rgb = document.pages[page - 1]
    zones = [zone for zone in document.zones if zone.page == page]
    turned, size = _turned(rgb, _angle(document, page))
    frame = _frame(document, page, zones, turned, list(places), size)
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    reduction = min(within_px[0] / width, within_px[1] / height)
    shown = max(1, round(width * reduction)), max(1, round(height * reduction))
    picture = Image.fromarray(_drawn(rgb, turned, frame, reduction, shown))
    return PageView(picture, reduction, turned, (frame[0], frame[1]))


def _angle(document: IdentityFacts, page: int) -> float:
    """Radians from the x axis to the reading direction: by zone, barcode or print, else 0."""
    for zone in document.zones:
        if zone.page == page:
            longest = max(zone.reading.boxes, key=lambda box: box.length)
            return longest.angle
    for found in document.barcodes:
        if found.page == page and found.barcode.format == "PDF417":
            (left, top), (right, foot) = found.barcode.polygon[:2]
            return math.atan2(foot - top, right - left)
    text = document.printed_text[page - 1]
    return text.angle if text.lines else 0.0


def _turned(rgb: Rgb, angle: float) -> tuple[Matrix, tuple[float, float]]:
    """The map that turns a page level, without losing a corner, and the size of what comes out."""
    height, width = rgb.shape[:2]
    if abs(math.degrees(math.remainder(angle, 2 * math.pi))) < _LEVEL_DEG:
        return np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), (width, height)
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = np.array([[cosine, sine], [-sine, cosine]])
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ turn.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = high - low
    return np.column_stack([turn, -low]), (float(size[0]), float(size[1]))


def _frame(
    document: IdentityFacts,
    page: int,
    zones: Sequence[PlacedZone],
    turned: Matrix,
    places: Sequence[dict[str, Any]],
    size: tuple[float, float],
) -> Frame:
    """The part that is shown: the documents of the zones and all places, else the whole page."""
    if not zones:
        return 0.0, 0.0, *size
    points = [point for place in places for point in place["points"]]
    placed: list[PlacedBarcode | PlacedField] = [*document.barcodes, *document.printed_fields]
    points += [
        point
        for found in placed
        if found.page == page
        for where in found.where
        for point in where.points
    ]
    frames = [_document_frame(zone, turned) for zone in zones]
    moved = [turned @ (x, y, 1.0) for x, y in points]
    frames += [(float(x), float(y), float(x), float(y)) for x, y in moved]
    left, top, right, bottom = np.array(frames).T
    return (
        max(0.0, float(left.min())),
        max(0.0, float(top.min())),
        min(size[0], float(right.max())),
        min(size[1], float(bottom.max())),
    )


def _document_frame(zone: PlacedZone, turned: Matrix) -> Frame:
    """Where the document of a zone lies, with some ground around it."""
    layout, boxes = zone.reading.layout, zone.reading.boxes
    length_px = float(np.mean([box.length for box in boxes]))
    px_per_mm = length_px / (layout.line_length * _CHARACTER_MM)
    width, height = (side * px_per_mm for side in _SIZES_MM[layout.name])
    x, y = np.mean([turned @ (*box.centre, 1.0) for box in boxes], axis=0)
    foot = float(y) + _ZONE_MM / 2 * px_per_mm
    margin = _MARGIN * height
    beyond = _OTHER_SIDE.get(layout.name, 0.0) * height
    return (
        float(x) - width / 2 - margin,
        foot - height - margin - beyond,
        float(x) + width / 2 + margin,
        foot + margin + beyond,
    )


def _drawn(rgb: Rgb, turned: Matrix, frame: Frame, reduction: float, shown: tuple[int, int]) -> Rgb:
    """The framed part, reduced before it is turned, because turning averages nothing."""
    scale = min(1.0, reduction)
    small = rgb
    if scale < 1.0:
        reduced = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = np.asarray(reduced, np.uint8)
    matrix = turned.copy()
    matrix[:, :2] *= reduction / scale
    matrix[:, 2] = (turned[:, 2] - frame[:2]) * reduction
    return np.asarray(
        cv2.warpAffine(small, matrix, shown, flags=cv2.INTER_LINEAR, borderValue=PAPER),
        np.uint8,
    )
