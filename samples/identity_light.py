"""Light on a photographed document: reflections, shadows, darkness and the lamp's colour."""

from __future__ import annotations

import numpy as np

from samples.painting import Field, blurred


def glare_band(
    light: Field,
    target: tuple[float, float],
    px_per_mm: float,
    strength: float,
    rng: np.random.Generator,
) -> Field:
    """A lamp's or a window's reflection on plastic: a soft band through a place, bleached inside.

    ``target``: x and y of the band's middle, in pixels; it is 6 to 22 mm wide.
    """
    if strength <= 0:
        return light
    x, y = target
    height, width = light.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(-0.6, 0.6)
    across = (columns - x) * np.sin(angle) + (rows - y) * np.cos(angle)
    along = (columns - x) * np.cos(angle) - (rows - y) * np.sin(angle)
    half = (3.0 + 8.0 * strength) * px_per_mm
    spot = np.exp(-((across / half) ** 4)) * np.exp(-((along / (3.2 * half)) ** 4))
    spot = blurred(np.asarray(spot, np.float32), max(1.0, half * 0.12))
    veil = np.exp(-0.5 * ((across / (2.2 * half)) ** 2 + (along / (4 * half)) ** 2))
    added = (spot * 330.0 + veil * 40.0) * strength
    return np.asarray(light + added[..., None] * np.array((1.0, 1.0, 0.96), np.float32), np.float32)


def shadow_edge(light: Field, strength: float, rng: np.random.Generator) -> Field:
    """The shadow of a hand or of the telephone: one side of a soft, bent edge is darker."""
    if strength <= 0:
        return light
    height, width = light.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    x, y = columns / width - rng.uniform(0.3, 0.7), rows / height - rng.uniform(0.3, 0.7)
    distance = x * np.cos(angle) + y * np.sin(angle) + 0.06 * np.sin(9 * (x - y))
    dark = 1.0 / (1.0 + np.exp(-np.clip(distance / rng.uniform(0.012, 0.06), -30, 30)))
    return np.asarray(light * (1.0 - 0.72 * strength * dark)[..., None], np.float32)


def exposed(light: Field, low_light: float, cast: float) -> Field:
    """The picture under little light, and under a lamp of a colour (-1 blue to 1 orange)."""
    gains = np.array((1 + 0.16 * cast, 1.0, 1 - 0.28 * cast), np.float32)
    level = 1.0 - 0.84 * low_light
    height, width = light.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.hypot(columns / width - 0.5, rows / height - 0.5)
    falloff = 1.0 - (0.10 + 0.25 * low_light) * (distance / 0.71) ** 2
    return np.asarray(np.clip(light * gains, 0, 255) * level * falloff[..., None], np.float32)
