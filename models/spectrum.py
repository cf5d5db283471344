"""The power spectrum of a square of the face, shared by resolution and recapture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
import scipy.fft

Array = npt.NDArray[np.float32]

#: Rings of equal width from frequency 0 to the corner of the spectrum; 48 of them reach Nyquist.
RINGS_TO_NYQUIST = 48
#: exp(Euler's constant): a periodogram's mean over its geometric mean.
MEAN_OVER_GEOMETRIC = 1.781


@dataclass(frozen=True)
class Grid:
    """Frequencies of a transform of one size, in cycles per pixel; ``ring``: number of the ring."""

    window: Array
    across: Array
    down: Array
    ring: npt.NDArray[np.intp]
    ring_sizes: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Power of a square of a plane, such as luma, by frequency.

    ``log_power``: (side, side // 2 + 1) natural logarithm of power in levels² (white noise of
    deviation s gives s² everywhere); ``ring_log_power``: its mean over each ring of equal
    frequency; ``contrast``: standard deviation of the plane.
    """

    log_power: Array
    ring_log_power: Array
    contrast: float
    grid: Grid


@lru_cache(maxsize=16)
def grid_of(side: int) -> Grid:
    """The frequency grid of a square of ``side`` pixels."""
    window = np.hanning(side).astype(np.float32)
    down = np.fft.fftfreq(side).astype(np.float32)[:, None]
    across = np.fft.rfftfreq(side).astype(np.float32)[None, :]
    ring = (np.hypot(across, down) * 2 * RINGS_TO_NYQUIST).astype(np.intp)
    return Grid(window[:, None] * window, across, down, ring, np.bincount(ring.ravel()))


def measure_spectrum(square: Array) -> Spectrum:
    """Hann-windowed power spectrum of one plane of a square crop."""
    grid = grid_of(square.shape[0])
    weight = float((grid.window**2).sum())
    windowed = (square - np.float32(square.mean())) * grid.window
    transform = scipy.fft.rfft2(windowed)
    power = (transform.real**2 + transform.imag**2) / np.float32(weight) + np.float32(1e-4)
    log_power = np.asarray(cv2.log(power), np.float32)
    sums = np.bincount(grid.ring.ravel(), log_power.ravel())
    rings = (sums / np.maximum(grid.ring_sizes, 1)).astype(np.float32)
    contrast = float(np.sqrt((windowed**2).sum() / weight))
    return Spectrum(log_power, rings, contrast, grid)
