"""How much of the face is covered: by a mask, a hand, hair, or the edge of the picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Face
from models.face_patch import PATCH_SIZE_PX, FacePatch
from models.face_regions import FACE_OVAL, LEFT_EYE, LIPS, RIGHT_EYE
from models.quantiles import column_medians, percentile
from models.raster import halved

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: Zones of bare skin as landmarks of which the convex hull is taken. Forehead and temples are left
#: out: hair may cover them.
ZONES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "nose": (168, 193, 417, 126, 355, 209, 429, 49, 279, 4),
        "right-cheek": (117, 118, 101, 100, 142, 36, 205, 187, 50, 123, 116),
        "left-cheek": (346, 347, 330, 329, 371, 266, 425, 411, 280, 352, 345),
        "upper-lip": (97, 2, 326, 391, 165, 164, 167, 393),
        "right-jaw": (207, 216, 212, 214, 192, 213),
        "left-jaw": (427, 436, 432, 434, 416, 433),
        "chin": (18, 83, 313, 201, 421, 208, 428, 171, 396, 175),
    }
)
#: Zones where a beard or a moustache may grow.
BEARD_ZONES = frozenset({"upper-lip", "right-jaw", "left-jaw", "chin"})
BROW_GAP = (9, 108, 337, 151, 66, 296)
#: Between the eyes: the last skin that a mask or a scarf leaves free.
NOSE_BRIDGE = (9, 107, 336, 193, 417, 6)
#: Colours that skin of any tone has in any usual light (CIELAB chroma; hue in degrees).
SKIN_CHROMA_MIN = 8.0
SKIN_HUES = (15.0, 85.0)
#: Lips are redder than the skin around them, never less red by this much (CIELAB a*).
LIP_PALENESS = 6.0
#: Light falls unevenly on a face, so lightness counts this much against colour (CIELAB).
LIGHTNESS_WEIGHT = 0.35
#: A pixel departs from the face's own skin from this distance: 120 studio portraits of four
#: ethnic groups, with make-up, stubble and freckles, have 98 % of each bare zone within it.
DEPARTURE = 12.0
#: Smoothing in pixels of the halved patch before colours are compared: pores vanish.
SMOOTHING_PX = 0.8
#: Hair is never this much more colourful than the skin around it, nor bluish or greenish.
HAIR_CHROMA_EXCESS = 10.0
COLD_COLOUR = -4.0
_WIDTH, _HEIGHT = (side // 2 for side in PATCH_SIZE_PX)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What covers the face.

    ``zones``: for each zone the share (0..1) whose colour is not the skin of this face; in zones of
    beard only colours that no hair has. ``lips``: share of the lips that is less red than
    skin. ``mouth_contrast``: strength of the edges between the lips relative to those of the eyes,
    near 0 where the mouth is covered. ``outside_share``: share of
    the face's outline that lies beyond the edge of the picture.
    """

    zones: Mapping[str, float]
    lips: float
    mouth_contrast: float
    outside_share: float


def measure_coverage(patch: FacePatch, face: Face, width_px: int, height_px: int) -> Coverage:
    """Compare the zones of a face with its own skin, and its mouth with its eyes.

    The skin's colour is the median over nose, cheeks and the gap between the brows, so no skin tone
    is assumed. Greyscale pictures are compared by lightness alone.
    """
    unit = halved(patch.rgb).astype(np.float32) * np.float32(1 / 255)
    unit = np.asarray(cv2.GaussianBlur(unit, (0, 0), SMOOTHING_PX), np.float32)
    lab = np.asarray(cv2.cvtColor(unit, cv2.COLOR_RGB2Lab), np.float32)
    colours = {name: lab[_hull(patch, ids)] for name, ids in ZONES.items()}
    bare = [colours[name] for name in ZONES if name not in BEARD_ZONES]
    bridge = lab[_hull(patch, NOSE_BRIDGE)]
    skin = _skin([*bare, lab[_hull(patch, BROW_GAP)]], bridge)
    lips = lab[_filled(_points(patch, LIPS))]
    zones = {name: _covered_share(zone, skin, name) for name, zone in colours.items()}
    outline = face.landmarks[list(FACE_OVAL), :2]
    outside = (outline < 0) | (outline > np.array([width_px, height_px]))
    return Coverage(
        zones=MappingProxyType(zones),
        lips=float((lips[:, 1] < skin[1] - LIP_PALENESS).mean()) if len(lips) else 0.0,
        mouth_contrast=_mouth_contrast(patch, lab[..., 0]),
        outside_share=float(outside.any(axis=1).mean()),
    )


