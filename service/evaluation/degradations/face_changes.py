"""The face itself: closed eyes, open mouth, red eyes."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from models.face import LEFT_IRIS, RIGHT_IRIS
from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import (
    FloatArray,
    Rgb,
    blurred,
    mixed,
    to_linear,
    to_srgb,
)
from service.evaluation.degradations.registry import degradation

# Landmarks of MediaPipe's canonical face mesh, each from the outer to the inner eye corner.
_UPPER_LIDS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (263, 466, 388, 387, 386, 385, 384, 398, 362),
)
_LOWER_LIDS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (263, 249, 390, 373, 374, 380, 381, 382, 362),
)
_BROWS = ((46, 53, 52, 65, 55), (276, 283, 282, 295, 285))
_IRISES = (RIGHT_IRIS, LEFT_IRIS)
_UPPER_LIP_INSIDE = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LOWER_LIP_INSIDE = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)

Curve = npt.NDArray[np.float32]


def _curve(points: Curve, columns: FloatArray) -> FloatArray:
    """Height of a line through points at each column."""
    order = np.argsort(points[:, 0])
    return np.asarray(np.interp(columns, points[order, 0], points[order, 1]), np.float32)


def _remapped(rgb: Rgb, source_rows: FloatArray, columns: FloatArray) -> Rgb:
    return np.asarray(
        cv2.remap(rgb, columns, source_rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


@degradation(
    "closed-eyes",
    quantity="share of the eye opening that the upper lid covers",
    unit="share",
    strengths=(0, 0.15, 0.3, 0.5, 0.7, 0.85, 1),
    rules=("photo.eyes-open",),
    accept=(0, 0.15),
    faults=((0.85, 1),),
    side_effects=("photo.eyes-visible",),
)
def closed_eyes(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Both upper lids come down: the skin between brow and lashes is stretched over the eye."""
    columns, rows = photo.grid
    source = rows.copy()
    for upper_ids, lower_ids, brow_ids in zip(_UPPER_LIDS, _LOWER_LIDS, _BROWS, strict=True):
        upper, lower = photo.points(*upper_ids), photo.points(*lower_ids)
        line = columns[0]
        top, bottom = _curve(upper, line), _curve(lower, line)
        fold = top - 0.55 * (top - _curve(photo.points(*brow_ids), line))
        inside = (line >= upper[:, 0].min()) & (line <= upper[:, 0].max())
        lashes = top - 0.02 * photo.inter_eye_px
        lowered = lashes + strength * np.maximum(bottom - lashes, 0) * inside
        stretched = fold + (rows - fold) * ((lashes - fold) / np.maximum(lowered - fold, 1.0))
        in_lid = (rows > fold) & (rows < lowered) & inside
        shift = lowered - lashes
        in_lashes = (rows >= lowered) & (rows < top + shift) & inside & (shift > 0)
        source = np.where(in_lashes, rows - shift, source)
        source = np.where(in_lid, stretched, source).astype(np.float32)
    return _remapped(photo.rgb, source, columns)


@degradation(
    "open-mouth",
    quantity="gap between the lips on the finished photo",
    unit="mm",
    strengths=(0, 0.3, 0.6, 1, 1.6, 2.5, 4),
    rules=("photo.mouth-closed", "photo.expression"),
    accept=(0, 0.3),
    faults=((2.5, 99),),
    side_effects=("photo.face-height", "photo.centred"),
)
def open_mouth(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """The jaw drops: lower lip and chin move down, between the lips it is dark."""
    columns, rows = photo.grid
    gap_px = strength * photo.px_per_mm
    upper, lower = photo.points(*_UPPER_LIP_INSIDE), photo.points(*_LOWER_LIP_INSIDE)
    line, chin_y = columns[0], float(photo.chin[1])
    seam = (_curve(upper, line) + _curve(lower, line)) / 2
    left, right = float(upper[:, 0].min()), float(upper[:, 0].max())
    across = (line - (left + right) / 2) / ((right - left) / 2)
    parted = np.sqrt(np.clip(1 - across**2, 0, 1))
    nose_y = float(photo.points(2)[0][1])
    hinged = _smooth_step((rows - nose_y) / (chin_y - nose_y))
    jaw = _smooth_step(1.6 - np.abs(line - photo.chin[0]) / (0.45 * photo.face_width_px))
    neck = 1 - _smooth_step((rows - chin_y - gap_px) / (1.2 * (chin_y - float(seam.mean()))))
    drop = gap_px * jaw * neck * (parted * (rows > seam) + (1 - parted) * hinged)
    opening = gap_px * jaw * parted
    source = np.where(rows > seam, np.maximum(rows - drop, np.minimum(seam + 1, rows)), rows - drop)
    opened = _remapped(photo.rgb, source.astype(np.float32), columns)
    inside = ((rows > seam) & (rows < seam + opening)).astype(np.float32)
    depth = np.clip((rows - seam) / np.maximum(opening, 1), 0, 1)
    mouth = np.stack([0.05 + 0.10 * depth, 0.015 + 0.03 * depth, 0.015 + 0.03 * depth], -1)
    light = mixed(to_linear(opened), mouth.astype(np.float32), blurred(inside, 0.8))
    return to_srgb(light)


def _smooth_step(position: FloatArray) -> FloatArray:
    """0 below 0, 1 above 1, smooth between them."""
    clipped = np.clip(position, 0, 1)
    return np.asarray(clipped * clipped * (3 - 2 * clipped), np.float32)


@degradation(
    "red-eyes",
    quantity="red light that the pupils throw back, where white paper is 1",
    unit="white",
    strengths=(0, 0.04, 0.08, 0.15, 0.3, 0.5, 0.8),
    rules=("photo.red-eye",),
    accept=(0, 0.04),
    faults=((0.3, 9),),
    side_effects=("photo.eyes-visible",),
)
def red_eyes(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A flash beside the lens lights the retina: wide pupils glow red."""
    columns, rows = photo.grid
    light = to_linear(photo.rgb)
    for iris_ids in _IRISES:
        iris = photo.points(*iris_ids)
        centre = iris.mean(axis=0)
        radius = 0.55 * float(np.hypot(*(iris - centre).T).max())
        disc = np.clip(radius + 0.5 - np.hypot(columns - centre[0], rows - centre[1]), 0, 1)
        cover = blurred(disc.astype(np.float32), 0.08 * radius)
        glow = np.array([1.0, 0.12, 0.10], np.float32) * np.float32(strength)
        light = mixed(light, light * 0.6 + glow, cover)
    return to_srgb(light)
