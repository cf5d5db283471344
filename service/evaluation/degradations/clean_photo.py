"""A clean photo: what a degradation starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.face import CHEEK_SIDES, CHIN, FOREHEAD_TOP, LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from service.evaluation.degradations.light import FloatArray, Rgb

Point = tuple[float, float]


@dataclass(frozen=True)
class CleanPhoto:
    """A photo framed as the rules ask, with its landmarks and the person's mask.

    ``rgb``: (h, w, 3) uint8; ``landmarks``: (478, 3) float32 in pixels; ``alpha``: (h, w) float32,
    0 background .. 1 person; ``crown``: natural top of the head; ``px_per_mm``: pixels of one
    millimetre of the finished photo; ``face_height_mm``: chin to crown.
    """

    name: str
    groups: tuple[str, ...]
    rgb: Rgb
    landmarks: FloatArray
    alpha: FloatArray
    crown: Point
    px_per_mm: float
    face_height_mm: float

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.rgb.shape[1]), int(self.rgb.shape[0])

    def points(self, *indices: int) -> npt.NDArray[np.float32]:
        """Landmarks as (n, 2) pixels."""
        return np.asarray(self.landmarks[list(indices), :2], np.float32)

    @cached_property
    def eyes(self) -> npt.NDArray[np.float32]:
        """Centres of the person's right and left eye, (2, 2) pixels."""
        right = self.points(*RIGHT_EYE_CORNERS).mean(axis=0)
        left = self.points(*LEFT_EYE_CORNERS).mean(axis=0)
        return np.stack([right, left])

    @property
    def inter_eye_px(self) -> float:
        """Inter-eye distance."""
        return float(np.hypot(*(self.eyes[1] - self.eyes[0])))

    @property
    def chin(self) -> npt.NDArray[np.float32]:
        """Lowest point of the chin."""
        return np.asarray(self.points(CHIN)[0], np.float32)

    @property
    def forehead(self) -> npt.NDArray[np.float32]:
        """A point on the forehead between brows and hair."""
        top, brows = self.points(FOREHEAD_TOP)[0], self.points(9)[0]
        return np.asarray(brows + 0.55 * (top - brows), np.float32)

    @cached_property
    def face_centre(self) -> npt.NDArray[np.float32]:
        """The middle between chin and crown."""
        return np.asarray((self.chin + np.asarray(self.crown)) / 2, np.float32)

    @property
    def face_width_px(self) -> float:
        """Distance between the sides of the cheeks."""
        sides = self.points(*CHEEK_SIDES)
        return float(np.hypot(*(sides[1] - sides[0])))

    @cached_property
    def grid(self) -> tuple[FloatArray, FloatArray]:
        """Column and row of every pixel, each (h, w) float32."""
        width, height = self.size
        columns, rows = np.meshgrid(np.arange(width), np.arange(height))
        return columns.astype(np.float32), rows.astype(np.float32)
