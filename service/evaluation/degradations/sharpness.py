"""Loss of detail: defocus, motion, few pixels, compression, stretching."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.random import Generator

from service.evaluation.degradations.canvas import moved
from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import FloatArray, Rgb, to_linear, to_srgb
from service.evaluation.degradations.registry import degradation


@degradation(
    "defocus",
    quantity="standard deviation of the blur on the finished photo",
    unit="mm",
    strengths=(0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7),
    rules=("photo.sharpness",),
    accept=(0, 0.03),
    faults=((0.3, 9),),
    side_effects=("photo.resolution", "photo.eyes-visible", "photo.background-shadow"),
)
def defocus(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A lens focused elsewhere: every point becomes an even disc (radius = twice the deviation)."""
    radius_px = 2.0 * strength * photo.px_per_mm
    return to_srgb(_filtered(to_linear(photo.rgb), _disc(radius_px)))


def _disc(radius_px: float) -> FloatArray:
    """An even disc with smoothed edge that sums to one."""
    reach = int(np.ceil(radius_px)) + 1
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius_px + 0.5 - np.hypot(rows, columns), 0, 1).astype(np.float32)
    return np.asarray(disc / disc.sum(), np.float32)


def _filtered(light: FloatArray, kernel: FloatArray) -> FloatArray:
    return np.asarray(cv2.filter2D(light, -1, kernel, borderType=cv2.BORDER_REPLICATE), np.float32)


@degradation(
    "motion-blur",
    quantity="length of the path on the finished photo",
    unit="mm",
    strengths=(0, 0.1, 0.2, 0.4, 0.6, 0.9, 1.3, 2.0),
    rules=("photo.sharpness",),
    accept=(0, 0.1),
    faults=((0.9, 9),),
    side_effects=("photo.resolution", "photo.eyes-visible"),
)
def motion_blur(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """The camera or the head moved during the exposure, evenly and in one direction."""
    length_px = strength * photo.px_per_mm
    angle = float(rng.uniform(0, np.pi))
    reach = int(np.ceil(length_px / 2)) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for step in np.linspace(-0.5, 0.5, max(3, int(8 * length_px))):
        x = reach + step * length_px * np.cos(angle)
        y = reach + step * length_px * np.sin(angle)
        _splat(kernel, x, y)
    return to_srgb(_filtered(to_linear(photo.rgb), kernel / kernel.sum()))


def _splat(kernel: FloatArray, x: float, y: float) -> None:
    """Add a unit at a position between pixels."""
    column, row = int(x), int(y)
    across, down = x - column, y - row
    kernel[row, column] += (1 - across) * (1 - down)
    kernel[row, column + 1] += across * (1 - down)
    kernel[row + 1, column] += (1 - across) * down
    kernel[row + 1, column + 1] += across * down


@degradation(
    "few-pixels",
    quantity="height of the picture",
    unit="px",
    strengths=(1400, 1000, 800, 600, 450, 320, 240, 160),
    rules=("photo.resolution", "photo.dimensions"),
    accept=(1000, 1400),
    faults=((0, 320),),
    side_effects=("photo.sharpness", "photo.eyes-visible", "photo.unaltered", "photo.compression"),
)
def few_pixels(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A small picture: reduced well, and left small."""
    return _reduced(photo.rgb, strength)


def _reduced(rgb: Rgb, height_px: float) -> Rgb:
    height, width = rgb.shape[:2]
    size = (math.ceil(width * height_px / height), math.ceil(height_px))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


@degradation(
    "enlarged",
    quantity="height of the picture before it was enlarged again",
    unit="px",
    strengths=(1400, 1000, 700, 500, 350, 250, 180, 120),
    rules=("photo.sharpness", "photo.resolution", "photo.unaltered"),
    accept=(1000, 1400),
    faults=((0, 250),),
    side_effects=("photo.eyes-visible", "photo.compression"),
)
def enlarged(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A small picture blown up to the size that is asked for: many pixels, little detail."""
    small = _reduced(photo.rgb, strength)
    return np.asarray(cv2.resize(small, photo.size, interpolation=cv2.INTER_CUBIC), np.uint8)


@degradation(
    "heavy-jpeg",
    quantity="quality number of the JPEG encoder (libjpeg's scale)",
    unit="quality",
    strengths=(95, 85, 75, 60, 45, 30, 20, 12, 6, 3),
    rules=("photo.compression",),
    accept=(75, 95),
    faults=((0, 12),),
    side_effects=(
        "photo.sharpness",
        "photo.background-plain",
        "photo.skin-tone",
        "photo.unaltered",
    ),
    encoded_quality=round,
)
def heavy_jpeg(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Strong JPEG compression: the pixels stay, the file is written at this quality."""
    return photo.rgb


@degradation(
    "recompressed-jpeg",
    quantity="quality number of the first JPEG encoding",
    unit="quality",
    strengths=(95, 75, 60, 45, 30, 20, 12, 6, 3),
    rules=("photo.compression", "photo.unaltered"),
    accept=(75, 95),
    faults=((0, 12),),
    side_effects=("photo.sharpness", "photo.background-plain", "photo.skin-tone"),
)
def recompressed_jpeg(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Strong compression hidden in a file that was saved again at a high quality."""
    bgr = cv2.cvtColor(photo.rgb, cv2.COLOR_RGB2BGR)
    _, buffer = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, round(strength)])
    decoded = np.asarray(cv2.imdecode(buffer, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(decoded[..., ::-1], np.uint8)


@degradation(
    "stretched",
    quantity="width against height of everything in the picture",
    unit="ratio",
    strengths=(1, 1.03, 1.06, 1.1, 1.15, 1.2, 1.3, 1.45),
    rules=("photo.unaltered", "photo.dimensions", "photo.pose"),
    accept=(1, 1.03),
    faults=((1.3, 9),),
    response="doubt",
    side_effects=("photo.expression", "photo.centred", "photo.face-height"),
)
def stretched(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A picture forced into the frame: wider than life, at the same face height."""
    middle = photo.face_centre[0]
    matrix = np.array([[strength, 0, middle * (1 - strength)], [0, 1, 0]], np.float32)
    return moved(photo.rgb, matrix, photo.size, rng)