def zone_outline(patch: FacePatch, name: str) -> FloatArray:
    """The hull of a zone as (n, 2) pixels of the patch."""
    return np.asarray(cv2.convexHull(patch.landmarks[list(ZONES[name])])[:, 0], np.float32)


def _hull(patch: FacePatch, ids: tuple[int, ...]) -> BoolArray:
    return _filled(cv2.convexHull(_points(patch, ids)))


def _points(patch: FacePatch, ids: tuple[int, ...]) -> npt.NDArray[np.int32]:
    return np.rint(patch.landmarks[list(ids)] / 2).astype(np.int32)


def _filled(polygon: npt.NDArray[np.generic]) -> BoolArray:
    filled = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    cv2.fillPoly(filled, [np.asarray(polygon, np.int32)], 1)
    return filled.astype(np.bool_)


def _skin(zones: list[FloatArray], bridge: FloatArray) -> FloatArray:
    """Median colour of the zones; where that is no skin but the nose's bridge is, of the bridge."""
    medians = [column_medians(zone) for zone in zones if len(zone)]
    skin = column_medians(np.array(medians)) if medians else np.zeros(3, np.float32)
    if _may_be_skin(skin) or not len(bridge):
        return skin
    between_eyes = column_medians(bridge)
    return between_eyes if _may_be_skin(between_eyes) else skin


def _may_be_skin(colour: FloatArray) -> bool:
    red_green, yellow_blue = float(colour[1]), float(colour[2])
    hue = math.degrees(math.atan2(yellow_blue, red_green))
    chroma = math.hypot(red_green, yellow_blue)
    return chroma >= SKIN_CHROMA_MIN and SKIN_HUES[0] <= hue <= SKIN_HUES[1]


def _covered_share(colours: FloatArray, skin: FloatArray, name: str) -> float:
    if not len(colours):
        return 0.0
    away = colours - skin
    distance = np.sqrt((LIGHTNESS_WEIGHT * away[:, 0]) ** 2 + away[:, 1] ** 2 + away[:, 2] ** 2)
    covered = distance > DEPARTURE
    if name in BEARD_ZONES:
        covered &= ~_may_be_hair(colours, skin)
    return float(covered.mean())


def _may_be_hair(colours: FloatArray, skin: FloatArray) -> BoolArray:
    red_green, yellow_blue = colours[:, 1], colours[:, 2]
    chroma = np.hypot(red_green, yellow_blue)
    warm = (red_green > COLD_COLOUR) & (yellow_blue > COLD_COLOUR)
    return np.asarray(warm & (chroma < np.hypot(skin[1], skin[2]) + HAIR_CHROMA_EXCESS))


def _mouth_contrast(patch: FacePatch, lightness: FloatArray) -> float:
    """90th percentile of the vertical lightness gradient: lips relative to the sharper eye."""
    gradient = np.abs(cv2.Sobel(lightness, cv2.CV_32F, 0, 1))
    strengths = [
        percentile(gradient[zone], 90) if zone.any() else 0.0
        for zone in (_filled(_points(patch, ids)) for ids in (LIPS, RIGHT_EYE, LEFT_EYE))
    ]
    return strengths[0] / max(*strengths[1:], 1.0)
