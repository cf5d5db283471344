"""Hands in the picture, by MediaPipe's palm detector and hand landmarks."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Point
from models.landmarker import hand_landmarker, mediapipe_image
from models.raster import Raster, reduced_raster

#: The palm detector looks at 192 px; the landmarks need a little more of a small hand.
HAND_SIDE_PX = 640


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand. ``outline``: the hull of its 21 landmarks in pixels of the upright picture.

    ``certainty``: how sure the network is that it sees this hand, 0..1.
    """

    outline: tuple[Point, ...]
    certainty: float


def measure_hands(raster: Raster) -> tuple[Hand, ...]:
    """Every hand of which palm and fingers are seen, the surest first.

    Method: MediaPipe Hands (Zhang et al. 2020). Fingertips alone, without a palm, are not found.
    """
    reduced = reduced_raster(raster.rgb, HAND_SIDE_PX)
    scale = raster.scale * reduced.scale
    size = np.array([reduced.width, reduced.height], np.float32) * np.float32(scale)
    found = hand_landmarker().detect(mediapipe_image(reduced.rgb))
    hands = [
        Hand(
            _hull(np.array([(point.x, point.y) for point in points], np.float32) * size),
            float(sides[0].score),
        )
        for points, sides in zip(found.hand_landmarks, found.handedness, strict=True)
    ]
    return tuple(sorted(hands, key=lambda hand: -hand.certainty))


def _hull(points: npt.NDArray[np.float32]) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in cv2.convexHull(points)[:, 0])
