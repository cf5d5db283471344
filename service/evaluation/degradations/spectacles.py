"""Spectacles: plain ones, which the rules allow, and lenses that hide the eyes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import (
    FloatArray,
    Rgb,
    blurred,
    mixed,
    to_linear,
    to_srgb,
)
from service.evaluation.degradations.registry import degradation

#: Finer grid that outlines are drawn on, in bits of cv2's fixed-point coordinates.
_SHIFT = 4


@dataclass(frozen=True, slots=True)
class Spectacles:
    """Covers 0..1 of both lenses and of the frame, (h, w); outlines of the lenses in pixels."""

    lenses: FloatArray
    frame: FloatArray
    outlines: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def _drawn(photo: CleanPhoto, thickness_mm: float) -> Spectacles:
    """Rounded lenses about both eyes, with bridge and temples."""
    across = (photo.eyes[1] - photo.eyes[0]) / photo.inter_eye_px
    down = np.array([-across[1], across[0]], np.float32)
    outlines = []
    for eye in photo.eyes:
        angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.7 * 0.41 * photo.inter_eye_px
        y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.7 * 0.31 * photo.inter_eye_px
        y = y + 0.05 * photo.inter_eye_px
        outlines.append((eye + x[:, None] * across + y[:, None] * down).astype(np.float32))
    lenses = np.zeros(photo.alpha.shape, np.float32)
    frame = np.zeros(photo.alpha.shape, np.float32)
    width_px = max(1, round(thickness_mm * photo.px_per_mm))
    for outline in outlines:
        fixed = np.rint(outline * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(lenses, [fixed], 1.0, cv2.LINE_AA, _SHIFT)
        cv2.polylines(frame, [fixed], True, 1.0, width_px, cv2.LINE_AA, _SHIFT)
    middle = photo.eyes.mean(axis=0)
    arms = [
        (middle - 0.1 * photo.inter_eye_px * across, middle + 0.1 * photo.inter_eye_px * across)
    ]
    for sign, eye in ((-1.0, photo.eyes[0]), (1.0, photo.eyes[1])):
        hinge = eye + sign * 0.41 * photo.inter_eye_px * across
        arms.append((hinge, hinge + sign * 0.24 * photo.inter_eye_px * across))
    for start, end in arms:
        ends = [
            tuple(np.rint(point * (1 << _SHIFT)).astype(int).tolist()) for point in (start, end)
        ]
        cv2.line(frame, ends[0], ends[1], 1.0, width_px, cv2.LINE_AA, _SHIFT)
    soft = blurred(frame, 0.7)
    return Spectacles(blurred(lenses, 0.7), np.clip(soft * 1.2, 0, 1), (outlines[0], outlines[1]))


def _with_frame(light: FloatArray, spectacles: Spectacles, photo: CleanPhoto) -> FloatArray:
    """The frame with its small shadow on the skin below."""
    shadow = blurred(np.roll(spectacles.frame, round(0.5 * photo.px_per_mm), axis=0), 4.0)
    light = light * (1.0 - 0.25 * shadow)[..., None]
    return mixed(light, np.array([0.012, 0.010, 0.010], np.float32), spectacles.frame * 0.95)


@degradation(
    "clear-spectacles",
    quantity="thickness of the frame",
    unit="mm",
    strengths=(0, 0.3, 0.6, 1, 1.5),
    rules=("photo.eyes-visible", "photo.glare", "photo.occlusion", "photo.eyes-open"),
    accept=(0, 1.5),
)
def clear_spectacles(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Untinted spectacles without reflection, which the rules allow."""
    spectacles = _drawn(photo, strength)
    light = to_linear(photo.rgb) * (1.0 - 0.08 * spectacles.lenses)[..., None]
    return to_srgb(_with_frame(light, spectacles, photo))


@degradation(
    "tinted-lenses",
    quantity="optical density of the lenses (0.3 halves the light)",
    unit="density",
    strengths=(0, 0.05, 0.15, 0.3, 0.5, 0.8, 1.2, 1.8),
    rules=("photo.eyes-visible",),
    accept=(0, 0.05),
    faults=((0.8, 9),),
    side_effects=("photo.eyes-open", "photo.occlusion", "photo.lighting-uniform", "photo.red-eye"),
)
def tinted_lenses(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """Sunglasses: the lenses let only part of the light through, and mirror a little."""
    spectacles = _drawn(photo, 0.6)
    warmth = np.array([0.92, 1.0, 1.12], np.float32)
    through = 10.0 ** (-strength * spectacles.lenses[..., None] * warmth)
    mirrored = 0.012 * min(1.0, strength) * spectacles.lenses[..., None]
    light = to_linear(photo.rgb) * through.astype(np.float32) + mirrored
    return to_srgb(_with_frame(light.astype(np.float32), spectacles, photo))


@degradation(
    "lens-reflection",
    quantity="light mirrored by the lenses, where white paper is 1",
    unit="white",
    strengths=(0, 0.03, 0.08, 0.15, 0.3, 0.6, 1, 2),
    rules=("photo.glare", "photo.eyes-visible"),
    accept=(0, 0.03),
    faults=((0.6, 9),),
    side_effects=("photo.eyes-open", "photo.occlusion", "photo.red-eye"),
)
def lens_reflection(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A window mirrored in both lenses: its panes' light is added over nearly half of each."""
    spectacles = _drawn(photo, 0.6)
    window = np.zeros(photo.alpha.shape, np.float32)
    slant = float(rng.uniform(-0.35, 0.35))
    for outline in spectacles.outlines:
        low, high = outline.min(axis=0), outline.max(axis=0)
        size = high - low
        left, right, middle = 0.18 + slant / 5, 0.66 + slant / 5, 0.42 + slant / 5
        for start, end in ((left, middle - 0.02), (middle + 0.02, right)):
            pane = np.array(
                [(start, 0.1), (end, 0.1), (end + slant, 0.85), (start + slant, 0.85)], np.float32
            )
            corners = np.rint((low + pane * size) * (1 << _SHIFT)).astype(np.int32)
            cv2.fillPoly(window, [corners], 1.0, cv2.LINE_AA, _SHIFT)
    window = blurred(window, 0.12 * photo.px_per_mm) * spectacles.lenses
    light = to_linear(photo.rgb) + np.float32(strength) * window[..., None]
    return to_srgb(_with_frame(light.astype(np.float32), spectacles, photo))
