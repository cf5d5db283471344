"""The edges of a document at native resolution: where exactly, how completely, what covers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Point, Points, Quad
from models.print_sides import read_sides
from models.quantiles import median

Rgb = npt.NDArray[np.uint8]

#: Readings along an edge, and how far to each side of it, as a share of the diagonal.
READINGS: Final = 120
REACH: Final = 0.012
#: An edge nearer to the border than this share of the picture's longer side ends there.
AT_BORDER: Final = 0.004
#: A reading shows the edge where its step is at least this share of the edge's usual step, and
#: where the document's side has the colours that it has beside.
SEEN_SHARE: Final = 0.35
#: Shorter gaps, as a share of the edge, are print that runs out to it.
SHORTEST_GAP: Final = 0.06


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of an edge on which it does not show: covered, or as pale as what lies beneath.

    ``start``, ``end``: pixels of the upright upload; ``share``: of the edge's length;
    ``skin``: 0..1, how much of the stretch has the colour of skin on both sides of the edge.
    """

    start: Point
    end: Point
    share: float
    skin: float


@dataclass(frozen=True, slots=True)
class DocumentEdge:
    """One edge. ``seen``: share 0..1 of its length along which it shows.

    ``is_inside``: whether it lies inside the picture and not on or beyond its border.
    ``gaps``: the longer stretches on which it does not show.
    """

    is_inside: bool
    seen: float
    gaps: tuple[Gap, ...]


def settled_corners(
    rgb: Rgb, corners: Points, is_fixed: tuple[bool, bool, bool, bool]
) -> tuple[Point, Point, Point, Point]:
    """Corners where lines fitted to the edges at native resolution meet; borders stay."""
    seen = tuple(not fixed for fixed in is_fixed)
    return read_sides(rgb, corners, (seen[0], seen[1], seen[2], seen[3]))


def measured_edges(
    rgb: Rgb, quad: Quad, is_border: tuple[bool, bool, bool, bool]
) -> tuple[DocumentEdge, DocumentEdge, DocumentEdge, DocumentEdge]:
    """The upper, right, lower and left edge of a document."""
    points = quad.points
    ends = np.roll(points, -1, axis=0)
    reach = REACH * quad.diagonal_px
    upper, right, lower, left = (
        _edge(rgb, start, end, reach, border)
        for start, end, border in zip(points, ends, is_border, strict=True)
    )
    return upper, right, lower, left


def _edge(rgb: Rgb, start: Points, end: Points, reach: float, is_border: bool) -> DocumentEdge:
    height, width = rgb.shape[:2]
    margin = AT_BORDER * max(width, height)
    low, high = np.array([margin, margin]), np.array([width - margin, height - margin])
    shares = np.linspace(0.02, 0.98, READINGS)
    line = start + shares[:, None] * (end - start)
    within = ((line >= low) & (line <= high)).all(axis=1)
    if is_border or within.mean() < 0.5:
        return DocumentEdge(False, 0.0, ())
    profile = _profile(rgb, line, end - start, reach)
    half = profile.shape[1] // 2
    inner, outer = profile[:, half + 1 :].mean(axis=1), profile[:, :half].mean(axis=1)
    step = np.abs(np.diff(cv2.GaussianBlur(profile, (0, 0), sigmaX=1.0, sigmaY=1.5), axis=1))
    strongest = step.max(axis=(1, 2))
    shows = strongest >= SEEN_SHARE * median(strongest)
    skin = is_skin(inner) & is_skin(outer)
    shows &= within
    gaps = _gaps(line, shows, skin)
    return DocumentEdge(bool(within.all()), float(shows.mean()), gaps)


def _profile(rgb: Rgb, line: Points, along: Points, reach: float) -> npt.NDArray[np.float32]:
    """(readings, offsets, 3) colours across the edge, from outside to inside."""
    inward = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-6)
    offsets = np.linspace(-reach, reach, 2 * max(5, min(12, round(reach))) + 1)
    grid = (line[:, None] + offsets[None, :, None] * inward).astype(np.float32)
    read = cv2.remap(rgb, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE)
    return np.asarray(read, np.float32)


def is_skin(colours: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Whether colours (n, 3) are those of skin: red above green above blue, by ratios.

    Wood has such colours too; therefore it is asked on both sides of an edge that does not show.
    """
    red, green, blue = (colours[:, channel] + 1.0 for channel in range(3))
    ratio = red / green
    return np.asarray(
        (ratio > 1.12) & (ratio < 1.9) & (green / blue > 1.02) & (green / blue < 1.75), np.bool_
    )


def _gaps(
    line: Points, shows: npt.NDArray[np.bool_], skin: npt.NDArray[np.bool_]
) -> tuple[Gap, ...]:
    padded = np.concatenate([[False], ~shows, [False]])
    turns = np.flatnonzero(padded[1:] != padded[:-1]).reshape(-1, 2)
    gaps = []
    for first, beyond in turns.tolist():
        share = (beyond - first) / len(shows)
        if share >= SHORTEST_GAP:
            start, end = line[first], line[beyond - 1]
            gaps.append(
                Gap(
                    (float(start[0]), float(start[1])),
                    (float(end[0]), float(end[1])),
                    share,
                    float(skin[first:beyond].mean()),
                )
            )
    return tuple(gaps)
