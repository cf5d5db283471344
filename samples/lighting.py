"""Studio light on a relief: two soft boxes, a fill light, dim corners and the gloss of skin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samples.painting import Field, Plate, blurred

_RED, _GREEN, _BLUE = range(3)
#: How far light seeps around the terminator in skin, by channel: blood lets red light through.
_SKIN_WRAP = (0.42, 0.30, 0.26)


@dataclass(frozen=True, slots=True)
class StudioLight:
    """How bright each lamp is. ``exposure``: factor on everything that the camera records."""

    left: float = 0.50
    right: float = 0.42
    fill: float = 0.19
    around: float = 0.15
    exposure: float = 1.0

    def lamps(self) -> tuple[tuple[float, tuple[float, float, float]], ...]:
        """Strength and direction (right, down, towards the camera) of each lamp."""
        return (
            (self.left, (-0.50, -0.42, 0.76)),
            (self.right, (0.50, -0.42, 0.76)),
            (self.fill, (0.0, -0.10, 0.99)),
        )


STUDIO = StudioLight()


def normals(depth_mm: Field, plate: Plate) -> tuple[Field, Field, Field]:
    """Unit normals of a relief: right, down and towards the camera."""
    down, right = np.gradient(depth_mm, 1.0 / plate.px_per_mm)
    length = np.sqrt(right**2 + down**2 + 1.0)
    return (
        np.asarray(-right / length, np.float32),
        np.asarray(-down / length, np.float32),
        np.asarray(1.0 / length, np.float32),
    )


def diffuse(depth_mm: Field, plate: Plate, light: StudioLight) -> Field:
    """Light that a matt relief sends back, (h, w, 3), about 1 where it faces the lamps."""
    right, down, front = normals(depth_mm, plate)
    shade = np.zeros((*plate.shape, 3), np.float32)
    for strength, (x, y, z) in light.lamps():
        facing = right * x + down * y + front * z
        for channel, wrap in enumerate(_SKIN_WRAP):
            lit = np.clip((facing + wrap) / (1.0 + wrap), 0.0, 1.0)
            shade[..., channel] += strength * lit**1.15
    open_sky = light.around * (0.75 - 0.25 * down)
    dimmed = _occlusion(depth_mm, plate)
    for channel, depth in zip((_RED, _GREEN, _BLUE), (0.80, 1.0, 1.05), strict=True):
        shade[..., channel] = (shade[..., channel] + open_sky) * (1.0 - depth * dimmed)
    return shade


def _occlusion(depth_mm: Field, plate: Plate) -> Field:
    """How much of the surroundings each point of the relief does not see, 0..1."""
    hidden = np.zeros(plate.shape, np.float32)
    for reach_mm, weight in ((2.5, 0.075), (6.0, 0.040), (14.0, 0.016)):
        around = blurred(depth_mm, reach_mm * plate.px_per_mm)
        hidden += weight * np.clip(around - depth_mm, 0.0, None)
    return np.asarray(0.8 * (1.0 - np.exp(-hidden)), np.float32)


def gloss(depth_mm: Field, plate: Plate, light: StudioLight, sharpness: float) -> Field:
    """Mirror-like share of the light (Blinn's half-way vectors), to be scaled by the surface."""
    right, down, front = normals(depth_mm, plate)
    shine = np.zeros(plate.shape, np.float32)
    for strength, (x, y, z) in light.lamps():
        length = np.sqrt(x * x + y * y + (z + 1.0) ** 2)
        facing = (right * x + down * y + front * (z + 1.0)) / length
        shine += strength * np.clip(facing, 0.0, 1.0) ** sharpness
    return shine
