"""Light on the subject: too little, too much, from one side, veiled, coloured, reflected."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator
from scipy.spatial import Delaunay

from models.face import CHEEK_SIDES
from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import (
    FloatArray,
    Rgb,
    blurred,
    linear_colour,
    luminance,
    to_linear,
    to_srgb,
)
from service.evaluation.degradations.registry import degradation

#: Electrons that a small camera's pixel holds at white: what its shot noise follows from.
FULL_WELL_ELECTRONS = 8000.0
_LIGHTING_SIDE_EFFECTS = (
    "photo.skin-tone",
    "photo.background-white",
    "photo.background-plain",
    "photo.background-separation",
    "photo.lighting-uniform",
    "photo.eyes-visible",
)


@degradation(
    "dark",
    quantity="exposure below the right one",
    unit="stops",
    strengths=(0, 0.3, 0.6, 1, 1.5, 2, 2.5, 3, 4),
    rules=("photo.exposure",),
    accept=(0, 0.3),
    faults=((2.0, 9),),
    side_effects=(*_LIGHTING_SIDE_EFFECTS, "photo.sharpness", "photo.unaltered"),
)
def dark(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Underexposure: each stop halves the light; shot and read noise come nearer to the signal."""
    light = to_linear(photo.rgb) * np.float32(2.0**-strength)
    shot = np.sqrt(np.maximum(light, 0) / FULL_WELL_ELECTRONS + (3.0 / FULL_WELL_ELECTRONS) ** 2)
    noise = rng.standard_normal(light.shape, np.float32)
    return to_srgb(light + shot.astype(np.float32) * noise * np.float32(1 - 2.0**-strength))


