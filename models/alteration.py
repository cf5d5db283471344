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
from models.face import CHIN, FOREHEAD_TOP, LEFT_IRIS, RIGHT_IRIS, Face
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
    band, origin, scale = _detail_band(rgb, face)
    radius = scale * face.inter_eye_px
    skin = [
        _patch(band, face.landmarks[index, :2], origin, scale, SKIN_RADIUS * radius)
        for index in SKIN_LANDMARKS
    ]
    eyes = [
        _patch(band, np.asarray(eye), origin, scale, EYE_RADIUS * radius)
        for eye in (face.right_eye, face.left_eye)
    ]
    texture = [float(median(np.abs(patch))) / _MAD for patch in skin if patch.size]
    contrast = [float(patch.std()) for patch in eyes if patch.size]
    if not texture or not contrast:
        return 1.0
    return float(median(texture) / max(float(np.mean(contrast)), 1e-6))


def _detail_band(rgb: Rgb, face: Face) -> tuple[Array, npt.NDArray[np.float64], float]:
    """Fine detail of the face, its upper left corner in the picture, and its scale."""
    height, width = rgb.shape[:2]
    left, top = (max(0, int(side) - 4) for side in face.box[:2])
    right, bottom = min(width, int(face.box[2]) + 4), min(height, int(face.box[3]) + 4)
    patch = cv2.cvtColor(rgb[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
    scale = min(1.0, TEXTURE_INTER_EYE_PX / max(face.inter_eye_px, 1.0))
    if scale < 1.0:
        patch = cv2.resize(patch, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tone = np.asarray(cv2.log(patch.astype(np.float32) + DARK_LUMA), np.float32)
    fine = cv2.GaussianBlur(tone, (0, 0), FINE_SCALE_PX)
    band = np.asarray(fine - cv2.GaussianBlur(tone, (0, 0), COARSE_SCALE_PX), np.float32)
    return band, np.array([left, top], np.float64), scale


def _patch(
    band: Array,
    point: npt.NDArray[np.floating],
    origin: npt.NDArray[np.float64],
    scale: float,
    radius: float,
) -> Array:
    x, y = ((point - origin) * scale).astype(int)
    reach = max(1, int(radius))
    return band[max(y - reach, 0) : max(y + reach, 0), max(x - reach, 0) : max(x + reach, 0)]
