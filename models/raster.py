"""A reduced copy of a picture that remembers its scale."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

#: Longer side of the working copy: the inter-eye distance of a compliant photo is then about
#: 125 px, more than ISO/IEC 39794-5 asks (90 px), and one colour conversion takes milliseconds.
WORKING_SIDE_PX = 1000


@dataclass(frozen=True, slots=True)
class Raster:
    """``rgb``: (h, w, 3) uint8; ``scale``: pixels of the upright picture per pixel of ``rgb``."""

    rgb: npt.NDArray[np.uint8]
    scale: float

    @property
    def width(self) -> int:
        """Width in pixels of this raster."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels of this raster."""
        return int(self.rgb.shape[0])


def reduced_raster(rgb: npt.NDArray[np.uint8], longer_side_px: int = WORKING_SIDE_PX) -> Raster:
    """Reduce a picture so that its longer side is at most ``longer_side_px``; never enlarge it."""
    height, width = rgb.shape[:2]
    scale = max(1.0, max(height, width) / longer_side_px)
    if scale == 1.0:
        return Raster(rgb, 1.0)
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    return Raster(shrunk(rgb, *size), scale)


def shrunk(rgb: npt.NDArray[np.uint8], width_px: int, height_px: int) -> npt.NDArray[np.uint8]:
    """Reduce a picture by halving it as often as possible, then linearly.

    Each pixel of the result averages those it covers as with area averaging, in a fifth of the
    time: halving is a vectorised special case, and below a factor of two linear interpolation
    skips no pixel.
    """
    while rgb.shape[0] >= 2 * height_px and rgb.shape[1] >= 2 * width_px:
        rgb = halved(rgb)
    return np.asarray(cv2.resize(rgb, (width_px, height_px)), np.uint8)


def halved(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Average blocks of 2 x 2 pixels; an odd last row or column is left out.

    OpenCV's fast path takes whole factors only: an odd side would cost ten times as much.
    """
    height, width = rgb.shape[0] // 2, rgb.shape[1] // 2
    even = rgb[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
