"""Tools of the painter: the drawing plate in millimetres, soft shapes, noise, strokes, colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
Colour = tuple[float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]

#: Strokes are drawn on a fixed-point grid of 1/16 pixel.
_STROKE_SHIFT = 4
#: A Gaussian is nothing beyond so many standard deviations.
_REACH_SPREADS = 4.0


@dataclass(frozen=True, slots=True)
class Plate:
    """The head's coordinates of every pixel.

    ``across`` and ``down``: millimetres from the point between the pupils, which stands at
    ``centre_px``; ``px_per_mm``: the scale; ``tilt_degrees``: the roll of the head.
    """

    across: Field
    down: Field
    px_per_mm: float
    centre_px: Point
    tilt_degrees: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.across.shape[0]), int(self.across.shape[1])

    def to_px(self, points_mm: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Positions of points (n, 2) of the head in pixels of the picture."""
        points = np.asarray(points_mm, np.float64).reshape(-1, 2)
        cosine, sine = _turn(self.tilt_degrees)
        x = points[:, 0] * cosine - points[:, 1] * sine
        y = points[:, 0] * sine + points[:, 1] * cosine
        return np.asarray(np.stack([x, y], 1) * self.px_per_mm + np.asarray(self.centre_px))


def _turn(degrees: float) -> tuple[float, float]:
    angle = np.deg2rad(degrees)
    return float(np.cos(angle)), float(np.sin(angle))


def make_plate(
    width_px: int, height_px: int, px_per_mm: float, centre_px: Point, tilt_degrees: float
) -> Plate:
    """A plate for a picture of a size, with the point between the pupils at ``centre_px``."""
    rows, columns = np.mgrid[0:height_px, 0:width_px].astype(np.float32)
    x, y = (columns - centre_px[0]) / px_per_mm, (rows - centre_px[1]) / px_per_mm
    cosine, sine = _turn(tilt_degrees)
    across, down = x * cosine + y * sine, y * cosine - x * sine
    return Plate(
        across.astype(np.float32), down.astype(np.float32), px_per_mm, centre_px, tilt_degrees
    )


def part_of(plate: Plate, box_mm: Box) -> tuple[Plate, tuple[slice, slice]]:
    """The part of a plate that holds a box (left, top, right, bottom) of the head; its place."""
    left, top, right, bottom = box_mm
    corners = plate.to_px([(left, top), (right, top), (right, bottom), (left, bottom)])
    height, width = plate.shape
    low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width, height))
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 1, 0, (width, height))
    place = (slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0])))
    centre = (plate.centre_px[0] - float(low[0]), plate.centre_px[1] - float(low[1]))
    part = Plate(
        plate.across[place], plate.down[place], plate.px_per_mm, centre, plate.tilt_degrees
    )
    return part, place


def soft_step(low: float, high: float, values: Field) -> Field:
    """0 below ``low``, 1 above ``high``, smooth between (either order)."""
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share), np.float32)


def bump(plate: Plate, centre: Point, spread: Point, lean_degrees: float = 0.0) -> Field:
    """A Gaussian of height 1 at ``centre`` with standard deviations ``spread``, in millimetres."""
    reach = _REACH_SPREADS * max(spread)
    left, top, right, bottom = (c + sign * reach for sign in (-1, 1) for c in centre)
    window, rows_columns = part_of(plate, (left, top, right, bottom))
    cosine, sine = _turn(lean_degrees)
    x, y = window.across - centre[0], window.down - centre[1]
    along, beside = x * cosine + y * sine, y * cosine - x * sine
    layer = np.zeros(plate.shape, np.float32)
    layer[rows_columns] = np.exp(-0.5 * ((along / spread[0]) ** 2 + (beside / spread[1]) ** 2))
    return layer


def twin_bumps(plate: Plate, centre: Point, spread: Point, lean_degrees: float = 0.0) -> Field:
    """The same bump on both sides of the face."""
    left = bump(plate, (-centre[0], centre[1]), spread, -lean_degrees)
    return np.maximum(left, bump(plate, centre, spread, lean_degrees))


