"""Eyes and brows: lids, sclera, iris with its fibres, pupil, catch-lights, lashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samples.painting import (
    Field,
    Plate,
    area,
    blurred,
    linear,
    moved,
    noise,
    over,
    part_of,
    soft_step,
    strokes,
)
from samples.person import Expression, Person
from samples.relief import PUPIL_MM

IRIS_RADIUS_MM = 6.0
_PUPIL_RADIUS_MM = 2.1
_HALF_FISSURE_MM = 15.2
_SIDES = (-1.0, 1.0)
#: Lids that are less open than this show nothing of the eye.
_SLIT = 0.05


@dataclass(frozen=True, slots=True)
class Lids:
    """Edges of one eye's lids as points from the inner to the outer corner."""

    upper: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]

    @property
    def outline(self) -> npt.NDArray[np.float64]:
        """The opening between the lids."""
        return np.concatenate([self.upper, self.lower[::-1]])

    def upper_band(self, thickness_mm: float) -> npt.NDArray[np.float64]:
        """The strip under the upper lid that lies in its shadow."""
        return np.concatenate(
            [moved(self.upper, 0.0, -3.0), moved(self.upper, 0.0, thickness_mm)[::-1]]
        )


def eye_lids(side: float, expression: Expression) -> Lids:
    """The lids of the eye at ``side`` (-1 left, 1 right in the picture)."""
    share = np.linspace(0.0, 1.0, 41)
    across = side * (PUPIL_MM - _HALF_FISSURE_MM + 2.0 * _HALF_FISSURE_MM * share)
    corners = 2.2 - 3.2 * share
    arch = np.sin(np.pi * share**0.88) ** 0.80
    sag = np.sin(np.pi * share**1.12) ** 0.90
    squint = 1.0 - 0.16 * expression.smile
    closed = 4.2 * (1.0 - expression.eyes_open)
    upper = corners - (6.3 * squint * expression.eyes_open - closed * 0.9) * arch
    lower = corners + (5.0 * squint * expression.eyes_open + closed) * sag
    return Lids(np.stack([across, upper], 1), np.stack([across, np.maximum(upper, lower)], 1))


def paint_eyes(
    plate: Plate,
    face: Field,
    shade: Field,
    person: Person,
    expression: Expression,
    rng: np.random.Generator,
) -> Field:
    """Lay both eyes with lids and lashes over a lit face. ``shade``: diffuse light (h, w, 3)."""
    for side in _SIDES:
        centre = side * PUPIL_MM
        part, place = part_of(plate, (centre - 26.0, -22.0, centre + 26.0, 26.0))
        face[place] = _paint_eye(part, face[place], shade[place], side, person, expression, rng)
    return face


def _paint_eye(
    plate: Plate,
    face: Field,
    shade: Field,
    side: float,
    person: Person,
    expression: Expression,
    rng: np.random.Generator,
) -> Field:
    lids = eye_lids(side, expression)
    face = _lid_folds(plate, face, lids, expression, person)
    if expression.eyes_open > _SLIT:
        opening = area(plate, lids.outline, 0.35)
        face = over(face, _eyeball(plate, person, side, lids, shade, rng), opening)
        face = _wet_edges(plate, face, lids, person)
    return _lashes(plate, face, lids, side, expression, rng)


