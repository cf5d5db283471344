"""Hair of the head: a mass with a soft outline, drawn hair by hair along its flow."""

from __future__ import annotations

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
    rounded,
    soft_step,
    strokes,
)
from samples.person import HairCut, Person

_THICKNESS_MM: dict[HairCut, float] = {"short": 9.0, "long": 8.0, "cropped": 3.0}
Points = npt.NDArray[np.float64]


def _mirrored(half: tuple[tuple[float, float], ...]) -> Points:
    right = np.asarray(half, np.float64)
    return np.concatenate([right, (right * (-1.0, 1.0))[::-1]])


def _cap_outline(person: Person) -> Points:
    """The hair above the forehead: outer edge over the crown, inner edge along the hairline."""
    top = -112.0 - _THICKNESS_MM[person.cut]
    side = 72.0 * person.face_width + 0.5 * _THICKNESS_MM[person.cut]
    return rounded(
        _mirrored(
            (
                (0.0, top),
                (24.0, top + 1.5),
                (46.0, top + 12.0),
                (63.0, top + 31.0),
                (side, top + 58.0),
                (side + 1.5, -30.0),
                (side - 1.0, -8.0),
                (side - 4.5, 10.0),
                (65.0, 12.0),
                (64.0, -8.0),
                (61.0, -28.0),
                (57.0, -44.0),
                (50.0, -58.0),
                (36.0, -66.0),
                (16.0, -68.0),
                (0.0, -67.0),
            )
        )
    )


def _long_front_outline(side: float) -> Points:
    """One half of long hair: from the parting over temple and ear down to the shoulder."""
    half = np.asarray(
        (
            (-7.0, -108.0),
            (-5.0, -119.0),
            (12.0, -120.5),
            (34.0, -116.0),
            (54.0, -104.0),
            (70.0, -84.0),
            (80.0, -54.0),
            (85.0, -14.0),
            (87.0, 30.0),
            (90.0, 74.0),
            (92.0, 112.0),
            (88.0, 142.0),
            (80.0, 154.0),
            (70.0, 148.0),
            (65.0, 128.0),
            (64.0, 96.0),
            (66.0, 56.0),
            (67.0, 12.0),
            (64.0, -22.0),
            (54.0, -48.0),
            (36.0, -66.0),
            (14.0, -77.0),
            (2.0, -82.0),
            (-2.0, -84.0),
        )
    )
    return rounded(half * (side, 1.0))


def paint_back_hair(
    plate: Plate, picture: Field, person: Person, rng: np.random.Generator
) -> Field:
    """Lay what hangs behind the neck over the picture."""
    if person.cut != "long":
        return picture
    half = (
        (0.0, -110.0),
        (60.0, -80.0),
        (80.0, -10.0),
        (85.0, 60.0),
        (86.0, 120.0),
        (74.0, 150.0),
        (56.0, 158.0),
        (0.0, 160.0),
    )
    mass = area(plate, rounded(_mirrored(half)), 1.5)
    tone = 0.30 + 0.06 * noise(plate, 1.2, rng, (1.0, 30.0))
    back = linear(person.hair) * np.clip(tone, 0.05, 1.0)[..., None]
    return over(picture, np.asarray(back, np.float32), mass)


def paint_hair(plate: Plate, picture: Field, person: Person, rng: np.random.Generator) -> Field:
    """Lay the hair in front over the picture."""
    if person.cut == "long":
        for side in (-1.0, 1.0):
            outline = _long_front_outline(side)
            picture = _mass(plate, picture, person, outline, _falling(side, rng), rng)
        return picture
    outline = _cap_outline(person)
    if person.cut == "cropped":
        return _cropped(plate, picture, person, outline, rng)
    return _mass(plate, picture, person, outline, _combed(person, rng), rng)


def shadow_of_hair(plate: Plate, person: Person) -> Field:
    """How much light the hair takes from the skin beside it, 0..1."""
    if person.cut == "cropped":
        return np.zeros(plate.shape, np.float32)
    outlines = (
        [_long_front_outline(-1.0), _long_front_outline(1.0)]
        if person.cut == "long"
        else [_cap_outline(person)]
    )
    mass = np.max([area(plate, outline, 1.0) for outline in outlines], axis=0)
    return np.asarray(0.40 * blurred(mass, 2.4 * plate.px_per_mm), np.float32)


