"""How much a quadrilateral looks like a document's outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.document.outline_candidates import Candidates, aspects
from models.document.quad import Points, Quad
from models.document.straight_lines import EdgeMap
from models.document.zone_page import ZonePage
from models.text.geometry import TextBox

FloatArray = npt.NDArray[np.float64]

#: Places along each side at which an edge is looked for: at a first look, and for the best.
_FIRST_READINGS, _READINGS = 9, 36
#: So many candidates are judged after the first look.
MOST_JUDGED: Final = 500
#: The picture's own border counts so much as a side: a document may end there, nothing shows it.
BORDER_COUNTS: Final = 0.35
#: Where a zone foretells an edge that does not show, that counts so much.
FORETOLD_COUNTS: Final = 0.45
#: Weights of the parts of a score, and what is taken off; chosen on specimens of seeds 0 to 99.
_SIDES, _WORST_SIDE, _HELD, _OUTER, _CUT = 0.6, 0.3, 0.25, 0.35, 0.6
#: Opposite sides that run apart by so many radians count against it, fully by so many more: a
#: telephone tilted by 30 degrees makes 0.2 of it.
_FREE_TURN, _MOST_TURN, _SKEW = 0.2, 0.4, 0.4
#: Newspapers around a card are no more against it than this: they are full of edges.
_LEAST_OUTER: Final = -0.2
#: Strips on both sides of a side, as a share of the quadrilateral's own size.
_STRIP: Final = 0.035
#: A zone that lies so many millimetres off its place speaks fully against a page.
_MOST_MISFIT_MM: Final = 8.0
_ZONE: Final = 0.5
#: A camera tilted by 30 degrees shortens one side by 14 %.
_SHAPE_FREE, _SHAPE_MOST = 0.1, 0.25
#: What the shape of another thing takes off where no zone tells the page.
_SHAPE: Final = 0.3
#: Longer by shorter side of cards (85.6 x 54 mm) and of pages (125 x 88 and 105 x 74 mm, A4).
KNOWN_ASPECTS: Final = (1.585, 1.42)
#: A document reaches beyond a barcode by so much of the barcode's longer side at least: the
#: barcode's own frame of blank card is no outline.
_BEYOND_MARK: Final = 0.02


@dataclass(frozen=True, slots=True)
class Scores:
    """(n,) each: the ``total``, and what it is made of."""

    total: FloatArray
    sides: FloatArray


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a picture, in pixels of the search raster.

    ``starts``, ``ends``: (m, 2) of lines of print and other things that lie on documents;
    ``weights``: (m,) how much each counts, together 1. ``aspects``: longer by shorter side of the
    documents that it may show.
    """

    edges: EdgeMap
    starts: Points
    ends: Points
    weights: FloatArray
    pages: tuple[ZonePage, ...]
    aspects: tuple[float, ...]

    @classmethod
    def of(
        cls,
        edges: EdgeMap,
        text: Sequence[TextBox],
        marks: Sequence[Quad],
        pages: Sequence[ZonePage],
        scale: float,
        aspects: Sequence[float] = KNOWN_ASPECTS,
    ) -> Evidence:
        """``scale``: pixels of the raster per pixel of the boxes."""
        halves = [np.multiply(box.along, box.length / 2) for box in text]
        starts = [np.array(box.centre) - half for box, half in zip(text, halves, strict=True)]
        ends = [np.array(box.centre) + half for box, half in zip(text, halves, strict=True)]
        weights = [box.length for box in text]
        for mark in marks:
            upper_left, upper_right, lower_right, lower_left = _grown(mark)
            starts += [upper_left, lower_left]
            ends += [lower_right, upper_right]
            weights += [max(mark.sides)] * 2
        share = np.asarray(weights, np.float64)
        return cls(
            edges,
            np.asarray(starts, np.float64).reshape(-1, 2) * scale,
            np.asarray(ends, np.float64).reshape(-1, 2) * scale,
            share / max(float(share.sum()), 1e-9),
            tuple(pages),
            tuple(aspects),
        )

    def zone_inside(self, corners: Points) -> int | None:
        """The zone whose lines lie inside a quadrilateral, or None."""
        quad = Quad.of(corners)
        for index, page in enumerate(self.pages):
            margin = 2 * page.px_per_mm
            if quad.shares_inside(page.line_ends.reshape(-1, 2), margin).all():
                return index
        return None

    def turned_to_zone(self, corners: Points, page: ZonePage) -> Points:
        """The corners named so that the zone stands upright."""
        turns = [np.roll(corners, -turn, axis=0) for turn in range(4)]
        along = page.line_ends[0, 1] - page.line_ends[0, 0]
        return max(turns, key=lambda turn: float((turn[1] - turn[0] + turn[2] - turn[3]) @ along))


