"""How sharp the print is: the width over which ink turns into ground, in pixels and millimetres.

An edge's width is the difference between ink and ground divided by the steepest slope between them,
measured line by line, so that neither the colours nor the amount of light matters; what noise adds
to slopes is taken off. Strokes of letters run in all directions: each direction is compared with
the one at right angles to it, because movement blurs one of them and leaves the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Quad
from models.document.text_lines import TextLine, text_lines
from models.quantiles import median, percentile
from models.sharpness import noise_deviation
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]
Array = npt.NDArray[np.float32]

#: Smoothing before slopes are read, in pixels, and what is left of white noise in one slope then
#: (standard deviation of the central difference, by simulation).
SMOOTHING_PX: Final = 0.8
NOISE_LEFT: Final = 0.20
#: The steepest slopes: this percentile of all in the line.
STEEPEST: Final = 97.0
#: Less contrast, in 8-bit levels and in standard deviations of noise, gives no width.
LEAST_CONTRAST: Final = 12.0
LEAST_CONTRAST_IN_NOISE: Final = 3.0
#: The steepest of many noisy slopes exceeds the deviation by so much.
NOISE_AT_STEEPEST: Final = 2.0
#: Pairs of directions at right angles that are compared, 22.5 degrees apart: a hand moves the
#: camera any way, and a movement at 45 degrees blurs along and across the line alike.
PAIRS: Final = 4


@dataclass(frozen=True, slots=True)
class LineSharpness:
    """One line of print. Widths in pixels of the upload.

    ``width_px``: over all directions; ``smeared_px``, ``crossing_px``: in the direction that is
    blurred most beside the one at right angles to it, and in that one. ``height_px``: of the line's
    box. ``contrast``: (ground - ink) / ground, 0..1. ``quad``: where, in pixels of the upright
    upload.
    """

    quad: Quad
    width_px: float
    smeared_px: float
    crossing_px: float
    height_px: float
    contrast: float

    @property
    def share_of_height(self) -> float:
        """Width in heights of the line: what decides whether letters can be told apart."""
        return self.width_px / max(self.height_px, 1e-6)

    @property
    def direction_ratio(self) -> float:
        """The more blurred of the two directions by the other, at least 1."""
        return self.smeared_px / max(self.crossing_px, 1e-6)


@dataclass(frozen=True, slots=True)
class TextSharpness:
    """Sharpness of a document's print over its lines.

    ``median_px``, ``worst_px``: width of the median line and of the worst decile; ``median_mm``,
    ``worst_mm``: the same in millimetres, None where the scale is unknown. ``median_of_height``,
    ``worst_of_height``: in heights of the line. ``direction_ratio``: median, 1 without movement.
    ``contrast``, ``worst_contrast``: print to ground, 0..1. ``ground``: median level of the ground,
    0..255. ``noise``: standard deviation in 8-bit levels. ``lines``: all, the worst first.
    """

    median_px: float
    worst_px: float
    median_mm: float | None
    worst_mm: float | None
    median_of_height: float
    worst_of_height: float
    direction_ratio: float
    contrast: float
    worst_contrast: float
    ground: float
    noise: float
    lines: tuple[LineSharpness, ...]


def measure_text_sharpness(
    rgb: Rgb,
    text: Sequence[TextBox],
    within: Quad | None = None,
    px_per_mm: float | None = None,
) -> TextSharpness | None:
    """Sharpness of the print of a document; None where no line has contrast enough to tell.

    ``rgb``: upright upload; ``text``: its lines; ``within``: the document they must lie in.
    """
    cut = text_lines(rgb, text, within)
    if not cut:
        return None
    noise = median([noise_deviation(line.luma) for line in cut])
    measured = [_measured(line, noise) for line in cut]
    lines = sorted(
        (line for line in measured if line is not None), key=lambda line: -line.share_of_height
    )
    if not lines:
        return None
    widths = np.array([line.width_px for line in lines])
    shares = np.array([line.share_of_height for line in lines])
    contrasts = np.array([line.contrast for line in lines])
    worst_px = percentile(widths, 90)
    return TextSharpness(
        median_px=median(widths),
        worst_px=worst_px,
        median_mm=None if px_per_mm is None else median(widths) / px_per_mm,
        worst_mm=None if px_per_mm is None else worst_px / px_per_mm,
        median_of_height=median(shares),
        worst_of_height=percentile(shares, 90),
        direction_ratio=median([line.direction_ratio for line in lines]),
        contrast=median(contrasts),
        worst_contrast=percentile(contrasts, 10),
        ground=median([line.ground for line in cut]),
        noise=noise,
        lines=tuple(lines),
    )


def _measured(line: TextLine, noise: float) -> LineSharpness | None:
    if line.contrast < max(LEAST_CONTRAST, LEAST_CONTRAST_IN_NOISE * noise):
        return None
    smooth = cv2.GaussianBlur(line.luma, (0, 0), SMOOTHING_PX)
    along = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1, scale=0.5), np.float32)
    across = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1, scale=0.5), np.float32)
    slope = np.asarray(cv2.magnitude(along, across), np.float32)
    smeared_px, crossing_px = _uneven_pair(line.contrast, along, across, noise)
    return LineSharpness(
        quad=Quad.of(line.box.corners),
        width_px=_width_px(line.contrast, slope, noise),
        smeared_px=smeared_px,
        crossing_px=crossing_px,
        height_px=line.box.height,
        contrast=float(np.clip(line.contrast / max(line.ground, 1.0), 0.0, 1.0)),
    )


def _uneven_pair(contrast: float, along: Array, across: Array, noise: float) -> tuple[float, float]:
    """Widths in the two directions at right angles that differ most, the wider first."""
    pairs = []
    for step in range(PAIRS):
        turn = step * np.pi / 2 / PAIRS
        cosine, sine = float(np.cos(turn)), float(np.sin(turn))
        one = np.abs(along * cosine + across * sine)
        other = np.abs(across * cosine - along * sine)
        widths = [_width_px(contrast, slope, noise) for slope in (one, other)]
        pairs.append((max(widths), min(widths)))
    return max(pairs, key=lambda pair: pair[0] / max(pair[1], 1e-6))


def _width_px(contrast: float, slopes: Array, noise: float) -> float:
    """Contrast by the steepest slope; no wider than the slope that noise leaves allows."""
    steepest = percentile(slopes, STEEPEST)
    of_noise = NOISE_AT_STEEPEST * NOISE_LEFT * noise
    slope = float(np.sqrt(max(steepest**2 - of_noise**2, (0.3 * steepest) ** 2)))
    return contrast / max(slope, 1e-3)
