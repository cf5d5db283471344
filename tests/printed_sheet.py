"""Synthetic scans: a photo laid on a sheet of paper or under a dark lid, straight or turned."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
Point = tuple[float, float]

PRINT_MM = (50.0, 70.0)
A4_MM = (210.0, 297.0)
WHITE, GREY, DARK = (250, 249, 247), (225, 225, 222), (25, 25, 25)


@dataclass(frozen=True)
class Sheet:
    """A sheet in millimetres, its paper, and where the print's middle lies on it."""

    size_mm: tuple[float, float] = (80.0, 100.0)
    paper: tuple[int, int, int] = WHITE
    middle_mm: tuple[float, float] = (40.0, 50.0)
    skew_deg: float = 0.0
    dpi: float = 300.0

    def scan(self, photo: Rgb) -> Rgb:
        """The sheet with the photo on it, and a scanner's faint noise."""
        width, height = (round(side * self.px_per_mm) for side in self.size_mm)
        matrix = self._matrix(photo)
        shares = np.ones(photo.shape[:2], np.float32)
        share = cv2.warpAffine(shares, matrix, (width, height))[..., None]
        reduced = cv2.GaussianBlur(photo, (0, 0), max(0.3, 0.35 / matrix_scale(matrix)))
        flags, mode = cv2.INTER_LINEAR, cv2.BORDER_REPLICATE
        shown = cv2.warpAffine(reduced, matrix, (width, height), flags=flags, borderMode=mode)
        page = np.array(self.paper, np.float32) * (1 - share) + shown * share
        noise = np.random.default_rng(7).normal(0.0, 1.0, (height, width, 1))
        return np.clip(page + noise, 0, 255).astype(np.uint8)

    @property
    def px_per_mm(self) -> float:
        """Pixels of the scan per millimetre of the sheet."""
        return self.dpi / 25.4

    @property
    def corners(self) -> tuple[Point, ...]:
        """Corners of the print in pixels of the scan, from the upper left clockwise."""
        half_width, half_height = (side / 2 for side in PRINT_MM)
        turn = math.radians(self.skew_deg)
        return tuple(
            (
                (self.middle_mm[0] + x * math.cos(turn) - y * math.sin(turn)) * self.px_per_mm,
                (self.middle_mm[1] + x * math.sin(turn) + y * math.cos(turn)) * self.px_per_mm,
            )
            for x, y in (
                (-half_width, -half_height),
                (half_width, -half_height),
                (half_width, half_height),
                (-half_width, half_height),
            )
        )

    def _matrix(self, photo: Rgb) -> npt.NDArray[np.float64]:
        height, width = photo.shape[:2]
        corners = np.array([(0, 0), (width, 0), (width, height)], np.float32)
        return np.asarray(
            cv2.getAffineTransform(corners, np.array(self.corners[:3], np.float32)), np.float64
        )


def matrix_scale(matrix: npt.NDArray[np.float64]) -> float:
    """By how much an affine matrix enlarges."""
    return float(math.sqrt(abs(np.linalg.det(matrix[:, :2]))))
