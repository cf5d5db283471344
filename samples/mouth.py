"""Mouth and nostrils: lips, the line between them, teeth, and the dark inside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samples.lighting import StudioLight, gloss
from samples.painting import (
    Field,
    Plate,
    area,
    blurred,
    bump,
    linear,
    noise,
    over,
    soft_step,
    strokes,
    twin_bumps,
)
from samples.person import Expression, Person
from samples.relief import MOUTH_MM

_HALF_MOUTH_MM = 23.5
Points = npt.NDArray[np.float64]


def _edges(person: Person, expression: Expression) -> tuple[Points, Points, Points, Points]:
    """Upper rim, inner edge of the upper lip, inner edge of the lower lip, lower rim."""
    smile, full = expression.smile, person.lip_fullness
    half = _HALF_MOUTH_MM + 6.5 * smile - 0.12 * expression.jaw_drop_mm
    share = np.linspace(-1.0, 1.0, 61)
    distance = np.abs(share)
    across = share * half
    corner = MOUTH_MM + 0.2 - 5.5 * smile * distance**2.2
    teeth_gap = 9.0 * max(0.0, smile - 0.35)
    bow = (1.0 - distance**1.7) ** 0.9
    dip = 1.0 - 0.22 * np.exp(-((share / 0.10) ** 2))
    line = corner - 0.9 * np.exp(-((distance - 0.0) ** 2) / 0.02) * -0.6
    gap = (1.0 - distance**2.0) ** 0.8
    upper_inner = line - (0.35 * teeth_gap) * gap
    lower_inner = line + (0.65 * teeth_gap + expression.jaw_drop_mm) * gap
    thin = 1.0 - 0.25 * smile
    upper_rim = upper_inner - 6.6 * full * thin * bow * dip
    lower_rim = lower_inner + 8.6 * full * thin * (1.0 - distance**2.4) ** 0.95
    rows = (upper_rim, upper_inner, lower_inner, lower_rim)
    upper, inner_up, inner_low, lower = (np.stack([across, row], 1) for row in rows)
    return upper, inner_up, inner_low, lower


def paint_mouth(
    plate: Plate,
    face: Field,
    shade: Field,
    depth_mm: Field,
    person: Person,
    expression: Expression,
    light: StudioLight,
    rng: np.random.Generator,
) -> Field:
    """Lay the mouth over a lit face. ``shade``: diffuse light (h, w, 3)."""
    upper, inner_up, inner_low, lower = _edges(person, expression)
    lips = area(plate, np.concatenate([upper, lower[::-1]]), 1.1)
    wrinkles = noise(plate, 0.9, rng, (1.0, 5.0))
    colour = linear(person.lips) * (1.0 + 0.07 * wrinkles)[..., None]
    wet = gloss(depth_mm + 0.08 * wrinkles, plate, light, 40.0) * 0.10
    upper_lip = area(plate, np.concatenate([upper, inner_up[::-1]]), 0.8)
    lit = colour * shade * (1.0 - 0.22 * upper_lip)[..., None] + wet[..., None]
    face = over(face, np.asarray(lit, np.float32), 0.86 * lips)
    face = _inside(plate, face, inner_up, inner_low, expression, shade)
    return _mouth_line(plate, face, inner_up, inner_low, person)


def _inside(
    plate: Plate,
    face: Field,
    inner_up: Points,
    inner_low: Points,
    expression: Expression,
    shade: Field,
) -> Field:
    gap = np.max(inner_low[:, 1] - inner_up[:, 1])
    if gap < 0.8:
        return face
    opening = area(plate, np.concatenate([inner_up, inner_low[::-1]]), 0.4)
    inside = np.broadcast_to(linear((58, 22, 22)) * 0.6, face.shape)
    across = plate.across
    top = np.interp(across, inner_up[:, 0], inner_up[:, 1]).astype(np.float32)
    tooth = np.abs(((across / 8.2) % 1.0) - 0.5) * 2.0
    length = 8.2 - 0.012 * across**2 - 0.8 * tooth**6
    enamel = soft_step(0.3, -0.3, plate.down - top - length)
    relief = (1.0 - 0.30 * tooth**8) * (1.0 - 0.00075 * across**2)
    white = linear((226, 218, 204)) * np.clip(relief, 0.1, 1.0)[..., None] * shade
    shaded = white * (0.55 + 0.45 * soft_step(0.0, 3.5, plate.down - top))[..., None]
    show = enamel * (0.95 if expression.smile > 0.3 else 0.6)
    return over(face, over(np.asarray(inside, np.float32), shaded, show), opening)


def _mouth_line(
    plate: Plate, face: Field, inner_up: Points, inner_low: Points, person: Person
) -> Field:
    """The dark line where the lips meet, deeper in the corners."""
    thin = blurred(
        strokes(plate, [inner_up, inner_low], [0.9, 0.7], [1.0, 0.8]), 0.5 + 0.22 * plate.px_per_mm
    )
    wide = blurred(strokes(plate, [inner_up], [1.8], [1.0]), 0.8 * plate.px_per_mm)
    corners = twin_bumps(plate, (float(inner_up[-1, 0]), float(inner_up[-1, 1])), (1.8, 1.3))
    dark = np.clip(0.75 * thin + 0.28 * wide + 0.45 * corners, 0.0, 0.9)
    return over(face, linear(person.lips) * np.asarray((0.16, 0.10, 0.10), np.float32), dark)


def paint_nostrils(plate: Plate, face: Field, person: Person) -> Field:
    """Lay the nostrils and the shadow under the nose over a lit face."""
    width = person.nose_width
    holes = twin_bumps(plate, (7.2 * width, 50.6), (3.6 * width, 1.35), -14.0)
    under = 0.34 * bump(plate, (0.0, 55.5), (13.0 * width, 2.6))
    wings = 0.22 * twin_bumps(plate, (17.4 * width, 47.0), (1.0, 3.8), 18.0)
    dark = np.clip(0.95 * np.clip(holes * 1.25, 0.0, 1.0) ** 1.4 + under + wings, 0.0, 0.93)
    return over(face, linear(person.skin) * np.asarray((0.14, 0.085, 0.07), np.float32), dark)
