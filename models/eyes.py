"""The lids and the gaze: how far the eyes are open and where they look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.face import (
    LEFT_EYE_CORNERS,
    LEFT_PUPIL,
    RIGHT_EYE_CORNERS,
    RIGHT_PUPIL,
    Face,
    FloatArray,
    Point,
)

# Landmark numbers of MediaPipe's canonical face mesh: facing points of upper and lower lid.
_RIGHT_LIDS = ((160, 144), (159, 145), (158, 153))
_LEFT_LIDS = ((385, 380), (386, 374), (387, 373))
#: Height over width that the landmarks leave between closed lids (closed-eyes degradation,
#: calibration half: 0.05 to 0.20, with the score at 0.3 to 0.75).
_SEAM = 0.2
#: From the corner that lies left in the picture to the other one.
_RIGHT_LEVEL, _LEFT_LEVEL = (33, 133), (362, 263)


@dataclass(frozen=True, slots=True)
class Lids:
    """One eye. ``opening``: height of the lid opening over its width, by landmarks.

    ``lowered``: MediaPipe's score for a lid that follows a lowered eye, 0..1. ``corners``: in
    pixels of the upright picture.
    """

    opening: float
    lowered: float
    corners: tuple[Point, Point]

    @property
    def aperture(self) -> float:
        """The opening, corrected for closed lids on which landmarks keep a seam apart."""
        return self.opening - _SEAM * self.lowered


@dataclass(frozen=True, slots=True)
class Eyes:
    """Both eyes; "right" is the person's own.

    ``gaze_aside``: mean offset of the irises from the middle of the eyes, in eye widths, positive
    towards the picture's right. ``gaze_up``, ``gaze_down``: MediaPipe's scores, 0..1.
    """

    right: Lids
    left: Lids
    gaze_aside: float
    gaze_up: float
    gaze_down: float


def measure_eyes(face: Face) -> Eyes:
    """Measure lids and gaze on landmarks (method: eye aspect ratio) and blendshape scores."""
    scores = face.blendshapes
    points = face.landmarks[:, :2]
    return Eyes(
        right=Lids(
            _opening(points, _RIGHT_LIDS, RIGHT_EYE_CORNERS),
            scores["eyeLookDownRight"],
            (face.point(_RIGHT_LEVEL[0]), face.point(_RIGHT_LEVEL[1])),
        ),
        left=Lids(
            _opening(points, _LEFT_LIDS, LEFT_EYE_CORNERS),
            scores["eyeLookDownLeft"],
            (face.point(_LEFT_LEVEL[0]), face.point(_LEFT_LEVEL[1])),
        ),
        gaze_aside=(
            _offset(points, RIGHT_PUPIL, _RIGHT_LEVEL) + _offset(points, LEFT_PUPIL, _LEFT_LEVEL)
        )
        / 2,
        gaze_up=(scores["eyeLookUpRight"] + scores["eyeLookUpLeft"]) / 2,
        gaze_down=(scores["eyeLookDownRight"] + scores["eyeLookDownLeft"]) / 2,
    )


def _opening(
    points: FloatArray, lids: tuple[tuple[int, int], ...], corners: tuple[int, int]
) -> float:
    width = float(np.hypot(*(points[corners[0]] - points[corners[1]])))
    heights = [float(np.hypot(*(points[upper] - points[lower]))) for upper, lower in lids]
    return sum(heights) / len(heights) / max(width, 1e-6)


def _offset(points: FloatArray, pupil: int, corners: tuple[int, int]) -> float:
    """The pupil's place along the line of the eye's corners, from its middle, in eye widths."""
    start = points[corners[0]]
    along = points[corners[1]] - start
    return float((points[pupil] - start) @ along / max(float(along @ along), 1e-6)) - 0.5