def best_seen(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Those whose sides are seen most completely and hold most print, at a first, coarse look."""
    if len(candidates.corners) <= MOST_JUDGED:
        return candidates
    seen = _counted(candidates, _sides_seen(candidates.corners, evidence.edges, _FIRST_READINGS))
    held, cut = _held(candidates.corners, evidence)
    worth = seen.mean(axis=1) + seen.min(axis=1) / 2 + _HELD * held - _CUT * cut
    return candidates.at(np.argpartition(-worth, MOST_JUDGED)[:MOST_JUDGED])


def scores(candidates: Candidates, evidence: Evidence) -> Scores:
    """A score for each candidate: about 1 for a document with all its edges on a plain desk."""
    corners = candidates.corners
    if not len(corners):
        return Scores(np.zeros(0), np.zeros((0, 4)))
    seen = _counted(candidates, _sides_seen(corners, evidence.edges, _READINGS))
    held, cut = _held(corners, evidence)
    outer = _outer(corners, candidates.is_border, evidence.edges)
    total = _SIDES * seen.mean(axis=1) + _WORST_SIDE * seen.min(axis=1) + _HELD * held
    total += _OUTER * np.maximum(outer, _LEAST_OUTER) - _CUT * cut - _SKEW * _skew(corners)
    for page in evidence.pages:
        total += _ZONE * _zone_fit(corners, evidence, page)
    if not evidence.pages:
        total -= _SHAPE * _other_shape(corners, evidence.aspects)
    return Scores(total - 0.15, seen)


def _grown(mark: Quad) -> Points:
    """The corners of a mark moved outwards, as a document's must lie."""
    points = mark.points
    outwards = points - points.mean(axis=0)
    outwards /= np.maximum(np.hypot(*outwards.T), 1e-9)[:, None]
    return np.asarray(points + _BEYOND_MARK * np.sqrt(2) * max(mark.sides) * outwards)


def _other_shape(corners: Points, known: Sequence[float]) -> FloatArray:
    """0 where the shape is that of a document seen by an oblique camera; 1 where it is another."""
    off = np.abs(np.log(aspects(corners)[:, None] / np.array(known))).min(axis=1)
    return np.asarray(np.clip((off - _SHAPE_FREE) / _SHAPE_MOST, 0.0, 1.0))


def _skew(corners: Points) -> FloatArray:
    """0 where opposite sides run alike, as a camera shows a rectangle; 1 where they do not."""
    spans = np.roll(corners, -1, axis=1) - corners
    spans = spans / np.maximum(np.hypot(spans[..., 0], spans[..., 1]), 1e-9)[..., None]
    one, other = spans[:, :2], -spans[:, 2:]
    turn = np.abs(
        np.arcsin(np.clip(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0], -1, 1))
    )
    return np.asarray(np.clip((turn.max(axis=1) - _FREE_TURN) / _MOST_TURN, 0.0, 1.0))


def _counted(candidates: Candidates, seen: FloatArray) -> FloatArray:
    """(n, 4) what each side counts: borders and foretold edges have a worth of their own."""
    seen = np.where(candidates.is_border, BORDER_COUNTS, seen)
    return np.asarray(np.where(candidates.is_foretold, FORETOLD_COUNTS, seen))


