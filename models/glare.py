"""Glare: mirror-like reflections of a lamp on skin and on spectacle lenses.

A surface adds the lamp's own colour to its body colour (dichromatic reflection model, Shafer
1985). So each pixel is split into a share of this face's skin colour and a share of white light:
pale skin, however bright, is all body colour; a reflection is white light added to it, on any skin
tone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Point
from models.face_patch import FacePatch
from models.face_regions import FACE_OVAL, LEFT_EYE, LEFT_LENS, LIPS, RIGHT_EYE, RIGHT_LENS
from models.light import luminance
from models.quantiles import column_medians, median, percentile

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
Surface = Literal["skin", "lens", "eyeball"]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a reflection on one kind of surface looks like; light in shares of white."""

    luminance: float
    peak_luminance: float
    added_light: float
    contrast: float


#: From luminance 0.75 (sRGB level 225) a reflection starts to wipe out detail, and its brightest
#: tenth comes close to white (237). That tenth stands out from its surroundings by 1.35; bright
#: skin under a soft lamp does not.
ON_FACE = _Look(0.75, 0.85, 0.30, 1.35)
#: Glass reflects with sharp edges and hides what lies behind it before it comes close to white.
ON_GLASS = _Look(0.45, 0.55, 0.38, 2.00)

#: Width of the ring that stands for the surroundings.
RING_PX = 12
#: Smaller spots are moist skin and the corners of the eyes: 0.2 mm2 of a compliant photo.
MIN_SPOT_PX = 10
#: Share of a spot that must lie on the face: hats, collars and background reach into its outline.
MIN_SHARE_ON_FACE = 0.7
BODY_ZONES = ("under-eye", "cheek", "lower-cheek")
#: Of the pixels of those zones the darker part (percent) shows the body colour, without sheen.
BODY_PERCENTILE = 60.0
FEATURE_MARGIN_PX = 3
#: Whites of the eyes with the lids' moist edges: too bright for the look of glass.
EYE_MARGIN_PX = 4


@dataclass(frozen=True, slots=True)
class GlareSpot:
    """One reflection. ``outline``: in pixels of the upright picture; ``area_px2``: likewise."""

    surface: Surface
    area_px2: float
    outline: tuple[Point, ...]


def measure_glare(patch: FacePatch) -> tuple[GlareSpot, ...]:
    """All reflections on the face, largest first; on lips, teeth and beyond the face none counts.

    ``surface``: "eyeball" between the lids (lamps mirrored in the eye), "lens" elsewhere between
    brow and lower orbit, where spectacles are worn, else "skin".
    """
    added = _added_light(patch)
    if not ((added >= ON_FACE.added_light) & (patch.luminance >= ON_GLASS.luminance)).any():
        return ()
    face = patch.mask_without(FACE_OVAL, (LIPS,), FEATURE_MARGIN_PX)
    glass = patch.mask_without(RIGHT_LENS, (RIGHT_EYE,), EYE_MARGIN_PX)
    glass |= patch.mask_without(LEFT_LENS, (LEFT_EYE,), EYE_MARGIN_PX)
    found = _spots_of_look(patch, added, ON_FACE, face, region=np.ones_like(face))
    found |= _spots_of_look(patch, added, ON_GLASS, face, region=glass)
    spots = [_spot(patch, spot, glass) for spot in _components(found, face)]
    return tuple(sorted(spots, key=lambda spot: -spot.area_px2))


def _added_light(patch: FacePatch) -> FloatArray:
    """White light in each pixel beside the skin's body colour, as a share of white."""
    skin = np.concatenate([patch.zone_spots(zone) for zone in BODY_ZONES]).reshape(-1, 3)
    light = luminance(skin)
    body = column_medians(skin[light <= percentile(light, BODY_PERCENTILE)])
    basis = np.stack([body / max(float(body.mean()), 1e-4), np.ones(3)], axis=1)
    split = np.linalg.pinv(basis).astype(np.float32)
    return np.asarray(cv2.transform(patch.linear, split[1:2]), np.float32)


def _spots_of_look(
    patch: FacePatch, added: FloatArray, look: _Look, face: BoolArray, region: BoolArray
) -> BoolArray:
    """The spots that lie on the face and have the look of a reflection, as a mask."""
    candidates = (patch.luminance >= look.luminance) & (added >= look.added_light) & region
    found = np.zeros_like(face)
    for spot in _components(candidates, face):
        if _is_reflection(patch, spot, look, face):
            found |= spot & face
    return found


def _components(region: BoolArray, face: BoolArray) -> list[BoolArray]:
    """The connected parts of a region that are large enough and lie on the face."""
    if not (region & face).any():
        return []
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(region.astype(np.uint8))
    areas = statistics[:, cv2.CC_STAT_AREA]
    on_face = np.bincount(labels[face], minlength=count)
    kept = (areas >= MIN_SPOT_PX) & (on_face >= MIN_SHARE_ON_FACE * areas)
    return [np.asarray(labels == label) for label in np.flatnonzero(kept) if label > 0]


def _is_reflection(patch: FacePatch, spot: BoolArray, look: _Look, face: BoolArray) -> bool:
    """Whether a bright spot is bright enough and stands out from the skin around it."""
    peak = percentile(patch.luminance[spot], 90)
    if peak < look.peak_luminance:
        return False
    kernel = np.ones((2 * RING_PX + 1,) * 2, np.uint8)
    ring = cv2.dilate(spot.astype(np.uint8), kernel).astype(np.bool_) & ~spot & face
    if not ring.any():
        return False
    return peak >= look.contrast * median(patch.luminance[ring])


def _spot(patch: FacePatch, spot: BoolArray, glass: BoolArray) -> GlareSpot:
    contours, _ = cv2.findContours(
        spot.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    largest = max(contours, key=cv2.contourArea)
    outline = cv2.approxPolyDP(largest, 1.0, closed=True).reshape(-1, 2)
    return GlareSpot(
        surface=_surface(patch, spot, glass),
        area_px2=float(spot.sum()) * patch.px_per_patch_px**2,
        outline=patch.to_picture(np.asarray(outline, np.float32)),
    )


def _surface(patch: FacePatch, spot: BoolArray, glass: BoolArray) -> Surface:
    if (patch.mask(RIGHT_EYE) | patch.mask(LEFT_EYE))[spot].mean() > 0.5:
        return "eyeball"
    return "lens" if glass[spot].mean() > 0.3 else "skin"
