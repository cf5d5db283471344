"""The crown and the chin: the natural top of the head under the hair, with its uncertainty.

The crown cannot be seen under hair. A support vector regression (Drucker et al. 1997) over the
outline of head and hair and the face's proportions estimates where people mark it; the interval
widens with the hair's height and width. Fitted by ``tests/accuracy/fit_crown.py``, whose figures
for people left out of the fit stand in docs/accuracy.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from models.estimate import Estimate
from models.face import Face, Point
from models.head_shape import FEATURES, HeadShape

MODEL_FILE = Path(__file__).with_name("crown_model.json")
#: The spread of the fit is stated in millimetres on a face of this height.
NOMINAL_FACE_HEIGHT_MM = 33.5
#: Half width at 0.5 from which hair stands off the skull, and caps beyond which spread stays.
_SKULL_HALF_WIDTH, _WIDEST_HAIR, _HIGHEST_HAIR = 0.6, 0.25, 0.2


@dataclass(frozen=True, slots=True)
class Crown:
    """Crown (``point``) and ``chin`` in pixels of the upright picture.

    ``face_height_px``: chin to crown with its 95 % interval.
    """

    point: Point
    chin: Point
    face_height_px: Estimate


@cache
def _model() -> MappingProxyType[str, Any]:
    data = json.loads(MODEL_FILE.read_text("utf-8"))
    if tuple(data["features"]) != FEATURES:
        raise ValueError(f"{MODEL_FILE.name} was fitted to other features")
    arrays = {
        key: np.asarray(value) if isinstance(value, list) and key != "features" else value
        for key, value in data.items()
        if not key.endswith("features")
    }
    arrays["chin_columns"] = [FEATURES.index(name) for name in data["chin_features"]]
    return MappingProxyType(arrays)


def measure_crown(face: Face, shape: HeadShape) -> Crown:
    """Estimate crown, chin and face height of one face."""
    crown_height, chin_depth = _crown_and_chin(shape.features)
    height = crown_height + chin_depth
    half_width = _spread_mm(shape, crown_height) / NOMINAL_FACE_HEIGHT_MM * height
    frame = shape.frame
    sideways = float(np.subtract(face.chin, frame.origin) @ np.array(frame.across))
    chin_x = sideways / frame.unit_px
    return Crown(
        point=frame.to_picture(0.0, crown_height),
        chin=frame.to_picture(chin_x, -chin_depth),
        face_height_px=Estimate.within(height, half_width).scaled(frame.unit_px),
    )


def _crown_and_chin(features: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Crown above and chin below the eye line, in units of the face frame."""
    model = _model()
    scaled = (features - model["mean"]) / model["deviation"]
    distance = ((model["vectors"] - scaled) ** 2).sum(axis=1)
    crown = float(np.exp(-model["width"] * distance) @ model["coefficients"] + model["offset"])
    chin_terms = scaled[model["chin_columns"]]
    return crown, float(chin_terms @ model["chin_coefficients"] + model["chin_offset"])


def _spread_mm(shape: HeadShape, crown_height: float) -> float:
    """Half width of the interval on a face of nominal height."""
    half_width = float(shape.features[FEATURES.index("half_width_at_0.5")])
    wide = float(np.clip(half_width - _SKULL_HALF_WIDTH, 0.0, _WIDEST_HAIR))
    high = float(np.clip(shape.outline_top - crown_height, 0.0, _HIGHEST_HAIR))
    return float(np.dot(_model()["spread"], [1.0, wide, high]))
