"""Where a zone says that its page lies, by the layouts of ICAO Doc 9303 parts 3 to 7.

The zone's characters lie 2.54 mm apart, its lines 6.35 mm; the lowest line's middle lies 9.4 mm
above the page's lower edge (7.1 mm where there are three lines), and the zone is in the middle
between left and right edge to within a few millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from models.document.quad import Points, Quad, homography, moved
from models.mrz.formats import FormatName
from models.text.geometry import TextBox

#: ICAO 9303-3, 4.2: pitch of the characters and distance of the lines.
PITCH_MM: Final = 2.54
LINE_STEP_MM: Final = 6.35
#: Middle of the lowest of two and of three lines above the page's lower edge.
LOWEST_OF_TWO_MM: Final = 9.4
LOWEST_OF_THREE_MM: Final = 7.1
#: Boxes of lines end beside their first and last character by a part of one.
_ENDS_MM: Final = 3.0
#: Printing of the zone may be off by so much, and pages are cut by a millimetre.
_ACROSS_MM: Final = 2.5

#: Width and height of the page: ISO/IEC 7810 ID-3, ID-1, ID-2; labels of 9303-7.
PAGE_MM: Final[dict[FormatName, tuple[float, float]]] = {
    "TD3": (125.0, 88.0),
    "TD1": (85.6, 54.0),
    "TD2": (105.0, 74.0),
    "MRVA": (120.0, 80.0),
    "MRVB": (105.0, 74.0),
    "FRA-ID": (105.0, 74.0),
    "FRA-DL": (85.6, 54.0),
}


class ReadZone(Protocol):
    """What is asked of a zone's reading; ``models.mrz.reading.ZoneReading`` has it."""

    @property
    def boxes(self) -> tuple[TextBox, ...]:
        """Its lines from top to foot, in the direction in which they are read."""


@dataclass(frozen=True, slots=True)
class ZonePage:
    """The page that a zone foretells.

    ``quad``: where it should lie, in pixels, exact near the zone and rough far from it under an
    oblique camera. ``size_mm``: width and height. ``line_ends``: (lines, 2, 2) left and right ends
    of the lines, pixels; ``ends_mm``: where they lie on the page. ``px_per_mm``: along the lines.
    """

    quad: Quad
    size_mm: tuple[float, float]
    line_ends: Points
    ends_mm: Points
    px_per_mm: float

    def misfit_mm(self, corners: npt.ArrayLike) -> float:
        """How far, in millimetres, the lines lie from their place if these are the page's corners.

        The mean over the ends; along the lines only what exceeds the margin left to issuers.
        """
        width, height = self.size_mm
        page = np.array([(0, 0), (width, 0), (width, height), (0, height)])
        there = moved(self.line_ends.reshape(-1, 2), homography(corners, page))
        off = np.abs(there - self.ends_mm.reshape(-1, 2))
        off -= np.array([_ENDS_MM, _ACROSS_MM])
        return float(np.hypot(*np.maximum(off, 0.0).T).mean())


def zone_page(boxes: Sequence[TextBox], line_length: int, size_mm: tuple[float, float]) -> ZonePage:
    """The page of a zone with so many characters a line on a page of that size."""
    count = len(boxes)
    width_mm, height_mm = size_mm
    half_mm = line_length * PITCH_MM / 2
    lowest = LOWEST_OF_THREE_MM if count > 2 else LOWEST_OF_TWO_MM
    down_mm = [height_mm - lowest - LINE_STEP_MM * (count - 1 - row) for row in range(count)]
    ends_mm = np.array(
        [[(width_mm / 2 - half_mm, row), (width_mm / 2 + half_mm, row)] for row in down_mm]
    )
    ends = np.array([_ends(box) for box in boxes])
    px_per_mm = float(np.median([box.length for box in boxes])) / (2 * half_mm)
    # One scale and one direction for the whole page: its lines are too close together to tell
    # how it narrows.
    along = np.mean([box.along for box in boxes], axis=0)
    along /= max(float(np.hypot(*along)), 1e-9)
    down = np.array([-along[1], along[0]])
    middle = ends.reshape(-1, 2).mean(axis=0)
    middle_mm = ends_mm.reshape(-1, 2).mean(axis=0)
    page = np.array([(0, 0), (width_mm, 0), (width_mm, height_mm), (0, height_mm)]) - middle_mm
    corners = middle + px_per_mm * (page[:, :1] * along + page[:, 1:] * down)
    return ZonePage(Quad.of(corners), size_mm, ends, ends_mm, px_per_mm)


def beyond_mm(page: ZonePage, width_px: int, height_px: int) -> tuple[float, float, float, float]:
    """How far the middles of the page's sides lie outside of a picture, by the zone alone.

    In millimetres, 0 for a side inside: upper, right, lower and left of the page as it is read.
    """
    corners = page.quad.points
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    last = np.array([width_px, height_px])
    upper, right, lower, left = np.maximum(-middles, middles - last).max(axis=1).tolist()
    scale = max(page.px_per_mm, 1e-6)
    return (
        max(0.0, upper) / scale,
        max(0.0, right) / scale,
        max(0.0, lower) / scale,
        max(0.0, left) / scale,
    )


def zone_place(boxes: Sequence[TextBox]) -> Quad:
    """All lines of a zone together; ``boxes``: from top to foot, as they are read."""
    (first, second, _, _), (_, _, third, fourth) = boxes[0].corners, boxes[-1].corners
    return Quad.of([first, second, third, fourth])


def page_of(zone: ReadZone, format_name: FormatName, line_length: int) -> ZonePage | None:
    """The page of a zone that was read; None where it has no lines."""
    return zone_page(zone.boxes, line_length, PAGE_MM[format_name]) if zone.boxes else None


def _ends(box: TextBox) -> tuple[tuple[float, float], tuple[float, float]]:
    x, y = box.centre
    across, down = (part * box.length / 2 for part in box.along)
    return (x - across, y - down), (x + across, y + down)
