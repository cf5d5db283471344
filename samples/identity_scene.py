"""What lies around a document in a snapshot: desk, papers, a pen, fingers."""

from __future__ import annotations

import cv2
import numpy as np

from samples.painting import Field, blurred

#: Colours of table tops, sRGB.
_DESKS = (
    (150, 112, 78),
    (96, 66, 44),
    (206, 200, 190),
    (60, 62, 68),
    (178, 160, 132),
    (44, 72, 88),
)
_SKINS = ((224, 178, 154), (196, 146, 116), (134, 92, 68), (104, 70, 52))


def desk(height: int, width: int, clutter: float, rng: np.random.Generator) -> Field:
    """A table top, 0..255; with ``clutter`` 0..1 more things lie on it."""
    colour = np.array(_DESKS[int(rng.integers(len(_DESKS)))], np.float32)
    streaks = rng.standard_normal((height // 3 + 1, 14)).astype(np.float32)
    grain = cv2.resize(streaks, (width, height), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.5:
        grain = np.ascontiguousarray(
            cv2.resize(grain.T, (width, height), interpolation=cv2.INTER_AREA)
        )
    scene = colour * (1.0 + 0.08 * clutter * grain[..., None] + 0.015 * grain[..., None])
    scene = np.ascontiguousarray(scene, np.float32)
    for _ in range(round(5 * clutter)):
        _paper(scene, rng)
    for _ in range(round(3 * clutter)):
        _stick(scene, rng)
    return scene


def fingertip(
    height: int,
    width: int,
    at: tuple[float, float],
    towards: tuple[float, float],
    size_px: float,
    rng: np.random.Generator,
) -> tuple[Field, Field]:
    """A fingertip that comes from outside: its picture 0..255 and its coverage 0..1."""
    skin = np.array(_SKINS[int(rng.integers(len(_SKINS)))], np.float32)
    tip, direction = np.array(at), np.array(towards, float)
    direction /= max(1e-6, float(np.hypot(*direction)))
    end = tip + direction * size_px * 9
    cover = np.zeros((height, width), np.uint8)
    start = tip + direction * size_px / 2
    cv2.line(cover, _pixel(start), _pixel(end), 255, max(2, round(size_px)), cv2.LINE_AA)
    cover_soft = cv2.GaussianBlur(cover, (0, 0), max(0.6, size_px * 0.03))
    soft = np.asarray(cover_soft.astype(np.float32) / np.float32(255), np.float32)
    depth = blurred(soft, size_px * 0.22)
    shaded = skin * (0.55 + 0.5 * np.clip(depth, 0, 1))[..., None]
    nail = np.zeros((height, width), np.uint8)
    angle = float(np.degrees(np.arctan2(direction[1], direction[0])))
    axes = (round(size_px * 0.36), round(size_px * 0.27))
    cv2.ellipse(nail, _pixel(tip + direction * size_px * 0.42), axes, angle, 0, 360, 255, -1)
    nail_soft = np.asarray(cv2.GaussianBlur(nail, (0, 0), max(0.6, size_px * 0.02)), np.float32)
    share = 0.6 * nail_soft[..., None] / 255
    painted = shaded * (1 - share) + np.array((238, 205, 196), np.float32) * share
    return np.asarray(painted, np.float32), soft


def _paper(scene: Field, rng: np.random.Generator) -> None:
    """A sheet with lines of writing, somewhere and somehow turned."""
    height, width = scene.shape[:2]
    size = np.array([0.5, 0.65]) * width * rng.uniform(0.6, 1.2)
    sheet = np.full((round(size[1]), round(size[0]), 3), rng.uniform(215, 250), np.float32)
    step = max(5, round(size[0] * 0.035))
    for top in range(step * 2, sheet.shape[0] - step, step):
        left = step
        while left < sheet.shape[1] - 3 * step:
            word = int(rng.integers(step // 2, 3 * step))
            sheet[top : top + max(1, step // 3), left : left + word] = rng.uniform(40, 120)
            left += word + step // 2
    angle = float(rng.uniform(-40, 40))
    centre = (float(rng.uniform(-0.1, 1.1) * width), float(rng.uniform(-0.1, 1.1) * height))
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), angle, 1.0)
    turn[:, 2] += np.array(centre) - size / 2
    drawn = cv2.warpAffine(sheet, turn, (width, height))
    cover = cv2.warpAffine(np.ones(sheet.shape[:2], np.float32), turn, (width, height))[..., None]
    shadow = blurred(np.asarray(cover[..., 0], np.float32), 0.012 * width)[..., None]
    scene *= 1.0 - 0.25 * shadow
    scene *= 1.0 - cover
    scene += drawn * cover


def _stick(scene: Field, rng: np.random.Generator) -> None:
    """A pen, or the edge of something."""
    height, width = scene.shape[:2]
    start = rng.uniform((0, 0), (width, height))
    turn, length = rng.uniform(0, 2 * np.pi), 0.4 * width
    end = start + length * np.array([np.cos(turn), np.sin(turn)])
    ink = tuple(float(level) for level in rng.uniform(15, 170, 3))
    thickness = max(2, round(width * rng.uniform(0.008, 0.02)))
    cv2.line(scene, _pixel(start), _pixel(end), ink, thickness, cv2.LINE_AA)


def _pixel(point: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