def _eyeball(
    plate: Plate, person: Person, side: float, lids: Lids, shade: Field, rng: np.random.Generator
) -> Field:
    """Sclera, iris, pupil and the reflections of the lamps on the cornea."""
    x, y = plate.across - side * PUPIL_MM, plate.down - 0.2
    radius = np.hypot(x, y)
    ball = np.clip(1.0 - (radius / 17.5) ** 2, 0.0, 1.0) ** 0.55
    veins = 1.0 + 0.02 * noise(plate, 0.6, rng, (3.0, 1.0))
    pink = soft_step(8.0, 15.0, np.abs(x))[..., None] * np.asarray((0.0, -0.16, -0.14), np.float32)
    sclera = linear((206, 200, 197)) * (1.0 + pink) * (0.35 + 0.65 * ball * veins)[..., None]
    eye = over(sclera, _iris(plate, person, x, y, radius, rng), soft_step(6.25, 5.75, radius))
    roof = blurred(area(plate, lids.upper_band(3.4), 1.6), 0.4 * plate.px_per_mm)
    level = np.clip(shade.mean(axis=2, keepdims=True), 0.25, 1.1)
    eye = eye * level * (1.0 - 0.62 * roof)[..., None]
    for centre_x, strength, size in ((-1.9, 0.80, 0.85), (2.0, 0.55, 0.70)):
        flash = np.exp(-0.5 * (((x - centre_x) / size) ** 2 + ((y + 1.9) / (size * 1.2)) ** 2) ** 2)
        eye = eye + (strength * flash)[..., None]
    return np.asarray(eye, np.float32)


def _iris(
    plate: Plate, person: Person, x: Field, y: Field, radius: Field, rng: np.random.Generator
) -> Field:
    angles = np.arctan2(y, x)
    phases = rng.uniform(0.0, 2 * np.pi, 24)
    fibres = sum(
        np.cos(k * angles + phase + radius * 0.25) for k, phase in enumerate(phases, start=9)
    )
    fibres = np.asarray(fibres, np.float32) / np.float32(np.sqrt(12.0))
    inner = np.exp(-0.5 * ((radius - 2.9) / 0.8) ** 2)
    ring = soft_step(4.5, 6.0, radius)
    brightness = (1.0 + 0.20 * fibres + 0.35 * inner) * (1.0 - 0.72 * ring)
    iris = linear(person.iris) * np.clip(brightness, 0.05, 2.0)[..., None]
    iris = iris * (1.0 + 0.25 * np.clip(y / IRIS_RADIUS_MM, -1.0, 1.0))[..., None]
    pupil = soft_step(_PUPIL_RADIUS_MM + 0.3, _PUPIL_RADIUS_MM - 0.3, radius)
    return over(np.asarray(iris, np.float32), linear((12, 10, 10)), pupil)


def _lid_folds(
    plate: Plate, face: Field, lids: Lids, expression: Expression, person: Person
) -> Field:
    """The crease above the upper lid and the soft fold below the lower one."""
    lift = 3.4 + 2.5 * (1.0 - expression.eyes_open)
    crease = lids.upper - np.stack([0 * lids.upper[:, 0], _bow(lift, lids)], 1)
    below = lids.lower + np.stack([0 * lids.lower[:, 0], _bow(5.0, lids)], 1)
    dark = blurred(strokes(plate, [crease[3:]], [1.1], [1.0]), 0.45 * plate.px_per_mm)
    soft = blurred(strokes(plate, [below[4:-6]], [1.6], [1.0]), 1.1 * plate.px_per_mm)
    shadow = np.clip(0.55 * dark + 0.16 * soft, 0.0, 0.8)
    return over(face, linear(person.skin) * np.asarray((0.22, 0.16, 0.14), np.float32), shadow)


def _bow(height: float, lids: Lids) -> npt.NDArray[np.float64]:
    share = np.linspace(0.0, 1.0, len(lids.upper))
    return np.asarray(height * np.sin(np.pi * (0.12 + 0.76 * share)) ** 0.6)


def _wet_edges(plate: Plate, face: Field, lids: Lids, person: Person) -> Field:
    """The moist lower rim, the pink inner corner, the dark upper rim."""
    rim = blurred(
        strokes(plate, [moved(lids.lower, 0.0, 0.25)], [0.8], [1.0]), 0.25 * plate.px_per_mm
    )
    pink = linear(person.skin) * np.asarray((0.95, 0.72, 0.70), np.float32)
    face = over(face, pink, np.clip(0.75 * rim, 0.0, 1.0))
    corner = moved(lids.upper[1], 0.0, 0.3)
    fleck = np.exp(-0.5 * ((plate.across - corner[0]) ** 2 + (plate.down - corner[1]) ** 2) / 1.1)
    return over(face, linear((196, 128, 118)) * 0.75, np.asarray(0.8 * fleck, np.float32))


