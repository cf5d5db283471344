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
from models.face_regions import (
    FACE_OVAL,
    LEFT_BROW,
    LEFT_EYE,
    LEFT_LENS,
    LIPS,
    RIGHT_BROW,
    RIGHT_EYE,
    RIGHT_LENS,
)
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
#: Share of a spot that must lie on skin: a flash at the hairline lies half on hair, but of hats,
#: collars, white hair and background, which reach into the outline, less belongs to the skin.
MIN_SHARE_ON_SKIN = 0.5
#: A high forehead and a bald scalp, above the face's outline, have the colour of the cheeks: so
#: much of their light at least, and no more white light or other colour beside it. The upper parts
#: of the 73 studio portraits left out of the calibration are told from hair of every colour by it.
SCALP_BODY = 0.5
SCALP_SHEEN = 0.6
SCALP_OTHER_COLOUR = 0.15
#: Around a spot its light fades out over so many pixels, few or more, which show no skin's colour;
#: of what lies beyond, so much is skin where the spot is on skin: at the hairline half is hair.
HALOS_PX, MIN_SKIN_AROUND = (3, 8), 0.35
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
    brow and lower orbit, where spectacles are worn, else "skin", up to the crown where it is bare.
    """
    body = _body_colour(patch)
    added = _split_light(patch, body)[1]
    if not ((added >= ON_FACE.added_light) & (patch.luminance >= ON_GLASS.luminance)).any():
        return ()
    face = patch.mask_without(FACE_OVAL, (LIPS,), FEATURE_MARGIN_PX)
    glass = patch.mask_without(RIGHT_LENS, (RIGHT_EYE,), EYE_MARGIN_PX)
    glass |= patch.mask_without(LEFT_LENS, (LEFT_EYE,), EYE_MARGIN_PX)
    bright = (patch.luminance >= ON_FACE.luminance) & (added >= ON_FACE.added_light)
    skin = _with_scalp(patch, body, face, bright)
    found = _spots_of_look(patch, added, ON_FACE, skin, region=np.ones_like(face))
    found |= _spots_of_look(patch, added, ON_GLASS, face, region=glass)
    spots = [_spot(patch, spot, glass) for spot in _components(found, skin)]
    return tuple(sorted(spots, key=lambda spot: -spot.area_px2))


def _body_colour(patch: FacePatch) -> FloatArray:
    """Linear RGB of the skin without sheen."""
    skin = np.concatenate([patch.zone_spots(zone) for zone in BODY_ZONES]).reshape(-1, 3)
    light = luminance(skin)
    return column_medians(skin[light <= percentile(light, BODY_PERCENTILE)])


def _split_light(patch: FacePatch, body: FloatArray) -> tuple[FloatArray, FloatArray]:
    """In each pixel light of the skin's own colour, and the white light beside it."""
    basis = _basis(body)
    split = np.linalg.pinv(basis).astype(np.float32)
    own, added = (cv2.transform(patch.linear, row[None]) for row in split)
    return np.asarray(own, np.float32), np.asarray(added, np.float32)


def _basis(body: FloatArray) -> FloatArray:
    """The two lights, one a column, each of mean 1."""
    return np.stack([body / _mean(body), np.ones(3)], axis=1).astype(np.float32)


def _mean(body: FloatArray) -> float:
    return max(float(body.mean()), 1e-4)


def _with_scalp(
    patch: FacePatch, body: FloatArray, face: BoolArray, bright: BoolArray
) -> BoolArray:
    """The face, and bright spots above it that lie on skin: on a high forehead or a bald scalp.

    A spot lies on skin where enough of what surrounds it is skin, beyond the halo in which its
    light fades out. What reaches the patch's edge is no spot but a background, a hat or hair.
    """
    above = np.zeros_like(face)
    above[: int(patch.landmarks[list(RIGHT_BROW + LEFT_BROW), 1].min())] = True
    spots = _connected(bright & (above | face), above & ~face)
    spots &= ~_connected(bright, _edge(bright)) if spots.any() else False
    if not spots.any():
        return face
    skin = _connected(face | (above & _is_skin_coloured(patch, body)), face)
    on_skin = skin.copy()
    count, labels = cv2.connectedComponents(spots.astype(np.uint8))
    for label in range(1, count):
        spot = np.asarray(labels == label)
        if max(_share_around(spot, halo_px, skin) for halo_px in HALOS_PX) >= MIN_SKIN_AROUND:
            on_skin |= spot
    return on_skin


def _share_around(spot: BoolArray, halo_px: int, skin: BoolArray) -> float:
    """The share of skin in a ring around a spot, beyond a halo of a width."""
    ring = _grown(spot, halo_px + RING_PX) & ~_grown(spot, halo_px)
    return float(skin[ring].mean()) if ring.any() else 0.0


def _grown(region: BoolArray, reach_px: int) -> BoolArray:
    kernel = np.ones((2 * reach_px + 1,) * 2, np.uint8)
    return np.asarray(cv2.dilate(region.astype(np.uint8), kernel).astype(np.bool_))


def _is_skin_coloured(patch: FacePatch, body: FloatArray) -> BoolArray:
    """The pixels that this face's skin would show in some light, without a reflection."""
    own, white = (share / _mean(body) for share in _split_light(patch, body))
    explained = cv2.transform(np.dstack([own, white]), _basis(body))
    other = np.abs(patch.linear / _mean(body) - explained).max(axis=2)
    coloured = (own >= SCALP_BODY) & (other <= SCALP_OTHER_COLOUR)
    return np.asarray(coloured & (np.abs(white) <= SCALP_SHEEN * own))


def _connected(region: BoolArray, start: BoolArray) -> BoolArray:
    """The connected parts of a region that reach into another one."""
    count, labels = cv2.connectedComponents(region.astype(np.uint8))
    reached = np.zeros(count, np.bool_)
    reached[np.unique(labels[start & region])] = True
    reached[0] = False
    return np.asarray(reached[labels])


def _edge(like: BoolArray) -> BoolArray:
    """The outermost pixels of the patch."""
    edge = np.ones_like(like)
    edge[1:-1, 1:-1] = False
    return edge


def _spots_of_look(
    patch: FacePatch, added: FloatArray, look: _Look, skin: BoolArray, region: BoolArray
) -> BoolArray:
    """The spots that lie on skin and have the look of a reflection, as a mask."""
    candidates = (patch.luminance >= look.luminance) & (added >= look.added_light) & region
    found = np.zeros_like(skin)
    for spot in _components(candidates, skin):
        if _is_reflection(patch, spot, look, skin):
            found |= spot & skin
    return found


def _components(region: BoolArray, skin: BoolArray) -> list[BoolArray]:
    """The connected parts of a region that are large enough and lie on skin."""
    if not (region & skin).any():
        return []
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(region.astype(np.uint8))
    areas = statistics[:, cv2.CC_STAT_AREA]
    on_skin = np.bincount(labels[skin], minlength=count)
    kept = (areas >= MIN_SPOT_PX) & (on_skin >= MIN_SHARE_ON_SKIN * areas)
    return [np.asarray(labels == label) for label in np.flatnonzero(kept) if label > 0]


def _is_reflection(patch: FacePatch, spot: BoolArray, look: _Look, skin: BoolArray) -> bool:
    """Whether a bright spot is bright enough and stands out from the skin around it."""
    peak = percentile(patch.luminance[spot], 90)
    if peak < look.peak_luminance:
        return False
    ring = _grown(spot, RING_PX) & ~spot & skin
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
