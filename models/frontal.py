"""Landmarks turned to the front: the face's own geometry without the head's rotation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.face import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS, Face

Shape = npt.NDArray[np.float64]


def frontal_shape(face: Face) -> Shape:
    """Landmarks as (478, 3): x to the person's left, y down, z away from the camera.

    Unit: the distance between the two eyes' corner middles; origin: the middle between them. The
    rotation is that of MediaPipe's head transform; what is left of roll is taken out by the eye
    line. Weak perspective is assumed: the head's depth is small against its distance.
    """
    flip = np.array([1.0, -1.0, -1.0])
    centred = (face.landmarks - face.landmarks.mean(axis=0)).astype(np.float64)
    turned = (centred * flip) @ face.transform[:3, :3].astype(np.float64) * flip
    right, left = (
        turned[list(corners)].mean(axis=0) for corners in (RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS)
    )
    unit = max(float(np.linalg.norm(left - right)), 1e-6)
    along = (left - right)[:2]
    cos, sin = along / max(float(np.hypot(*along)), 1e-6)
    level = (turned - (left + right) / 2) / unit
    x, y = level[:, 0] * cos + level[:, 1] * sin, -level[:, 0] * sin + level[:, 1] * cos
    return np.stack([x, y, level[:, 2]], axis=1)