def _sides_seen(corners: Points, edges: EdgeMap, readings: int) -> FloatArray:
    """(n, 4) share of each side along which an edge runs."""
    spans = np.roll(corners, -1, axis=1) - corners
    shares = np.linspace(0.04, 0.96, readings)
    places = corners[:, :, None] + shares[:, None] * spans[:, :, None]
    directions = np.arctan2(spans[..., 1], spans[..., 0])[..., None]
    seen = edges.seen(places, np.broadcast_to(directions, places.shape[:-1]))
    return np.asarray(seen.mean(axis=2))


def _held(corners: Points, evidence: Evidence) -> tuple[FloatArray, FloatArray]:
    """Share of the print that lies inside each, and share that its sides cut through."""
    if not len(evidence.weights):
        return np.zeros(len(corners)), np.zeros(len(corners))
    start = _inside(corners, evidence.starts)
    end = _inside(corners, evidence.ends)
    weights = evidence.weights
    return np.asarray((start & end) @ weights), np.asarray((start ^ end) @ weights)


def _inside(corners: Points, points: Points) -> npt.NDArray[np.bool_]:
    """(n, m): whether each point lies inside each clockwise quadrilateral."""
    spans = np.roll(corners, -1, axis=1) - corners
    away = points[None, None] - corners[:, :, None]
    side = spans[..., None, 0] * away[..., 1] - spans[..., None, 1] * away[..., 0]
    return np.asarray((side >= 0).all(axis=1), np.bool_)


def _outer(corners: Points, is_border: npt.NDArray[np.bool_], edges: EdgeMap) -> FloatArray:
    """How much more there is to see just inside of the sides than just outside, -1..1.

    Read along the side at some distance: edges of any direction within small squares.
    """
    middle = corners.mean(axis=1, keepdims=True)
    inside = _texture(middle + (corners - middle) * (1 - 2 * _STRIP), edges)
    outside = _texture(middle + (corners - middle) * (1 + 2 * _STRIP), edges)
    gain = (inside - outside) / np.maximum(inside + outside, 0.04)
    return np.asarray(np.where(is_border, 0.0, gain).mean(axis=1))


def _texture(corners: Points, edges: EdgeMap) -> FloatArray:
    """(n, 4) density of edges along the sides."""
    width, height = edges.size
    spans = np.roll(corners, -1, axis=1) - corners
    places = corners[:, :, None] + np.linspace(0.08, 0.92, 16)[:, None] * spans[:, :, None]
    reach = 4
    x = np.clip(np.rint(places[..., 0]), reach, width - 1 - reach).astype(np.intp)
    y = np.clip(np.rint(places[..., 1]), reach, height - 1 - reach).astype(np.intp)
    sums = edges.texture
    low, high = -reach, reach + 1
    total = sums[y + high, x + high] - sums[y + low, x + high]
    total = total - sums[y + high, x + low] + sums[y + low, x + low]
    return np.asarray((total / (2 * reach + 1) ** 2).mean(axis=2))


def _zone_fit(corners: Points, evidence: Evidence, page: ZonePage) -> FloatArray:
    """1 where the zone lies in its place on the page, -1 where it is on it and far off; 0 beside.

    Only candidates that hold the zone are looked at.
    """
    fit = np.zeros(len(corners))
    ends = page.line_ends.reshape(-1, 2)
    grown = corners + (corners - corners.mean(axis=1, keepdims=True)) * 0.04
    holds = _inside(grown, ends).all(axis=1)
    for at in np.flatnonzero(holds).tolist():
        turned = evidence.turned_to_zone(corners[at], page)
        misfit = page.misfit_mm(turned)
        fit[at] = 1.0 - 2.0 * min(1.0, misfit / _MOST_MISFIT_MM) - _shape_misfit(turned, page)
    return fit


def _shape_misfit(corners: Points, page: ZonePage) -> float:
    """0 where the shape is the page's, as an oblique camera may show it; 1 where it is another."""
    quad = Quad.of(corners)
    own, wanted = quad.width_px / max(quad.height_px, 1e-6), page.size_mm[0] / page.size_mm[1]
    off = abs(float(np.log(own / wanted)))
    return float(np.clip((off - _SHAPE_FREE) / _SHAPE_MOST, 0.0, 1.0))
