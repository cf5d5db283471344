"""The whites of the eyes: a reference for the amount and the colour of light in every face."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models.face import LEFT_IRIS, RIGHT_IRIS
from models.face_patch import FacePatch
from models.face_regions import LEFT_EYE, RIGHT_EYE

FloatArray = npt.NDArray[np.float32]

#: The iris is masked with this margin, for its edge is soft.
IRIS_MARGIN = 1.15


def eye_whites(patch: FacePatch) -> tuple[FloatArray, FloatArray]:
    """Linear RGB (n, 3) between the lids outside the iris, of the right and of the left eye.

    Empty for a closed eye. The pixels include lashes and the shadow of the lid: take their bright
    end.
    """
    return _between_lids(patch, RIGHT_EYE, RIGHT_IRIS), _between_lids(patch, LEFT_EYE, LEFT_IRIS)


def _between_lids(patch: FacePatch, lids: tuple[int, ...], iris: tuple[int, ...]) -> FloatArray:
    outline, rim = patch.landmarks[list(lids)], patch.landmarks[list(iris)]
    height, width = patch.luminance.shape
    left, top = np.clip(np.floor(outline.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(outline.max(axis=0)) + 1, 0, (width, height)).astype(int)
    part = patch.linear[top : max(bottom, top + 1), left : max(right, left + 1)]
    opening = np.zeros(part.shape[:2], np.uint8)
    cv2.fillPoly(opening, [np.rint(outline).astype(np.int32) - (left, top)], 1)
    centre = rim.mean(axis=0)
    radius = round(float(np.hypot(*(rim - centre).T).max()) * IRIS_MARGIN)
    x, y = (round(float(value)) for value in centre - (left, top))
    cv2.circle(opening, (x, y), radius, 0, -1)
    return np.asarray(part[opening.astype(np.bool_)], np.float32)
