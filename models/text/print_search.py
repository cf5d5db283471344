"""Where the print of one picture lies; each search is made once and shared by all who read it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from models.text.detection import find_text_boxes
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]

#: Longer side of the first search, which finds the print; a document that fills the frame has
#: captions of 9 px and a zone's letters of 10 px there, so the first search is often enough.
FIRST_SIDE_PX = 736
#: Longest side of the second search, in the part that holds print: 0.15 s on one core. A card on
#: an A4 sheet, or a booklet's page seen whole, keeps 7 px for its captions.
SECOND_SIDE_PX = 1120
#: Room around the print in the second search, in median heights of its lines.
_MARGIN_LINES = 2.0
#: The second search is left out where it would enlarge the print by less.
_MIN_ENLARGEMENT = 1.15


class PrintSearch:
    """Lines of print of one picture, of any direction, as boxes in its pixels."""

    def __init__(self, rgb: Rgb) -> None:
        self.rgb = rgb

    @functools.cached_property
    def first_boxes(self) -> tuple[TextBox, ...]:
        """What the whole picture shows at a small scale."""
        return find_text_boxes(self.rgb, FIRST_SIDE_PX)

    @functools.cached_property
    def closer_boxes(self) -> tuple[TextBox, ...]:
        """What the part with print shows at a larger scale; the first boxes where it is none."""
        if not self.first_boxes:
            return ()
        height, width = self.rgb.shape[:2]
        left, top, right, bottom = _extent(self.first_boxes, width, height)
        crop = self.rgb[top:bottom, left:right]
        side_px = min(SECOND_SIDE_PX, max(crop.shape[:2]))
        enlargement = (side_px / max(crop.shape[:2])) / (FIRST_SIDE_PX / max(height, width))
        if enlargement < _MIN_ENLARGEMENT:
            return self.first_boxes
        found = tuple(_moved(box, left, top) for box in find_text_boxes(crop, side_px))
        return found or self.first_boxes


def _moved(box: TextBox, right_px: int, down_px: int) -> TextBox:
    return replace(box, centre=(box.centre[0] + right_px, box.centre[1] + down_px))


def _extent(boxes: Sequence[TextBox], width: int, height: int) -> tuple[int, int, int, int]:
    """The part of the picture that holds all print, with a margin: left, top, right, bottom."""
    margin = _MARGIN_LINES * float(np.median([box.height for box in boxes]))
    corners = np.concatenate([box.corners for box in boxes])
    left, top = np.maximum(np.floor(corners.min(axis=0) - margin), 0).astype(int)
    right, bottom = np.ceil(corners.max(axis=0) + margin).astype(int)
    return int(left), int(top), int(min(width, right)), int(min(height, bottom))
