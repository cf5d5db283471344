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

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
Surface = Literal["skin", "eye"]

#: Linear luminance from which a reflection starts to wipe out detail (sRGB level 225).
GLARE_LUMINANCE = 0.75
#: White light added to the skin's own colour, as a share of white.
GLARE_ADDED_LIGHT = 0.30
#: The brightest tenth of a reflection must come close to white (sRGB level 237).
GLARE_PEAK_LUMINANCE = 0.85
#: A reflection stands out from its surroundings; bright skin under a soft light does not.
GLARE_CONTRAST = 1.30
#: Width of the ring that stands for the surroundings.
RING_PX = 12
#: Smaller spots are moist skin and the corners of the eyes: 0.2 mm2 of a compliant photo.
MIN_SPOT_PX = 10
BODY_ZONES = ("under-eye", "cheek", "lower-cheek")
FEATURE_MARGIN_PX = 3


@dataclass(frozen=True, slots=True)
class GlareSpot:
    """One reflection. ``outline``: in pixels of the upright picture; ``area_px2``: likewise."""

    surface: Surface
    area_px2: float
    outline: tuple[Point, ...]


def measure_glare(patch: FacePatch) -> tuple[GlareSpot, ...]:
    """All reflections on the face, largest first; on lips, teeth and beyond the face none counts.

    ``surface`` is "eye" inside the spectacle lens region (brow to lower orbit), else "skin".
    """
    candidates = (patch.luminance >= GLARE_LUMINANCE) & (_added_light(patch) >= GLARE_ADDED_LIGHT)
    if int(candidates.sum()) < MIN_SPOT_PX:
        return ()
    face = patch.mask_without(FACE_OVAL, (LIPS,), FEATURE_MARGIN_PX)
    lenses = patch.mask(RIGHT_LENS) | patch.mask(LEFT_LENS) | patch.mask(RIGHT_EYE)
    lenses |= patch.mask(LEFT_EYE)
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(candidates.astype(np.uint8))
    spots = []
    for label in range(1, count):
        if statistics[label, cv2.CC_STAT_AREA] < MIN_SPOT_PX:
            continue
        spot = np.asarray(labels == label)
        if _is_reflection(patch, spot, face):
            spots.append(_spot(patch, spot & face, "eye" if lenses[spot].mean() > 0.5 else "skin"))
    return tuple(sorted(spots, key=lambda spot: -spot.area_px2))


def _added_light(patch: FacePatch) -> FloatArray:
    """White light in each pixel beside the skin's body colour, as a share of white."""
    skin = np.concatenate([patch.zone_spots(zone) for zone in BODY_ZONES])
    light = luminance(skin)
    body = np.median(skin[light <= np.percentile(light, 60)], axis=0)
    basis = np.stack([body / max(float(body.mean()), 1e-4), np.ones(3)], axis=1)
    split = np.linalg.pinv(basis).astype(np.float32)
    return np.asarray(cv2.transform(patch.linear, split[1:2]), np.float32)


def _is_reflection(patch: FacePatch, spot: BoolArray, face: BoolArray) -> bool:
    """Whether a bright spot lies on the face, comes close to white and stands out."""
    if (spot & face).sum() < 0.7 * spot.sum():
        return False
    if float(np.percentile(patch.luminance[spot], 90)) < GLARE_PEAK_LUMINANCE:
        return False
    kernel = np.ones((2 * RING_PX + 1,) * 2, np.uint8)
    ring = cv2.dilate(spot.astype(np.uint8), kernel).astype(np.bool_) & ~spot & face
    if not ring.any():
        return False
    surroundings = float(np.median(patch.luminance[ring]))
    return float(np.median(patch.luminance[spot])) >= GLARE_CONTRAST * surroundings


def _spot(patch: FacePatch, spot: BoolArray, surface: Surface) -> GlareSpot:
    contours, _ = cv2.findContours(
        spot.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    largest = max(contours, key=cv2.contourArea)
    outline = cv2.approxPolyDP(largest, 1.0, closed=True).reshape(-1, 2)
    return GlareSpot(
        surface=surface,
        area_px2=float(spot.sum()) * patch.px_per_patch_px**2,
        outline=patch.to_picture(np.asarray(outline, np.float32)),
    )
