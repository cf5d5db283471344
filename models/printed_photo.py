"""The printed photo on a scanned sheet: the rectangle of its edges around the face.

A print on a flatbed shows as four straight edges at right angles whose sides have the proportion
of the photo. Each edge may be faint (light grey beside white paper) but runs along the whole side,
so steps of colour are averaged along lines before they are judged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.face import CHIN, FOREHEAD_TOP, Face, Point, measure_faces
from models.face_box import overlap
from models.print_edges import EdgeMap, Rectangle, Sought, best_rectangle, edge_map
from models.print_sides import lies_on_paper, read_sides
from models.raster import Raster, reduced_raster

Rgb = npt.NDArray[np.uint8]

#: A face narrower than this share of the picture is looked at again in a crop that reaches so many
#: of its own heights to each side.
SMALL_FACE_SHARE: Final = 0.18
NEAR_REACH: Final = 1.8
NEAR_SIDE_PX: Final = 512
#: Pixels of the search raster from chin to forehead: 0.5 mm of a usual print each.
SEARCH_FACE_PX: Final = 48.0
#: Half side of the search raster in heights from chin to forehead (about 0.75 of chin to crown):
#: room for a print on which the face is 20 mm high and not in the middle.
SEARCH_REACH: Final = 3.5
#: Prints are laid on the glass by hand; beyond this the person would straighten them.
MOST_SKEW_DEG: Final = 8.0
SKEW_STEP_DEG: Final = 2.0
#: Below this mean completeness of the sides there is no print.
LEAST_COMPLETE: Final = 0.70


@dataclass(frozen=True, slots=True)
class Proportions:
    """What is known of the print: its width by height, and its height in pixels or None."""

    width_by_height: float
    height_px: float | None = None


@dataclass(frozen=True, slots=True)
class PrintedPhoto:
    """A print's place on the sheet.

    ``corners``: upper left, upper right, lower right, lower left in pixels of the upright picture.
    ``confidence``: 0..1, how completely its edges were seen.
    """

    corners: tuple[Point, Point, Point, Point]
    confidence: float

    @property
    def height_px(self) -> float:
        """Mean length of the left and the right side."""
        upper_left, upper_right, lower_right, lower_left = self.corners
        return (math.dist(upper_left, lower_left) + math.dist(upper_right, lower_right)) / 2

    @property
    def width_px(self) -> float:
        """Mean length of the upper and the lower side."""
        upper_left, upper_right, lower_right, lower_left = self.corners
        return (math.dist(upper_left, upper_right) + math.dist(lower_left, lower_right)) / 2

    @property
    def skew_deg(self) -> float:
        """By how much the print lies turned, clockwise positive; the mean over its sides."""
        corners = np.asarray(self.corners)
        sides = np.roll(corners, -1, axis=0) - corners
        aligned = [(x, y) for x, y in (sides[0], -sides[2])] + [(y, -x) for x, y in (sides[1],)]
        aligned += [(-y, x) for x, y in (sides[3],)]
        across, down = np.sum(aligned, axis=0)
        return math.degrees(math.atan2(down, across))


def measure_printed_photo(
    rgb: Rgb, raster: Raster, face: Face, sides: Proportions
) -> PrintedPhoto | None:
    """Find the print around a face; None where no such edges are seen inside the picture.

    ``raster``: reduced copy of ``rgb``; ``sides``: what is known of the print. Method: on a
    small copy turned by small angles, straight edges on the four sides of the face that make a
    rectangle of that proportion; each is then read at native resolution and fitted with a line.
    """
    found = _searched(raster, _near_face(rgb, raster, face), sides)
    if found is None:
        return None
    search, rectangle = found
    corners = [search.to_picture(point) for point in rectangle.corners]
    read = read_sides(rgb, np.asarray(corners), rectangle.is_seen)
    printed = PrintedPhoto(read, rectangle.completeness)
    proportion = printed.width_px / printed.height_px
    if abs(proportion / sides.width_by_height - 1.0) > Sought.TOLERANCE:
        return None
    on_paper = lies_on_paper(rgb, np.asarray(printed.corners), rectangle.is_seen)
    return printed if on_paper else None


def _near_face(rgb: Rgb, raster: Raster, face: Face) -> Face:
    """The face with landmarks from a picture of its own: those of a small one may be far off."""
    if face.width_px >= SMALL_FACE_SHARE * raster.width * raster.scale:
        return face
    left, top, right, bottom = face.box
    reach = NEAR_REACH * max(right - left, bottom - top)
    x, y = max(0, int((left + right) / 2 - reach)), max(0, int((top + bottom) / 2 - reach))
    crop = reduced_raster(
        rgb[y : int((top + bottom) / 2 + reach) + 1, x : int((left + right) / 2 + reach) + 1],
        NEAR_SIDE_PX,
    )
    seen = measure_faces(crop.rgb, crop.scale, (float(x), float(y)))
    return max(seen, key=lambda one: overlap(one.box, face.box), default=face)


@dataclass(frozen=True, slots=True)
class _Search:
    """A square around the face, turned and reduced: ``to_raster`` leads from it to the raster."""

    to_raster: npt.NDArray[np.float64]
    scale: float
    skew_deg: float

    def to_picture(self, point: Point) -> Point:
        x, y = self.to_raster @ (point[0], point[1], 1.0) * self.scale
        return float(x), float(y)


def _searched(raster: Raster, face: Face, sides: Proportions) -> tuple[_Search, Rectangle] | None:
    """The most complete rectangle over all angles, with the search that it was found in."""
    steps = np.arange(-MOST_SKEW_DEG, MOST_SKEW_DEG + SKEW_STEP_DEG / 2, SKEW_STEP_DEG)
    best = _best_of(raster, face, sides, steps.tolist())
    if best is None:
        return None
    near = (best[0].skew_deg - SKEW_STEP_DEG / 2, best[0].skew_deg + SKEW_STEP_DEG / 2)
    nearer = _best_of(raster, face, sides, near)
    if nearer and nearer[1].completeness > best[1].completeness:
        best = nearer
    return best if best[1].completeness >= LEAST_COMPLETE else None


def _best_of(
    raster: Raster, face: Face, sides: Proportions, skews_deg: Iterable[float]
) -> tuple[_Search, Rectangle] | None:
    """The most complete rectangle at any of these angles."""
    found = []
    for skew_deg in skews_deg:
        search, edges, sought = _search(raster, face, sides, skew_deg)
        rectangle = best_rectangle(edges, sought)
        if rectangle is not None:
            found.append((search, rectangle))
    return max(found, key=lambda one: one[1].completeness, default=None)


def _search(
    raster: Raster, face: Face, sides: Proportions, skew_deg: float
) -> tuple[_Search, EdgeMap, Sought]:
    """The square around the face at one angle, its edges, and what is sought in it."""
    chin, forehead = (np.array(face.point(i)) / raster.scale for i in (CHIN, FOREHEAD_TOP))
    face_px = max(math.dist(chin, forehead), 1.0)
    zoom = face_px / SEARCH_FACE_PX
    side = 2 * round(SEARCH_REACH * SEARCH_FACE_PX)
    turn = math.radians(skew_deg)
    linear = zoom * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    shift = (chin + forehead) / 2 - linear @ (side / 2, side / 2)
    to_raster = np.column_stack([linear, shift])
    edges = edge_map(raster.rgb, to_raster, side)
    half_width = 0.5 * face.width_px / raster.scale / zoom
    known_px = sides.height_px / raster.scale / zoom if sides.height_px else None
    sought = Sought(sides.width_by_height, side / 2, half_width, SEARCH_FACE_PX, known_px)
    return _Search(to_raster, raster.scale, skew_deg), edges, sought
