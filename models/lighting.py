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
from models.light import luminance, stops

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: Shaded areas are found on cells of 4 x 4 pixels of the patch, half a millimetre of the photo.
CELL_PX = 4
#: A cell is shaded where its mirrored neighbourhood gets this many stops more light.
SHADED_STOPS = 0.7
#: Skin keeps its red-to-green ratio in a shadow; hair, frames and cloth differ by more than this.
SAME_COLOUR_STOPS = 0.45
#: Bare skin is smooth: within a spot it spreads less than this, strands of hair spread more.
SMOOTH_SPREAD_STOPS = 0.3
#: The forehead is compared where at least this many of its six spots are bare skin.
MIN_BARE_SPOTS = 3
FEATURE_MARGIN_PX = 3
#: A patch of shade with fewer corners is a single row of cells.
MIN_OUTLINE_POINTS = 4
#: Outline cells curve away from the light on one side or the other: they are left out.
OUTLINE_MARGIN_PX = 6


@dataclass(frozen=True, slots=True)
class LightUniformity:
    """``side_stops``: by how many stops the person's left side is brighter (negative: the right).

    ``zone_stops``: the same by zone. ``upper_stops``: forehead over cheeks. ``shaded_share``: share
    of the skin (0..1) that is darker than its mirror image by 0.7 stops or more.
    ``shaded_outlines``: where, in pixels of the upright picture, largest first.
    """

    side_stops: float
    zone_stops: Mapping[str, float]
    upper_stops: float | None
    shaded_share: float
    shaded_outlines: tuple[tuple[Point, ...], ...]


def measure_lighting(patch: FacePatch) -> LightUniformity:
    """Compare mirrored places of the face.

    Follows ISO/IEC 29794-5 (illumination uniformity) in comparing left and right; a ratio of linear
    light replaces its histogram intersection, which drops on dark skin and under a beard.
    """
    zones = {name: _side_difference(patch, name) for name in SKIN_ZONES}
    shaded, share = _shaded_cells(patch)
    return LightUniformity(
        side_stops=float(np.median(list(zones.values()))),
        zone_stops=MappingProxyType(zones),
        upper_stops=_upper_difference(patch),
        shaded_share=share,
        shaded_outlines=_outlines(patch, shaded),
    )


def _side_difference(patch: FacePatch, name: str) -> float:
    zone = SKIN_ZONES[name]
    right, left = (_median_stops(patch.spots(side)) for side in (zone.right, zone.left))
    return left - right


def _median_stops(linear: FloatArray) -> float:
    return float(stops(np.median(luminance(linear), keepdims=True))[0])


def _upper_difference(patch: FacePatch) -> float | None:
    """Forehead over cheeks in stops; None where hair or a headband covers the forehead."""
    zone = SKIN_ZONES["forehead"]
    spots = patch.spots((*zone.right, *zone.left)).reshape(6, -1, 3)
    light = stops(luminance(spots.reshape(-1, 3))).reshape(6, -1)
    cheeks = np.concatenate([patch.zone_spots(name) for name in ("under-eye", "cheek")])
    hue_change = np.abs(np.median(_redness(spots), axis=1) - np.median(_redness(cheeks)))
    bare = (light.std(axis=1) < SMOOTH_SPREAD_STOPS) & (hue_change < SAME_COLOUR_STOPS)
    if bare.sum() < MIN_BARE_SPOTS:
        return None
    return float(np.median(light[bare])) - _median_stops(cheeks)


def _redness(linear: FloatArray) -> FloatArray:
    """Red over green in stops: what a shadow leaves as it is."""
    return stops(linear[..., 0]) - stops(linear[..., 1])


def _shaded_cells(patch: FacePatch) -> tuple[BoolArray, float]:
    height, width = patch.luminance.shape
    size = (width // CELL_PX, height // CELL_PX)
    cells = np.asarray(cv2.resize(patch.linear, size, interpolation=cv2.INTER_AREA), np.float32)
    light = stops(luminance(cells))
    skin = _skin_cells(patch, size)
    mirror = _mirror_matrix(patch.landmarks / np.float32(CELL_PX))
    mirrored_light = _warp(light, mirror, size)
    comparable = skin & (_warp(skin.astype(np.float32), mirror, size) > 0.9)
    if comparable.sum() < 50:
        return np.zeros_like(skin), 0.0
    deficit = np.asarray(cv2.erode(mirrored_light, np.ones((3, 3), np.uint8)), np.float32) - light
    redness = _redness(cells)
    bright = comparable & (light > np.median(light[comparable]))
    same = np.abs(redness - np.median(redness[bright])) < SAME_COLOUR_STOPS
    shaded = comparable & same & (deficit > SHADED_STOPS)
    return shaded, float(shaded.sum() / comparable.sum())


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
    features = (RIGHT_EYE, LEFT_EYE, RIGHT_BROW, LEFT_BROW, LIPS, NOSTRILS, FACE_OVAL)
    skin = patch.mask(FACE_OVAL) & patch.mask_without(FACE_OVAL, features[:-1], FEATURE_MARGIN_PX)
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
