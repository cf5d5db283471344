"""Faults about the eyes, drawn on a portrait at known strength by its landmarks.

The stress suite's degradations cover closed eyes, tinted lenses, reflections and red pupils; here
is what it has not: hair across the eyes, rims across the eyes, eyes turned aside.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models.face import LEFT_EYE_CORNERS, LEFT_PUPIL, RIGHT_EYE_CORNERS, RIGHT_PUPIL, Face

Rgb = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

_SHIFT = 4
#: Brown hair and a black rim, as sRGB.
HAIR = (52.0, 38.0, 30.0)
RIM = (22.0, 20.0, 20.0)
_EYES = ((RIGHT_EYE_CORNERS, RIGHT_PUPIL), (LEFT_EYE_CORNERS, LEFT_PUPIL))


def with_hair_over_right_eye(rgb: Rgb, face: Face, strands: int) -> Rgb:
    """``strands`` locks of hair, each 2.5 % of the eye distance wide, hang across the eye."""
    cover = np.zeros(rgb.shape[:2], np.float32)
    unit = face.inter_eye_px
    centre = np.array(face.centre(RIGHT_EYE_CORNERS))
    for strand in range(strands):
        x = (-0.22 + 0.44 * (strand + 0.5) / strands) * unit
        bend = 0.05 * unit * np.sin(1.7 * strand)
        steps = np.linspace(-0.9, 0.45, 40)
        points = centre + np.stack([x + bend * steps**2 + 0.06 * unit * steps, steps * unit], 1)
        _stroke(cover, points, 0.025 * unit)
    return _painted(rgb, cover, HAIR)


def with_rim_across_eyes(rgb: Rgb, face: Face, thickness: float) -> Rgb:
    """A dark rim, ``thickness`` in eye distances, lies level across both eye openings."""
    cover = np.zeros(rgb.shape[:2], np.float32)
    unit = face.inter_eye_px
    for corners, _ in _EYES:
        centre = np.array(face.centre(corners))
        ends = centre + np.array([[-0.45 * unit, 0.0], [0.45 * unit, 0.0]])
        _stroke(cover, ends, thickness * unit)
    return _painted(rgb, cover, RIM)


def with_gaze_aside(rgb: Rgb, face: Face, share: float) -> Rgb:
    """Both irises move to the picture's right by ``share`` of the eye's width, lids stay."""
    height, width = rgb.shape[:2]
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    source_x = columns.astype(np.float32)
    for corners, pupil in _EYES:
        ends = np.array([face.point(index) for index in corners])
        eye_width = float(np.hypot(*(ends[1] - ends[0])))
        x, y = face.point(pupil)
        shift = share * eye_width
        near = np.exp(-(((columns - x - shift) / (0.36 * eye_width)) ** 4))
        level = np.exp(-(((rows - y) / (0.17 * eye_width)) ** 8))
        source_x -= (shift * near * level).astype(np.float32)
    moved = cv2.remap(rgb, source_x, rows.astype(np.float32), cv2.INTER_CUBIC)
    return np.asarray(moved, np.uint8)


def with_red_pupils(rgb: Rgb, face: Face, strength: float) -> Rgb:
    """Pupils of half the iris's radius turn red; ``strength`` 1 is a saturated red."""
    cover = np.zeros(rgb.shape[:2], np.float32)
    for _, pupil in _EYES:
        rim = [face.point(pupil + step) for step in (1, 2, 3, 4)]
        centre = np.array(face.point(pupil))
        radius = 0.5 * float(np.hypot(*(np.array(rim) - centre).T).mean())
        _dot(cover, centre, radius)
    return _painted(rgb, cover * np.float32(strength), (235.0, 40.0, 35.0))


def with_bar_over_eyes(
    rgb: Rgb, face: Face, colour: tuple[int, int, int], reach: tuple[float, float]
) -> Rgb:
    """One bar over both eyes; ``reach``: half its width and height in eye distances."""
    rows, columns = _band(face, reach)
    barred = rgb.copy()
    barred[rows, columns] = colour
    return barred


def with_mosaic_over_eyes(rgb: Rgb, face: Face, block: float) -> Rgb:
    """The band of the eyes in squares, ``block`` eye distances wide, of one colour each."""
    rows, columns = _band(face, (1.0, 0.25))
    band = rgb[rows, columns]
    height, width = band.shape[:2]
    side = block * face.inter_eye_px
    few = (max(1, round(width / side)), max(1, round(height / side)))
    squares = cv2.resize(band, few, interpolation=cv2.INTER_AREA)
    veiled = rgb.copy()
    veiled[rows, columns] = cv2.resize(squares, (width, height), interpolation=cv2.INTER_NEAREST)
    return veiled


def _band(face: Face, reach: tuple[float, float]) -> tuple[slice, slice]:
    right, left = (np.array(face.point(pupil)) for _, pupil in _EYES)
    x, y = (right + left) / 2
    across, down = (share * face.inter_eye_px for share in reach)
    return (
        slice(max(0, round(y - down)), round(y + down)),
        slice(max(0, round(x - across)), round(x + across)),
    )


def _dot(cover: Plane, centre: npt.NDArray[np.float64], radius: float) -> None:
    fixed = [int(v) for v in np.rint(centre * (1 << _SHIFT))]
    cv2.circle(cover, fixed, round(radius * (1 << _SHIFT)), (1.0,), -1, cv2.LINE_AA, _SHIFT)


def _stroke(cover: Plane, points: npt.NDArray[np.float64], width: float) -> None:
    fixed = np.rint(points * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(cover, [fixed], False, (1.0,), max(1, round(width)), cv2.LINE_AA, _SHIFT)


def _painted(rgb: Rgb, cover: Plane, colour: tuple[float, float, float]) -> Rgb:
    soft = cv2.GaussianBlur(cover, (0, 0), 0.8)[..., None]
    mixed = rgb * (1 - soft) + np.array(colour, np.float32) * soft
    return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)
