"""The document cut out and laid straight, and the ways to it and back to the upload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from models.document.outline import Outline
from models.document.quad import Matrix, Point, Points, Quad, homography, moved
from models.face_box import FaceBox, far_face_boxes, near_face_boxes
from models.raster import Raster, reduced_raster
from models.text.geometry import TextBox, line_crop
from models.text.recognition import character_probabilities

Rgb = npt.NDArray[np.uint8]
OrientedBy = Literal["zone", "face", "text", "nothing"]

#: A crop is at most so large: more shows no print more clearly, and hostile corners would make it
#: as large as they like.
LARGEST_SIDE_PX: Final = 4000
SMALLEST_SIDE_PX: Final = 8
#: Left, upper, right and lower side of places on a document, in shares of its size. ICAO 9303-4:
#: the zone takes 23.2 of the 88 mm of a passport's page; the picture stands at the left above it.
FOOT_PLACE: Final = (0.0, 0.736, 1.0, 1.0)
PORTRAIT_PLACE: Final = (0.03, 0.17, 0.34, 0.72)
#: From this score a face says which way is up.
SURE_FACE: Final = 0.5
#: Faces are looked for in a copy of this size.
FACE_SIDE_PX: Final = 700
#: So many lines are read both ways to see which way is up, none shorter than so many heights and of
#: each no more than so many.
LINES_READ: Final = 2
SHORTEST_LINE: Final = 4.0
LONGEST_READ: Final = 10.0
#: By so much must reading one way be surer than the other.
SURER: Final = 0.05


@dataclass(frozen=True, slots=True)
class StraightDocument:
    """The document, upright, at the upload's own resolution.

    ``rgb``: (h, w, 3) uint8; ``to_upload``: (3, 3) homography from its pixels to those of the
    upright upload; ``from_upload``: its inverse. ``oriented_by``: what showed which way is up;
    "nothing": it lies as in the picture, its longer side level.
    """

    rgb: Rgb
    to_upload: Matrix
    from_upload: Matrix
    oriented_by: OrientedBy

    def on_upload(self, points: npt.ArrayLike) -> tuple[Point, ...]:
        """Points (n, 2) of the crop in pixels of the upright upload."""
        return tuple((float(x), float(y)) for x, y in moved(points, self.to_upload))

    def on_crop(self, points: npt.ArrayLike) -> tuple[Point, ...]:
        """Points (n, 2) of the upright upload in pixels of the crop."""
        return tuple((float(x), float(y)) for x, y in moved(points, self.from_upload))

    @property
    def outline(self) -> Quad:
        """The crop's corners in pixels of the upright upload."""
        height, width = self.rgb.shape[:2]
        return Quad.of(self.on_upload([(0, 0), (width, 0), (width, height), (0, height)]))


def foot_of_page(document: StraightDocument) -> Quad:
    """Where a passport's page has its zone, in pixels of the upright upload."""
    return _share_of(document, FOOT_PLACE)


def place_of_portrait(document: StraightDocument) -> Quad:
    """Where nearly all documents have the holder's picture, in pixels of the upright upload."""
    return _share_of(document, PORTRAIT_PLACE)


def _share_of(document: StraightDocument, place: tuple[float, float, float, float]) -> Quad:
    height, width = document.rgb.shape[:2]
    left, top, right, bottom = place
    corners = Quad.rectangle(left * width, top * height, right * width, bottom * height)
    return Quad.of(document.on_upload(corners.points))


def straighten(rgb: Rgb, outline: Outline, text: Sequence[TextBox] = ()) -> StraightDocument:
    """Cut a document out and lay it straight and upright.

    ``text``: lines of print as they were found in ``rgb``. Which way is up is told by the zone,
    else by a face, else by which way lines of print are read with more certainty.
    """
    if outline.is_oriented:
        return _cut(rgb, outline.quad, outline.size_mm, "zone")
    level = outline.quad
    if outline.quad.height_px > outline.quad.width_px:
        level = outline.quad.turned(1)
    lines = [box for box in text if outline.quad.shares_inside([box.centre])[0]]
    turns = _turns_along_text(level, lines)
    small = _cut(_reduced(rgb), level.scaled(1 / _scale(rgb)), None, "face")
    turn = _turn_by_face(small.rgb, turns)
    if turn is not None:
        return _cut(rgb, level.turned(turn), None, "face")
    turn = _turn_by_reading(rgb, level, lines)
    if turn is not None:
        return _cut(rgb, level.turned(turn), None, "text")
    return _cut(rgb, level.turned(turns[0]), None, "nothing")


