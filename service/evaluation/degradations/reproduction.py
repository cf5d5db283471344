"""A photo of a photo: printed with a halftone screen, or taken from a display."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import FloatArray, Rgb, blurred, to_linear, to_srgb
from service.evaluation.degradations.registry import degradation

#: Angles of the cyan, magenta and yellow screens in colour printing.
_SCREEN_ANGLES_DEGREES = (15.0, 75.0, 0.0)


@degradation(
    "halftone",
    quantity="contrast of the printed dots that is left",
    unit="share",
    strengths=(0, 0.1, 0.2, 0.35, 0.5, 0.75, 1),
    rules=("photo.recapture",),
    faults=((0.5, 1),),
    response="doubt",
    side_effects=("photo.sharpness", "photo.compression", "photo.background-plain",
                  "photo.skin-tone", "photo.exposure", "photo.background-white"),
)  # fmt: skip
def halftone(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A scan of a print: three inks in dots, about 4.2 to a millimetre, a little softened."""
    light = to_linear(photo.rgb)
    pitch_px = photo.px_per_mm / 4.2
    printed = np.empty_like(light)
    for channel, degrees in enumerate(_SCREEN_ANGLES_DEGREES):
        ink = np.clip(1.0 - light[..., channel], 0, 1)
        threshold = _screen(photo, pitch_px, degrees, rng)
        printed[..., channel] = 1.0 - np.clip((ink - threshold) * 6 + 0.5, 0, 1)
    printed = blurred(printed, 0.18 * pitch_px)
    return to_srgb((light + (printed - light) * strength).astype(np.float32))


def _screen(photo: CleanPhoto, pitch_px: float, degrees: float, rng: Generator) -> FloatArray:
    """Thresholds 0..1 of round dots on a turned grid: each is passed by that share of the ink."""
    columns, rows = photo.grid
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    start = rng.uniform(0, 2 * np.pi, 2).astype(np.float32)
    turns = 2 * math.pi / pitch_px
    across = turns * (columns * cosine + rows * sine) + start[0]
    down = turns * (rows * cosine - columns * sine) + start[1]
    wave = (np.cos(across) + np.cos(down)).astype(np.float32)
    levels = np.quantile(wave[::7, ::7], np.linspace(0, 1, 65))
    shares = np.interp(np.linspace(-2, 2, 1024), levels, np.linspace(0, 1, 65))
    return np.asarray(shares.astype(np.float32)[((wave + 2) * 255.75).astype(np.int16)], np.float32)


@degradation(
    "moire",
    quantity="contrast of the display's grid against the camera's",
    unit="share",
    strengths=(0, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4),
    rules=("photo.recapture",),
    faults=((0.15, 1),),
    response="doubt",
    side_effects=("photo.sharpness", "photo.compression", "photo.background-plain",
                  "photo.skin-tone", "photo.background-white", "photo.background-shadow",
                  "photo.lighting-uniform"),
)  # fmt: skip
def moire(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A photo of a display: its pixel grid beats with the camera's, a little bent and coloured."""
    columns, rows = photo.grid
    width, height = photo.size
    turned = math.radians(rng.uniform(2, 12))
    cosine, sine = math.cos(turned), math.sin(turned)
    bend = 1.0 + 0.06 * ((columns / width - 0.5) ** 2 + (rows / height - 0.5) ** 2)
    beat_px = 0.45 * photo.px_per_mm
    light = to_linear(photo.rgb)
    for channel in range(3):
        phase = float(2 * np.pi * channel / 3)
        across = (columns * cosine + rows * sine) * bend
        down = (rows * cosine - columns * sine) * bend
        wave = np.cos(2 * np.pi * across / beat_px + phase)
        wave += 0.6 * np.cos(2 * np.pi * down / (1.7 * beat_px) + 0.5 * phase)
        wave += 0.5 * np.cos(2 * np.pi * (across + down) / (9 * beat_px) + 2 * phase)
        light[..., channel] *= 1.0 + strength * (wave / 2.1).astype(np.float32)
    return to_srgb(light)
