"""The shadow that the person casts on the background: how deep, how large and on which side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from models.background import Background, BoolArray, FloatArray, cell_means
from models.face import CHIN, FOREHEAD_TOP, Face
from models.quantiles import median, percentile
from models.surface import LIT, fit_surface

Side = Literal["none", "left", "right", "above", "both"]

#: A surface of degree 2 follows vignettes and light fall-off but not what hugs the person.
LIGHT_DEGREE = 3
#: Shadows are smooth: they are sought on a raster with cells of this side (background pixels).
CELL_PX = 2
#: Share of a cell that must be background.
LEAST_CELL_SHARE = 0.4
#: Lightness (CIELAB) that a cell must lack to be in a shadow.
LEAST_DEPTH = 2.5
#: What lacks more lightness than this is a thing or hair: walls in shadow still get light.
DEEPEST_SHADOW = 45.0
#: A shadow comes at least this near to the outline, as a share of the face's width.
NEARNESS = 0.15
#: A shadow changes a* and b* by less than this share of its depth, and a constant.
COLOUR_CHANGE = 0.5
COLOUR_NOISE = 3.0
#: Frizzy hair looks as dark as a shadow but is not smooth: pixels of a shadow stray from their
#: neighbours by less than this constant, this share of the depth and this multiple of the noise.
STRAY_CONSTANT = 0.45
STRAY_BY_DEPTH = 0.03
STRAY_BY_NOISE = 1.5
#: Smaller shadows, in squared face widths, are left to noise and hair.
LEAST_AREA = 0.01
#: The stated depth is this percentile over the shadow.
DEPTH_PERCENTILE = 75


@dataclass(frozen=True, slots=True)
class CastShadow:
    """``depth``: lightness (CIELAB) that the darker part of the shadow lacks; 0 without one.

    ``area``: its area in squared face widths. ``side``: of the picture. ``region``: (rows, columns)
    bool on the background raster. ``outline``: corners in pixels of the upright picture.
    """

    depth: float
    area: float
    side: Side
    region: BoolArray
    outline: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Patch:
    """One connected dark patch on the cells, with its depth and area."""

    cells: BoolArray
    depth: float
    area: float


def measure_cast_shadow(background: Background, region: BoolArray, face: Face) -> CastShadow:
    """Find what darkens the background next to the person and fades away from the person.

    ``region``: (rows, columns) bool, the part of the background raster to look at (not empty).

    Light fall-off and vignettes darken the far background instead, so a patch only counts where
    it is deeper near the outline than far from it. Coloured patches are objects, not shadows.
    """
    depth, dark = _darkening(background, region)
    cell_px = CELL_PX * background.scale[0]
    face_width = face.width_px / cell_px
    away = _distance_from_subject(background, dark.shape) / face_width
    patches = [
        patch for patch in _patches(depth, dark, face_width) if _hugs_subject(patch, depth, away)
    ]
    nothing = np.zeros(background.wide_region.shape, np.bool_)
    if not patches:
        return CastShadow(0.0, 0.0, "none", nothing, ())
    deepest = max(patches, key=lambda patch: patch.depth)
    merged = np.any([patch.cells for patch in patches], axis=0)
    return CastShadow(
        depth=deepest.depth,
        area=sum(patch.area for patch in patches),
        side=_side(merged, face, cell_px),
        region=_enlarged(merged, background.wide_region.shape),
        outline=_outline(deepest.cells, background),
    )


def _darkening(background: Background, region: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Lightness that each cell lacks, and the cells that lack enough without another colour."""
    lightness = np.ascontiguousarray(background.lab[..., :1])
    mean, share = cell_means(background.lab, region, CELL_PX)
    lit = fit_surface(lightness, region, LIGHT_DEGREE, LIT).over(*share.shape)
    lack = background.illumination.over(*share.shape) - mean
    lack[..., 0] = lit[..., 0] - mean[..., 0]
    smooth, seen = _smoothed(lack, share)
    depth = np.ascontiguousarray(smooth[..., 0])
    colour_change = np.hypot(smooth[..., 1], smooth[..., 2])
    dark = (depth > LEAST_DEPTH) & (colour_change < COLOUR_NOISE + COLOUR_CHANGE * depth)
    stray = _roughness(lightness[..., 0], region)
    noise = float(np.median(stray[seen])) if seen.any() else 0.0
    dark &= stray < STRAY_CONSTANT + STRAY_BY_DEPTH * depth + STRAY_BY_NOISE * noise
    return depth, np.asarray(dark & seen)


