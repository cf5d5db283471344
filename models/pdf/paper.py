"""Paper seen in the picture of a page: its light, its edges, how it lay, its grain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.pdf.skew import skew_deg

#: The resolution at which a page is looked at: strokes of text are a pixel or two wide.
LOOK_DPI = 100.0
#: Posters are looked at more coarsely, so that none takes longer than a page.
LOOK_SIDE_PX = 1_300

#: Ink is darker than the paper around it by so many levels.
INK_DEPTH = 45.0
#: What separates a sheet from what it lies on: levels between their means.
SURROUND_CONTRAST = 30.0
#: Strokes and letters, as a share of the longer side, vanish in the background; pictures do not.
_LETTER_SHARE = 0.012
#: A sheet that takes less of the picture is no page.
_MIN_SHEET_SHARE = 0.2
#: Of the blank paper's rows and columns every so many is asked for its colour.
_COLOUR_STEP_PX = 3
#: Marks of the size of letters, in pixels at ``LOOK_DPI``.
_MARK_PX = (3, 40)

Rgb = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]
Grey = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PaperLook:
    """What the picture of a page shows of its paper.

    ``skew_deg``: turn of its lines, clockwise positive, None without lines. ``paper_rgb``: its
    colour. ``lighting_fall``: 0 for an evenly lit sheet, 0.3 where its darkest corner has 30 % less
    light than its brightest. ``surround_share``: share of the picture beside the sheet.
    ``surround_level``: its brightness, 0..255. ``perspective_deg``: how far the sheet's opposite
    edges are from parallel, 0 where no edge shows. ``noise_levels``: grain of the blank paper.
    ``flat_share``: share of the blank paper that is exactly one colour. ``marks``: spots of the
    size of letters, outside the boxes that were left out.
    """

    skew_deg: float | None
    paper_rgb: tuple[int, int, int]
    lighting_fall: float
    surround_share: float
    surround_level: float
    perspective_deg: float
    noise_levels: float
    flat_share: float
    marks: int


def look_dpi(width_pt: float, height_pt: float) -> float:
    """The resolution at which a page of that size is to be drawn for ``measure_paper``."""
    return min(LOOK_DPI, LOOK_SIDE_PX * 72.0 / max(width_pt, height_pt, 1.0))


def measure_paper(rgb: Rgb, left_out: Sequence[Box] = ()) -> PaperLook:
    """Look at the picture of a page drawn at ``look_dpi``.

    ``left_out``: left, top, right, bottom as shares of the picture, where no marks are counted:
    behind text that is no part of it.
    """
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    background = _background(grey)
    sheet = _sheet(background)
    ink = (background.astype(np.float32) - grey > INK_DEPTH) & sheet
    blank = sheet & ~cv2.dilate(ink.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(np.bool_)
    every = np.s_[::_COLOUR_STEP_PX, ::_COLOUR_STEP_PX]
    blank_rgb = rgb[every][blank[every]]
    beside = ~sheet
    return PaperLook(
        skew_deg=skew_deg(ink),
        paper_rgb=_colour(blank_rgb),
        lighting_fall=_lighting_fall(background, sheet),
        surround_share=float(beside.mean()),
        surround_level=float(grey[beside].mean()) if beside.any() else 0.0,
        perspective_deg=_perspective_deg(sheet),
        noise_levels=_noise_levels(grey, blank),
        flat_share=_flat_share(blank_rgb),
        marks=_marks(ink, left_out),
    )


def sheet_pixels(grey: Grey) -> BoolArray:
    """The pixels of the sheet in a picture drawn at ``look_dpi``; all where nothing else shows."""
    return _sheet(_background(grey))


def _background(grey: Grey) -> Grey:
    """The page without its letters and lines: each place as bright as its brightest neighbour."""
    side = max(5, round(max(grey.shape) * _LETTER_SHARE)) | 1
    kernel = np.ones((side, side), np.uint8)
    closed = cv2.morphologyEx(cv2.medianBlur(grey, 3), cv2.MORPH_CLOSE, kernel)
    return np.asarray(cv2.blur(closed, (5, 5)), np.uint8)


def _sheet(background: Grey) -> BoolArray:
    """The pixels of the sheet; all of the picture where nothing else shows beside it."""
    whole = np.ones(background.shape, np.bool_)
    level, bright = cv2.threshold(background, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright_pixels = background > level
    if not bright_pixels.any() or bright_pixels.all():
        return whole
    contrast = float(background[bright_pixels].mean()) - float(background[~bright_pixels].mean())
    if contrast < SURROUND_CONTRAST:
        return whole
    sheet = _largest(np.asarray(bright, np.uint8))
    beside = _touching_edge(~sheet)
    return ~beside if (~beside).mean() >= _MIN_SHEET_SHARE else whole


def _largest(mask: npt.NDArray[np.uint8]) -> BoolArray:
    """The largest connected part, its holes filled: pictures and boxes on the sheet."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = np.zeros_like(mask)
    cv2.drawContours(filled, [max(contours, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return np.asarray(filled.astype(np.bool_))


def _touching_edge(mask: BoolArray) -> BoolArray:
    """The connected parts of a mask that reach the picture's edge."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8))
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    reaching = np.zeros(count, np.bool_)
    reaching[edge] = True
    reaching[0] = False
    return np.asarray(reaching[labels])


def _lighting_fall(background: Grey, sheet: BoolArray) -> float:
    """Fall of a smooth surface laid through the blank paper, areas of print left out.

    A quadratic surface is fitted three times; what lies far below it is print, not paper.
    """
    inner = cv2.erode(sheet.astype(np.uint8), np.ones((15, 15), np.uint8), borderValue=1)
    rows, columns = np.nonzero(inner[::8, ::8])
    if rows.size < 50:
        return 0.0
    levels = background[::8, ::8][rows, columns].astype(np.float64)
    y, x = rows / max(rows.max(), 1) - 0.5, columns / max(columns.max(), 1) - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=1)
    kept = levels >= np.percentile(levels, 20)
    surface = levels
    for _ in range(3):
        weights, *_ = np.linalg.lstsq(terms[kept], levels[kept], rcond=None)
        surface = terms @ weights
        off = levels - surface
        kept = np.abs(off) <= max(3.0, 2.0 * float(np.std(off[kept])))
        if kept.sum() < 50:
            return 0.0
    low, high = np.percentile(surface[kept], (2, 98))
    return float(np.clip((high - low) / max(high, 1.0), 0.0, 1.0))


def _perspective_deg(sheet: BoolArray) -> float:
    """Largest angle between opposite edges of the sheet where all four corners are found."""
    if sheet.all():
        return 0.0
    contours, _ = cv2.findContours(
        sheet.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    around = cv2.arcLength(hull, closed=True)
    for tolerance in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, tolerance * around, closed=True).reshape(-1, 2)
        if len(corners) == 4:
            return _opposite_edges_deg(corners.astype(np.float64))
    return 0.0


def _opposite_edges_deg(corners: npt.NDArray[np.float64]) -> float:
    edges = np.roll(corners, -1, axis=0) - corners
    angles = np.degrees(np.arctan2(edges[:, 1], edges[:, 0])) % 180.0
    differences = [abs(angles[0] - angles[2]), abs(angles[1] - angles[3])]
    return float(max(min(difference, 180.0 - difference) for difference in differences))


def _colour(blank_rgb: Rgb) -> tuple[int, int, int]:
    if not blank_rgb.size:
        return 0, 0, 0
    red, green, blue = np.median(blank_rgb, axis=0)
    return round(float(red)), round(float(green)), round(float(blue))


def _noise_levels(grey: Grey, blank: BoolArray) -> float:
    """Standard deviation of blank paper about its own blur."""
    inner = cv2.erode(blank.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)
    if not inner.any():
        return 0.0
    field = grey.astype(np.float32)
    return float((field - cv2.blur(field, (5, 5)))[inner].std())


def _flat_share(blank_rgb: Rgb) -> float:
    """Share of the blank paper that has exactly its most frequent colour."""
    if not blank_rgb.size:
        return 0.0
    values = blank_rgb.astype(np.uint32)
    codes = (values[:, 0] << 16) | (values[:, 1] << 8) | values[:, 2]
    _, counts = np.unique(codes, return_counts=True)
    return float(counts.max() / codes.size)


def _marks(ink: BoolArray, left_out: Sequence[Box]) -> int:
    """Connected spots of the size of letters."""
    height, width = ink.shape
    ink = ink.copy()
    for left, top, right, bottom in left_out:
        rows = slice(max(0, int(top * height) - 1), max(0, int(bottom * height) + 2))
        columns = slice(max(0, int(left * width) - 1), max(0, int(right * width) + 2))
        ink[rows, columns] = False
    count, _, statistics, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    heights = statistics[1:count, cv2.CC_STAT_HEIGHT]
    widths = statistics[1:count, cv2.CC_STAT_WIDTH]
    low, high = _MARK_PX
    return int(((heights >= low) & (heights <= high) & (widths >= 1) & (widths <= 3 * high)).sum())
