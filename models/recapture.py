"""Traces of a photo taken of a screen or a print: regular patterns that no face has.

Printed dots, a display's pixels and the moiré between them and the camera's pixels are periodic:
each gives narrow peaks in the spectrum, where hair, cloth and skin give ridges and hills.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from models.spectrum import Spectrum, grid_of

Array = npt.NDArray[np.float32]

#: Patterns coarser than this many pixels of the plane cannot be told from hair and cloth.
LONGEST_PERIOD_PX = 14.0
#: The colour plane has a quarter of the pixels, as in most JPEG files.
COLOUR_REDUCTION = 2
#: Distance from the axes within which vertical and horizontal contours leak, in transform bins.
AXIS_BINS = 2.5
#: Lines on each side of an axis that share a peak lying on it.
AXIS_LINES = 1
#: JPEG's 8 x 8 blocks make peaks at all multiples of 1/8 cycle per pixel.
JPEG_BLOCK_PX = 8
#: A peak's surroundings, in transform bins.
SURROUNDINGS_BINS = 13
AXIS_SURROUNDINGS_BINS = 19


@dataclass(frozen=True, slots=True)
class Recapture:
    """The strongest regular pattern, in luma or in colour.

    ``peak``: height of the strongest narrow peak above its surroundings, natural logarithm of
    power averaged over 3 x 3 bins; ``period_px`` and ``angle_deg`` of that pattern.
    """

    peak: float
    period_px: float
    angle_deg: float


def measure_recapture(luma: Spectrum, colour: Spectrum) -> Recapture:
    """The strongest regular pattern on a face.

    ``luma``: spectrum at native resolution; ``colour``: of red less blue at half of it. The stripes
    of a display's three colours cancel each other in luma but not in colour, and a face has little
    fine detail in colour. An upright grid has lines both ways, so that the weaker axis counts in
    luma, where one-way contours abound; in colour one axis is enough.
    """
    patterns = (
        _strongest(luma, 1),
        _strongest(colour, COLOUR_REDUCTION),
        _upright(luma, 1)[0],
        _upright(colour, COLOUR_REDUCTION)[1],
    )
    return max(patterns, key=lambda pattern: pattern.peak)


def _strongest(spectrum: Spectrum, reduction: int) -> Recapture:
    """The strongest peak of one spectrum; ``reduction``: native pixels per pixel of its plane."""
    side = spectrum.log_power.shape[0]
    excess = spectrum.log_power - spectrum.ring_log_power[spectrum.grid.ring]
    surroundings = cv2.blur(excess, (SURROUNDINGS_BINS, SURROUNDINGS_BINS))
    peaks = cv2.blur(cv2.subtract(excess, surroundings), (3, 3))
    peaks = np.asarray(np.where(_free_of_jpeg(side), peaks, 0.0), np.float32)
    row, column = np.unravel_index(int(np.argmax(peaks)), peaks.shape)
    across = float(spectrum.grid.across[0, column])
    down = float(spectrum.grid.down[row, 0])
    frequency = max(float(np.hypot(across, down)), 1.0 / side)
    angle = float(np.degrees(np.arctan2(down, across))) % 180.0
    return Recapture(float(peaks[row, column]), reduction / frequency, angle)


def _upright(spectrum: Spectrum, reduction: int) -> tuple[Recapture, Recapture]:
    """The strongest peak on each axis, the weaker one first.

    Vertical and horizontal contours fill the axes, so a peak is compared along its axis only.
    """
    side = spectrum.log_power.shape[0]
    power = spectrum.log_power
    across = power[-AXIS_LINES:].sum(axis=0) + power[: AXIS_LINES + 1].sum(axis=0)
    down = power[: side // 2 + 1, : AXIS_LINES + 1].mean(axis=1)
    found = []
    for line, angle in ((across / (2 * AXIS_LINES + 1), 0.0), (down, 90.0)):
        peak, place = _axis_peak(line, side)
        found.append(Recapture(peak, reduction * side / max(place, 1), angle))
    weaker, stronger = sorted(found, key=lambda pattern: pattern.peak)
    return weaker, stronger


def _axis_peak(line: Array, side: int) -> tuple[float, int]:
    """Height and place of the strongest peak of a line of the spectrum above its median nearby."""
    excess = line - median_filter(line, AXIS_SURROUNDINGS_BINS, mode="nearest")
    smooth = np.convolve(excess, np.full(3, 1 / 3), "same")
    frequency = np.asarray(np.arange(smooth.size) / side, np.float32)
    usable = ~_near_eighths(frequency, AXIS_BINS / side) & (frequency > 1 / LONGEST_PERIOD_PX)
    heights = np.where(usable, smooth, 0.0)
    return float(heights.max()), int(heights.argmax())


@lru_cache(maxsize=16)
def _free_of_jpeg(side: int) -> npt.NDArray[np.bool_]:
    """Frequencies that neither contours along the axes nor JPEG's blocks reach."""
    grid = grid_of(side)
    reach = AXIS_BINS / side
    off_axis = (np.abs(grid.across) > reach) & (np.abs(grid.down) > reach)
    on_lattice = _near_eighths(grid.across, reach) & _near_eighths(grid.down, reach)
    fine = np.hypot(grid.across, grid.down) > 1.0 / LONGEST_PERIOD_PX
    return np.asarray(off_axis & ~on_lattice & fine, np.bool_)


def _near_eighths(frequency: Array, reach: float) -> npt.NDArray[np.bool_]:
    eighths = frequency * JPEG_BLOCK_PX
    distance = np.abs(eighths - np.round(eighths)) / JPEG_BLOCK_PX
    return np.asarray(distance < reach, np.bool_)
