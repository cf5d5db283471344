"""Skin: its colour from place to place, its pores, and how it answers the light."""

from __future__ import annotations

import numpy as np

from samples.lighting import StudioLight, diffuse, gloss
from samples.painting import (
    Field,
    Plate,
    bump,
    linear,
    noise,
    over,
    soft_step,
    twin_bumps,
)
from samples.person import Person


def lit_skin(
    plate: Plate, person: Person, depth_mm: Field, light: StudioLight, rng: np.random.Generator
) -> Field:
    """Linear light that comes from the skin of a relief, (h, w, 3)."""
    pores = _pores(plate, rng)
    textured = depth_mm + pores
    albedo = _albedo(plate, person, rng)
    matt = albedo * diffuse(textured, plate, light)
    oil = 0.5 + 0.5 * (
        bump(plate, (0.0, -48.0), (34.0, 18.0)) + bump(plate, (0.0, 38.0), (8.0, 12.0))
    )
    uneven = np.clip(1.0 + 0.35 * noise(plate, 1.1, rng), 0.2, 2.0)
    shine = gloss(textured, plate, light, 14.0) * 0.045 + gloss(textured, plate, light, 60.0) * 0.05
    return np.asarray(matt + (shine * oil * uneven)[..., None], np.float32)


def _pores(plate: Plate, rng: np.random.Generator) -> Field:
    """Fine relief: pores about half a millimetre apart, soft unevenness, forehead lines."""
    fine = 0.034 * noise(plate, 0.50, rng) + 0.045 * noise(plate, 1.3, rng)
    soft = 0.14 * noise(plate, 6.0, rng) + 0.40 * noise(plate, 18.0, rng)
    lines = noise(plate, 2.6, rng, (14.0, 1.0)) * bump(plate, (0.0, -52.0), (36.0, 14.0))
    under_eyes = noise(plate, 1.2, rng, (6.0, 1.0)) * twin_bumps(plate, (31.0, 13.0), (12.0, 4.0))
    return np.asarray(fine + soft + 0.06 * lines + 0.05 * under_eyes, np.float32)


def _albedo(plate: Plate, person: Person, rng: np.random.Generator) -> Field:
    """Colour of the skin: redder on cheeks and nose, darker around the eyes, beard stubble."""
    base = np.broadcast_to(linear(person.skin), (*plate.shape, 3))
    blood = (
        0.55 * twin_bumps(plate, (42.0, 32.0), (14.0, 13.0))
        + 0.5 * bump(plate, (0.0, 44.0), (11.0, 8.0))
        + 0.35 * bump(plate, (0.0, 104.0), (16.0, 9.0))
        + 0.12 * noise(plate, 9.0, rng)
        + 0.10 * noise(plate, 3.0, rng)
    )
    tired = 0.55 * twin_bumps(plate, (27.0, 10.0), (11.0, 5.0), 14.0) + 0.45 * twin_bumps(
        plate, (16.0, -4.0), (5.0, 7.0)
    )
    pale = 0.25 * bump(plate, (0.0, -48.0), (40.0, 22.0))
    skin = base * _tint(blood, (0.02, -0.17, -0.15)) * _tint(tired, (-0.20, -0.25, -0.20))
    skin = skin * _tint(pale, (0.02, 0.05, 0.06))
    mottled = 1.0 + 0.032 * noise(plate, 0.5, rng) + 0.030 * noise(plate, 1.6, rng)
    mottled += 0.025 * noise(plate, 4.0, rng)
    skin = skin * np.clip(mottled, 0.5, 1.5)[..., None]
    return _freckled(plate, _bearded(plate, person, skin, rng), rng)


def _tint(strength: Field, change: tuple[float, float, float]) -> Field:
    return np.stack([np.float32(1.0) + strength * np.float32(part) for part in change], axis=2)


def _bearded(plate: Plate, person: Person, skin: Field, rng: np.random.Generator) -> Field:
    """The shadow of a shaved beard, with its stubble."""
    if person.beard <= 0.0:
        return skin
    slanted = np.asarray(plate.down + 0.22 * np.abs(plate.across), np.float32)
    jaw = soft_step(46.0, 74.0, slanted)
    lip = bump(plate, (0.0, 62.0), (17.0, 5.0))
    cheeks = twin_bumps(plate, (30.0, 50.0), (12.0, 11.0))
    zone = np.clip(np.maximum(jaw * (1.0 - 0.85 * cheeks), 0.8 * lip), 0.0, 1.0)
    stubble = np.clip(noise(plate, 0.45, rng) - 0.7, 0.0, None)
    share = np.clip(person.beard * zone * (0.22 + 0.40 * stubble), 0.0, 0.8)
    return over(skin, linear(person.hair) * 0.8 + 0.02, share)


def _freckled(plate: Plate, skin: Field, rng: np.random.Generator) -> Field:
    """A few moles and spots, as everybody has."""
    spots = np.zeros(plate.shape, np.float32)
    for _ in range(26):
        centre = (float(rng.normal(0.0, 32.0)), float(rng.normal(20.0, 40.0)))
        size = float(rng.uniform(0.3, 0.8))
        spots += bump(plate, centre, (size, size)) * np.float32(rng.uniform(0.08, 0.35))
    return np.asarray(skin * _tint(np.clip(spots, 0.0, 1.0), (-0.55, -0.75, -0.8)), np.float32)
