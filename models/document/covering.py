"""A finger on the document: a smooth, round area with the colour of skin."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.outline_edges import is_skin
from models.document.quad import Quad
from models.document.straighten import StraightDocument
from models.raster import reduced_raster

Rgb = npt.NDArray[np.uint8]

#: Longer side of the copy that is searched, and how much it is smoothed.
SEARCH_SIDE_PX: Final = 320
SMOOTHING_PX: Final = 1.2
#: Steeper slopes, in levels a pixel, are print or a face; thinner areas are lines of a design.
MOST_SLOPE: Final = 6.0
THINNEST_PX: Final = 7
#: The least share of the document, and of its own convex hull: a face has holes, a design has arms.
LEAST_SHARE: Final = 0.04
LEAST_FILLED: Final = 0.9


def find_covering(document: StraightDocument) -> Quad | None:
    """The box about the largest such area, in pixels of the upright upload; None without any.

    Pale brown designs look alike: ask only where something that should be seen is not.
    """
    raster = reduced_raster(document.rgb, SEARCH_SIDE_PX)
    smooth = np.asarray(cv2.GaussianBlur(raster.rgb, (0, 0), SMOOTHING_PX), np.uint8)
    kernel = np.ones((THINNEST_PX, THINNEST_PX), np.uint8)
    areas = cv2.morphologyEx(_even_skin(smooth), cv2.MORPH_OPEN, kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(areas)
    largest = sorted(range(1, count), key=lambda label: -stats[label, cv2.CC_STAT_AREA])
    for label in largest:
        area_px = int(stats[label, cv2.CC_STAT_AREA])
        if area_px < LEAST_SHARE * labels.size:
            break
        places = np.argwhere(labels == label)[:, ::-1].astype(np.float32)
        if area_px >= LEAST_FILLED * cv2.contourArea(cv2.convexHull(places)):
            left, top = places.min(axis=0) * raster.scale
            right, bottom = (places.max(axis=0) + 1) * raster.scale
            corners = Quad.rectangle(float(left), float(top), float(right), float(bottom))
            return Quad.of(document.on_upload(corners.points))
    return None


def _even_skin(rgb: Rgb) -> Rgb:
    """1 where the colour is that of skin and changes little."""
    luma = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32)
    across = cv2.Sobel(luma, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    down = cv2.Sobel(luma, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    skin = is_skin(rgb.reshape(-1, 3).astype(np.float32)).reshape(luma.shape)
    return np.asarray(skin & (cv2.magnitude(across, down) < MOST_SLOPE), np.uint8)
