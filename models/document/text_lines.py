"""Lines of print cut out in grey at a size that tells: shared by the measurements made on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Quad
from models.quantiles import percentiles
from models.text.geometry import TextBox, line_crop

Rgb = npt.NDArray[np.uint8]
Array = npt.NDArray[np.float32]

#: So many lines are enough for a median and a worst decile; the longest are taken, and of each so
#: much, from its middle.
MOST_LINES: Final = 40
LONGEST_HEIGHTS: Final = 14.0
#: Lower boxes hold no strokes that could be measured.
LOWEST_PX: Final = 6.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line. ``rgb``: (h, w, 3) uint8, straight, at native resolution; ``luma``: float32 0..255.

    ``ink``, ``ground``: levels of the print and of what it is printed on (5th and 85th percentile).
    """

    box: TextBox
    rgb: Rgb
    luma: Array
    ink: float
    ground: float

    @property
    def contrast(self) -> float:
        """Difference of ground and ink in 8-bit levels."""
        return self.ground - self.ink


def text_lines(
    rgb: Rgb, text: Sequence[TextBox], within: Quad | None = None
) -> tuple[TextLine, ...]:
    """The longest lines of print, those inside of a document if one is given."""
    chosen = [box for box in text if box.height >= LOWEST_PX and box.length >= LOWEST_PX]
    if within is not None and chosen:
        inside = within.shares_inside([box.centre for box in chosen])
        chosen = [box for box, is_in in zip(chosen, inside, strict=True) if is_in]
    chosen = sorted(chosen, key=lambda box: -box.length / box.height)[:MOST_LINES]
    return tuple(_cut(rgb, box) for box in chosen)


def _cut(rgb: Rgb, box: TextBox) -> TextLine:
    length = min(box.length, LONGEST_HEIGHTS * box.height)
    crop = line_crop(rgb, TextBox(box.centre, length, box.height, box.angle))
    luma = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.float32)
    ink, ground = percentiles(luma, [5, 85])
    return TextLine(box, crop, luma, float(ink), float(ground))
