"""Whether a face was photographed or drawn, from how its luminance varies."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.face_box import Box
from models.quantiles import percentiles
from models.raster import halved

Rgb = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MODEL_PATH = Path(__file__).with_name("drawing_model.json")
#: Widths in pixels to which the face is reduced: shading is seen at the small one, line edges and
#: skin texture at the large one. A smaller face is never enlarged.
FACE_WIDTHS_PX = (160, 80)
#: The part of the face box that is looked at: an ellipse that leaves hair and background out.
ELLIPSE_SHARE = 0.9
#: A line is at most this share of the face wide (rims of spectacles: 0.01 to 0.05) and takes more
#: than this share of the light beside it; so many pixels beside it belong to its edge.
LINE_WIDTH = 0.08
LINE_DEPTH = 0.2
FINE_MARGIN_PX, COARSE_MARGIN_PX = 2, 1
#: Where lines leave less than this share of the face, they are what the face is made of.
LEAST_SHARE_AWAY = 0.25
#: Narrower faces show too few pixels for statistics.
MIN_FACE_PX = 24
GRADIENT_PERCENTILES = (10, 25, 50, 75, 95, 99)
LAPLACIAN_PERCENTILES = (25, 50, 75, 95)
#: One grey level over a luminance spread of 100: below this, gradients are quantisation.
QUANTISATION = 0.01
#: From this level a pixel counts as saturated: overexposed skin is as flat as paper.
SATURATED_LEVEL = 250


@dataclass(frozen=True, slots=True)
class Depiction:
    """``photograph_probability``: 0 certainly drawn .. 1 certainly photographed."""

    photograph_probability: float


@dataclass(frozen=True, slots=True)
class DrawingModel:
    """A linear model of `depiction_features`: positive scores speak for a photograph."""

    mean: FloatArray
    spread: FloatArray
    weights: FloatArray
    bias: float

    def probability(self, features: FloatArray) -> float:
        """Probability that the face was photographed (logistic)."""
        score = float(((features - self.mean) / self.spread) @ self.weights) + self.bias
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def drawing_model() -> DrawingModel:
    """The fitted model (tests/accuracy/fit_drawing.py fits it)."""
    table = json.loads(MODEL_PATH.read_text("utf-8"))
    mean, spread, weights = (np.array(table[name]) for name in ("mean", "spread", "weights"))
    return DrawingModel(mean, spread, weights, float(table["bias"]))


def measure_depiction(rgb: Rgb, box: Box) -> Depiction | None:
    """Tell a photographed face from a drawn one; None where the face is too small.

    ``rgb``: the picture at native size; ``box``: the face in it. Drawn skin is flat between sharp
    lines, drawn shading comes in steps or strokes; photographed skin varies everywhere, evenly.
    Measured as percentiles of gradient and Laplacian relative to the face's own luminance spread
    at two sizes, with and without thin dark lines, so that neither exposure, colour, resolution
    nor spectacles decide.
    """
    features = depiction_features(rgb, box)
    return None if features is None else Depiction(drawing_model().probability(features))


def depiction_features(rgb: Rgb, box: Box) -> FloatArray | None:
    """The 44 numbers that the model weighs; None where the face is too small.

    22 of the whole face, and the same of the skin away from thin dark lines: the rims of spectacles
    are as sharp as drawn lines, but the skin between them is not as flat as paper.
    """
    left, top = (max(0, round(side)) for side in box[:2])
    face = rgb[top : max(0, round(box[3])), left : max(0, round(box[2]))]
    if min(face.shape[:2]) < MIN_FACE_PX:
        return None
    fine_scale, coarse_scale = (min(1.0, side / (box[2] - box[0])) for side in FACE_WIDTHS_PX)
    fine = _reduced(face, fine_scale)
    coarse = _reduced(fine, coarse_scale / fine_scale)
    regions = zip(_regions(fine, FINE_MARGIN_PX), _regions(coarse, COARSE_MARGIN_PX), strict=True)
    return np.concatenate(
        [
            _relief(fine, at_fine) + _relief(coarse, at_coarse) + _palette(coarse, at_coarse)
            for at_fine, at_coarse in regions
        ]
    )


def _regions(rgb: Rgb, margin_px: int) -> tuple[BoolArray, BoolArray]:
    """The face without hair and background, and the part of it away from thin dark lines."""
    inside = _ellipse(rgb)
    away = inside & ~_lines(rgb, margin_px)
    enough = away.sum() >= LEAST_SHARE_AWAY * inside.sum()
    return inside, away if enough else inside


def _lines(rgb: Rgb, margin_px: int) -> BoolArray:
    """Thin dark lines with their edges: what a closing by a line's width makes lighter."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    side = 2 * round(LINE_WIDTH * grey.shape[1] / 2) + 1
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    around = closed.astype(np.float32)
    dark = (around - grey) > LINE_DEPTH * (around + 8)
    edges = np.ones((2 * margin_px + 1,) * 2, np.uint8)
    return np.asarray(cv2.dilate(dark.astype(np.uint8), edges) > 0)


def _reduced(rgb: Rgb, scale: float) -> Rgb:
    """Reduce by averaging; halving first is several times faster."""
    while scale <= 0.5:
        rgb, scale = halved(rgb), scale * 2
    if scale >= 1:
        return rgb
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _relief(rgb: Rgb, region: BoolArray) -> list[float]:
    """Logarithms of gradient and Laplacian percentiles, relative to the luminance spread."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    low, high = percentiles(grey[region], [5, 95])
    spread = high - low + 4.0
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    gradient = cv2.magnitude(across, down)[region] / spread
    laplacian = np.abs(cv2.Laplacian(grey, cv2.CV_32F))[region] / spread
    slopes = percentiles(gradient, GRADIENT_PERCENTILES) + QUANTISATION
    bends = percentiles(laplacian, LAPLACIAN_PERCENTILES) + QUANTISATION / 2
    return [*np.log(slopes), *np.log(bends)]


def _palette(rgb: Rgb, region: BoolArray) -> list[float]:
    """Share of the four commonest colours (16 steps a channel) and of saturated pixels."""
    steps = (rgb[region] >> 4).astype(np.int32)
    codes = steps[:, 0] << 8 | steps[:, 1] << 4 | steps[:, 2]
    commonest = np.sort(np.bincount(codes, minlength=4))[-4:].sum() / codes.size
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[region]
    return [float(commonest), float((grey >= SATURATED_LEVEL).mean())]


def _ellipse(rgb: Rgb) -> BoolArray:
    height, width = rgb.shape[:2]
    rows, columns = np.ogrid[:height, :width]
    half_height, half_width = height / 2 * ELLIPSE_SHARE, width / 2 * ELLIPSE_SHARE
    down = (rows - height / 2) / half_height
    across = (columns - width / 2) / half_width
    return np.asarray(across**2 + down**2 < 1)