def _scale(rgb: Rgb) -> float:
    return max(1.0, float(max(rgb.shape[:2])) / FACE_SIDE_PX)


def _reduced(rgb: Rgb) -> Rgb:
    return reduced_raster(rgb, FACE_SIDE_PX).rgb


def _cut(
    rgb: Rgb, quad: Quad, size_mm: tuple[float, float] | None, by: OrientedBy
) -> StraightDocument:
    """The quadrilateral made a rectangle at the upload's resolution."""
    width, height = max(quad.sides[0], quad.sides[2]), max(quad.sides[1], quad.sides[3])
    if size_mm is not None:
        # An oblique camera shortens one side; the layout says what it was.
        scale = max(width / size_mm[0], height / size_mm[1])
        width, height = scale * size_mm[0], scale * size_mm[1]
    shrink = min(1.0, LARGEST_SIDE_PX / max(width, height))
    columns, rows = (max(SMALLEST_SIDE_PX, round(side * shrink)) for side in (width, height))
    target = [(0, 0), (columns, 0), (columns, rows), (0, rows)]
    from_upload = homography(quad.points, target)
    crop = cv2.warpPerspective(
        rgb, from_upload, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return StraightDocument(
        np.asarray(crop, np.uint8), homography(target, quad.points), from_upload, by
    )


def _turns_along_text(level: Quad, lines: Sequence[TextBox]) -> tuple[int, ...]:
    """Quarter turns that bring most of the print level: two of four, or all where there is none."""
    if not lines:
        return (0, 2, 1, 3)
    across = np.subtract(level.corners[1], level.corners[0])
    across = across / max(float(np.hypot(*across)), 1e-9)
    level_px = sum(
        box.length if abs(float(np.dot(box.along, across))) > np.sqrt(0.5) else -box.length
        for box in lines
    )
    return (0, 2) if level_px >= 0 else (1, 3)


def _turn_by_face(small: Rgb, turns: Sequence[int]) -> int | None:
    """The quarter turn at which a face stands upright, or None."""
    best, best_score = None, SURE_FACE
    for turn in turns:
        # A quad turned by one begins at its upper right corner: what was right is then up.
        seen = np.ascontiguousarray(np.rot90(small, turn))
        score = max((face.score for face in faces_in(seen)), default=0.0)
        if score > best_score:
            best, best_score = turn, score
    return best


def faces_in(rgb: Rgb) -> tuple[FaceBox, ...]:
    """Faces of a small upright picture of a document, by both detectors."""
    raster = Raster(rgb, 1.0)
    if min(rgb.shape[:2]) < SMALLEST_SIDE_PX:
        return ()
    return (*far_face_boxes(raster), *near_face_boxes(raster))


def _turn_by_reading(rgb: Rgb, level: Quad, lines: Sequence[TextBox]) -> int | None:
    """The quarter turn at which lines are read with more certainty; None where both are alike."""
    longest = sorted(lines, key=lambda box: -box.length)
    longest = [box for box in longest if box.length >= SHORTEST_LINE * box.height][:LINES_READ]
    if not longest:
        return None
    forward = float(np.mean([_certainty(rgb, box) for box in longest]))
    backward = float(np.mean([_certainty(rgb, box.reversed()) for box in longest]))
    if abs(forward - backward) < SURER:
        return None
    along = np.sum([np.multiply(box.along, box.length) for box in longest], axis=0)
    along = along if forward > backward else -along
    return max(range(4), key=lambda turn: float(_across(level.turned(turn).points) @ along))


def _across(corners: Points) -> Points:
    return np.asarray(corners[1] - corners[0] + corners[2] - corners[3])


def _certainty(rgb: Rgb, box: TextBox) -> float:
    """Mean probability of the characters that are read, 0 where none are."""
    length = min(box.length, LONGEST_READ * box.height)
    seen = character_probabilities(
        line_crop(rgb, TextBox(box.centre, length, box.height, box.angle))
    )
    best = seen.argmax(axis=1)
    sure = seen.max(axis=1)[best > 0]
    return float(sure.mean()) if len(sure) else 0.0
