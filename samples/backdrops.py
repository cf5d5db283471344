"""What is behind the person: wallpaper, a shadow on the wall."""

from __future__ import annotations

import numpy as np

from samples.painting import Field, Plate, area, blurred, bump, noise, rounded


def cast_shadow(plate: Plate, picture: Field) -> Field:
    """The shadow of head and shoulders that one hard lamp throws on a near wall."""
    angles = np.linspace(0.0, 2 * np.pi, 60)
    head = np.stack([30.0 + 82.0 * np.cos(angles), 14.0 + 118.0 * np.sin(angles)], 1)
    body = rounded(
        [
            (-190.0, 330.0),
            (-150.0, 205.0),
            (-20.0, 165.0),
            (80.0, 165.0),
            (215.0, 205.0),
            (230.0, 330.0),
        ]
    )
    shape = np.maximum(area(plate, head, 2.0), area(plate, body, 2.0))
    shadow = blurred(shape, 5.0 * plate.px_per_mm)
    return np.asarray(picture * (1.0 - 0.52 * shadow)[..., None], np.float32)


def striped_wallpaper(plate: Plate, picture: Field) -> Field:
    """Wallpaper with stripes and a small pattern, in the colours of a living room."""
    stripes = 0.5 + 0.5 * np.tanh(4.0 * np.sin(plate.across * 0.32))
    dots = np.sin(plate.across * 0.64) * np.sin(plate.down * 0.42)
    tone = 1.0 - 0.30 * stripes - 0.10 * np.clip(dots, 0.0, 1.0)
    tint = np.stack([tone, tone * (1.0 - 0.06 * stripes), tone * (1.0 - 0.12 * stripes)], axis=2)
    return np.asarray(picture * tint, np.float32)


def garden(plate: Plate, picture: Field) -> Field:
    """Leaves and light out of focus."""
    rng = np.random.default_rng(77)
    leaves = 0.5 * noise(plate, 14.0, rng) + 0.5 * noise(plate, 34.0, rng)
    green = np.stack([0.20 + 0.10 * leaves, 0.34 + 0.14 * leaves, 0.12 + 0.07 * leaves], axis=2)
    sky = bump(plate, (70.0, -150.0), (60.0, 50.0))[..., None]
    return np.asarray(np.clip(green, 0.01, 0.9) * (1.0 - sky) + 0.9 * sky, np.float32)
