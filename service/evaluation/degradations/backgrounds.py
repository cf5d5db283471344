"""The wall behind the person: its colour, its texture, shadows on it, its replacement."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import (
    FloatArray,
    Rgb,
    blurred,
    lightness_to_luminance,
    linear_colour,
    mixed,
    to_linear,
    to_srgb,
)
from service.evaluation.degradations.registry import degradation

_WALL_RULES = ("photo.background-white", "photo.background-plain")
_WALL_SIDE_EFFECTS = (
    "photo.background-separation",
    "photo.background-shadow",
    "photo.unaltered",
    "photo.lighting-uniform",
)


def _with_wall_gain(photo: CleanPhoto, gain: FloatArray) -> Rgb:
    """The photo with its background multiplied, as another wall or less light on it would."""
    wall = (1.0 - photo.alpha)[..., None]
    return to_srgb(to_linear(photo.rgb) * (1.0 + (gain - 1.0) * wall).astype(np.float32))


@degradation(
    "grey-background",
    quantity="lightness of the background",
    unit="CIELAB L*",
    strengths=(96.5, 94, 90, 85, 80, 72, 62, 50, 35),
    rules=("photo.background-white",),
    accept=(94, 100),
    faults=((0, 72),),
    side_effects=_WALL_SIDE_EFFECTS,
)
def grey_background(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A grey wall, plain and without colour: it reflects less of the same light."""
    gain = lightness_to_luminance(strength) / lightness_to_luminance(96.5)
    return _with_wall_gain(photo, np.full(3, gain, np.float32))


@degradation(
    "coloured-background",
    quantity="chroma of the background",
    unit="CIELAB C*",
    strengths=(0, 2, 4, 8, 12, 18, 26, 36),
    rules=("photo.background-white",),
    accept=(0, 2),
    faults=((18, 99),),
    side_effects=_WALL_SIDE_EFFECTS,
)
def coloured_background(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A painted wall of any hue; the more colour, the less light it reflects."""
    hue = float(rng.uniform(0, 2 * np.pi))
    lightness = 96.5 - 0.5 * strength
    colour = linear_colour(lightness, strength * np.cos(hue), strength * np.sin(hue))
    return _with_wall_gain(photo, np.asarray(colour / lightness_to_luminance(96.5), np.float32))


@degradation(
    "textured-background",
    quantity="standard deviation of the background's lightness",
    unit="CIELAB L*",
    strengths=(0, 0.5, 1, 2, 4, 7, 11, 16),
    rules=("photo.background-plain",),
    accept=(0, 0.5),
    faults=((7, 99),),
    side_effects=(*_WALL_SIDE_EFFECTS, "photo.background-white"),
)
def textured_background(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A patterned wall: a curtain's folds, tiles, or stains, in steps of contrast."""
    pattern = _PATTERNS[int(rng.integers(len(_PATTERNS)))](photo, rng)
    pattern = (pattern - pattern.mean()) / (pattern.std() + 1e-9)
    lightness = np.clip(96.5 - 1.5 * strength + strength * pattern, 5, 100)
    luminance = ((lightness + 16) / 116) ** 3
    return _with_wall_gain(photo, (luminance / lightness_to_luminance(96.5))[..., None])


def _curtain(photo: CleanPhoto, rng: Generator) -> FloatArray:
    columns, rows = photo.grid
    period_px = 9.0 * photo.px_per_mm
    sway = 0.6 * np.sin(rows / (25 * photo.px_per_mm) + rng.uniform(0, 6))
    phase = columns / period_px * 2 * np.pi + sway
    return np.asarray(np.sin(phase) + 0.4 * np.sin(2.3 * phase + 1), np.float32)


def _tiles(photo: CleanPhoto, rng: Generator) -> FloatArray:
    columns, rows = photo.grid
    side_px = 8.0 * photo.px_per_mm
    joint_px = 0.6 * photo.px_per_mm
    start = rng.uniform(0, side_px, 2)
    joint = ((columns + start[0]) % side_px < joint_px) | ((rows + start[1]) % side_px < joint_px)
    return blurred(-joint.astype(np.float32), 0.08 * photo.px_per_mm)


def _stains(photo: CleanPhoto, rng: Generator) -> FloatArray:
    columns, _ = photo.grid
    cloud = np.zeros(columns.shape, np.float32)
    for size_mm, weight in ((8.0, 1.0), (3.0, 0.6), (1.0, 0.35)):
        layer = blurred(
            rng.standard_normal(columns.shape, np.float32), size_mm / 2.5 * photo.px_per_mm
        )
        cloud += np.float32(weight) * layer / (layer.std() + 1e-9)
    return cloud


_PATTERNS = (_curtain, _tiles, _stains)


@degradation(
    "shadow-behind-head",
    quantity="share of the light that the shadow takes from the wall",
    unit="share",
    strengths=(0, 0.03, 0.06, 0.12, 0.2, 0.3, 0.45, 0.65),
    rules=("photo.background-shadow",),
    accept=(0, 0.03),
    faults=((0.3, 1),),
    side_effects=(*_WALL_RULES, "photo.background-separation", "photo.lighting-uniform"),
)
def shadow_behind_head(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A lamp in front and to one side throws the person's soft outline on the wall."""
    side = float(rng.choice((-1.0, 1.0)))
    offset = np.array([[1, 0, side * 4.0 * photo.px_per_mm], [0, 1, 2.0 * photo.px_per_mm]])
    silhouette = cv2.warpAffine(photo.alpha, offset.astype(np.float32), photo.size,
                                borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    shadow = blurred(np.asarray(silhouette, np.float32), 0.9 * photo.px_per_mm)
    return _with_wall_gain(photo, (1.0 - strength * shadow)[..., None])


@degradation(
    "cut-out",
    quantity="hardness of the edge that the person was cut out with",
    unit="share",
    strengths=(0, 0.25, 0.5, 0.75, 1),
    rules=("photo.unaltered",),
    faults=((0.75, 1),),
    response="doubt",
    side_effects=_WALL_RULES,
)
def cut_out(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """The background replaced by exactly uniform white, from a soft matte to scissors."""
    matte = photo.alpha if strength < 0.3 else blurred(photo.alpha, 2.0)
    steepness = 1.0 + 40.0 * max(0.0, strength - 0.25)
    hard = np.clip(0.5 + (matte - 0.5) * steepness, 0, 1).astype(np.float32)
    white = np.ones(3, np.float32)
    cut = to_srgb(mixed(to_linear(photo.rgb), white, 1.0 - hard))
    cut[hard <= 0.02] = 255
    return cut
