"""Faces in a picture: 478 landmarks, expression scores and the head's rotation, by MediaPipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from models.landmarker import face_landmarker, mediapipe_image

FloatArray = npt.NDArray[np.float32]
Rgb = npt.NDArray[np.uint8]
Point = tuple[float, float]

# Landmark numbers of MediaPipe's canonical face mesh (mediapipe/modules/face_geometry).
CHIN = 152
FOREHEAD_TOP = 10
LEFT_IRIS = (473, 474, 475, 476, 477)
RIGHT_IRIS = (468, 469, 470, 471, 472)
LEFT_PUPIL = 473
RIGHT_PUPIL = 468
LEFT_EYE_CORNERS = (362, 263)
RIGHT_EYE_CORNERS = (133, 33)
CHEEK_SIDES = (234, 454)


@dataclass(frozen=True)
class Face:
    """One face. ``landmarks``: (478, 3) float32, x and y in pixels of the upright picture.

    "Left" and "right" are the person's own. ``blendshapes``: MediaPipe's 52 expression scores,
    0..1. ``transform``: 4 x 4 pose of the canonical head in camera space, centimetres.
    """

    landmarks: FloatArray
    blendshapes: Mapping[str, float]
    transform: FloatArray

    def point(self, index: int) -> Point:
        """Landmark ``index`` as (x, y) in pixels."""
        x, y = self.landmarks[index, :2]
        return float(x), float(y)

    def centre(self, indices: tuple[int, ...]) -> Point:
        """Mean of several landmarks as (x, y) in pixels."""
        x, y = self.landmarks[list(indices), :2].mean(axis=0)
        return float(x), float(y)

    @cached_property
    def chin(self) -> Point:
        """Lowest point of the chin (menton)."""
        return self.point(CHIN)

    @cached_property
    def left_eye(self) -> Point:
        """Centre of the person's left pupil."""
        return self.point(LEFT_PUPIL)

    @cached_property
    def right_eye(self) -> Point:
        """Centre of the person's right pupil."""
        return self.point(RIGHT_PUPIL)

    @cached_property
    def inter_eye_px(self) -> float:
        """Inter-eye distance in pixels."""
        return float(np.hypot(*np.subtract(self.left_eye, self.right_eye)))

    @cached_property
    def up(self) -> Point:
        """Unit vector from chin to forehead in the image, perpendicular to the eye line."""
        across = np.subtract(self.left_eye, self.right_eye) / max(self.inter_eye_px, 1e-6)
        return float(across[1]), -float(across[0])

    @cached_property
    def width_px(self) -> float:
        """Face width between the cheek sides in pixels."""
        left, right = (self.landmarks[i, :2] for i in CHEEK_SIDES)
        return float(np.hypot(*(left - right)))

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Bounding box of the landmarks as (left, top, right, bottom) in pixels."""
        left, top = self.landmarks[:, :2].min(axis=0)
        right, bottom = self.landmarks[:, :2].max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def measure_faces(rgb: Rgb, scale: float, origin: Point = (0.0, 0.0)) -> tuple[Face, ...]:
    """All faces that MediaPipe's landmarker finds, largest first.

    ``rgb``: (h, w, 3) uint8, possibly a reduced copy or a crop; ``scale``: pixels of the upright
    picture per pixel of ``rgb``; ``origin``: where the crop's corner lies in the upright picture.
    Method: BlazeFace detection, Attention Mesh V2 landmarks (Google).
    """
    result = face_landmarker().detect(mediapipe_image(rgb))
    height, width = rgb.shape[:2]
    size = np.array([width, height, width], dtype=np.float32) * np.float32(scale)
    corner = np.array([*origin, 0.0], dtype=np.float32)
    faces = [
        Face(
            np.array([(p.x, p.y, p.z) for p in points], dtype=np.float32) * size + corner,
            MappingProxyType({s.category_name: float(s.score) for s in shapes}),
            np.asarray(matrix, dtype=np.float32),
        )
        for points, shapes, matrix in zip(
            result.face_landmarks,
            result.face_blendshapes,
            result.facial_transformation_matrixes,
            strict=True,
        )
    ]
    return tuple(sorted(faces, key=lambda face: -face.width_px))