def blurred(values: Field, sigma_px: float) -> Field:
    """Gaussian blur; large ones on a reduced copy, where nothing is lost."""
    if sigma_px < 6.0:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma_px), np.float32)
    height, width = values.shape[:2]
    factor = max(1, int(sigma_px // 3))
    small_size = (max(1, width // factor), max(1, height // factor))
    small = cv2.resize(values, small_size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma_px / factor)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def noise(
    plate: Plate, grain_mm: float, rng: np.random.Generator, stretch: Point = (1.0, 1.0)
) -> Field:
    """Smooth noise of unit spread whose grains are ``grain_mm`` wide, times ``stretch``."""
    height, width = plate.shape
    cell = grain_mm * plate.px_per_mm
    columns = max(2, round(width / max(1.0, cell * stretch[0])))
    rows = max(2, round(height / max(1.0, cell * stretch[1])))
    grains = rng.standard_normal((rows, columns)).astype(np.float32)
    spread_out = cv2.resize(grains, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(spread_out / np.float32(max(1e-6, float(spread_out.std()))), np.float32)


def strokes(
    plate: Plate,
    paths_mm: Sequence[npt.ArrayLike],
    widths_mm: Sequence[float] | npt.NDArray[np.float64],
    strengths: Sequence[float] | npt.NDArray[np.float64],
) -> Field:
    """Coverage 0..1 of thin antialiased strokes, later ones over earlier ones."""
    layer = np.zeros(plate.shape, np.uint8)
    arrays = [np.asarray(path, np.float64).reshape(-1, 2) for path in paths_mm]
    ends = np.cumsum([len(points) for points in arrays])
    together = np.round(plate.to_px(np.concatenate(arrays)) * 2**_STROKE_SHIFT).astype(np.int32)
    drawn = np.split(together, ends[:-1])
    for points, width_mm, strength in zip(drawn, widths_mm, strengths, strict=True):
        width_px = width_mm * plate.px_per_mm
        value = 255.0 * strength * min(1.0, width_px)
        thickness = max(1, round(width_px))
        cv2.polylines(layer, [points], False, value, thickness, cv2.LINE_AA, _STROKE_SHIFT)
    return np.asarray(layer, np.float32) / np.float32(255.0)


def area(plate: Plate, outline_mm: npt.ArrayLike, softness_mm: float) -> Field:
    """Coverage 0..1 of a closed outline with an edge that is ``softness_mm`` wide."""
    layer = np.zeros(plate.shape, np.uint8)
    points = np.round(plate.to_px(outline_mm) * 2**_STROKE_SHIFT).astype(np.int32)
    cv2.fillPoly(layer, [points], 255, cv2.LINE_AA, _STROKE_SHIFT)
    coverage = np.asarray(layer, np.float32) / np.float32(255.0)
    return blurred(coverage, max(0.4, softness_mm * plate.px_per_mm / 2.0))


def moved(points: npt.ArrayLike, across: float, down: float) -> npt.NDArray[np.float64]:
    """Points (n, 2), or one point, moved by so many millimetres."""
    return np.asarray(np.add(points, (across, down)), np.float64)


def rounded(outline: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A closed outline with its corners rounded (Chaikin's corner cutting, three times)."""
    points = np.asarray(outline, np.float64)
    for _ in range(3):
        following = np.roll(points, -1, axis=0)
        cut = np.stack([0.75 * points + 0.25 * following, 0.25 * points + 0.75 * following], 1)
        points = cut.reshape(-1, 2)
    return points


def linear(colour: Colour) -> Field:
    """Linear light 0..1 of an sRGB colour 0..255 (IEC 61966-2-1)."""
    unit = np.asarray(colour, np.float64) / 255.0
    return np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def srgb(light: Field) -> Field:
    """Encoded sRGB values 0..255 of linear light 0..1, not rounded."""
    unit = np.clip(light, 0.0, 1.0)
    encoded = np.where(unit <= 0.0031308, unit * 12.92, 1.055 * unit ** (1 / 2.4) - 0.055)
    return np.asarray(encoded * 255.0, np.float32)


def over(under: Field, paint: Field, coverage: Field) -> Field:
    """Lay ``paint`` over a picture where ``coverage`` says so."""
    share = coverage[..., None]
    return np.asarray(under * (1.0 - share) + paint * share, np.float32)
