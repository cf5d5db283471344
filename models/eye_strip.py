"""The strip around both eyes: the part of a face that has sharp edges in every direction."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Face

#: Margins around the two pupils in inter-eye distances: lids, lashes, brows, no hair or beard.
SIDE_MARGIN = 0.38
UPPER_MARGIN = 0.40
LOWER_MARGIN = 0.30


@dataclass(frozen=True, slots=True)
class EyeStrip:
    """``luma``: (h, w) float32, 0..255; ``inter_eye_px``: inter-eye distance in its pixels.

    ``box``: left, top, right, bottom in pixels of the upright picture.
    """

    luma: npt.NDArray[np.float32]
    inter_eye_px: float
    box: tuple[int, int, int, int]


def eye_strip(rgb: npt.NDArray[np.uint8], face: Face, longest_inter_eye_px: float) -> EyeStrip:
    """Cut the eyes out of an upright (h, w, 3) picture; reduce it where it is larger than asked."""
    height, width = rgb.shape[:2]
    (right_x, right_y), (left_x, left_y) = face.right_eye, face.left_eye
    distance = max(face.inter_eye_px, 1.0)
    left = max(0, round(min(right_x, left_x) - SIDE_MARGIN * distance))
    right = min(width, round(max(right_x, left_x) + SIDE_MARGIN * distance))
    top = max(0, round(min(right_y, left_y) - UPPER_MARGIN * distance))
    bottom = min(height, round(max(right_y, left_y) + LOWER_MARGIN * distance))
    luma = cv2.cvtColor(rgb[top:bottom, left:right], cv2.COLOR_RGB2GRAY).astype(np.float32)
    factor = min(1.0, longest_inter_eye_px / distance)
    if factor < 1.0:
        luma = np.asarray(
            cv2.resize(luma, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.float32
        )
    return EyeStrip(luma, distance * factor, (left, top, right, bottom))
