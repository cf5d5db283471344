"""A print cut out of its sheet and straightened, and the way back to the sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Point
from models.printed_photo import PrintedPhoto

Rgb = npt.NDArray[np.uint8]

#: Less skew than this moves a corner by a third of a millimetre and is not worth resampling.
LEAST_SKEW_DEG: Final = 0.25
#: What is cut off inside each edge, as a share of the print's height (0.5 mm of 70): the edge's own
#: shadow and blur, and what is left of the skew.
INSET: Final = 0.007


@dataclass(frozen=True, slots=True)
class CutPhoto:
    """A print cut out of its sheet and straightened.

    ``rgb``: (h, w, 3) uint8 without the edges themselves. ``to_sheet``: (2, 3) matrix from its
    pixels to those of the sheet.
    """

    rgb: Rgb
    to_sheet: npt.NDArray[np.float64]

    def on_sheet(self, point: Point) -> Point:
        """A point of the cut photo in pixels of the sheet."""
        x, y = self.to_sheet @ (point[0], point[1], 1.0)
        return float(x), float(y)

    def from_sheet(self, point: Point) -> Point:
        """A point of the sheet in pixels of the cut photo."""
        x, y = np.linalg.solve(self.to_sheet[:, :2], np.subtract(point, self.to_sheet[:, 2]))
        return float(x), float(y)

    @property
    def is_straight(self) -> bool:
        """Whether the photo was cut out without being turned."""
        return bool(self.to_sheet[0, 1] == 0.0)


def cut_photo(rgb: Rgb, printed: PrintedPhoto) -> CutPhoto:
    """Cut a print out of its sheet, inside its edges, and straighten it."""
    inset = INSET * printed.height_px
    width, height = (
        max(1, round(side - 2 * inset)) for side in (printed.width_px, printed.height_px)
    )
    middle = np.mean(printed.corners, axis=0)
    if abs(printed.skew_deg) < LEAST_SKEW_DEG:
        left = int(np.clip(round(float(middle[0]) - width / 2), 0, max(0, rgb.shape[1] - width)))
        top = int(np.clip(round(float(middle[1]) - height / 2), 0, max(0, rgb.shape[0] - height)))
        cut = np.ascontiguousarray(rgb[top : top + height, left : left + width])
        return CutPhoto(cut, np.array([[1.0, 0.0, left], [0.0, 1.0, top]]))
    turn = math.radians(printed.skew_deg)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    origin = middle - rotation @ ((width - 1) / 2, (height - 1) / 2)
    to_sheet = np.column_stack([rotation, origin])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(rgb, to_sheet, (width, height), flags=flags)
    return CutPhoto(np.asarray(turned, np.uint8), to_sheet)
