"""Signs that a photo was changed after it was taken; each is a hint, and none is proof.

A background of exactly one colour, a face wider or narrower than faces are, skin without texture
under sharp eyes. Cropping and resizing, which every studio does, leave none of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.estimate import Estimate
from models.face import CHIN, FOREHEAD_TOP, LEFT_IRIS, RIGHT_IRIS, Face, Point
from models.person import PersonMask
from models.quantiles import median

Array = npt.NDArray[np.float32]
Rgb = npt.NDArray[np.uint8]

#: The background is sampled on a grid of this many points a side, where the mask is sure of it.
BACKGROUND_GRID = 128
SURELY_BACKGROUND = 0.05
FEWEST_BACKGROUND_POINTS = 300

#: Natural logarithms of iris width by height, face width by forehead-to-chin height, and inter-eye
#: distance by that height: mean of four groups of neutral frontal portraits, groups counted alike.
#: The landmarks' iris is a little wide. The weights give the least scatter over persons (3.3 %).
PROPORTION_MEANS = np.array([0.0963, -0.1680, -0.9539])
PROPORTION_WEIGHTS = np.array([0.620, 0.230, 0.150])
#: Landmarks follow a stretch of 30 % by 26 %: the network expects faces of natural width.
RESPONSE = 0.87
#: Twice the scatter over persons, widened by the response.
STRETCH_HALF_WIDTH = 0.075

#: Skin texture is read at this inter-eye distance, in the band of pores and fine lines.
TEXTURE_INTER_EYE_PX = 160.0
FINE_SCALE_PX = 0.6
COARSE_SCALE_PX = 1.8
#: Added to luma before its logarithm, so that black is dark and not infinitely dark.
DARK_LUMA = np.float32(8)
#: Middles of both cheeks (upper and lower) and of the forehead.
SKIN_LANDMARKS = (50, 280, 151, 117, 346)
SKIN_RADIUS = 0.11
EYE_RADIUS = 0.20
#: Median absolute deviation of a normal distribution, in standard deviations.
_MAD = 0.6745


@dataclass(frozen=True, slots=True)
class Stretch:
    """``ratio``: width by height of everything in the picture, 1 where it is as it was."""

    ratio: Estimate


@dataclass(frozen=True, slots=True)
class FlatBackground:
    """``share`` of the background that has exactly the commonest ``colour`` (sRGB)."""

    share: float
    colour: tuple[int, int, int]


def measure_flat_background(rgb: Rgb, mask: PersonMask) -> FlatBackground | None:
    """How much of the background is one exact colour; None where little background shows.

    ``rgb``: upright (h, w, 3) uint8 at native resolution, because averaging makes colours equal.
    """
    height, width = rgb.shape[:2]
    alpha = mask.resized(BACKGROUND_GRID, BACKGROUND_GRID)
    rows, columns = np.nonzero(alpha < SURELY_BACKGROUND)
    if rows.size < FEWEST_BACKGROUND_POINTS:
        return None
    y = ((rows + 0.5) * (height / BACKGROUND_GRID)).astype(np.intp)
    x = ((columns + 0.5) * (width / BACKGROUND_GRID)).astype(np.intp)
    points = rgb[y, x].astype(np.int32)
    codes = (points[:, 0] << 16) | (points[:, 1] << 8) | points[:, 2]
    colours, counts = np.unique(codes, return_counts=True)
    commonest = int(colours[counts.argmax()])
    colour = (commonest >> 16, commonest >> 8 & 255, commonest & 255)
    return FlatBackground(float(counts.max() / codes.size), colour)


def measure_stretch(face: Face) -> Stretch:
    """Width by height of a face that looks at the camera, against what faces have.

    People's faces differ, so the interval is wide; a turned or nodding head is not for this
    measure. Faces of all four groups of the corpus differ by less than 2 % on average.
    """
    proportions = np.log(
        [
            _mean_iris_ratio(face),
            face.width_px / max(_distance(face, FOREHEAD_TOP, CHIN), 1e-6),
            face.inter_eye_px / max(_distance(face, FOREHEAD_TOP, CHIN), 1e-6),
        ]
    )
    excess = float((proportions - PROPORTION_MEANS) @ PROPORTION_WEIGHTS)
    ratio = float(np.exp(excess / RESPONSE))
    return Stretch(Estimate.within(ratio, STRETCH_HALF_WIDTH * ratio))


def _mean_iris_ratio(face: Face) -> float:
    """Width by height of both irises; the rim's points run right, top, left, bottom."""
    ratios = []
    for _centre, right, top, left, bottom in (RIGHT_IRIS, LEFT_IRIS):
        across, down = _distance(face, right, left), _distance(face, top, bottom)
        ratios.append(max(across, 1e-6) / max(down, 1e-6))
    return float(np.mean(ratios))


def _distance(face: Face, first: int, second: int) -> float:
    return float(np.hypot(*(face.landmarks[first, :2] - face.landmarks[second, :2])))


def measure_skin_texture(rgb: Rgb, face: Face) -> float:
    """Contrast of pores and fine lines on the skin, as a share of the contrast of the eyes.

    Both are read in one band of detail of the logarithm of luma, so that neither light nor skin
    tone matters. ``rgb``: upright (h, w, 3) uint8 at native resolution.
    """
    skin = [
        _detail(rgb, face, (float(x), float(y)), SKIN_RADIUS)
        for x, y in face.landmarks[list(SKIN_LANDMARKS), :2]
    ]
    eyes = [_detail(rgb, face, eye, EYE_RADIUS) for eye in (face.right_eye, face.left_eye)]
    texture = [median(np.abs(patch)) / _MAD for patch in skin if patch.size]
    contrast = [float(patch.std()) for patch in eyes if patch.size]
    if not texture or not contrast:
        return 1.0
    return median(texture) / max(float(np.mean(contrast)), 1e-6)


def _detail(rgb: Rgb, face: Face, centre: Point, radius: float) -> Array:
    """Band of fine detail of a square; ``radius``: half its side in inter-eye distances."""
    scale = min(1.0, TEXTURE_INTER_EYE_PX / max(face.inter_eye_px, 1.0))
    margin = round(3 * COARSE_SCALE_PX)
    reach = round(radius * face.inter_eye_px + margin / scale)
    x, y = round(centre[0]), round(centre[1])
    square = rgb[max(y - reach, 0) : max(y + reach, 0), max(x - reach, 0) : max(x + reach, 0)]
    if min(square.shape[:2]) * scale <= 2 * margin + 1:
        return np.empty((0, 0), np.float32)
    grey = cv2.cvtColor(square, cv2.COLOR_RGB2GRAY)
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tone = np.asarray(cv2.log(grey.astype(np.float32) + DARK_LUMA), np.float32)
    coarse = cv2.GaussianBlur(tone, (0, 0), COARSE_SCALE_PX)
    band = cv2.subtract(cv2.GaussianBlur(tone, (0, 0), FINE_SCALE_PX), coarse)
    return np.asarray(band[margin:-margin, margin:-margin], np.float32)
