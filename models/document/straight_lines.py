"""The straight lines of a picture and, for any place, whether an edge of that direction is there.

Segments by LSD (Grompone von Gioi et al., IPOL 2012, in OpenCV); those on one line are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Quad
from models.sharpness import noise_deviation

Rgb = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]

#: Shorter segments, as a share of the picture's longer side, are print and grain.
SHORTEST_SHARE: Final = 0.03
#: Segments within so many pixels and radians of a longer one continue it.
SAME_LINE_PX: Final = 2.5
SAME_DIRECTION: Final = 0.05
#: So many lines are kept, by how much of them is seen.
MOST_LINES: Final = 30
#: The frame of a barcode lies within so much of its longer side around it.
MARK_FRAME: Final = 0.015
#: Directions that edges are told apart by.
DIRECTIONS: Final = 12
#: A step of so many 8-bit levels in one channel is an edge: fewer where the picture has no noise,
#: as a white page has on a scanner's white lid.
EDGE_STEPS: Final = (2.5, 7.0)
#: Steps of noise alone stay below so many of its standard deviations.
NOISE_DEVIATIONS: Final = 2.2
#: The brightest parts are brought to this level first, so that a dim picture has its edges.
BRIGHT_LEVEL: Final = 230.0
MOST_GAIN: Final = 6.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line: a point on it, its unit direction, the length of it that is seen, pixels."""

    point: tuple[float, float]
    direction: tuple[float, float]
    seen_px: float


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """Where edges run: (DIRECTIONS, h, w) bool by the direction that they run in, dilated by 1 px.

    ``texture``: (h + 1, w + 1) running sums of edges of any direction, undilated.
    """

    by_direction: npt.NDArray[np.bool_]
    texture: FloatArray

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.by_direction.shape[2]), int(self.by_direction.shape[1])

    def seen(self, points: FloatArray, directions: FloatArray) -> npt.NDArray[np.bool_]:
        """Whether an edge of a direction runs at each of (..., 2) points; (...) radians."""
        width, height = self.size
        columns = np.rint(points[..., 0]).astype(np.intp)
        rows = np.rint(points[..., 1]).astype(np.intp)
        inside = (columns >= 0) & (rows >= 0) & (columns < width) & (rows < height)
        step = np.rint(directions / np.pi * DIRECTIONS).astype(np.intp) % DIRECTIONS
        flat = (step * height + np.clip(rows, 0, height - 1)) * width
        flat += np.clip(columns, 0, width - 1)
        return np.asarray(self.by_direction.reshape(-1)[flat] & inside, np.bool_)


def brightened(rgb: Rgb) -> Rgb:
    """The picture with its brightest parts at full level: a dim one has edges too."""
    bright = float(np.quantile(rgb[::4, ::4], 0.98))
    gain = min(MOST_GAIN, BRIGHT_LEVEL / max(bright, 1.0))
    return rgb if gain <= 1.05 else np.asarray(cv2.convertScaleAbs(rgb, alpha=gain), np.uint8)


def edge_map(rgb: Rgb) -> EdgeMap:
    """Edges of an (h, w, 3) uint8 picture of a few hundred pixels."""
    smooth = cv2.GaussianBlur(rgb, (0, 0), 1.0)
    across = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.25), np.float32)
    down = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.25), np.float32)
    power = across * across + down * down
    channel = power.argmax(axis=2)[..., None]
    across = np.take_along_axis(across, channel, 2)[..., 0]
    down = np.take_along_axis(down, channel, 2)[..., 0]
    strength = np.sqrt(np.take_along_axis(power, channel, 2)[..., 0])
    noise = noise_deviation(np.asarray(rgb[..., 1], np.float32))
    is_edge = strength >= np.clip(NOISE_DEVIATIONS * noise, *EDGE_STEPS)
    # An edge runs across its gradient.
    runs = np.rint((np.arctan2(down, across) + np.pi / 2) / np.pi * DIRECTIONS).astype(int)
    runs %= DIRECTIONS
    kernel = np.ones((3, 3), np.uint8)
    planes = [
        np.asarray(cv2.dilate((is_edge & (runs == step)).astype(np.uint8), kernel), np.uint8)
        for step in range(DIRECTIONS)
    ]
    near = [planes[i] | planes[i - 1] | planes[(i + 1) % DIRECTIONS] for i in range(DIRECTIONS)]
    texture = cv2.integral(is_edge.astype(np.uint8)).astype(np.float64)
    return EdgeMap(np.stack(near).astype(np.bool_), texture)


