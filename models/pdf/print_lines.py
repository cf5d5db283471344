"""Short lines of print at a page's edges, found on a scan and cut out level for a reader.

Method: black top-hat (dark and small against the paper around it), spots of the size of letters,
joined along one direction across no more than a space; what is as long for its height as a form
number is a line. Each is levelled by itself, so that neither a sheet askew nor a camera's
perspective matters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from models.pdf.paper import LOOK_DPI, sheet_pixels

Grey = npt.NDArray[np.uint8]

#: The longer side of the picture in which lines are looked for: 150 dpi for a letter page.
LOOK_SIDE_PX = 1_650
_LETTER_SIDE_INCH = 11.0
#: Letters in that picture, 4 to 20 points high; those of a coarse scan touch each other.
_LETTER_HEIGHT_PX, _LETTER_WIDTH_PX = (5, 40), 130
#: Marks of less are grain.
_MIN_LETTER_AREA_PX = 6
#: Ink takes such a share of the paper's light: its darkest pixels, more than the grain of a dark
#: photograph takes, and the paler edges of blurred letters around them.
_INK_SHARE, _PALE_SHARE = 0.22, 0.13
#: On darker paper the same number of levels is asked for as on this.
_DARKEST_PAPER = 90.0
#: The sheet's own edge is no print.
_EDGE_PX = 7
#: Strokes of print are thinner than that.
_STROKE_PX = 11
#: Widest gap within a line: a space of 12-point print.
_SPACE_PX = 11
#: ``IMM 5669`` is 5 times as long as high, with edition and schedule 20 times.
_ASPECT = (4.5, 24.0)
_LINE_HEIGHT_PX = (6, 36)
#: Print covers a third of its line and more; a rule with its corners, less.
_MIN_COVER = 0.27
#: Lines are cut longer by so many of their heights: faint letters at their ends were overlooked.
LONGER_BY_HEIGHTS = 4.0
#: Height of a line of print as the reader gets it, with white around.
READ_HEIGHT_PX = 40
_WHITE_PX = 20
STRIP_HEIGHT_PX = READ_HEIGHT_PX + 2 * _WHITE_PX


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A line of print. In pixels of the page's picture as given, turned so that it is level.

    ``centre``: x, y; ``turn_deg``: by how much its direction falls to the right.
    """

    centre: tuple[float, float]
    length_px: float
    height_px: float
    turn_deg: float


@dataclass(frozen=True, slots=True)
class PrintLines:
    """Lines of the length of a form number, and how much print runs in their direction.

    ``lines``: from the upper end down. ``weight``: pixels of letters in lines of any length.
    """

    lines: tuple[PrintLine, ...]
    weight: int


def find_lines(grey: Grey) -> PrintLines:
    """The short level lines of a page's picture, within some degrees of level.

    Lines of a page on its side are found in the picture turned by a quarter.
    """
    scale = LOOK_SIDE_PX / max(grey.shape)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    letters = _letters(small)
    bridge = np.ones((1, 2 * _SPACE_PX + 1), np.uint8)
    joined = np.asarray(cv2.morphologyEx(letters, cv2.MORPH_CLOSE, bridge), np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    found, weight = [], 0
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in boxes[label])
        if width > 2 * height:
            weight += area
        if width < _ASPECT[0] * _LINE_HEIGHT_PX[0] or width < 2 * height:
            continue
        part = letters[top : top + height, left : left + width].copy()
        part[labels[top : top + height, left : left + width] != label] = 0
        line = _levelled(part, left, top, scale)
        if line is not None:
            found.append(line)
    return PrintLines(tuple(sorted(found, key=lambda line: line.centre[1])), weight)


def upside_down(line: PrintLine, shape: tuple[int, ...]) -> PrintLine:
    """The same line in the picture turned by half, of that height and width."""
    x, y = line.centre
    return replace(line, centre=(shape[1] - 1 - x, shape[0] - 1 - y))


