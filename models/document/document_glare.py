"""Glare on a document: where a lamp's reflection has bleached it, and what it hides there.

A reflection drives every channel to its end, wipes out the print and fades out softly. White paper
on a scan is as bright, but its print is still seen in it; what is printed white ends sharply. So an
area counts that is bleached, shows no ink, and has bright surroundings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Matrix, Quad, moved
from models.document.straighten import StraightDocument
from models.quantiles import percentile
from models.raster import reduced_raster
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]

#: Longer side of the copy that is searched: 0.15 mm of a card a pixel.
SEARCH_SIDE_PX: Final = 640
#: From this level in every channel a pixel is bleached.
BLEACHED: Final = 246
#: A smaller spot, as a share of the document, is a hologram's spark: 2 mm2 of a card.
SMALLEST_SHARE: Final = 0.0005
#: Within so many pixels of the copy around a spot its light fades: a quarter of that ring at least
#: has this level, where white print would already end.
RING_PX: Final = (2, 4)
FADING_QUARTER: Final = 75.0
LEAST_FADING: Final = 226.0
#: Gaps of so many pixels in a spot are letters; of that level or less they are ink, and with more
#: of it than this share of the spot, print can still be seen: white paper, a faint reflection.
LETTER_PX: Final = 11
INK_LEVEL: Final = 170
MOST_INK: Final = 0.045
#: Print is searched for that ends within so many of its heights before a reflection of this share
#: at least; smaller ones hide no word, and white paper between lines looks like them.
LINE_END: Final = 0.9
LEAST_BREAKING: Final = 0.01
#: A larger share of the document is its paper, drawn or scanned as pure white.
LARGEST_SHARE: Final = 0.45


@dataclass(frozen=True, slots=True)
class GlareOnDocument:
    """One reflection. ``quad``: in pixels of the upright upload; ``share``: of the document."""

    quad: Quad
    share: float


@dataclass(frozen=True, slots=True)
class DocumentGlare:
    """All reflections. ``share``: of the document; ``spots``: the largest first.

    ``print_share``: of the smallest area around all print, where a reflection may hide more of it.
    ``line_shares``: for each line of print given, how much of it is bleached, 0..1;
    ``area_shares``: the same for each other area given (portrait, zone). ``broken_lines``: of those
    given, how many run into a reflection, where they go on unseen.
    """

    share: float
    print_share: float
    spots: tuple[GlareOnDocument, ...]
    line_shares: tuple[float, ...]
    area_shares: tuple[float, ...]
    broken_lines: int = 0


def measure_document_glare(
    document: StraightDocument, text: Sequence[TextBox] = (), areas: Sequence[Quad] = ()
) -> DocumentGlare:
    """Find reflections. ``text``, ``areas``: in pixels of the upright upload."""
    raster = reduced_raster(document.rgb, SEARCH_SIDE_PX)
    darkest = cv2.blur(raster.rgb.min(axis=2), (3, 3))
    bleached = darkest >= BLEACHED
    spots = _spots(darkest, bleached)
    mask = _together(spots, bleached.shape)
    large = _together([spot for spot in spots if spot.mean() >= LEAST_BREAKING], bleached.shape)
    to_raster = document.from_upload.copy()
    to_raster[:2] /= raster.scale
    found = [
        GlareOnDocument(_place(spot, document, raster.scale), float(spot.mean())) for spot in spots
    ]
    return DocumentGlare(
        share=float(mask.mean()),
        print_share=_print_share(mask, text, to_raster),
        spots=tuple(sorted(found, key=lambda spot: -spot.share)),
        line_shares=tuple(_share(mask, moved(box.corners, to_raster)) for box in text),
        area_shares=tuple(_share(mask, moved(area.corners, to_raster)) for area in areas),
        broken_lines=sum(_runs_into(large, moved(box.corners, to_raster)) for box in text),
    )


def _together(spots: Sequence[BoolArray], shape: tuple[int, ...]) -> BoolArray:
    mask = np.zeros(shape, bool)
    for spot in spots:
        mask |= spot
    return mask


def _spots(darkest: Rgb, bleached: BoolArray) -> list[BoolArray]:
    """Each bleached area that fades out and shows no ink."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bleached.astype(np.uint8))
    least_px = SMALLEST_SHARE * bleached.size
    found = []
    for label in range(1, count):
        if not least_px <= stats[label, cv2.CC_STAT_AREA] <= LARGEST_SHARE * bleached.size:
            continue
        spot = labels == label
        if _fades(darkest, spot) and not _shows_ink(darkest, spot):
            found.append(spot)
    return found


def _fades(darkest: Rgb, spot: BoolArray) -> bool:
    """Whether the surroundings are bright too; True where there are none."""
    flat = spot.astype(np.uint8)
    near, far = (
        cv2.dilate(flat, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0 for reach in RING_PX
    )
    ring = darkest[far & ~near].astype(np.float32)
    return not ring.size or percentile(ring, FADING_QUARTER) >= LEAST_FADING


def _shows_ink(darkest: Rgb, spot: BoolArray) -> bool:
    kernel = np.ones((LETTER_PX, LETTER_PX), np.uint8)
    closed = cv2.morphologyEx(spot.astype(np.uint8), cv2.MORPH_CLOSE, kernel) > 0
    ink = closed & ~spot & (darkest <= INK_LEVEL)
    return bool(ink.sum() > MOST_INK * spot.sum())


def _place(spot: BoolArray, document: StraightDocument, scale: float) -> Quad:
    rows, columns = np.nonzero(spot)
    left, right = float(columns.min()) * scale, float(columns.max() + 1) * scale
    top, bottom = float(rows.min()) * scale, float(rows.max() + 1) * scale
    return Quad.of(document.on_upload(Quad.rectangle(left, top, right, bottom).points))


def _print_share(mask: BoolArray, text: Sequence[TextBox], to_raster: Matrix) -> float:
    """Share of the hull of all lines of print that is marked; 0 where there is no print."""
    if not text:
        return 0.0
    corners = np.concatenate([moved(box.corners, to_raster) for box in text])
    hull = cv2.convexHull(corners.astype(np.float32))[:, 0]
    return _share(mask, np.asarray(hull, np.float64))


def _share(mask: BoolArray, corners: npt.NDArray[np.float64]) -> float:
    """Share of a quadrilateral that is marked, as far as it lies in the mask."""
    area = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(area, np.rint(np.clip(corners, -1e4, 1e4)).astype(np.int32), 1)
    inside = area > 0
    return float(mask[inside].mean()) if inside.any() else 0.0


def _runs_into(mask: BoolArray, corners: npt.NDArray[np.float64]) -> bool:
    """Whether a line of print ends just before what is marked."""
    upper_left, upper_right, lower_right, lower_left = corners
    start, end = (upper_left + lower_left) / 2, (upper_right + lower_right) / 2
    along = (end - start) / max(float(np.hypot(*(end - start))), 1e-6)
    reach = LINE_END * float(np.hypot(*(lower_left - upper_left))) * along
    height, width = mask.shape
    for x, y in np.rint([start - reach, end + reach]).astype(int).tolist():
        inside = 0 <= x < width and 0 <= y < height
        if inside and mask[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2].any():
            return True
    return False
