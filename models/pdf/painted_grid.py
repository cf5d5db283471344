"""What lies on top at each place of a page, on a coarse grid."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models.pdf.page_objects import Box, Matrix

#: Cells along the longer side: 4 points on a letter page, less than a line of text is high.
GRID_CELLS = 192

#: What lies on top of a cell, as bits that can be joined.
PAPER, IMAGE, WHITE_AREA, COLOURED_AREA, TRANSLUCENT_IMAGE = 1, 2, 4, 8, 16
ANY_IMAGE = IMAGE | TRANSLUCENT_IMAGE


class PaintedGrid:
    """The topmost paint in each cell of a page; text is not painted, it only asks.

    ``box``: the visible page in points. Orders are given out by ``next_order``, bottom first.
    """

    def __init__(self, box: Box) -> None:
        self._box = box
        width, height = max(box[2] - box[0], 1e-3), max(box[3] - box[1], 1e-3)
        self._cells_per_pt = GRID_CELLS / max(width, height)
        shape = (
            max(1, round(height * self._cells_per_pt)),
            max(1, round(width * self._cells_per_pt)),
        )
        self._kind = np.full(shape, PAPER, np.uint8)
        self._opaque_order = np.zeros(shape, np.int32)
        self._last = 0

    @property
    def next_order(self) -> int:
        """The place in the painting order of what is painted next."""
        return self._last + 1

    def paint_box(self, box: Box, kind: int) -> None:
        """Paint an upright area."""
        self._last += 1
        rows, columns = self._slices(box)
        self._kind[rows, columns] = kind
        self._opaque_order[rows, columns] = self._last

    def paint_image(self, matrix: Matrix, clip: Box | None, kind: int) -> float:
        """Paint a picture and return the share of the page that it covers.

        A translucent one hides nothing below it.
        """
        self._last += 1
        mask = self.mask(matrix, clip)
        self._kind[mask] = kind
        if kind == IMAGE:
            self._opaque_order[mask] = self._last
        return np.count_nonzero(mask) / mask.size

    def mask(self, matrix: Matrix, clip: Box | None) -> npt.NDArray[np.bool_]:
        """The cells that a picture covers, inside its clip."""
        corners = [matrix.point(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        points = np.array([self._cell(x, y) for x, y in corners])
        painted = np.zeros(self._kind.shape, np.uint8)
        bounded = np.clip(points, -8 * GRID_CELLS, 8 * GRID_CELLS)
        cv2.fillConvexPoly(painted, np.rint(bounded - 0.5).astype(np.int32), 1)
        if clip is not None:
            rows, columns = self._slices(clip)
            inside = np.zeros_like(painted)
            inside[rows, columns] = 1
            painted &= inside
        return painted.astype(np.bool_)

    def share_of(self, kinds: int) -> float:
        """Share of the page where one of these kinds lies on top."""
        return np.count_nonzero(self._kind & kinds) / self._kind.size

    def share_in_box(self, box: Box, kinds: int) -> float:
        """Share of a box where one of these kinds lies on top by now; 0 off the page."""
        rows, columns = self._slices(box)
        cells = self._kind[rows, columns]
        return np.count_nonzero(cells & kinds) / cells.size if cells.size else 0.0

    def share_hidden(self, box: Box, order: int) -> float:
        """Share of a box over which something opaque was painted at that order or later."""
        if order > self._last:
            return 0.0
        rows, columns = self._slices(box)
        cells = self._opaque_order[rows, columns]
        return np.count_nonzero(cells >= order) / cells.size if cells.size else 0.0

    def is_off_page(self, box: Box) -> bool:
        """Whether a box lies wholly outside the visible page."""
        left, bottom, right, top = box
        page = self._box
        return right <= page[0] or left >= page[2] or top <= page[1] or bottom >= page[3]

    def share_of_page(self, box: Box) -> float:
        """Share of the page that a box covers, its parts off the page left out."""
        rows, columns = self._slices(box)
        return self._kind[rows, columns].size / self._kind.size

    def _cell(self, x: float, y: float) -> tuple[float, float]:
        return (x - self._box[0]) * self._cells_per_pt, (self._box[3] - y) * self._cells_per_pt

    def _slices(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of the cells that a box touches; at least one cell on the page."""
        left, top = self._cell(box[0], box[3])
        right, bottom = self._cell(box[2], box[1])
        rows, columns = self._kind.shape
        return _span(top, bottom, rows), _span(left, right, columns)


def _span(first: float, last: float, cells: int) -> slice:
    start = min(max(round(first), 0), cells)
    end = min(max(round(last), 0), cells)
    if start == end and last > first and start < cells and first < cells and last > 0:
        end = start + 1
    return slice(start, end)