def _lashes(
    plate: Plate,
    face: Field,
    lids: Lids,
    side: float,
    expression: Expression,
    rng: np.random.Generator,
) -> Field:
    edge = lids.upper if expression.eyes_open > 0.3 else lids.lower
    droop = 1.0 if expression.eyes_open > 0.3 else -1.0
    paths, widths, strengths = [], [], []
    for share in np.sort(rng.uniform(0.08, 1.0, 95)):
        root = edge[round(share * (len(edge) - 1))]
        length = rng.uniform(2.2, 4.2) * (0.55 + 0.55 * share)
        outward = side * (share - 0.42) * 1.5 + rng.normal(0.0, 0.14)
        middle = moved(root, 0.45 * length * outward, -0.25 * droop * length)
        tip = moved(root, 0.9 * length * outward, -0.85 * droop * length)
        paths.append(np.stack([root, middle, tip]))
        widths.append(0.26)
        strengths.append(rng.uniform(0.6, 0.95))
    for share in rng.uniform(0.25, 0.95, 34):
        root = moved(lids.lower[round(share * (len(lids.lower) - 1))], 0.0, 0.5)
        tip = moved(root, side * (share - 0.4) * 1.6, rng.uniform(1.0, 1.9))
        paths.append(np.stack([root, tip]))
        widths.append(0.14)
        strengths.append(rng.uniform(0.3, 0.6))
    rim = blurred(strokes(plate, [edge], [1.0], [0.9]), 0.34 * plate.px_per_mm)
    soft = blurred(strokes(plate, paths, widths, strengths), 0.6 + 0.16 * plate.px_per_mm)
    dark = np.clip(soft * 0.85 + rim, 0.0, 0.95)
    return over(face, linear((26, 20, 18)), dark)


def paint_brows(plate: Plate, face: Field, person: Person, rng: np.random.Generator) -> Field:
    """Lay both brows over a lit face, hair by hair."""
    for side in _SIDES:
        paths, widths, strengths = [], [], []
        for share in rng.uniform(0.0, 1.0, round(330 * person.brow_strength)):
            middle_x = 11.0 + 41.0 * share
            middle_y = -15.5 - 8.5 * np.sin(np.pi * min(1.0, share * 0.74 + 0.02)) + 3.5 * share**3
            half = 4.3 * (1.0 - share) ** 0.6 * min(1.0, 0.55 + 3.0 * share) + 0.6
            root = np.array((side * middle_x, middle_y + rng.uniform(-half, half)))
            lean = 1.35 - 1.25 * min(1.0, share * 1.7) + rng.normal(0.0, 0.16)
            length = rng.uniform(4.0, 7.5) * (1.0 - 0.45 * share)
            sign = -1.0 if root[1] < middle_y + half * 0.2 or share < 0.3 else -0.4
            tip = moved(root, side * length * np.cos(lean), sign * length * np.sin(lean) * 0.75)
            paths.append(np.stack([root, moved((root + tip) / 2, 0.0, -0.3), tip]))
            widths.append(0.40)
            strengths.append(rng.uniform(0.5, 1.0))
        hairs = blurred(strokes(plate, paths, widths, strengths), 0.5 + 0.18 * plate.px_per_mm)
        root_shadow = blurred(hairs, 1.3 * plate.px_per_mm) * 0.55
        strength = np.float32(min(1.0, 0.3 + 0.7 * person.brow_strength))
        cover = np.clip(hairs * 0.85 + root_shadow, 0.0, 0.86) * strength
        face = over(face, np.clip(linear(person.hair) * 0.45, 0.0, 0.03), cover)
    return face
