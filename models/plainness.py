"""How plain a background is: texture, patches, lines and changes of colour, each on its own."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from models.background import Background, BoolArray, FloatArray, cell_means
from models.quantiles import median, percentile, percentiles

#: Side of the cells in pixels of the background raster: about 1 mm of a 70 mm photo.
CELL_PX = 4
#: A cell counts where at least this share of it is background.
LEAST_CELL_SHARE = 0.4
#: A patch differs from the light around it by more than this (CIELAB): plainly visible.
PATCH_DIFFERENCE = 6.0
#: A thing of quite another colour differs by more than this: shadows, stains and folds of plain
#: walls do not (calibration half of the labelled corpus, walls labelled plain: at most 12).
OBJECT_DIFFERENCE = 20.0
#: So many patches are pointed out.
MOST_PATCHES = 3
#: A line changes the lightness by so much per pixel of the background raster, and by this multiple
#: of the median slope, which noise sets.
LINE_SLOPE = 0.9
LINE_SLOPE_BY_NOISE = 4.5
#: Shorter edges, as a share of the picture's shorter side, are noise and leftovers of hair.
LEAST_LINE = 0.05
#: Share of the cells whose structure is disregarded: leftovers of hair and reflections.
TRIMMED_PERCENTILE = 90


@dataclass(frozen=True, slots=True)
class Plainness:
    """Deviations from one smooth colour; differences are CIELAB units (about 1: just noticeable).

    ``texture``: structure finer than 1 mm, and the camera's noise. ``mottle``: blotches wider than
    1 mm. ``patch_share``: share of the background (0..1) that plainly has another colour than the
    rest; ``object_share``: share that has quite another colour. ``line_length``: length of all
    continuous edges as a share of the picture's shorter side.
    ``lightness_span`` and ``colour_span``: how far the smooth light and colour change altogether.
    ``patch_boxes``: (left, top, right, bottom) of the largest patches, in pixels of the background
    raster.
    """

    texture: float
    mottle: float
    patch_share: float
    object_share: float
    line_length: float
    lightness_span: float
    colour_span: float
    patch_boxes: tuple[tuple[int, int, int, int], ...]


def measure_plainness(background: Background, region: BoolArray) -> Plainness:
    """Measure a background's deviations within a part of its region (at least one pixel)."""
    mean, spread, covered = _cells(background.lab, region)
    light = background.illumination.over(*covered.shape)
    difference = np.linalg.norm(mean - light, axis=2)
    patches = (difference > PATCH_DIFFERENCE) & covered
    light = light[covered] if covered.any() else light.reshape(-1, 3)
    lightest, darkest = percentiles(light[:, 0], (98, 2))
    colour_low, colour_high = np.percentile(light[:, 1:], (2, 98), axis=0)
    return Plainness(
        texture=_trimmed(spread[covered]),
        mottle=_trimmed(difference[covered]),
        patch_share=_share(patches, covered),
        object_share=_share((difference > OBJECT_DIFFERENCE) & covered, covered),
        line_length=_line_length(background, region),
        lightness_span=float(lightest - darkest),
        colour_span=float(np.hypot(*(colour_high - colour_low))),
        patch_boxes=_boxes(patches),
    )


def _cells(lab: FloatArray, region: BoolArray) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Mean colour and standard deviation around it in each cell, and which cells count."""
    mean, share = cell_means(lab, region, CELL_PX)
    power = cv2.transform(cv2.multiply(lab, lab), np.ones((1, 3), np.float32))
    mean_power, _ = cell_means(np.asarray(power, np.float32), region, CELL_PX)
    variance = mean_power[..., 0] - np.sum(mean**2, axis=2)
    spread = np.asarray(np.sqrt(np.maximum(variance, 0.0)), np.float32)
    return mean, spread, np.asarray(share > LEAST_CELL_SHARE)


def _share(part: BoolArray, whole: BoolArray) -> float:
    return float(part.sum() / max(1, whole.sum()))


def _line_length(background: Background, region: BoolArray) -> float:
    lightness = cv2.blur(np.ascontiguousarray(background.lab[..., 0]), (3, 3))
    across = cv2.Sobel(lightness, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(lightness, cv2.CV_32F, 0, 1, scale=1 / 8)
    inner = cv2.erode(region.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if not inner.any():
        return 0.0
    slope = cv2.magnitude(across, down)
    least = max(LINE_SLOPE, LINE_SLOPE_BY_NOISE * median(slope[inner]))
    edges = (slope > least) & inner
    if not edges.any():
        return 0.0
    stats = cv2.connectedComponentsWithStats(edges.astype(np.uint8))[2][1:]
    lengths = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    lengths /= min(region.shape)
    return float(lengths[lengths >= LEAST_LINE].sum())


def _trimmed(values: FloatArray) -> float:
    return percentile(values, TRIMMED_PERCENTILE) if values.size else 0.0


def _boxes(patches: BoolArray) -> tuple[tuple[int, int, int, int], ...]:
    stats = cv2.connectedComponentsWithStats(patches.astype(np.uint8))[2][1:]
    largest = sorted(stats.tolist(), key=lambda patch: -patch[cv2.CC_STAT_AREA])[:MOST_PATCHES]
    return tuple(
        (CELL_PX * left, CELL_PX * top, CELL_PX * (left + width), CELL_PX * (top + height))
        for left, top, width, height, _ in largest
    )
