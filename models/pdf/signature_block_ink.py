"""Ink in a place to write that is neither print nor ruled line: how much and how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.pdf.ruled_lines import lines_mask
from models.pdf.scanned_words import ScannedPage, ScannedWord
from models.pdf.signature_block_area import PRINT_CONFIDENCE
from models.pdf.straightened_page import INK_LEVEL, Box

#: Looked at around the place to write: strokes reach out of it.
_AROUND_MM = 9.0
#: Smaller spots are dust, and fainter ones (of evened light, paper 255) show through from behind.
_DUST_MM, _FAINT_LEVEL = 0.9, 165
#: Pieces of a ruled line: so thin, and this near to the edge of the place or to a line found.
_THIN_MM, _AT_EDGE_MM, _LONG_MM = 0.75, 1.6, 6.0
#: Flat pieces are what a scan left of a line; edges of boxes lie so near to a place's own.
_FLAT_MM, _EDGE_INSET_MM = 0.45, 2.5
#: Strokes that lie outside by more than this share belong to something else where they are no
#: higher than print.
_INSIDE_SHARE, PRINT_HEIGHT_MM = 0.3, 3.4
#: Difference of the strongest and the weakest of red, green and blue in coloured ink.
_CHROMA = 45
_MIN_INSIDE_PX = 3

Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Writing:
    """Strokes in a place to write. ``length_mm``: of all; ``largest_mm``: of the longest connected.

    ``tallest_mm``: height of the tallest connected stroke; ``width_mm``: from first to last.
    ``ink_share``: of the place; ``colour_share``: of the strokes that is no black or grey ink.
    ``printed_mm``: strokes of what OCR reads as print, or that are straight as a ruler;
    ``nearby_mm``: tall strokes around the place. ``crosses_line``: strokes run through a line.
    """

    length_mm: float
    largest_mm: float
    tallest_mm: float
    width_mm: float
    strokes: int
    ink_share: float
    colour_share: float
    printed_mm: float
    nearby_mm: float
    crosses_line: bool


@dataclass(frozen=True, slots=True)
class _Stroke:
    """Connected ink. ``inside``: share within the place; lengths in millimetres."""

    label: int
    length_mm: float
    inside_mm: float
    inside: float
    width_mm: float
    height_mm: float
    left_px: int
    right_px: int
    is_faint: bool
    is_print: bool
    is_ruled: bool
    is_at_edge: bool


@dataclass(frozen=True, slots=True)
class _Crop:
    """The picture around a place to write. ``area``: left, top, right, bottom within it."""

    ink: Mask
    print_mask: Mask
    line_mask: Mask
    labels: npt.NDArray[np.int32]
    area: tuple[int, int, int, int]
    grey: Mask
    chroma: Mask
    joins_line: bool


def measure_writing(
    page: ScannedPage, area: Box, own_words: Sequence[ScannedWord], others: Sequence[Box] = ()
) -> Writing:
    """Measure the strokes in a place to write.

    ``own_words``: the caption's, which are never strokes; ``others``: places of other answers,
    whose ink is not counted as lying nearby. Method: connected components of what is darker than
    paper, without ruled lines; half the length of a component's outlines is that of its strokes.
    """
    crop = _crop(page, area, own_words, others)
    strokes = _strokes(page, crop)
    within = [one for one in strokes if _is_within(one)]
    written = [one for one in within if not (one.is_print or one.is_ruled)]
    printed = [one for one in within if one.is_print or one.is_ruled]
    outside = [
        one
        for one in strokes
        if not _is_within(one) and not one.is_print and not one.is_ruled and not one.is_faint
        and one.height_mm > PRINT_HEIGHT_MM and one.inside < 1.0
    ]  # fmt: skip
    pixels = np.isin(crop.labels, [one.label for one in written])
    left, top, right, bottom = crop.area
    size = max(1, (right - left) * (bottom - top))
    return Writing(
        length_mm=sum(one.inside_mm for one in written),
        largest_mm=max((one.length_mm for one in written), default=0.0),
        tallest_mm=max((one.height_mm for one in written), default=0.0),
        width_mm=_width_mm(page, written),
        strokes=len(written),
        ink_share=float(pixels[top:bottom, left:right].sum() / size),
        colour_share=float((crop.chroma[pixels] > _CHROMA).mean()) if pixels.any() else 0.0,
        printed_mm=sum(one.inside_mm for one in printed),
        nearby_mm=sum(one.length_mm - one.inside_mm for one in outside),
        crosses_line=crop.joins_line,
    )


def _is_within(stroke: _Stroke) -> bool:
    if stroke.is_faint or stroke.inside == 0.0 or stroke.is_at_edge:
        return False
    return stroke.inside >= _INSIDE_SHARE or stroke.height_mm > PRINT_HEIGHT_MM


def _width_mm(page: ScannedPage, strokes: Sequence[_Stroke]) -> float:
    if not strokes:
        return 0.0
    first, last = min(one.left_px for one in strokes), max(one.right_px for one in strokes)
    return page.page.mm(last - first)


def _crop(
    page: ScannedPage, area: Box, own_words: Sequence[ScannedWord], others: Sequence[Box]
) -> _Crop:
    straight = page.page
    left, top, right, bottom = _around(page, area)
    window = np.s_[top:bottom, left:right]
    inner = (
        max(0, round(area[0]) - left), max(0, round(area[1]) - top),
        max(0, round(area[2]) - left), max(0, round(area[3]) - top),
    )  # fmt: skip
    grey = straight.grey[window]
    lines = _lines(page, area)[window]
    own = _boxes_mask(straight.grey.shape, [word.box for word in own_words], straight.px(0.2))
    sure = [
        word.box
        for word in page.words
        if word.confidence >= PRINT_CONFIDENCE and sum(map(str.isalnum, word.text)) >= 2
        and word not in own_words
    ]  # fmt: skip
    elsewhere = _boxes_mask(straight.grey.shape, others, 0)[window]
    elsewhere[inner[1] : inner[3], inner[0] : inner[2]] = 0
    ink = ((grey < INK_LEVEL) & (elsewhere == 0)).astype(np.uint8)
    ink, joins = _without_lines(ink, lines, own[window], straight.px(0.9))
    _, labels = cv2.connectedComponents(ink, connectivity=8)
    rgb = straight.rgb[window].astype(np.int16)
    return _Crop(
        ink=ink,
        print_mask=_boxes_mask(straight.grey.shape, sure, 1)[window],
        line_mask=lines,
        labels=np.asarray(labels, np.int32),
        area=inner,
        grey=grey,
        chroma=(rgb.max(axis=2) - rgb.min(axis=2)).astype(np.uint8),
        joins_line=joins,
    )


def _around(page: ScannedPage, area: Box) -> tuple[int, int, int, int]:
    """The part of the page to look at, never without a pixel."""
    height, width = page.page.grey.shape
    around = page.page.px(_AROUND_MM)
    left = min(max(0, round(area[0]) - around), width - 1)
    top = min(max(0, round(area[1]) - around), height - 1)
    right, bottom = round(area[2]) + around, round(area[3]) + around
    return left, top, min(width, max(left + 1, right)), min(height, max(top + 1, bottom))


def _lines(page: ScannedPage, area: Box) -> Mask:
    """The pixels of ruled lines, without edges that stand within the place.

    An upright stroke may look like an edge, but a place to write has none inside.
    """
    inset = page.page.px(_EDGE_INSET_MM)
    kept = tuple(
        line
        for line in page.lines
        if line.direction == "across" or not area[0] + inset < line.middle < area[2] - inset
    )
    return lines_mask(page.page, kept, page.page.px(0.2))


def _without_lines(ink: Mask, lines: Mask, own: Mask, join_px: int) -> tuple[Mask, bool]:
    """Ink without lines, joined again where strokes run through them; whether any do.

    The caption goes too, but for strokes that run over it.
    """
    bare = ink * (1 - lines)
    upright = np.ones((2 * join_px + 1, 1), np.uint8)
    joined = np.asarray(cv2.morphologyEx(bare, cv2.MORPH_CLOSE, upright), np.uint8)
    through = ((joined & lines) > 0).astype(np.uint8)
    bare |= through & ink
    count, labels = cv2.connectedComponents(bare, connectivity=8)
    if own.any() and count > 1:
        sizes = np.bincount(labels.ravel(), minlength=count)
        covered = np.bincount(labels.ravel(), weights=own.ravel(), minlength=count)
        is_caption = covered >= 0.5 * sizes
        is_caption[0] = False
        bare[is_caption[labels]] = 0
    return bare, bool(through.any())


def _boxes_mask(shape: tuple[int, ...], boxes: Sequence[Box], margin_px: int) -> Mask:
    mask = np.zeros(shape[:2], np.uint8)
    for left, top, right, bottom in boxes:
        rows = slice(max(0, round(top) - margin_px), max(0, round(bottom) + margin_px))
        mask[rows, max(0, round(left) - margin_px) : max(0, round(right) + margin_px)] = 1
    return mask


def _strokes(page: ScannedPage, crop: _Crop) -> list[_Stroke]:
    """Every connected spot larger than dust."""
    _, _, statistics, _ = cv2.connectedComponentsWithStats(crop.ink, connectivity=8)
    least = page.page.px(_DUST_MM)
    found = []
    for label, (left, top, width, height, _area) in enumerate(statistics):
        if label and max(width, height) >= least:
            found.append(_stroke(page, crop, label, (left, top, width, height)))
    return found


def _stroke(
    page: ScannedPage, crop: _Crop, label: int, place: tuple[int, int, int, int]
) -> _Stroke:
    left, top, width, height = (int(value) for value in place)
    window = np.s_[top : top + height, left : left + width]
    own = (crop.labels[window] == label).astype(np.uint8)
    outlines, _ = cv2.findContours(
        cv2.copyMakeBorder(own, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,)),
        cv2.RETR_CCOMP,
        cv2.CHAIN_APPROX_SIMPLE,
    )
    mm = page.page.mm
    length_mm = mm(sum(cv2.arcLength(outline, closed=True) for outline in outlines) / 2)
    size = int(own.sum())
    x0, y0, x1, y1 = crop.area
    inner = own[max(0, y0 - top) : max(0, y1 - top), max(0, x0 - left) : max(0, x1 - left)]
    inside = int(inner.sum()) / size if int(inner.sum()) >= _MIN_INSIDE_PX else 0.0
    is_thin = mm(min(width, height)) <= _THIN_MM
    edge = page.page.px(_AT_EDGE_MM)
    at_edge = (
        min(abs(top - y0), abs(top + height - y1)) <= edge if width >= height
        else min(abs(left - x0), abs(left + width - x1)) <= edge
    )  # fmt: skip
    grown = np.asarray(cv2.dilate(own, np.ones((3, 3), np.uint8)), np.uint8)
    touches = bool((grown & crop.line_mask[window]).any())
    return _Stroke(
        label=label,
        length_mm=length_mm,
        inside_mm=length_mm * inside,
        inside=inside,
        width_mm=mm(width),
        height_mm=mm(height),
        left_px=left,
        right_px=left + width,
        is_faint=int(crop.grey[window][own > 0].min()) > _FAINT_LEVEL,
        is_print=mm(height) <= PRINT_HEIGHT_MM
        and float(crop.print_mask[window][own > 0].mean()) >= 0.6,
        is_ruled=is_thin and mm(max(width, height)) >= _LONG_MM,
        is_at_edge=(is_thin and (at_edge or touches)) or mm(height) <= _FLAT_MM,
    )
