"""Uniformity of the light on the face: left against right, above against below, cast shadows.

All differences are in stops of linear light, so that the same lamp gives the same number on every
skin tone. Both sides of a face carry the same beard and much the same make-up, so comparing
mirrored places cancels them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Point
from models.face_patch import FacePatch
from models.face_regions import (
    FACE_OVAL,
    LEFT_BROW,
    LEFT_EYE,
    LIPS,
    NOSTRILS,
    RIGHT_BROW,
    RIGHT_EYE,
    SKIN_ZONES,
)
from models.light import NOISE_FLOOR, luminance, stops
from models.quantiles import median

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: Shaded areas are found on cells of 4 x 4 pixels of the patch, half a millimetre of the photo.
CELL_PX = 4
#: A cell is shaded where its mirrored neighbourhood gets this many stops more light.
SHADED_STOPS = 0.7
#: The same for the shadow that a nose or a hat casts in the light of a single lamp.
DEEPLY_SHADED_STOPS = 1.1
#: Skin keeps its red-to-green ratio in a shadow; hair, frames and cloth differ by more than this.
SAME_COLOUR_STOPS = 0.45
#: Bare skin is smooth: within a spot it spreads less than this, strands of hair spread more.
SMOOTH_SPREAD_STOPS = 0.3
#: The same within cells and their neighbours.
SMOOTH_CELL_STOPS = 0.25
#: A small relative difference in stops: 1 / ln 2.
STOPS_PER_RATIO = np.float32(1.4427)
#: Forehead and chin are compared where at least this many of their spots are bare skin.
MIN_BARE_SPOTS = 3
FEATURE_MARGIN_PX = 3
#: With less bare skin than this (10 mm2) no share is stated.
MIN_COMPARABLE_CELLS = 40
#: Zones from top to bottom between which the light is compared.
VERTICAL_ZONES = (("forehead",), ("under-eye", "cheek"), ("jaw", "chin"))
#: A patch of shade with fewer corners is a single row of cells.
MIN_OUTLINE_POINTS = 4
#: Outline cells curve away from the light on one side or the other: they are left out.
OUTLINE_MARGIN_PX = 6


@dataclass(frozen=True, slots=True)
class LightUniformity:
    """``side_stops``: by how many stops the person's left side is brighter (negative: the right).

    ``zone_stops``: the same by zone. ``forehead_over_cheeks``, ``forehead_over_chin``: in stops,
    None where hair covers the forehead. ``shaded_share``, ``deeply_shaded_share``: shares of the
    skin (0..1) that are darker than their mirror image by 0.7 and by 1.1 stops or more.
    ``shaded_outlines``: where, in pixels of the upright picture, largest first.
    """

    side_stops: float
    zone_stops: Mapping[str, float]
    forehead_over_cheeks: float | None
    forehead_over_chin: float | None
    shaded_share: float
    deeply_shaded_share: float
    shaded_outlines: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class _Cells:
    """``deficit``: stops of light that each cell lacks against its mirror image, 0 off the skin."""

    deficit: FloatArray
    comparable: int

    def share(self, selected: BoolArray) -> float:
        """Share of the comparable skin."""
        return float(selected.sum() / max(self.comparable, 1))


def measure_lighting(patch: FacePatch) -> LightUniformity:
    """Compare mirrored places of the face.

    Follows ISO/IEC 29794-5 (illumination uniformity) in comparing left and right; a ratio of linear
    light replaces its histogram intersection, which drops on dark skin and under a beard.
    """
    zones = {name: _side_difference(patch, name) for name in SKIN_ZONES}
    cells = _cells(patch)
    shaded = cells.deficit > SHADED_STOPS
    skin_redness = median(_redness(patch.zone_spots("cheek")))
    forehead, cheeks, chin = (_bare_light(patch, names, skin_redness) for names in VERTICAL_ZONES)
    return LightUniformity(
        side_stops=median(list(zones.values())),
        zone_stops=MappingProxyType(zones),
        forehead_over_cheeks=_difference(forehead, cheeks),
        forehead_over_chin=_difference(forehead, chin),
        shaded_share=cells.share(shaded),
        deeply_shaded_share=cells.share(cells.deficit > DEEPLY_SHADED_STOPS),
        shaded_outlines=_outlines(patch, shaded),
    )


def _side_difference(patch: FacePatch, name: str) -> float:
    """Left over right side of a zone in stops; stops keep order, so medians may come first."""
    light = luminance(patch.zone_spots(name).reshape(-1, 3))
    right, left = stops(np.median(light.reshape(2, -1), axis=1))
    return float(left - right)


def _bare_light(patch: FacePatch, names: tuple[str, ...], skin_redness: float) -> float | None:
    """Light in stops on the bare skin of some zones; None where hair or cloth covers them."""
    spots = np.concatenate([patch.zone_spots(name) for name in names])
    light = stops(luminance(spots.reshape(-1, 3))).reshape(len(spots), -1)
    hue_change = np.abs(np.median(_redness(spots), axis=1) - skin_redness)
    bare = (light.std(axis=1) < SMOOTH_SPREAD_STOPS) & (hue_change < SAME_COLOUR_STOPS)
    return median(light[bare]) if bare.sum() >= MIN_BARE_SPOTS else None


def _difference(upper: float | None, lower: float | None) -> float | None:
    return None if upper is None or lower is None else upper - lower


def _redness(linear: FloatArray) -> FloatArray:
    """Red over green in stops: what a shadow leaves as it is."""
    return stops(linear[..., 0]) - stops(linear[..., 1])


def _cells(patch: FacePatch) -> _Cells:
    """Compare each cell with the darkest of its mirrored neighbours, so that a turned head passes.

    Cells of another colour (frames, cloth) or texture (hair) than skin count as not shaded.
    """
    height, width = patch.luminance.shape
    size = (width // CELL_PX, height // CELL_PX)
    cells = np.asarray(cv2.resize(patch.linear, size, interpolation=cv2.INTER_AREA), np.float32)
    light = stops(luminance(cells))
    skin = _skin_cells(patch, size)
    mirror = _mirror_matrix(patch.landmarks / np.float32(CELL_PX))
    comparable = skin & (_warp(skin.astype(np.float32), mirror, size) > 0.9)
    if comparable.sum() < MIN_COMPARABLE_CELLS:
        return _Cells(np.zeros_like(light), int(comparable.sum()))
    mirrored = cv2.erode(_warp(light, mirror, size), np.ones((3, 3), np.uint8))
    redness = _redness(cells)
    lit = comparable & (light >= median(light[comparable]))
    same = np.abs(redness - median(redness[lit])) < SAME_COLOUR_STOPS
    bare = comparable & same & (_texture(patch, size) < SMOOTH_CELL_STOPS)
    deficit = np.where(bare, np.asarray(mirrored, np.float32) - light, 0.0)
    return _Cells(np.asarray(deficit, np.float32), int(comparable.sum()))


def _texture(patch: FacePatch, size: tuple[int, int]) -> FloatArray:
    """How much the light varies inside each cell and its neighbours, in stops.

    From the relative spread, of which the logarithm's is the limit for small differences.
    """
    light = patch.luminance + NOISE_FLOOR
    mean = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    square = cv2.resize(light * light, size, interpolation=cv2.INTER_AREA)
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0)) / mean
    return np.asarray(cv2.blur(spread * STOPS_PER_RATIO, (3, 3)), np.float32)


def _outlines(patch: FacePatch, shaded: BoolArray) -> tuple[tuple[Point, ...], ...]:
    contours, _ = cv2.findContours(
        shaded.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    contours = [c for c in contours if len(c) >= MIN_OUTLINE_POINTS]
    return tuple(
        patch.to_picture((contour.reshape(-1, 2).astype(np.float32) + 0.5) * CELL_PX - 0.5)
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)
    )


def _skin_cells(patch: FacePatch, size: tuple[int, int]) -> BoolArray:
    features = (RIGHT_EYE, LEFT_EYE, RIGHT_BROW, LEFT_BROW, LIPS, NOSTRILS)
    skin = patch.mask_without(FACE_OVAL, features, FEATURE_MARGIN_PX)
    kernel = np.ones((2 * OUTLINE_MARGIN_PX + 1,) * 2, np.uint8)
    inner = cv2.erode(patch.mask(FACE_OVAL).astype(np.uint8), kernel).astype(np.bool_)
    covered = cv2.resize((skin & inner).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(covered > 0.85)


def _mirror_matrix(landmarks: FloatArray) -> npt.NDArray[np.float64]:
    """Affine matrix that takes each place to its mirror image, for a slightly turned head too."""
    right = [index for zone in SKIN_ZONES.values() for index in zone.right]
    left = [index for zone in SKIN_ZONES.values() for index in zone.left]
    source = landmarks[right + left]
    target = landmarks[left + right]
    homogeneous = np.hstack([source, np.ones((len(source), 1), np.float32)])
    solution, *_ = np.linalg.lstsq(homogeneous, target, rcond=None)
    return np.asarray(solution.T, np.float64)


def _warp(cells: FloatArray, matrix: npt.NDArray[np.float64], size: tuple[int, int]) -> FloatArray:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(cells, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.float32)
