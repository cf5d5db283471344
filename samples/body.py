"""What is around the face: ears, neck, shoulders and clothes."""

from __future__ import annotations

import numpy as np

from samples.lighting import StudioLight, diffuse
from samples.painting import (
    Field,
    Plate,
    area,
    blurred,
    bump,
    linear,
    noise,
    over,
    part_of,
    rounded,
    soft_step,
    strokes,
    twin_bumps,
)
from samples.person import Person
from samples.skin import lit_skin

_EAR_MM = (71.0, 12.0)
#: Outline of the right ear around its middle, from the root upwards and outwards, then down.
_EAR_OUTLINE = (
    (-6.0, -20.0),
    (-3.0, -26.0),
    (1.0, -30.0),
    (5.0, -31.5),
    (8.5, -30.5),
    (11.3, -27.0),
    (12.8, -21.0),
    (13.0, -14.0),
    (12.4, -7.0),
    (11.4, 0.0),
    (10.4, 7.0),
    (9.4, 13.0),
    (8.2, 18.5),
    (6.6, 23.5),
    (4.4, 27.0),
    (1.6, 29.0),
    (-1.6, 29.0),
    (-4.6, 26.5),
    (-6.0, 20.0),
    (-7.0, 0.0),
)


def paint_ears(
    plate: Plate, picture: Field, person: Person, light: StudioLight, rng: np.random.Generator
) -> Field:
    """Lay both ears over the picture; the head covers their roots."""
    if person.cut == "long":
        return picture
    across, down = _EAR_MM[0] * person.face_width, _EAR_MM[1]
    for side in (-1.0, 1.0):
        box = (side * across - 20.0, down - 42.0, side * across + 20.0, down + 42.0)
        part, place = part_of(plate, box)
        picture[place] = _paint_ear(part, picture[place], (side, across, down), person, light, rng)
    return picture


def _paint_ear(
    plate: Plate,
    picture: Field,
    place: tuple[float, float, float],
    person: Person,
    light: StudioLight,
    rng: np.random.Generator,
) -> Field:
    side, across, down = place
    shape_points = np.asarray(_EAR_OUTLINE) * (side, 1.0) + (side * across, down)
    middle = shape_points.mean(axis=0)
    shape = area(plate, shape_points, 1.2)
    rim = strokes(plate, [middle + 0.84 * (shape_points - middle)[2:17]], [2.4], [1.0])
    hollow = bump(plate, (side * (across + 1.5), down + 1.0), (3.2, 8.5), -8.0 * side)
    depth = 10.0 * blurred(shape, 2.0 * plate.px_per_mm) + 2.6 * blurred(rim, 3.0) - 4.0 * hollow
    ear = lit_skin(plate, person, np.asarray(depth, np.float32), light, rng)
    ear = ear * np.asarray((0.90, 0.78, 0.75), np.float32) * (1.0 - 0.5 * hollow)[..., None]
    return over(picture, np.asarray(ear, np.float32), shape)


def paint_neck(
    plate: Plate, picture: Field, person: Person, light: StudioLight, rng: np.random.Generator
) -> Field:
    """Lay neck and throat over the picture, with the shadow of the chin."""
    part, place = part_of(plate, (-125.0, 55.0, 125.0, 205.0))
    picture[place] = _paint_neck(part, picture[place], person, light, rng)
    return picture


def _paint_neck(
    plate: Plate, picture: Field, person: Person, light: StudioLight, rng: np.random.Generator
) -> Field:
    half = 50.0 + 45.0 * (person.jaw_width - 1.0)
    outline = (
        (-half + 14.0, 72.0),
        (-half + 2.0, 105.0),
        (-half - 1.0, 125.0),
        (-half - 9.0, 145.0),
        (-half - 24.0, 163.0),
        (-half - 40.0, 180.0),
        (-half - 40.0, 200.0),
        (half + 40.0, 200.0),
        (half + 40.0, 180.0),
        (half + 24.0, 163.0),
        (half + 9.0, 145.0),
        (half + 1.0, 125.0),
        (half - 2.0, 105.0),
        (half - 14.0, 72.0),
    )
    coverage = area(plate, rounded(outline), 0.8)
    wide = half + 4.0 + 60.0 * soft_step(122.0, 185.0, plate.down)
    reach = np.clip(np.abs(plate.across) / wide, 0.0, 1.0)
    depth = 46.0 * np.sqrt(1.0 - 0.96 * reach**2.2) + 10.0 * soft_step(140.0, 200.0, plate.down)
    depth = depth + 2.2 * bump(plate, (0.0, 138.0), (6.0, 9.0)) * (0.4 + person.beard)
    depth = depth + 2.0 * twin_bumps(plate, (22.0, 148.0), (3.6, 24.0), -20.0)
    depth = depth - 3.0 * bump(plate, (0.0, 171.0), (7.0, 5.0))
    neck = lit_skin(plate, person, np.asarray(depth, np.float32), light, rng)
    chin_shadow = soft_step(150.0, 108.0, plate.down + 0.0045 * plate.across**2)
    neck = neck * (0.86 - 0.46 * chin_shadow)[..., None] * np.asarray((1.0, 0.95, 0.93), np.float32)
    return over(picture, np.asarray(neck, np.float32), coverage)


def paint_clothes(
    plate: Plate, picture: Field, person: Person, light: StudioLight, rng: np.random.Generator
) -> Field:
    """Lay a knitted jumper with a round collar over the picture."""
    outline = (
        (-250.0, 520.0),
        (-250.0, 300.0),
        (-226.0, 236.0),
        (-176.0, 204.0),
        (-136.0, 187.0),
        (-100.0, 173.0),
        (-76.0, 162.0),
        (-62.0, 153.0),
        (-50.0, 166.0),
        (-30.0, 180.0),
        (0.0, 185.0),
        (30.0, 180.0),
        (50.0, 166.0),
        (62.0, 153.0),
        (76.0, 162.0),
        (100.0, 173.0),
        (136.0, 187.0),
        (176.0, 204.0),
        (226.0, 236.0),
        (250.0, 300.0),
        (250.0, 520.0),
    )
    cloth = area(plate, rounded(outline), 0.8)
    fold_noise = noise(plate, 26.0, rng, (0.7, 1.8))
    depth = 40.0 * np.sqrt(np.clip(1.0 - (plate.across / 262.0) ** 2, 0.02, 1.0))
    depth = depth - 0.22 * np.clip(196.0 - plate.down + 0.002 * plate.across**2, 0.0, 60.0)
    knit = np.sin(plate.across * 3.1) * np.sin(plate.down * 2.4 + np.sin(plate.across * 3.1))
    depth = depth + 2.0 * fold_noise + 0.05 * knit + 0.03 * noise(plate, 0.8, rng)
    collar = _collar(plate)
    depth = depth + 3.0 * collar + 0.35 * collar * np.sin(plate.across * 2.0)
    shade = diffuse(np.asarray(depth, np.float32), plate, light).mean(axis=2, keepdims=True)
    wool = (
        linear(person.clothes) * np.clip(1.0 + 0.02 * noise(plate, 0.6, rng), 0.3, 2.0)[..., None]
    )
    return over(picture, np.asarray(wool * shade, np.float32), cloth)


def _collar(plate: Plate) -> Field:
    """The raised ribbed band around the neck opening."""
    share = np.linspace(-1.0, 1.0, 41)
    curve = np.stack([67.0 * share, 189.5 - 34.0 * np.abs(share) ** 2.6], 1)
    band = strokes(plate, [curve], [9.0], [1.0])
    return blurred(band, 1.2 * plate.px_per_mm)
