"""Where the documents lie in a picture: their four corners, and which edges are really seen.

Quadrilaterals are made of straight lines and of the picture's borders. Each is judged by how
completely edges run along its sides, by the print that it holds, by whether it is blank outside
of its sides and printed inside, and, where there is a machine-readable zone, by whether the zone
lies where ICAO Doc 9303 puts it on such a page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from models.document.outline_candidates import Candidates, all_candidates, areas, aspects
from models.document.outline_edges import DocumentEdge, measured_edges, settled_corners
from models.document.outline_score import KNOWN_ASPECTS, Evidence, Scores, best_seen, scores
from models.document.quad import Quad, share_inside, shared
from models.document.straight_lines import brightened, edge_map, straight_lines
from models.document.zone_page import PAGE_MM, ZonePage, zone_page
from models.mrz.zone_reading import ZoneReading
from models.raster import reduced_raster
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]
Source = Literal["edges and zone", "edges", "zone", "picture"]

#: Longer side of the copy that is searched: a card's edge is a step over 2 px there.
SEARCH_SIDE_PX: Final = 560
#: In a smaller picture no edge is looked for.
SMALLEST_SIDE_PX: Final = 32
#: From this score a quadrilateral is taken for a document; portraits' frames and boxes reach 0.70,
#: which decides where the picture itself has a document's shape and is full of print.
LEAST_SCORE: Final = 0.64
LEAST_SCORE_INSIDE: Final = 0.78
#: A scan cut to the document has its proportions to within so much, and its print spreads over this
#: share of it.
CUT_TO_SHAPE: Final = 0.025
SPREAD_OF_PRINT: Final = 0.5
#: Two documents share at most this much of the smaller.
MOST_SHARED: Final = 0.15
#: So many documents are looked for: front and back, or two persons' cards.
MOST_DOCUMENTS: Final = 4
#: A further document is as large as the first, as front and back are, to within this share of each
#: side, unless it holds a zone, a face or a barcode of its own.
SAME_SIZE: Final = 0.2
#: A larger quadrilateral is preferred with two corners within so many pixels of the search raster,
#: at most so much larger, with all sides this completely seen and a score lower by at most so much.
SAME_CORNER_PX: Final = 3.0
MOST_EXTENDED: Final = 1.3
EXTENDED_SEEN: Final = 0.85
SCORE_TO_EXTEND: Final = 0.3
#: Front and back of a card one beside the other each have so much of their common outline, a gap
#: between them, a card's proportions to within so much (natural logarithm), and a score that is
#: lower by at most so much: each holds half of the print.
HALVES: Final = (0.38, 0.495)
HALF_SHAPE: Final = 0.08
SCORE_TO_SPLIT: Final = 0.28


@dataclass(frozen=True, slots=True)
class Outline:
    """One document. All places in pixels of the upright upload.

    ``quad``: its corners, clockwise from the one that is upper left in the picture, or upper left
    of the document where a zone shows which that is (``is_oriented``). ``edges``: upper, right,
    lower, left of the quad. ``source``: what it was found by; "picture": no edges were seen and the
    picture itself is taken for the document. ``confidence``: 0..1. ``size_mm``: width and height
    that a zone of its layout gives, or None. ``zone_index``: place of the zone among those given,
    or None.
    """

    quad: Quad
    edges: tuple[DocumentEdge, DocumentEdge, DocumentEdge, DocumentEdge]
    source: Source
    confidence: float
    is_oriented: bool
    size_mm: tuple[float, float] | None
    zone_index: int | None

    @property
    def edges_inside(self) -> tuple[bool, bool, bool, bool]:
        """Whether the upper, right, lower and left edge lie inside the picture."""
        upper, right, lower, left = self.edges
        return upper.is_inside, right.is_inside, lower.is_inside, left.is_inside

    def shape_misfit(self, size_mm: tuple[float, float] | None = None) -> float | None:
        """By how much longer by shorter side differs from that of a size, natural logarithm.

        0.14 where the document lies obliquely at 30 degrees, more where a part is cut off. By the
        zone's layout, or ``size_mm`` where the kind is known otherwise; None without either.
        """
        known = self.size_mm or size_mm
        if known is None:
            return None
        return abs(math.log(self.aspect * min(known) / max(known)))

    @property
    def likeliest_misfit(self) -> float:
        """The same by whichever of the usual sizes, of cards and of pages, it is nearest to."""
        return min(abs(math.log(self.aspect / known)) for known in KNOWN_ASPECTS)

    @property
    def aspect(self) -> float:
        """Longer side by shorter side, as seen."""
        width, height = self.quad.width_px, self.quad.height_px
        return max(width, height) / max(min(width, height), 1e-6)


def find_outlines(
    rgb: Rgb,
    text: Sequence[TextBox] = (),
    zones: Sequence[ZoneReading] = (),
    marks: Sequence[Quad] = (),
    size_mm: tuple[float, float] | None = None,
) -> tuple[Outline, ...]:
    """Every document of a picture, the surest first; never none.

    ``rgb``: (h, w, 3) uint8, upright. ``text``, ``zones``: lines of print and zones as they were
    found in it; ``marks``: barcodes; ``size_mm``: of the document where its type tells
    it. Where no edges are seen and no zone says where the page lies, the picture itself is the
    document.
    """
    if min(rgb.shape[:2]) < SMALLEST_SIDE_PX:
        return (_whole_picture(rgb),)
    raster = reduced_raster(rgb, SEARCH_SIDE_PX)
    look = brightened(raster.rgb)
    pages = [_page(zone, 1 / raster.scale) for zone in zones]
    known = KNOWN_ASPECTS if size_mm is None else (max(size_mm) / min(size_mm),)
    evidence = Evidence.of(edge_map(look), text, marks, pages, 1 / raster.scale, known)
    size = (raster.width, raster.height)
    barcodes = [mark.scaled(1 / raster.scale) for mark in marks]
    every = all_candidates(straight_lines(look, barcodes), size, [page.quad for page in pages])
    candidates = best_seen(every, evidence)
    judged = scores(candidates, evidence)
    least = LEAST_SCORE_INSIDE if _is_cut_to_document(evidence, size) else LEAST_SCORE
    chosen = _chosen(candidates, judged, least)
    found = [
        _outline(rgb, candidates, judged.total, at, raster.scale, pages, evidence) for at in chosen
    ]
    seen = {outline.zone_index for outline in found}
    for index, page in enumerate(pages):
        if index not in seen:
            found = _with_zone_page(rgb, found, index, page, raster.scale)
    return tuple(found) or (_whole_picture(rgb),)


def _page(zone: ZoneReading, scale: float) -> ZonePage:
    """The page that a zone foretells, in pixels of the search raster."""
    boxes = [
        TextBox(
            (box.centre[0] * scale, box.centre[1] * scale),
            box.length * scale,
            box.height * scale,
            box.angle,
        )
        for box in zone.boxes
    ]
    return zone_page(boxes, zone.layout.line_length, PAGE_MM[zone.layout.name])


def _is_cut_to_document(evidence: Evidence, size: tuple[int, int]) -> bool:
    """Whether the picture itself has the shape of a document and print all over."""
    aspect = max(size) / min(size)
    places = np.concatenate([evidence.starts, evidence.ends])
    if not len(places) or min(abs(aspect / known - 1) for known in KNOWN_ASPECTS) > CUT_TO_SHAPE:
        return False
    return bool(np.ptp(places, axis=0).prod() >= SPREAD_OF_PRINT * size[0] * size[1])


def _chosen(candidates: Candidates, judged: Scores, least: float) -> list[int]:
    """The best candidates that do not lie on each other."""
    chosen: list[int] = []
    total = judged.total
    for at in np.argsort(-total, kind="stable").tolist():
        if total[at] < least or len(chosen) == MOST_DOCUMENTS:
            break
        if chosen and not _is_further(candidates, total, chosen, at):
            continue
        pair = () if chosen else _split(candidates, judged, at)
        chosen += pair or (_extended(candidates, judged, at),)
    return chosen


def _split(candidates: Candidates, judged: Scores, at: int) -> tuple[int, ...]:
    """The two documents, one beside the other, whose common outline was taken for one; or none."""
    area, aspect = areas(candidates.corners), aspects(candidates.corners)
    whole, total = Quad.of(candidates.corners[at]), judged.total
    known = np.abs(np.log(aspect[:, None] / np.array(KNOWN_ASPECTS))).min(axis=1)
    half = (area > HALVES[0] * area[at]) & (area < HALVES[1] * area[at]) & (known <= HALF_SHAPE)
    half &= ~candidates.is_border.any(axis=1) & (judged.sides.min(axis=1) >= EXTENDED_SEEN)
    half &= total >= total[at] - SCORE_TO_SPLIT
    places = [
        place
        for place in sorted(np.flatnonzero(half).tolist(), key=lambda one: -total[one])
        if share_inside(Quad.of(candidates.corners[place]), whole) > 0.97
    ]
    for place in places[1:]:
        if shared(Quad.of(candidates.corners[place]), Quad.of(candidates.corners[places[0]])) == 0:
            return places[0], place
    return ()


def _is_further(
    candidates: Candidates, total: npt.NDArray[np.float64], chosen: list[int], at: int
) -> bool:
    quad = Quad.of(candidates.corners[at])
    others = [Quad.of(candidates.corners[other]) for other in chosen]
    sizes = np.sort([[one.width_px, one.height_px] for one in (quad, others[0])], axis=1)
    if np.abs(sizes[0] / sizes[1] - 1).max() > SAME_SIZE:
        return False
    return all(shared(quad, other) <= MOST_SHARED for other in others)


def _extended(candidates: Candidates, judged: Scores, at: int) -> int:
    """A larger candidate with three of the same sides, where its fourth is as completely seen.

    Print of its own, such as a coloured bar, runs along a document's edge and looks like it.
    """
    corners = candidates.corners
    same = np.hypot(*(corners - corners[at]).transpose(2, 0, 1)) <= SAME_CORNER_PX
    area, aspect = areas(corners), aspects(corners)
    known = np.abs(np.log(aspect[:, None] / np.array(KNOWN_ASPECTS))).min(axis=1)
    larger = (area > area[at]) & (area < MOST_EXTENDED * area[at])
    larger &= same.sum(axis=1) >= 2
    # The two corners that stay are neighbours, the others lie further out along the same sides.
    grown = np.array([Quad.of(quad) for quad in corners[larger]], object)
    holds = np.zeros(len(corners), bool)
    inner = Quad.of(corners[at])
    holds[larger] = [share_inside(inner, quad) > 0.995 for quad in grown]
    holds &= judged.sides.min(axis=1) >= min(EXTENDED_SEEN, float(judged.sides[at].min()))
    holds &= ~candidates.is_border.any(axis=1) | candidates.is_border[at].any()
    holds &= (known <= known[at] + 0.02) & (judged.total >= judged.total[at] - SCORE_TO_EXTEND)
    places = np.flatnonzero(holds)
    return int(places[judged.total[places].argmax()]) if len(places) else at


def _outline(
    rgb: Rgb,
    candidates: Candidates,
    total: npt.NDArray[np.float64],
    at: int,
    scale: float,
    pages: Sequence[ZonePage],
    evidence: Evidence,
) -> Outline:
    rough = candidates.corners[at]
    index = evidence.zone_inside(rough)
    if index is not None:
        rough = evidence.turned_to_zone(rough, pages[index])
    is_border, is_foretold = candidates.kinds_of(at, rough)
    fixed = np.logical_or(is_border, is_foretold).tolist()
    quad = Quad.of(settled_corners(rgb, rough * scale, (fixed[0], fixed[1], fixed[2], fixed[3])))
    return Outline(
        quad=quad,
        edges=measured_edges(rgb, quad, is_border),
        source="edges" if index is None else "edges and zone",
        confidence=float(np.clip(total[at], 0.0, 1.0)),
        is_oriented=index is not None,
        size_mm=None if index is None else pages[index].size_mm,
        zone_index=index,
    )


def _with_zone_page(
    rgb: Rgb, found: list[Outline], index: int, page: ZonePage, scale: float
) -> list[Outline]:
    """The documents with the page of a zone that lies in none of them; those on it are dropped."""
    quad = page.quad.scaled(scale)
    beside = [outline for outline in found if shared(outline.quad, quad) <= MOST_SHARED]
    edges = measured_edges(rgb, quad, (False, False, False, False))
    return [Outline(quad, edges, "zone", 0.5, True, page.size_mm, index), *beside]


def _whole_picture(rgb: Rgb) -> Outline:
    height, width = rgb.shape[:2]
    quad = Quad.rectangle(0, 0, width, height)
    edges = measured_edges(rgb, quad, (True, True, True, True))
    return Outline(quad, edges, "picture", 0.0, False, None, None)
