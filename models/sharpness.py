"""Sharpness of the face: how wide its sharpest contours are drawn, whatever the pixel count.

Every contour is compared with itself under two Gaussian derivatives. A step edge blurred by s
answers with a gradient proportional to 1 / sqrt(s^2 + t^2) at scale t, so the ratio of two answers
gives s, and neither contrast nor skin tone matters. The principle is that of edge re-blurring
(Elder & Zucker, IEEE PAMI 20(7), 1998; Zhuo & Sim, Pattern Recognition 44(9), 2011). Contours are
sorted by direction, because motion blurs only those that lie across it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.estimate import Estimate
from models.eye_strip import EyeStrip, eye_strip
from models.face import Face
from models.quantiles import median

Array = npt.NDArray[np.float32]

#: A larger face is reduced to this inter-eye distance: then 1 px is 0.4 % of it, far below the
#: blur that anyone sees on the finished photo.
LONGEST_INTER_EYE_PX = 160.0
#: Scale of the finer derivative at three levels, in percent of the inter-eye distance; the coarser
#: derivative is twice that. A level reads blur up to about three times its scale.
LEVEL_SCALES = (0.6, 1.2, 2.4)
LEVEL_REACH = (2.0, 4.5)
SHORTEST_SCALE_PX = 0.8
#: Contours below this share of the strongest gradient of their direction are skin texture.
STRONG_SHARE = 0.35
TOP_QUANTILE = 0.98
#: Gradients below this share of the strongest one are not looked at.
FAINT_SHARE = 0.1
#: The gradients of sensor noise must stay below this share of the strong gradients.
NOISE_SHARE = 0.08
DIRECTION_BINS_DEG = (0, 30, 60, 90, 120, 150)
BIN_HALF_WIDTH_DEG = 22.5
FEWEST_CONTOUR_PX = 15
#: A smaller strip shows too few contours to measure anything.
SHORTEST_SIDE_PX = 24
#: Relative half width of the 95 % interval: scatter between people at equal synthetic blur.
RELATIVE_ERROR = 0.15
#: Width in pixels that a sharp face shows at the fewest pixels: a pixel averages over its own
#: area, and lashes, lids and iris run into each other.
SAMPLING_BLUR_PX = 1.1


@dataclass(frozen=True, slots=True)
class Blur:
    """Widths are standard deviations of the blur in percent of the inter-eye distance.

    ``width``: over all directions; ``widest``: across the direction of motion, if any;
    ``direction_ratio``: widest by narrowest direction; ``motion_deg``: direction of the widest
    blur, 0 horizontal, 90 vertical. ``box``: the strip measured, in pixels of the upright picture.
    """

    width: Estimate
    widest: Estimate
    direction_ratio: float
    motion_deg: float
    box: tuple[int, int, int, int]


def measure_blur(rgb: npt.NDArray[np.uint8], face: Face) -> Blur | None:
    """Blur of the face in an upright (h, w, 3) uint8 picture; None where no contour shows."""
    strip = eye_strip(rgb, face, LONGEST_INTER_EYE_PX)
    if min(strip.luma.shape) < SHORTEST_SIDE_PX:
        return None
    widths = _widths_by_direction(strip)
    if np.all(np.isnan(widths)):
        return None
    sampling = 100.0 * SAMPLING_BLUR_PX / max(face.inter_eye_px, 1.0)
    moved = _with_neighbour(widths)
    widest = float(np.nanmax(moved))
    narrowest = max(float(np.nanmin(widths)), 0.3)
    return Blur(
        width=_interval(float(np.nanmedian(widths)), sampling),
        widest=_interval(widest, sampling),
        direction_ratio=max(widest / narrowest, 1.0),
        motion_deg=float(DIRECTION_BINS_DEG[int(np.nanargmax(moved))]),
        box=strip.box,
    )


def _with_neighbour(widths: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Each width, or the wider neighbour's where that is narrower: motion blurs two directions."""
    neighbours = np.fmax(np.roll(widths, 1), np.roll(widths, -1))
    return np.fmin(widths, neighbours)


def _interval(width: float, sampling: float) -> Estimate:
    """The lower end leaves out what a lack of pixels may explain."""
    low = max(width * (1 - RELATIVE_ERROR), 0.0)
    low = float(np.sqrt(max(low * low - sampling * sampling, 0.0))) if low > sampling else 0.0
    return Estimate(width, min(low, width), width * (1 + RELATIVE_ERROR))