def _mass(
    plate: Plate,
    picture: Field,
    person: Person,
    outline: Points,
    paths: list[Points],
    rng: np.random.Generator,
) -> Field:
    """A dark mass with light and dark hairs along ``paths`` and a band of gloss."""
    soft = area(plate, outline, 8.0)
    uneven = 0.8 * noise(plate, 0.9, rng, (1.0, 5.0)) + 1.1 * noise(plate, 5.0, rng, (1.0, 3.0))
    ragged = uneven * soft * (1.0 - soft)
    body = np.clip(2.4 * (soft + ragged) - 0.7, 0.0, 1.0).astype(np.float32)
    bright = strokes(
        plate, paths, rng.uniform(0.22, 0.5, len(paths)), rng.uniform(0.1, 1.0, len(paths))
    )
    order = rng.permutation(len(paths))
    dark = strokes(
        plate,
        [paths[i] + rng.normal(0.0, 0.5, 2) for i in order],
        np.full(len(paths), 0.3),
        rng.uniform(0.1, 0.9, len(paths)),
    )
    locks = blurred(bright, 1.2 * plate.px_per_mm) - blurred(dark, 1.2 * plate.px_per_mm)
    crown_light = np.exp(-0.5 * ((plate.down + 92.0 - 0.004 * plate.across**2) / 13.0) ** 2)
    edge = blurred(body, 5.0 * plate.px_per_mm)
    form = 0.45 + 0.75 * soft_step(0.35, 0.95, edge) * (0.55 + 0.45 * crown_light)
    fine = blurred(bright, 0.6) - 0.8 * blurred(dark, 0.6)
    clumps = noise(plate, 2.6, rng, (1.0, 4.0))
    strands = 1.0 + 1.2 * fine + 1.5 * locks + 0.46 * clumps
    tone = form * np.clip(strands, 0.1, 3.5)
    sheen = (0.010 + 0.075 * crown_light) * np.clip(strands - 0.5, 0.0, 2.5)
    hair = linear(person.hair) * tone[..., None] + sheen[..., None]
    stray = np.clip(blurred(bright, 0.6) * 0.9, 0.0, 1.0) * soft_step(0.02, 0.5, edge)
    cover = np.clip(np.maximum(body, stray), 0.0, 1.0)
    return over(picture, np.asarray(hair, np.float32), cover)


def _combed(person: Person, rng: np.random.Generator) -> list[Points]:
    """Hairs combed from a side parting over the top, and short ones down the sides."""
    paths = []
    for _ in range(5200):
        start = rng.uniform(-60.0, 60.0)
        rise = rng.uniform(0.0, 1.0)
        root = np.array((start, -67.0 + 0.0060 * start**2 - (52.0 - 0.006 * start**2) * rise**0.8))
        sweep = np.sign(start + 22.0) * rng.uniform(9.0, 26.0)
        lift = rng.uniform(6.0, 20.0) * (1.0 - rise)
        share = np.linspace(0.0, 1.0, 7)[:, None]
        bend = np.concatenate([sweep * share**1.4, -lift * np.sin(np.pi * 0.62 * share)], 1)
        paths.append(root + bend)
    for side in (-1.0, 1.0):
        for _ in range(1500):
            down = rng.uniform(-72.0, 4.0)
            width = 63.0 + 8.0 * person.face_width * np.sin(
                np.pi * min(1.0, (down + 100.0) / 130.0)
            )
            root = np.array((side * (width - rng.uniform(0.0, 12.0)), down))
            length = rng.uniform(4.0, 11.0)
            paths.append(np.stack([root, moved(root, side * 0.15 * length, length)]))
    return paths


def _falling(side: float, rng: np.random.Generator) -> list[Points]:
    """Long hairs from the parting down beside the face, in waves, with ends of many lengths."""
    paths = []
    heights = np.array((-119.0, -112.0, -84.0, -40.0, 10.0, 60.0, 110.0, 154.0))
    inner = np.array((-4.0, 2.0, 24.0, 61.0, 67.0, 66.0, 64.0, 72.0))
    outer = np.array((2.0, 44.0, 70.0, 83.0, 86.0, 89.0, 92.0, 81.0))
    for _ in range(3000):
        share = rng.beta(0.9, 0.9)
        first = rng.uniform(-119.0, 60.0)
        rows = np.linspace(first, min(160.0, first + rng.uniform(40.0, 130.0)), 16)
        top = -82.0 - 37.0 * share**0.5
        fall = np.maximum(rows, top)
        across = np.interp(fall, heights, inner) * (1 - share) + share * np.interp(
            fall, heights, outer
        )
        wave = 1.6 * np.sin(rows / 21.0 + 5.0 * share) * np.clip((rows + 60.0) / 120.0, 0.0, 1.0)
        paths.append(np.stack([side * (across + wave + rng.normal(0.0, 0.5)), rows], 1))
    return paths


def _cropped(
    plate: Plate, picture: Field, person: Person, outline: Points, rng: np.random.Generator
) -> Field:
    """Hair of a few millimetres: thousands of short curls, thinning out at the hairline."""
    body = area(plate, outline, 5.0)
    grain = 0.6 * noise(plate, 0.7, rng) + 0.8 * noise(plate, 2.0, rng)
    cover = np.clip(body * 1.25 + 0.10 * grain * body, 0.0, 1.0) * 0.96
    light = np.exp(-0.5 * ((plate.down + 90.0) / 20.0) ** 2)
    tone = np.clip(0.95 + 0.55 * grain + 0.6 * light, 0.1, 3.5)
    hair = (
        linear(person.hair) * tone[..., None]
        + (0.024 * (0.35 + light) * np.clip(0.6 + 0.9 * grain, 0.0, 3.0))[..., None]
    )
    return over(picture, np.asarray(hair, np.float32), cover.astype(np.float32))