def cut_line(
    grey: Grey,
    line: PrintLine,
    print_px: int = READ_HEIGHT_PX,
    longer_by_heights: float = LONGER_BY_HEIGHTS,
) -> Grey:
    """One line level and evenly lit, black on white, in a strip of ``STRIP_HEIGHT_PX``.

    ``print_px``: the height of its print; ``longer_by_heights``: what is cut besides at each end.
    """
    scale = print_px / line.height_px
    length_px = line.length_px + 2 * longer_by_heights * line.height_px
    width, height = round(length_px * scale) + _WHITE_PX, STRIP_HEIGHT_PX
    turn = cv2.getRotationMatrix2D(line.centre, line.turn_deg, scale)
    turn[:, 2] += np.array([width / 2, height / 2]) - np.array(line.centre)
    cut = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255.0,))
    paper = max(float(np.percentile(cut, 75)), 1.0)
    ink = min(float(np.percentile(cut, 3)), paper - 20.0)
    stretched = (cut.astype(np.float32) - ink) * (255.0 / (paper - ink))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _letters(small: Grey) -> Grey:
    """The pixels of spots of the size of letters."""
    kernel = np.ones((_STROKE_PX, _STROKE_PX), np.uint8)
    soft = cv2.GaussianBlur(small, (3, 3), 0)
    paper = cv2.morphologyEx(soft, cv2.MORPH_CLOSE, kernel).astype(np.float32)
    depth = (paper - soft) / np.maximum(paper, _DARKEST_PAPER)
    depth[~_inner_sheet(small)] = 0.0
    ink = (depth > _PALE_SHARE).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink)
    dark = np.bincount(labels[depth > _INK_SHARE], minlength=count)
    widths, heights = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    low, high = _LETTER_HEIGHT_PX
    kept = (heights <= high) & (widths <= _LETTER_WIDTH_PX) & (np.maximum(widths, heights) >= 3)
    kept &= (boxes[:, cv2.CC_STAT_AREA] >= _MIN_LETTER_AREA_PX) & (dark > 0)
    kept &= (heights >= low) | (widths <= 3 * low)
    kept[0] = False
    return np.asarray(kept[labels], np.uint8) if count > 1 else np.zeros_like(ink)


def _inner_sheet(small: Grey) -> npt.NDArray[np.bool_]:
    """The sheet without its edge: the grain of a desk looks like lines of print."""
    scale = LOOK_DPI / (LOOK_SIDE_PX / _LETTER_SIDE_INCH)
    coarse = cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sheet = sheet_pixels(np.asarray(coarse, np.uint8)).astype(np.uint8)
    size = (small.shape[1], small.shape[0])
    whole = cv2.resize(sheet, size, interpolation=cv2.INTER_NEAREST)
    kernel = np.ones((2 * _EDGE_PX + 1, 2 * _EDGE_PX + 1), np.uint8)
    return np.asarray(cv2.erode(whole, kernel), np.bool_)


def _levelled(part: Grey, left: int, top: int, scale: float) -> PrintLine | None:
    """A line by the smallest rectangle around its letters; None where it has not the shape."""
    rows, columns = np.nonzero(part)
    if rows.size < 30:
        return None
    points = np.stack([columns + left, rows + top], axis=1).astype(np.float32)
    (x, y), (width, height), angle = cv2.minAreaRect(points)
    if width < height:
        width, height, angle = height, width, angle - 90.0
    angle = (angle + 90.0) % 180.0 - 90.0
    width, height = width + 1, height + 1
    low, high = _LINE_HEIGHT_PX
    if not (low <= height <= high and _ASPECT[0] <= width / height <= _ASPECT[1]):
        return None
    if rows.size < _MIN_COVER * width * height:
        return None
    centre = ((x + 0.5) / scale - 0.5, (y + 0.5) / scale - 0.5)
    return PrintLine(centre, width / scale, height / scale, angle)