def _widths_by_direction(strip: EyeStrip) -> npt.NDArray[np.float64]:
    """The finest level that reaches each direction's blur and is not drowned in noise."""
    luma, inter_eye_px = strip.luma, strip.inter_eye_px
    noise = noise_deviation(luma)
    widths = np.full(len(DIRECTION_BINS_DEG), np.inf)
    for level, scale in enumerate(LEVEL_SCALES):
        if level:
            luma = np.asarray(
                cv2.resize(luma, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32
            )
            inter_eye_px, noise = inter_eye_px / 2, noise / 2
        wanted = widths > (LEVEL_REACH[level - 1] if level else 0.0)
        if not wanted.any() or min(luma.shape) < SHORTEST_SIDE_PX:
            break
        found = _level_widths(luma, inter_eye_px, scale, noise)
        kept = np.where(np.isinf(widths), np.nan, widths)
        widths = np.where(wanted, np.where(np.isnan(found), kept, found), widths)
    return np.where(np.isinf(widths), np.nan, widths)


def _level_widths(
    luma: Array, inter_eye_px: float, scale: float, noise: float
) -> npt.NDArray[np.float64]:
    fine_px = max(SHORTEST_SCALE_PX, scale / 100 * inter_eye_px)
    fine_x, fine_y = _gradient(luma, fine_px)
    coarse_x, coarse_y = _gradient(luma, 2 * fine_px)
    fine = np.asarray(cv2.magnitude(fine_x, fine_y), np.float32)
    coarse = np.asarray(cv2.magnitude(coarse_x, coarse_y), np.float32)
    margin = int(6 * fine_px) + 1
    inner = np.zeros(fine.shape, bool)
    inner[margin:-margin, margin:-margin] = True
    crest = inner & _crests(fine, fine_x, fine_y) & (fine > FAINT_SHARE * float(fine.max()))
    strength = fine[crest]
    ratio = np.asarray(strength / np.maximum(coarse[crest], 1e-6), np.float32)
    direction = np.asarray(np.degrees(np.arctan2(fine_y[crest], fine_x[crest])) % 180, np.float32)
    widths = _blur_width_px(ratio, fine_px) * np.float32(100.0 / inter_eye_px)
    noise_gradient = noise / (np.sqrt(8 * np.pi) * fine_px * fine_px)
    return np.array(
        [_bin_width(strength, direction, widths, b, noise_gradient) for b in DIRECTION_BINS_DEG]
    )


def _bin_width(
    strength: Array, direction: Array, widths: Array, centre_deg: int, noise_gradient: float
) -> float:
    """Median width of the strong contours whose gradient points in one direction.

    NaN where there are too few contours, infinity where noise drowns them at this scale.
    """
    near = np.abs((direction - centre_deg + 90) % 180 - 90) <= BIN_HALF_WIDTH_DEG
    here = strength[near]
    if here.size < FEWEST_CONTOUR_PX:
        return float("nan")
    rank = int(TOP_QUANTILE * here.size)
    strongest = float(np.partition(here, rank)[rank])
    if noise_gradient > NOISE_SHARE * strongest:
        return float("inf")
    return median(widths[near][here > STRONG_SHARE * strongest])


def _blur_width_px(ratio: Array, fine_px: float) -> Array:
    """Blur in pixels from the ratio of the gradients at ``fine_px`` and twice that."""
    square = np.maximum(ratio * ratio, 1.0001)
    inside = (4 - square) * fine_px * fine_px / (square - 1)
    return np.asarray(np.sqrt(np.maximum(inside, 0.0)), np.float32)


def _gradient(luma: Array, scale_px: float) -> tuple[Array, Array]:
    smooth = cv2.GaussianBlur(luma, (0, 0), scale_px)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)


def _crests(strength: Array, across: Array, down: Array) -> npt.NDArray[np.bool_]:
    """Pixels where the gradient is largest along its own main axis: the middle of a contour."""
    horizontal = cv2.dilate(strength, np.ones((1, 3), np.uint8))
    vertical = cv2.dilate(strength, np.ones((3, 1), np.uint8))
    highest = np.where(np.abs(across) >= np.abs(down), horizontal, vertical)
    return np.asarray(strength >= highest, np.bool_)


def noise_deviation(luma: Array) -> float:
    """Standard deviation of sensor noise: median absolute diagonal Haar detail (Donoho 1994)."""
    rows, columns = (side - side % 2 for side in luma.shape)
    even = luma[:rows, :columns]
    detail = even[::2, ::2] - even[1::2, ::2] - even[::2, 1::2] + even[1::2, 1::2]
    return float(median(np.abs(detail)) / (2 * 0.6745))