def _roughness(lightness: FloatArray, region: BoolArray) -> FloatArray:
    """How far pixels stray from the mean of their 3 x 3 neighbourhood, by cell (RMS)."""
    inner = cv2.erode(region.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    stray = cv2.subtract(lightness, cv2.blur(lightness, (3, 3)))
    power, share = cell_means(np.asarray(cv2.multiply(stray, stray), np.float32), inner, CELL_PX)
    return np.asarray(np.sqrt(_smoothed(power, share)[0][..., 0]), np.float32)


def _smoothed(means: FloatArray, share: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Means over 3 x 3 cells, and where enough of them is background."""
    total = cv2.blur(means * share[..., None], (3, 3)).reshape(means.shape)
    around = cv2.blur(share, (3, 3))
    smooth = np.maximum(total, 0.0) if means.shape[2] == 1 else total
    smooth = smooth / np.maximum(around, 0.05)[..., None]
    return np.asarray(smooth, np.float32), np.asarray(around > LEAST_CELL_SHARE)


def _distance_from_subject(background: Background, shape: tuple[int, ...]) -> FloatArray:
    """Distance of each cell from the person in cells."""
    size = (shape[1], shape[0])
    alpha = cv2.resize(background.alpha, size, interpolation=cv2.INTER_LINEAR)
    outside = (alpha < 0.5).astype(np.uint8)
    return np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, 3), np.float32)


def _patches(depth: FloatArray, dark: BoolArray, face_width: float) -> list[_Patch]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA] / face_width**2
    return [
        _Patch(cells, percentile(depth[cells], DEPTH_PERCENTILE), float(areas[label]))
        for label in range(1, count)
        if areas[label] >= LEAST_AREA
        for cells in [labels == label]
    ]


def _hugs_subject(patch: _Patch, depth: FloatArray, away: FloatArray) -> bool:
    """Whether a patch touches the person and is deeper near the person than far off."""
    distance, darkness = away[patch.cells], depth[patch.cells]
    if distance.min() > NEARNESS or patch.depth > DEEPEST_SHADOW:
        return False
    near = distance <= median(distance)
    return bool(darkness[near].mean() > darkness[~near].mean() if np.any(~near) else False)


def _side(cells: BoolArray, face: Face, cell_px: float) -> Side:
    columns = np.nonzero(cells)[1]
    centre = face.centre((FOREHEAD_TOP, CHIN))[0] / cell_px
    half = face.width_px / 2 / cell_px
    left, right = float(np.mean(columns < centre - half)), float(np.mean(columns > centre + half))
    if max(left, right) < 0.5:
        return "both" if min(left, right) > 0.15 else "above"
    if min(left, right) > 0.25:
        return "both"
    return "left" if left > right else "right"


def _enlarged(cells: BoolArray, shape: tuple[int, ...]) -> BoolArray:
    size = (shape[1], shape[0])
    enlarged = cv2.resize(cells.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(enlarged > 0, np.bool_)


def _outline(cells: BoolArray, background: Background) -> tuple[tuple[float, float], ...]:
    contours, _ = cv2.findContours(
        cells.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    longest = max(contours, key=len)
    corners = cv2.approxPolyDP(longest, 1.0, True)[:, 0, :]
    x, y = (CELL_PX * scale for scale in background.scale)
    return tuple((float((c[0] + 0.5) * x), float((c[1] + 0.5) * y)) for c in corners)
