"""What people wear or get wrong: spectacles, hats, masks, flash spots, red eyes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samples.lighting import STUDIO, diffuse
from samples.painting import (
    Colour,
    Field,
    Plate,
    area,
    blurred,
    bump,
    linear,
    noise,
    over,
    rounded,
    soft_step,
    strokes,
)
from samples.relief import PUPIL_MM

_SIDES = (-1.0, 1.0)
#: Half a spectacle lens around its middle.
_LENS = (
    (-22.0, -13.0),
    (0.0, -15.5),
    (20.0, -14.0),
    (24.0, -6.0),
    (22.0, 8.0),
    (12.0, 17.5),
    (-6.0, 18.0),
    (-18.0, 12.0),
    (-22.5, 0.0),
)


def _lens(side: float) -> npt.NDArray[np.float64]:
    return rounded(np.asarray(_LENS) * (side, 1.0) + (side * (PUPIL_MM + 1.0), 2.0))


def _frame(plate: Plate, picture: Field, width_mm: float, colour: Colour) -> Field:
    lenses = [np.concatenate([_lens(side), _lens(side)[:1]]) for side in _SIDES]
    bridge = [(-9.5, -3.0), (-5.0, -7.0), (0.0, -8.2), (5.0, -7.0), (9.5, -3.0)]
    temples = [[(side * 55.5, -6.0), (side * 71.0, -9.0)] for side in _SIDES]
    paths: list[npt.ArrayLike] = [*lenses, bridge, *temples]
    rim = strokes(plate, paths, [width_mm] * len(paths), [1.0] * len(paths))
    depth = 3.0 * blurred(rim, 0.6 * plate.px_per_mm)
    shade = diffuse(depth, plate, STUDIO).mean(axis=2, keepdims=True)
    cast = blurred(np.roll(rim, round(1.6 * plate.px_per_mm), axis=0), 1.2 * plate.px_per_mm)
    picture = picture * (1.0 - 0.25 * cast)[..., None]
    return over(picture, np.asarray(linear(colour) * shade, np.float32), rim)


def spectacles(plate: Plate, picture: Field) -> Field:
    """Clear spectacles with a thin frame around, not over, the eyes."""
    return _frame(plate, picture, 1.1, (128, 104, 78))


def sunglasses(plate: Plate, picture: Field) -> Field:
    """Lenses so dark that the eyes cannot be seen."""
    for side in _SIDES:
        glass = area(plate, _lens(side), 0.5)
        sheen = 0.02 + 0.03 * soft_step(12.0, -14.0, plate.down)
        picture = over(picture, picture * 0.03 + sheen[..., None], glass)
    return _frame(plate, picture, 3.0, (38, 32, 30))


def lens_reflections(plate: Plate, picture: Field) -> Field:
    """Spectacles in which the lamps are mirrored over the eyes."""
    for side in _SIDES:
        centre = side * PUPIL_MM
        box = rounded(
            [
                (centre - 10.0, -9.0),
                (centre + 11.0, -11.0),
                (centre + 13.0, 7.0),
                (centre - 8.0, 9.0),
            ]
        )
        flash = area(plate, box, 0.8)
        picture = over(picture, np.full_like(picture, 1.05), 0.94 * flash)
    return spectacles(plate, picture)


def flash_on_forehead(plate: Plate, picture: Field) -> Field:
    """The mirror image of a flash on shiny skin."""
    spot = np.clip(1.5 * bump(plate, (6.0, -46.0), (9.0, 6.5)), 0.0, 1.0)
    halo = 0.35 * bump(plate, (6.0, -46.0), (18.0, 13.0))
    lit = picture + halo[..., None] * 0.35
    return over(np.asarray(lit, np.float32), np.full_like(picture, 1.08), spot)


def red_eyes(plate: Plate, picture: Field) -> Field:
    """Pupils that glow red in the light of a flash beside the lens."""
    for side in _SIDES:
        radius = np.hypot(plate.across - side * PUPIL_MM, plate.down - 0.2)
        glow = soft_step(3.9, 3.0, radius)
        red = linear((226, 34, 30)) * (1.15 - 0.09 * radius)[..., None]
        flash = np.exp(
            -0.5 * (np.hypot(plate.across - side * PUPIL_MM + 0.6, plate.down + 0.6) / 0.55) ** 4
        )
        picture = over(picture, np.asarray(red, np.float32), glow)
        picture = over(picture, np.ones_like(picture), np.asarray(flash, np.float32))
    return picture


def woollen_hat(plate: Plate, picture: Field) -> Field:
    """A knitted hat down to the brows."""
    outline = rounded(
        [
            (-84.0, -30.0),
            (-88.0, -70.0),
            (-76.0, -112.0),
            (-44.0, -140.0),
            (0.0, -148.0),
            (44.0, -140.0),
            (76.0, -112.0),
            (88.0, -70.0),
            (84.0, -30.0),
            (44.0, -38.0),
            (0.0, -40.0),
            (-44.0, -38.0),
        ]
    )
    cover = area(plate, outline, 0.8)
    brim = soft_step(-62.0, -58.0, plate.down - 0.0012 * plate.across**2)
    knit = np.sin(plate.across * 1.9) * (0.7 + 0.3 * np.sin(plate.down * 2.2))
    dome = 60.0 * np.sqrt(np.clip(1.0 - (plate.across / 92.0) ** 2, 0.02, 1.0))
    depth = np.asarray(dome + 5.0 * brim + 0.45 * knit, np.float32)
    shade = diffuse(depth, plate, STUDIO).mean(axis=2, keepdims=True)
    cast = np.roll(cover, round(4.0 * plate.px_per_mm), axis=0)
    picture = picture * (1.0 - 0.45 * blurred(cast, 2.0 * plate.px_per_mm))[..., None]
    return over(picture, np.asarray(linear((150, 44, 48)) * shade, np.float32), cover)


def surgical_mask(plate: Plate, picture: Field) -> Field:
    """A pleated mask over nose, mouth and chin, with its ear loops."""
    outline = rounded(
        [
            (-58.0, 36.0),
            (-30.0, 26.0),
            (0.0, 22.0),
            (30.0, 26.0),
            (58.0, 36.0),
            (56.0, 74.0),
            (40.0, 104.0),
            (16.0, 120.0),
            (-16.0, 120.0),
            (-40.0, 104.0),
            (-56.0, 74.0),
        ]
    )
    loops: list[npt.ArrayLike] = [
        [(side * 54.0, y), (side * 66.0, y - 14.0 * sign), (side * 72.0, 10.0)]
        for side in _SIDES
        for y, sign in ((38.0, 1.0), (76.0, 2.4))
    ]
    picture = over(
        picture,
        np.broadcast_to(linear((222, 226, 228)) * 0.8, picture.shape),
        strokes(plate, loops, [1.8] * 4, [1.0] * 4),
    )
    cover = area(plate, outline, 0.6)
    pleats = 1.4 * np.tanh(3.0 * np.sin((plate.down - 30.0) * 0.42 + 0.0016 * plate.across**2))
    dome = 50.0 * np.sqrt(np.clip(1.0 - (plate.across / 75.0) ** 2, 0.02, 1.0)) + 12.0 * bump(
        plate, (0.0, 46.0), (13.0, 24.0)
    )
    fibres = 0.06 * noise(plate, 0.7, np.random.default_rng(78))
    shade = diffuse(np.asarray(dome + pleats + fibres, np.float32), plate, STUDIO)
    cloth = linear((168, 206, 222)) * shade.mean(axis=2, keepdims=True)
    return over(picture, np.asarray(cloth, np.float32), cover)


def hair_over_eye(plate: Plate, picture: Field) -> Field:
    """A fringe that hangs over one eye."""
    rng = np.random.default_rng(79)
    paths = []
    for _ in range(900):
        start = rng.uniform(-58.0, 2.0)
        rows = np.linspace(-74.0, rng.uniform(14.0, 40.0), 12)
        fall = (rows + 74.0) / 100.0
        paths.append(np.stack([start - 16.0 * fall**1.6 + rng.normal(0.0, 1.2), rows], 1))
    hairs = strokes(plate, paths, rng.uniform(0.4, 0.8, 900), rng.uniform(0.6, 1.0, 900))
    tone = 0.7 + 0.5 * blurred(hairs, 0.8) + 0.15 * noise(plate, 1.5, rng, (1.0, 12.0))
    hair = linear((74, 52, 38)) * np.clip(tone, 0.1, 2.0)[..., None]
    return over(picture, np.asarray(hair, np.float32), np.clip(1.3 * hairs, 0.0, 1.0))


def coloured_lamp(plate: Plate, picture: Field) -> Field:
    """Everything lit by a greenish tube."""
    del plate
    return np.asarray(picture * np.asarray((0.66, 1.0, 0.62), np.float32), np.float32)
