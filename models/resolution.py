"""Resolution of the face: pixels between the eyes, the detail behind them, visible blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.face import Face
from models.face_crop import FaceCrop, neighbour_steps
from models.spectrum import MEAN_OVER_GEOMETRIC, RINGS_TO_NYQUIST, Spectrum

#: Spectral power in luma² above which there is detail, for a face of 50 luma levels of contrast:
#: noise of 1.6 levels. The power of detail goes with the square of the contrast, so that a face in
#: dim light or of dark skin is not said to have less detail.
DETAIL_POWER = 2.6
REFERENCE_CONTRAST = 50.0
#: Rounding to 8 bits and the residue of good JPEG files; below it there is no measuring.
LEAST_POWER = 0.33
#: Block edges are sought at these distances in pixels.
BLOCK_PX = (1.8, 40.0)
#: A difference above this many luma levels counts no more: contours are no block edges.
LARGEST_STEP = 32.0
_PERIODS = 2048


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
    """Highest frequency with detail, as a share of the Nyquist frequency."""
    scale = (spectrum.contrast / REFERENCE_CONTRAST) ** 2
    least = max(DETAIL_POWER * scale, LEAST_POWER) / MEAN_OVER_GEOMETRIC
    rings = spectrum.ring_log_power[:RINGS_TO_NYQUIST]
    above = np.nonzero(rings > np.log(least))[0]
    return float((above[-1] + 1) / RINGS_TO_NYQUIST) if above.size else 0.0


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
    strongest = first + int(np.argmax(rhythm[first : last + 1]))
    return float(rhythm[strongest]), _PERIODS / strongest
