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

MODEL_PATH = Path(__file__).with_name("drawing_model.json")
#: Widths in pixels to which the face is reduced: shading is seen at the small one, line edges and
#: skin texture at the large one. A smaller face is never enlarged.
FACE_WIDTHS_PX = (160, 80)
#: The part of the face box that is looked at: an ellipse that leaves hair and background out.
ELLIPSE_SHARE = 0.9
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
    at two sizes, so that neither exposure, colour nor resolution decides.
    """
    features = depiction_features(rgb, box)
    return None if features is None else Depiction(drawing_model().probability(features))


def depiction_features(rgb: Rgb, box: Box) -> FloatArray | None:
    """The 22 numbers that the model weighs; None where the face is too small."""
    left, top = (max(0, round(side)) for side in box[:2])
    face = rgb[top : max(0, round(box[3])), left : max(0, round(box[2]))]
    if min(face.shape[:2]) < MIN_FACE_PX:
        return None
    fine_scale, coarse_scale = (min(1.0, side / (box[2] - box[0])) for side in FACE_WIDTHS_PX)
    fine = _reduced(face, fine_scale)
    coarse = _reduced(fine, coarse_scale / fine_scale)
    return np.array(_relief(fine) + _relief(coarse) + _palette(coarse))


def _reduced(rgb: Rgb, scale: float) -> Rgb:
    """Reduce by averaging; halving first is several times faster."""
    while scale <= 0.5:
        rgb, scale = halved(rgb), scale * 2
    if scale >= 1:
        return rgb
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _relief(rgb: Rgb) -> list[float]:
    """Logarithms of gradient and Laplacian percentiles, relative to the luminance spread."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inside = _ellipse(rgb)
    low, high = percentiles(grey[inside], [5, 95])
    spread = high - low + 4.0
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    gradient = cv2.magnitude(across, down)[inside] / spread
    laplacian = np.abs(cv2.Laplacian(grey, cv2.CV_32F))[inside] / spread
    slopes = percentiles(gradient, GRADIENT_PERCENTILES) + QUANTISATION
    bends = percentiles(laplacian, LAPLACIAN_PERCENTILES) + QUANTISATION / 2
    return [*np.log(slopes), *np.log(bends)]


def _palette(rgb: Rgb) -> list[float]:
    """Share of the four commonest colours (16 steps a channel) and of saturated pixels."""
    inside = _ellipse(rgb)
    steps = (rgb[inside] >> 4).astype(np.int32)
    codes = steps[:, 0] << 8 | steps[:, 1] << 4 | steps[:, 2]
    commonest = np.sort(np.bincount(codes, minlength=4))[-4:].sum() / codes.size
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[inside]
    return [float(commonest), float((grey >= SATURATED_LEVEL).mean())]


def _ellipse(rgb: Rgb) -> npt.NDArray[np.bool_]:
    height, width = rgb.shape[:2]
    rows, columns = np.ogrid[:height, :width]
    half_height, half_width = height / 2 * ELLIPSE_SHARE, width / 2 * ELLIPSE_SHARE
    down = (rows - height / 2) / half_height
    across = (columns - width / 2) / half_width
    return np.asarray(across**2 + down**2 < 1)
