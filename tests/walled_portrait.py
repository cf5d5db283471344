"""The astronaut's head before walls of known colour, pattern and shadow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tests.conftest import facts_of

Rgb = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]
Lab = tuple[float, float, float]
WHITE: Lab = (96.0, 0.0, 0.0)
#: Camera noise of the painted walls, 8-bit levels.
NOISE = 1.5


@dataclass(frozen=True)
class WalledPortrait:
    """``rgb``: the portrait as it is; ``alpha``: (h, w) share of person."""

    rgb: Rgb
    alpha: FloatArray

    @property
    def grid(self) -> tuple[FloatArray, FloatArray]:
        """Column and row of each pixel, as shares of the picture's height."""
        height, width = self.alpha.shape
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32) / height
        return columns, rows

    def before(self, lab: Lab, lightness_change: FloatArray | float = 0.0) -> Rgb:
        """The person before a wall of a CIELAB colour, lighter or darker pixel by pixel."""
        wall = np.empty((*self.alpha.shape, 3), np.float32)
        wall[:] = lab
        wall[..., 0] = np.clip(wall[..., 0] + lightness_change, 0, 100)
        levels = 255 * np.clip(cv2.cvtColor(wall, cv2.COLOR_Lab2RGB), 0, 1)
        noise = np.random.default_rng(7).normal(0, NOISE, levels.shape)
        share = self.alpha[..., None]
        mixed = self.rgb * share + (levels + noise) * (1 - share)
        return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)

    def shadow(self, depth: float, across: float, blur: float) -> FloatArray:
        """Lightness change of the person's shadow, moved and blurred by shares of the height."""
        height, width = self.alpha.shape
        move = np.array([[1, 0, across * height], [0, 1, 0.01 * height]], np.float32)
        moved = cv2.warpAffine(self.alpha, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(-depth * cv2.GaussianBlur(moved, (0, 0), blur * height), np.float32)

    def vignette(self, depth: float) -> FloatArray:
        """Lightness change of a lens that darkens the corners."""
        columns, rows = self.grid
        distance = (columns - 0.36) ** 2 + (rows - 0.45) ** 2
        return np.asarray(-depth * distance / distance.max(), np.float32)


def walled_portrait(astronaut: Rgb) -> WalledPortrait:
    """Cut the astronaut out of her picture: head and shoulders, 715 x 1000 pixels."""
    head = np.asarray(cv2.resize(astronaut[:300, 110:324], (715, 1000)), np.uint8)
    alpha = facts_of(head).subject_mask.resized(715, 1000)
    return WalledPortrait(head, np.clip((alpha - 0.1) / 0.8, 0, 1))
