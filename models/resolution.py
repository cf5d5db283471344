"""Resolution of the face: pixels between the eyes, the detail behind them, visible blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.face import Face
from models.face_crop import FaceCrop, neighbour_steps
from models.spectrum import MEAN_OVER_GEOMETRIC, RINGS_TO_NYQUIST, Spectrum

#: Spectral power in luma² above which there is detail, for a face of 50 luma levels of contrast:
#: noise of 3.2 levels. The power of detail goes with the square of the contrast, so that a face in
#: dim light or of dark skin is not said to have less detail.
DETAIL_POWER = 10.0
REFERENCE_CONTRAST = 50.0
#: Rounding to 8 bits and the residue of good JPEG files; below it there is no measuring.
LEAST_POWER = 0.33
#: Block edges are sought at these distances in pixels.
BLOCK_PX = (1.8, 40.0)
#: A difference above this many luma levels counts no more: contours are no block edges.
LARGEST_STEP = 32.0
_PERIODS = 2048
#: Sharp block edges sound in overtones as loud as the block's own period.
OVERTONE = 0.8


@dataclass(frozen=True, slots=True)
class Resolution:
    """Pixels and detail of a face.

    ``inter_eye_px``: pixels between the pupils; ``detail_inter_eye_px``: the least number that
    would carry the same detail. ``block_contrast``: 0 where neighbouring pixels differ alike,
    1 where only block edges show; ``block_px``: side of such blocks.
    """

    inter_eye_px: float
    detail_inter_eye_px: float
    block_contrast: float
    block_px: float


def measure_resolution(face: Face, crop: FaceCrop, spectrum: Spectrum) -> Resolution:
    """Resolution of a face from its crop at native resolution and the crop's spectrum."""
    contrast, period = _blocks(crop.luma)
    share = _cut_off(spectrum)
    return Resolution(face.inter_eye_px, face.inter_eye_px * share, contrast, period)


def _cut_off(spectrum: Spectrum) -> float:
    """Frequency up to which there is detail throughout, as a share of the Nyquist frequency.

    Beyond a gap come only echoes: interpolation repeats the spectrum of the small picture there.
    """
    scale = (spectrum.contrast / REFERENCE_CONTRAST) ** 2
    least = max(DETAIL_POWER * scale, LEAST_POWER) / MEAN_OVER_GEOMETRIC
    rings = spectrum.ring_log_power[:RINGS_TO_NYQUIST]
    silent = np.append(rings <= np.log(least), True)
    return float(np.argmax(silent) / RINGS_TO_NYQUIST)


def _blocks(luma: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Contrast and side of blocks: both directions must agree, so the weaker one counts."""
    across, down = (_rhythm(steps) for steps in neighbour_steps(luma, LARGEST_STEP))
    return min(across, down)


def _rhythm(steps: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Strongest rhythm of the steps between neighbouring lines, 0..1, and its period."""
    total = float(steps.sum())
    if total <= 0:
        return 0.0, 0.0
    rhythm = np.abs(np.fft.rfft(steps, _PERIODS)) / total
    shortest, longest = BLOCK_PX
    first, last = int(_PERIODS / longest) + 1, min(int(_PERIODS / shortest), rhythm.size - 1)
    heard = rhythm[first : last + 1]
    nearly_strongest = np.nonzero(heard >= OVERTONE * heard.max())[0]
    lobe = heard[nearly_strongest[0] : nearly_strongest[0] + _PERIODS // steps.size]
    slowest = first + int(nearly_strongest[0] + np.argmax(lobe))
    return float(heard.max()), _PERIODS / slowest
