"""The facial expression: how much the face smiles, and which other muscles are clearly at work.

The smile is a logistic model of thirteen measures of the mouth, the folds beside it and the lower
eyelids. Its coefficients are data (``smile.json``), made by ``tests/accuracy/fit_expression.py``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from models.errors import WeightsMissing
from models.face import Face
from models.frontal import Shape, frontal_shape
from models.mouth import Mouth

SMILE_MODEL = Path(__file__).with_name("smile.json")

#: Wider gaps and longer rows of teeth are no stronger evidence of a smile.
_GAP_SATURATION = 0.12
_TEETH_SATURATION = 0.4
#: Keeps the log-odds of blendshape scores finite; finer scores are numerical noise.
_SCORE_FLOOR = 1e-3

#: Movements other than a smile, each the larger or the mean of MediaPipe's scores (0..1).
_MOVEMENTS: Mapping[str, tuple[Callable[..., float], tuple[str, ...]]] = MappingProxyType(
    {
        "brows-raised": (min, ("browInnerUp", "browOuterUpLeft", "browOuterUpRight")),
        "brows-lowered": (min, ("browDownLeft", "browDownRight")),
        "lips-pursed": (max, ("mouthPucker", "mouthFunnel")),
        "grimace": (
            max,
            (
                *("jawLeft", "jawRight", "mouthLeft", "mouthRight", "cheekPuff"),
                *("noseSneerLeft", "noseSneerRight", "mouthFrownLeft", "mouthFrownRight"),
            ),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Expression:
    """``smile``: probability (0..1) that the face smiles rather than being neutral.

    ``decisive``: the measure that speaks most for a smile. ``movements``: strength (0..1) of
    other movements by name, such as ``brows-raised``.
    """

    smile: float
    decisive: str
    movements: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SmileTerm:
    """One measure of the smile model: standardised by ``mean`` and ``scale``, then weighted."""

    name: str
    mean: float
    scale: float
    weight: float

    def evidence(self, value: float) -> float:
        """Log-odds that this measure adds to those of an average face."""
        return self.weight * (value - self.mean) / self.scale


@dataclass(frozen=True, slots=True)
class SmileModel:
    """The logistic model: ``intercept`` and the terms' sum are log-odds of a smile."""

    intercept: float
    terms: tuple[SmileTerm, ...]


@cache
def smile_model() -> SmileModel:
    """The stored coefficients. Raises WeightsMissing where the file is not installed."""
    try:
        stored = json.loads(SMILE_MODEL.read_text("utf-8"))
    except FileNotFoundError as missing:
        raise WeightsMissing(f"{SMILE_MODEL.name} is not installed beside the models") from missing
    return SmileModel(stored["intercept"], tuple(SmileTerm(**term) for term in stored["terms"]))


def measure_expression(face: Face, mouth: Mouth) -> Expression:
    """Measure the smile from landmarks turned to the front, blendshapes, lip gap and teeth."""
    model = smile_model()
    values = smile_measures(face, mouth)
    evidence = {term.name: term.evidence(values[term.name]) for term in model.terms}
    log_odds = model.intercept + sum(evidence.values())
    return Expression(
        smile=1.0 / (1.0 + math.exp(-min(max(log_odds, -30.0), 30.0))),
        decisive=max(evidence, key=lambda name: evidence[name]),
        movements=_movements(face.blendshapes),
    )


def smile_measures(face: Face, mouth: Mouth) -> dict[str, float]:
    """The measures of the smile model by name; lengths in distances between the eyes."""
    shape = frontal_shape(face)
    smile = (face.blendshapes["mouthSmileLeft"], face.blendshapes["mouthSmileRight"])
    return _lengths(shape) | {
        "smile-score": sum(map(_log_odds, smile)) / 2,
        "lip-gap": min(mouth.lip_gap, _GAP_SATURATION),
        "teeth": min(mouth.teeth_width, _TEETH_SATURATION),
    }


def _lengths(shape: Shape) -> dict[str, float]:
    """Distances between landmarks of the frontal face that a smile changes."""

    def middle(right: int, left: int, axis: int) -> float:
        return float(shape[right, axis] + shape[left, axis]) / 2

    x, y, z = 0, 1, 2
    corners_y, nose_y = middle(61, 291, y), float(shape[2, y])
    return {
        "mouth-width": float(shape[291, x] - shape[61, x]),
        "corner-lift": middle(13, 14, y) - corners_y,
        "corner-below-nose": corners_y - nose_y,
        "upper-lip-below-nose": float(shape[0, y]) - nose_y,
        "upper-lip-height": float(shape[13, y] - shape[0, y]),
        "corner-depth": middle(61, 291, z) - float(shape[0, z]),
        "cheek-depth": middle(205, 425, z) - float(shape[2, z]),
        "fold-width": float(shape[426, x] - shape[206, x]),
        "lower-lip-curve": middle(91, 321, y) - (float(shape[17, y]) + corners_y) / 2,
        "lower-lid": middle(145, 374, y) - middle(33, 263, y),
    }


def _movements(scores: Mapping[str, float]) -> Mapping[str, float]:
    return MappingProxyType(
        {
            name: combine(scores[score] for score in names)
            for name, (combine, names) in _MOVEMENTS.items()
        }
    )


def _log_odds(score: float) -> float:
    return math.log((score + _SCORE_FLOOR) / (1 - score + _SCORE_FLOOR))
