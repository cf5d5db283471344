"""The ruled lines and box edges of a straightened page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from models.pdf.straightened_page import INK_LEVEL, Box, Grey, StraightPage

#: A line to write on is longer than words; pieces of a faint one are joined over such gaps.
MIN_LINE_MM, _PIECE_MM, _GAP_MM = 12.0, 3.0, 3.0
#: Edges between two lines of a table may be as short as a line of print is high.
_MIN_EDGE_MM, _LONE_EDGE_MM = 4.5, 14.0
#: What is thicker is a bar or a picture; a slightly turned line is higher than it is thick.
_MAX_THICKNESS_MM = 1.1
#: How much a line of a photographed sheet may rise along its length.
_MAX_SLOPE = 0.012
#: Blurred print runs together into lines, but has ink close beside them everywhere; a ruled line
#: has none on such a share of its stretches, whatever is written on the others.
_MAX_BESIDE, _BESIDE_MM, _STRETCH_MM, _MIN_CLEAN_SHARE = 0.15, (0.3, 0.9), 5.0, 0.3
#: Faint lines are darker than what lies beside them by so many levels, on the mean of a piece.
_FAINT_LEVELS = 14
#: Pieces of one line lie level; strokes of a signature hide at most so much between them.
_LEVEL_MM, _WRITTEN_MM, _MIN_INKED, _ANY_INK_LEVEL = 0.6, 75.0, 0.85, 228
#: An edge ends at a line where it comes so near.
_JOIN_MM = 1.2

Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A straight line of print along the page. ``box``: in pixels of the straightened sheet."""

    direction: Literal["across", "down"]
    box: Box

    @property
    def middle(self) -> float:
        """Its height on the page, or for one that runs down the page its distance from the left."""
        left, top, right, bottom = self.box
        return (top + bottom) / 2 if self.direction == "across" else (left + right) / 2


def ruled_lines(page: StraightPage) -> tuple[RuledLine, ...]:
    """Lines across, and edges down that are long or join two of these.

    Method: morphological opening with long thin kernels, after pieces were joined.
    """
    across = _straight(page, page.grey, _PIECE_MM, MIN_LINE_MM)
    turned = np.ascontiguousarray(page.grey.T)
    down = _straight(page, turned, _MIN_EDGE_MM, _MIN_EDGE_MM)
    lines = tuple(RuledLine("across", box) for box in across)
    edges = (RuledLine("down", (top, left, bottom, right)) for left, top, right, bottom in down)
    kept = tuple(edge for edge in edges if _is_edge(page, edge, lines))
    return (*lines, *kept)


def _straight(page: StraightPage, grey: Grey, piece_mm: float, least_mm: float) -> list[Box]:
    """Boxes of horizontal lines of a picture, made of pieces that are each long for print."""
    ink = (grey < INK_LEVEL).astype(np.uint8)
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, page.px(piece_mm)), np.uint8))
    high = np.ones((page.px(_MAX_THICKNESS_MM) + 2, 1), np.uint8)
    bars = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, high), np.uint8)
    pieces = (np.asarray(pieces, np.uint8) | _faint(page, grey, piece_mm)) & (1 - bars)
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((1, page.px(_GAP_MM)), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, page.px(least_mm)), np.uint8))
    long = _thin_parts(page, np.asarray(long, np.uint8))
    count, _, statistics, _ = cv2.connectedComponentsWithStats(long)
    boxes = []
    for left, top, width, height, _area in statistics[1:count]:
        box = int(left), int(top + 1), int(left + width), int(max(top + height - 1, top + 2))
        most_mm = _MAX_THICKNESS_MM + _MAX_SLOPE * page.mm(float(width))
        is_thin = page.mm(float(height) - 2) <= most_mm
        if is_thin and _clean_share(page, ink, box) >= _MIN_CLEAN_SHARE:
            boxes.append((float(box[0]), float(box[1]), float(box[2]), float(box[3])))
    return _continued(page, (grey < _ANY_INK_LEVEL).astype(np.uint8), boxes)