@degradation(
    "bright",
    quantity="exposure above the right one",
    unit="stops",
    strengths=(0, 0.15, 0.3, 0.6, 1, 1.5, 2, 3),
    rules=("photo.exposure",),
    accept=(0, 0.15),
    faults=((1.5, 9),),
    side_effects=(*_LIGHTING_SIDE_EFFECTS, "photo.glare", "photo.unaltered", "photo.sharpness"),
)
def bright(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Overexposure: each stop doubles the light; what exceeds white is lost."""
    return to_srgb(to_linear(photo.rgb) * np.float32(2.0**strength))


@degradation(
    "washed-out",
    quantity="share of veiling light",
    unit="share",
    strengths=(0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8),
    rules=("photo.exposure",),
    accept=(0, 0.05),
    faults=((0.5, 1),),
    side_effects=(*_LIGHTING_SIDE_EFFECTS, "photo.sharpness", "photo.glare", "photo.unaltered"),
)
def washed_out(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A light veil over all, as of stray light on the lens or a faded print: blacks turn grey."""
    veil = np.float32(0.75)
    return to_srgb(to_linear(photo.rgb) * np.float32(1 - strength) + veil * np.float32(strength))


@degradation(
    "one-sided-shadow",
    quantity="light on the dark side below that on the lit side",
    unit="stops",
    strengths=(0, 0.25, 0.5, 1, 1.5, 2, 3, 4),
    rules=("photo.lighting-uniform",),
    accept=(0, 0.25),
    faults=((2.0, 9),),
    side_effects=(*_LIGHTING_SIDE_EFFECTS, "photo.exposure"),
)
def one_sided_shadow(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A lamp on one side: light falls off with the sideways turn of the face's own relief.

    The relief comes from the landmark mesh; outside the mesh the head is taken as round.
    """
    side = float(rng.choice((-1.0, 1.0)))
    away = np.clip(0.5 - 0.75 * side * _sideways_normal(photo), 0, 1)
    shaded = (away * away * (3 - 2 * away)) * photo.alpha
    return to_srgb(to_linear(photo.rgb) * np.exp2(-strength * shaded).astype(np.float32)[..., None])


def _sideways_normal(photo: CleanPhoto) -> FloatArray:
    """How far the surface faces to the picture's right, -1..1, for every pixel."""
    columns, _ = photo.grid
    middle = float(photo.points(*CHEEK_SIDES)[:, 0].mean())
    roundness = np.clip((columns - middle) / (0.62 * photo.face_width_px), -1, 1)
    mesh = photo.landmarks[:468].astype(np.float64)
    triangles = Delaunay(mesh[:, :2]).simplices
    corners = mesh[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-9
    normals *= -np.sign(normals[:, 2:3])  # towards the camera
    relief = np.zeros(roundness.shape, np.float32)
    cover = np.zeros(roundness.shape, np.float32)
    for corner, normal in zip(corners, normals, strict=True):
        polygon = np.rint(corner[:, :2]).astype(np.int32)
        cv2.fillConvexPoly(relief, polygon, float(normal[0]))
        cv2.fillConvexPoly(cover, polygon, 1.0)
    soft_px = 0.05 * photo.face_width_px
    inner = np.asarray(cv2.erode(cover, np.ones((15, 15), np.uint8)), np.float32)
    weight = blurred(inner, soft_px)
    relief = blurred(relief, soft_px / 2)
    return np.asarray(roundness * (1 - 0.6 * weight) + 0.6 * relief * weight, np.float32)


@degradation(
    "flash-spot",
    quantity="light reflected at the middle of the spot, where white paper is 1",
    unit="white",
    strengths=(0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.0),
    rules=("photo.glare",),
    accept=(0, 0.05),
    faults=((0.8, 9),),
    side_effects=("photo.exposure", "photo.skin-tone", "photo.lighting-uniform"),
)
def flash_spot(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A lamp mirrored by damp skin: a spot on the forehead, fainter ones on nose and cheek.

    The lamp's own light is added; the skin's pores break it up.
    """
    columns, rows = photo.grid
    width = photo.face_width_px
    spot = np.zeros(columns.shape, np.float32)
    nose, cheek = photo.points(4)[0], photo.points(int(rng.choice((50, 280))))[0]
    lobes = (
        (photo.forehead, 0.085, 0.055, 1.0),
        (nose, 0.03, 0.04, 0.5),
        (cheek, 0.05, 0.05, 0.35),
    )
    for (x, y), across, down, part in lobes:
        distance = ((columns - x) / (across * width)) ** 2 + ((rows - y) / (down * width)) ** 2
        spot += np.float32(part) * np.exp(-0.5 * distance**1.5).astype(np.float32)
    pores = blurred(rng.standard_normal(columns.shape, np.float32), 1.2)
    pores = np.clip(1.0 + 0.8 * pores, 0.3, 2.0)
    light = to_linear(photo.rgb)
    return to_srgb(light + np.float32(strength) * (spot * pores)[..., None].astype(np.float32))


@degradation(
    "colour-cast",
    quantity="chroma that the light gives to a white paper",
    unit="CIELAB C*",
    strengths=(0, 2, 4, 8, 12, 18, 26, 36, 50),
    rules=("photo.skin-tone", "photo.background-white"),
    accept=(0, 2),
    faults=((18, 99),),
    side_effects=("photo.exposure", "photo.background-plain"),
)
def colour_cast(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Light of another colour than the camera was set to: warm, cold or greenish lamps."""
    hue = float(rng.choice((75.0, 255.0, 140.0))) + float(rng.uniform(-10, 10))
    return to_srgb(to_linear(photo.rgb) * _filter_colour(strength, hue))


def _filter_colour(chroma: float, hue_degrees: float) -> FloatArray:
    """Gains of the three channels that turn white paper to a chroma, at equal luminance."""
    angle = np.deg2rad(hue_degrees)
    colour = linear_colour(85.0, chroma * np.cos(angle), chroma * np.sin(angle))
    white = linear_colour(85.0, 0.0, 0.0)
    gains = colour / white
    return np.asarray(gains / float(luminance(gains * white) / luminance(white)), np.float32)


@degradation(
    "greyscale",
    quantity="share of the colour that is lost",
    unit="share",
    strengths=(0, 0.5, 0.8, 1),
    rules=("photo.skin-tone", "photo.background-white"),
    accept=(1, 1),
)
def greyscale(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A black-and-white photo, which the rules allow: nothing may fail because of it."""
    light = to_linear(photo.rgb)
    grey = luminance(light)[..., None]
    return to_srgb(light + (grey - light) * np.float32(strength))