def straight_lines(rgb: Rgb, marks: Sequence[Quad] = ()) -> tuple[Line, ...]:
    """The lines of which most is seen, the longest first, but for those inside of barcodes.

    ``marks``: where barcodes lie in ``rgb``; their bars would crowd out the edges of a document.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)
    colour = np.clip(lab[..., 2].astype(np.int16) * 2 - 128, 0, 255)
    found = [_segments(np.asarray(plane, np.uint8)) for plane in (grey, colour)]
    return _joined(_outside(np.concatenate(found), marks))


def _outside(segments: FloatArray, marks: Sequence[Quad]) -> FloatArray:
    """Segments without those of which both ends lie in a mark or on its frame."""
    kept = np.ones(len(segments), bool)
    for mark in marks:
        reach = MARK_FRAME * max(mark.sides)
        ends = [mark.shares_inside(tips, reach) for tips in (segments[:, :2], segments[:, 2:])]
        kept &= ~(ends[0] & ends[1])
    return np.asarray(segments[kept])


def _segments(plane: npt.NDArray[np.uint8]) -> FloatArray:
    """(n, 4) of long segments: x and y of both ends."""
    # OpenCV answers None where there are none, which becomes one row that is no number.
    segments = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(plane)[0]
    found = np.asarray(segments, np.float64)
    flat = found.reshape(-1, 4) if found.size >= 4 else np.zeros((0, 4))
    lengths = np.hypot(flat[:, 2] - flat[:, 0], flat[:, 3] - flat[:, 1])
    return np.asarray(flat[lengths >= SHORTEST_SHARE * max(plane.shape)])


def _joined(segments: FloatArray) -> tuple[Line, ...]:
    """Segments that continue each other made one line, by least squares over their ends."""
    starts, ends = segments[:, :2], segments[:, 2:]
    spans = ends - starts
    lengths = np.hypot(*spans.T)
    units = spans / np.maximum(lengths, 1e-9)[:, None]
    free = np.ones(len(segments), bool)
    lines: list[Line] = []
    for first in np.argsort(-lengths):
        if not free[first] or len(lines) >= 2 * MOST_LINES:
            continue
        normal = np.array([-units[first, 1], units[first, 0]])
        off = np.maximum(*(np.abs((tips - starts[first]) @ normal) for tips in (starts, ends)))
        turn = np.abs(units @ normal)
        same = free & (off <= SAME_LINE_PX) & (turn <= SAME_DIRECTION)
        free &= ~same
        lines.append(_fitted(starts[same], ends[same], lengths[same], units[first]))
    lines.sort(key=lambda line: -line.seen_px)
    return tuple(lines[:MOST_LINES])


def _fitted(
    starts: FloatArray, ends: FloatArray, lengths: FloatArray, direction: FloatArray
) -> Line:
    tips = np.concatenate([starts, ends])
    weights = np.concatenate([lengths, lengths])
    middle = np.average(tips, axis=0, weights=weights)
    offset = (tips - middle) * np.sqrt(weights)[:, None]
    axis = np.linalg.svd(offset, full_matrices=False)[2][0] if len(lengths) > 1 else direction
    # Both planes may show one edge: what is seen of it counts once.
    places = np.sort(np.stack([(starts - middle) @ axis, (ends - middle) @ axis]), axis=0)
    order = np.argsort(places[0])
    seen, reached = 0.0, -np.inf
    for begin, finish in places[:, order].T.tolist():
        seen += max(0.0, finish - max(begin, reached))
        reached = max(reached, finish)
    return Line((float(middle[0]), float(middle[1])), (float(axis[0]), float(axis[1])), seen)
