"""Masks, hands, hats and scarves drawn on a portrait by its landmarks."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models.face import CHEEK_SIDES, CHIN, FOREHEAD_TOP, Face
from models.face_regions import FACE_OVAL

Rgb = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]
Colour = tuple[int, int, int]

JAW = (132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361)
MASK_TOP = (425, 4, 205)


def medical_mask(rgb: Rgb, face: Face, colour: Colour) -> Rgb:
    """A mask from the tip of the nose to below the chin."""
    points = face.landmarks[:, :2].astype(np.float64)
    jaw = points[list(JAW)]
    wider = jaw.mean(axis=0) + (jaw - jaw.mean(axis=0)) * 1.08
    return _filled(rgb, np.vstack([wider, points[list(MASK_TOP)]]), colour)


def hand(rgb: Rgb, face: Face) -> Rgb:
    """Four fingers of the face's own skin colour before the mouth."""
    skin = np.median([_pixel(rgb, face, spot) for spot in (50, 280, 205, 425)], axis=0)
    painted, width = rgb, face.width_px
    middle = np.asarray(face.centre((13, 14)))
    for finger in (-1.5, -0.5, 0.5, 1.5):
        shade = 1.0 - 0.04 * abs(finger)
        oval = _ellipse(middle + np.array([finger * 0.13 * width, 0]), (0.075 * width, 0.3 * width))
        colour = (int(skin[0] * shade), int(skin[1] * shade), int(skin[2] * shade))
        painted = _filled(painted, oval, colour)
    return painted


def patch_on_cheek(rgb: Rgb, face: Face, share: float, colour: Colour) -> Rgb:
    """A square of that share of the face's width over the right cheek."""
    reach = share * face.width_px / 2
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * reach
    return _filled(rgb, np.asarray(face.point(50)) + corners, colour)


def cap(rgb: Rgb, face: Face, colour: Colour) -> Rgb:
    """A cap that reaches down over the top of the forehead."""
    chin, brow = np.asarray(face.point(CHIN)), np.asarray(face.point(FOREHEAD_TOP))
    height = float(np.linalg.norm(brow - chin))
    angles = np.linspace(np.pi, 2 * np.pi, 40)
    dome = np.column_stack([0.62 * face.width_px * np.cos(angles), 0.6 * height * np.sin(angles)])
    return _filled(rgb, chin + (brow - chin) * 0.95 + dome, colour)


def hood(rgb: Rgb, face: Face, colour: Colour) -> Rgb:
    """A scarf around head and neck that leaves the whole face free."""
    cheeks = np.array([face.point(side) for side in CHEEK_SIDES])
    middle, width = cheeks.mean(axis=0), face.width_px
    cloth = _filled(rgb, _ellipse(middle, (0.85 * width, 1.1 * width)), colour)
    chin = np.asarray(face.point(CHIN))
    corners = np.array([(-0.7, 0), (0.7, 0), (1.1, 1.2), (-1.1, 1.2)]) * width
    cloth = _filled(cloth, chin + corners, colour)
    oval = face.landmarks[list(FACE_OVAL), :2].astype(np.int32)
    free = cv2.fillPoly(np.zeros(rgb.shape[:2], np.uint8), [oval], 1)[..., None]
    return np.where(free.astype(np.bool_), rgb, cloth)


def _pixel(rgb: Rgb, face: Face, spot: int) -> Rgb:
    x, y = face.point(spot)
    return np.asarray(rgb[round(y), round(x)], np.uint8)


def _ellipse(centre: FloatArray, axes: tuple[float, float]) -> FloatArray:
    angles = np.linspace(0, 2 * np.pi, 60)
    return np.asarray(centre + np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(axes))


def _filled(rgb: Rgb, points: FloatArray, colour: Colour) -> Rgb:
    corners = np.rint(points).astype(np.int32)
    return np.asarray(cv2.fillPoly(rgb.copy(), [corners], colour, cv2.LINE_AA), np.uint8)