def _thin_parts(page: StraightPage, long: Mask) -> Mask:
    """A mask of lines without the stretches where one runs into other strokes."""
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(long)
    most = page.px(_MAX_THICKNESS_MM) + 2
    kept = long.copy()
    for label in range(1, count):
        left, top, width, height, _area = (int(value) for value in statistics[label])
        if height > most:
            window = np.s_[top : top + height, left : left + width]
            own = labels[window] == label
            kept[window][:, own.sum(axis=0) > most // 2 + 1] = 0
    return kept


def _continued(page: StraightPage, ink: Mask, boxes: list[Box]) -> list[Box]:
    """The lines, with those made one that only writing or a lack of ink divides."""
    merged: list[Box] = []
    for box in sorted(boxes):
        for at, other in enumerate(merged):
            is_level = abs((box[1] + box[3]) - (other[1] + other[3])) / 2 <= page.px(_LEVEL_MM)
            gap = box[0] - other[2]
            if is_level and gap <= page.px(_WRITTEN_MM) and _is_inked(page, ink, other, box):
                merged[at] = (
                    other[0], min(other[1], box[1]), max(other[2], box[2]), max(other[3], box[3])
                )  # fmt: skip
                break
        else:
            merged.append(box)
    return merged


def _is_inked(page: StraightPage, ink: Mask, first: Box, second: Box) -> bool:
    """Whether there is ink all the way between two pieces of a line, small gaps apart."""
    start, end = round(first[2]), round(second[0])
    if end - start <= page.px(_GAP_MM):
        return True
    margin = page.px(_LEVEL_MM)
    rows = slice(max(0, round(min(first[1], second[1])) - margin), round(first[3]) + margin)
    return float(ink[rows, start:end].any(axis=0).mean()) >= _MIN_INKED


def _faint(page: StraightPage, grey: Grey, piece_mm: float) -> Mask:
    """Where rows are darker over a stretch than those above and below: faint and dotted lines."""
    along = cv2.blur(grey, (page.px(piece_mm), 1)).astype(np.int16)
    away = page.px(_BESIDE_MM[1])
    padded = np.pad(along, ((away, away), (0, 0)), mode="edge")
    beside = np.minimum(padded[: -2 * away], padded[2 * away :])
    faint = (beside - along >= _FAINT_LEVELS).astype(np.uint8)
    # Blurring along the line makes it longer by a piece; opening makes it as long as it is.
    return np.asarray(cv2.erode(faint, np.ones((1, page.px(piece_mm / 2)), np.uint8)), np.uint8)


def _clean_share(page: StraightPage, ink: Mask, box: tuple[int, int, int, int]) -> float:
    """Share of a line's stretches that have hardly any ink close beside them."""
    left, top, right, bottom = box
    near, far = (page.px(mm) for mm in _BESIDE_MM)
    above = ink[max(0, top - far) : max(0, top - near), left:right]
    below = ink[bottom + near : bottom + far, left:right]
    count = max(1, (right - left) // page.px(_STRETCH_MM))
    clean = np.ones(count, np.bool_)
    for side in (above, below):
        if side.size:
            parts = np.array_split(side, count, axis=1)
            clean &= np.array([part.mean() for part in parts]) <= _MAX_BESIDE
    return float(clean.mean())


def _is_edge(page: StraightPage, edge: RuledLine, lines: tuple[RuledLine, ...]) -> bool:
    _, top, _, bottom = edge.box
    if page.mm(bottom - top) >= _LONE_EDGE_MM:
        return True
    near = page.px(_JOIN_MM)
    crossing = [
        line.middle for line in lines if line.box[0] - near <= edge.middle <= line.box[2] + near
    ]
    return all(any(abs(end - place) <= near for place in crossing) for end in (top, bottom))


def lines_mask(page: StraightPage, lines: tuple[RuledLine, ...], margin_px: int = 1) -> Mask:
    """The pixels of the lines, with a margin on both sides for their blurred edges."""
    mask = np.zeros(page.grey.shape, np.uint8)
    for line in lines:
        left, top, right, bottom = (round(edge) for edge in line.box)
        rows = slice(max(0, top - margin_px), bottom + margin_px)
        mask[rows, max(0, left - margin_px) : right + margin_px] = 1
    return mask


def without_lines(page: StraightPage, lines: tuple[RuledLine, ...]) -> Grey:
    """The page with white where its lines are: Tesseract reads letters beside lines badly."""
    return np.where(lines_mask(page, lines).astype(np.bool_), np.uint8(255), page.grey)
