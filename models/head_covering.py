"""What is on the head above the forehead: hair, bare skin, or something else."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.aligned_crop import aligned_crop
from models.face import CHEEK_SIDES, CHIN, FOREHEAD_TOP, Face
from models.quantiles import column_medians, median, percentile
from models.subject import SubjectMask

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: The head is looked at with the cheeks this far apart: strands of hair are still seen.
CHEEK_DISTANCE_PX = 84.0
CROP_SIZE_PX = (128, 288)
#: Cheek landmarks between which the skin's colour is read.
SKIN_SPOTS = (50, 280, 205, 425, 101, 330, 195, 6)
#: Zones as shares of the distance chin to forehead top (downwards from the forehead top) and of
#: the cheek distance (to each side of the middle).
TOP_ZONE, TOP_HALF_WIDTH = (-0.55, -0.10), 0.40
NECK_ZONE, NECK_HALF_WIDTH = (1.08, 1.25), 0.25
BORDER_ZONE, BORDER_HALF_WIDTH = (-0.25, 0.30), 0.30
#: Colours that hair does not have (CIELAB): bluish, greenish, or this vivid.
COLD_COLOUR = -4.0
VIVID_CHROMA = 42.0
SKIN_DISTANCE = 12.0
LIGHTNESS_WEIGHT = 0.35
#: Fewer pixels than this of a zone say nothing.
MIN_PIXELS = 60
#: The border's edge is read over this many rows.
EDGE_ROWS = 3


@dataclass(frozen=True, slots=True)
class HeadTop:
    """The zone above the forehead, compared with hair, skin and the neck.

    ``odd_colour``: share (0..1) in colours that hair does not have; ``evenness``: median distance
    from the zone's own median colour (CIELAB; strands of hair differ, cloth does not); ``skin``:
    share in the colour of the face's skin, high on bald heads; ``border_strength``: colour step
    along the border to the forehead; ``border_wander``: how much its height varies, in per cent of
    the face's height, small under the straight edge of a cap; ``neck_skin``: share of the neck in
    the face's skin colour; ``neck_difference``: colour distance between the neck and the zone.
    """

    odd_colour: float
    evenness: float
    skin: float
    border_strength: float
    border_wander: float
    neck_skin: float
    neck_difference: float


def measure_head_top(face: Face, subject: SubjectMask) -> HeadTop | None:
    """Describe what is above the forehead; None where the picture does not show it."""
    placed = np.asarray(face.landmarks[:, :2] / np.array(subject.scale), np.float32)
    right, left = ((float(x), float(y)) for x, y in placed[list(CHEEK_SIDES)])
    crop = aligned_crop(subject.rgb, right, left, CHEEK_DISTANCE_PX, CROP_SIZE_PX)
    unit = crop.rgb.astype(np.float32) * np.float32(1 / 255)
    lab = np.asarray(cv2.cvtColor(unit, cv2.COLOR_RGB2Lab), np.float32)
    person = cv2.warpAffine(subject.alpha, crop.to_crop, CROP_SIZE_PX) > 0.7
    landmarks = crop.from_picture(placed)
    frame = _Frame(landmarks[FOREHEAD_TOP], landmarks[CHIN])
    top = lab[person & frame.zone(TOP_ZONE, TOP_HALF_WIDTH)]
    if len(top) < MIN_PIXELS:
        return None
    skin = column_medians(_spots(lab, landmarks[list(SKIN_SPOTS)]))
    neck = lab[person & frame.zone(NECK_ZONE, NECK_HALF_WIDTH)]
    colour = column_medians(top)
    strength, wander = _border(lab, frame)
    seen_neck = len(neck) >= MIN_PIXELS
    return HeadTop(
        odd_colour=_odd_share(top),
        evenness=median(_distance(top, colour, 0.5)),
        skin=_skin_share(top, skin),
        border_strength=strength,
        border_wander=wander,
        neck_skin=_skin_share(neck, skin) if seen_neck else 1.0,
        neck_difference=float(_distance(column_medians(neck), colour, 0.5)) if seen_neck else 99.0,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The crop's own coordinates: the forehead's top and the chin in pixels."""

    forehead: FloatArray
    chin: FloatArray

    @property
    def height(self) -> float:
        return max(float(self.chin[1] - self.forehead[1]), 1.0)

    def zone(self, downwards: tuple[float, float], half_width: float) -> BoolArray:
        mask = np.zeros((CROP_SIZE_PX[1], CROP_SIZE_PX[0]), np.bool_)
        mask[self.rows(downwards), self.columns(half_width)] = True
        return mask

    def rows(self, downwards: tuple[float, float]) -> slice:
        first, last = (round(float(self.forehead[1]) + share * self.height) for share in downwards)
        return slice(max(0, first), max(0, last))

    def columns(self, half_width: float) -> slice:
        middle, reach = float(self.forehead[0]), half_width * CHEEK_DISTANCE_PX
        return slice(max(0, round(middle - reach)), max(0, round(middle + reach)))


def _spots(lab: FloatArray, points: FloatArray) -> FloatArray:
    places = np.clip(np.rint(points).astype(int), 0, np.array(CROP_SIZE_PX) - 1)
    return np.asarray(lab[places[:, 1], places[:, 0]], np.float32)


def _distance(colours: FloatArray, centre: FloatArray, lightness_weight: float) -> FloatArray:
    weights = np.array([lightness_weight, 1.0, 1.0], np.float32)
    return np.asarray(np.linalg.norm((colours - centre) * weights, axis=-1), np.float32)


def _skin_share(colours: FloatArray, skin: FloatArray) -> float:
    return float((_distance(colours, skin, LIGHTNESS_WEIGHT) < SKIN_DISTANCE).mean())


def _odd_share(colours: FloatArray) -> float:
    red_green, yellow_blue = colours[:, 1], colours[:, 2]
    cold = (red_green < COLD_COLOUR) | (yellow_blue < COLD_COLOUR)
    return float((cold | (np.hypot(red_green, yellow_blue) > VIVID_CHROMA)).mean())


def _border(lab: FloatArray, frame: _Frame) -> tuple[float, float]:
    """Strength of the sharpest downward colour step in each column, and how much its row varies."""
    strip = lab[frame.rows(BORDER_ZONE), frame.columns(BORDER_HALF_WIDTH)]
    if strip.shape[0] <= EDGE_ROWS or strip.shape[1] == 0:
        return 0.0, 99.0
    steps = _distance(strip[EDGE_ROWS:], strip[:-EDGE_ROWS], 0.5)
    rows = steps.argmax(axis=0)
    line = np.polyval(np.polyfit(np.arange(len(rows)), rows, 2), np.arange(len(rows)))
    wander = percentile(np.abs(rows - line), 80) / frame.height * 100
    return percentile(steps.max(axis=0), 20), wander
