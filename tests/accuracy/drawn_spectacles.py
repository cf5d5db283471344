"""Dark-rimmed spectacles of random shape drawn on a face, for fitting and testing."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
#: The person's right and left eye in pixels, (2, 2).
Eyes = npt.NDArray[np.float64]

#: Bits of a pixel's fraction in the coordinates that cv2 draws with.
_SHIFT = 4


def with_spectacles(rgb: Rgb, eyes: Eyes, random: np.random.Generator) -> Rgb:
    """The face with rims, bridge and temples, 1 to 6 mm thick on a real face, never tinted.

    Half of the frames have edges as hard as a drawn line's.
    """
    apart_px = float(np.hypot(*(eyes[1] - eyes[0])))
    across = (eyes[1] - eyes[0]) / apart_px
    thickness_px = max(1, round(apart_px * random.uniform(0.02, 0.1)))
    squareness, half_width = random.uniform(0.4, 1.0), random.uniform(0.36, 0.45) * apart_px
    half_height = random.uniform(0.22, 0.36) * apart_px
    is_crisp = random.random() < 0.5
    line = cv2.LINE_8 if is_crisp else cv2.LINE_AA
    frame = np.zeros(rgb.shape[:2], np.uint8)
    for eye in eyes:
        rim = eye + _rim(squareness, half_width, half_height, apart_px) @ _axes(across)
        cv2.polylines(frame, [_fixed(rim)], True, 255, thickness_px, line, _SHIFT)
    inner, outer = half_width * across, (half_width + 0.25 * apart_px) * across
    right, left = eyes
    for ends in (
        (right + inner, left - inner),
        (right - inner, right - outer),
        (left + inner, left + outer),
    ):
        start, end = _fixed(np.array(ends)).tolist()
        cv2.line(frame, start, end, 255, thickness_px, line, _SHIFT)
    softness_px = 0.1 if is_crisp else 0.3 + random.uniform(0, 0.03) * thickness_px
    cover = cv2.GaussianBlur(frame.astype(np.float32) / 255, (0, 0), softness_px)[..., None]
    dark = random.uniform(0, 70) * np.array([1, random.uniform(0.7, 1), random.uniform(0.5, 1)])
    return np.asarray((rgb * (1 - cover) + cover * dark).round(), np.uint8)


def _rim(squareness: float, half_width: float, half_height: float, apart_px: float) -> Eyes:
    """Points of a rim around an eye, across and down; squareness 1 is an ellipse."""
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** squareness * half_width
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** squareness * half_height
    return np.stack([x, y + 0.05 * apart_px], axis=1)


def _axes(across: npt.NDArray[np.float64]) -> Eyes:
    return np.array([across, [-across[1], across[0]]])


def _fixed(points: Eyes) -> npt.NDArray[np.int32]:
    return np.rint(points * (1 << _SHIFT)).astype(np.int32)
