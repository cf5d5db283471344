"""Strokes of a pen on printed pages, drawn from a seed: signatures of nobody, dates, dirt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from samples.camera import Rgb
from samples.print_and_scan import PAGE_DPI

#: ``cursive``: a name; ``stroke``: one bent line; ``stamp``: of an office, which nobody signed.
Hand = Literal["cursive", "scribble", "initials", "stroke"]
HANDS: tuple[Hand, ...] = ("cursive", "scribble", "initials", "stroke")
Dirt = Literal["specks", "hair", "smudge"]
#: Left, top, right, bottom in points from the upper left corner of the page.
Place = tuple[float, float, float, float]

_PX_PER_PT, PX_PER_MM = PAGE_DPI / 72.0, PAGE_DPI / 25.4
_INKS = ((25, 25, 30), (20, 20, 60), (35, 50, 140), (30, 60, 170), (60, 60, 65))
#: Digits as a pen draws them, in a box one wide and two high, from the upper left corner.
_DIGITS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "0": (((0.5, 0), (0, 1), (0.5, 2), (1, 1), (0.5, 0)),),
    "1": (((0.2, 0.5), (0.6, 0), (0.6, 2)),),
    "2": (((0, 0.5), (0.5, 0), (1, 0.5), (0, 2), (1, 2)),),
    "3": (((0, 0.2), (0.8, 0.3), (0.4, 0.9), (1, 1.5), (0, 1.9)),),
    "4": (((0.7, 2), (0.7, 0), (0, 1.3), (1, 1.3)),),
    "5": (((0.9, 0), (0.2, 0), (0.1, 0.9), (0.9, 1.2), (0, 2)),),
    "6": (((0.8, 0), (0.1, 1), (0.3, 2), (0.9, 1.5), (0.1, 1.3)),),
    "7": (((0, 0), (1, 0), (0.3, 2)),),
    "8": (((0.5, 1), (0.1, 0.4), (0.5, 0), (0.9, 0.4), (0, 1.6), (0.5, 2), (1, 1.5), (0.5, 1)),),
    "9": (((0.9, 0.5), (0.3, 0.1), (0.2, 0.9), (0.9, 0.5), (0.7, 2)),),
    "-": (((0.1, 1), (0.9, 1)),),
}
Points = npt.NDArray[np.float64]


def signed(page: Rgb, place: Place, hand: Hand, rng: np.random.Generator) -> Rgb:
    """A page of ``PAGE_DPI`` with a signature in a place, as people keep within their lines."""
    left, top, right, bottom = (value * _PX_PER_PT for value in place)
    height = min(rng.uniform(5, 13) * PX_PER_MM, 1.3 * (bottom - top))
    width = min(rng.uniform(18, 65) * PX_PER_MM, 0.9 * (right - left))
    if hand == "initials":
        width = min(width, rng.uniform(10, 18) * PX_PER_MM)
    start = left + rng.uniform(0.03, 0.6) * max(1.0, right - left - width)
    foot = bottom - rng.uniform(-0.1, 0.25) * (bottom - top)
    strokes = [
        np.asarray(stroke) * (width, height) + (start, foot - height)
        for stroke in _HANDS[hand](rng)
    ]
    return inked(page, strokes, rng)


def dated(page: Rgb, place: Place, date: str, rng: np.random.Generator) -> Rgb:
    """The page with a date written by hand."""
    left, top, right, bottom = (value * _PX_PER_PT for value in place)
    height = min(rng.uniform(2.6, 4.5) * PX_PER_MM, 0.8 * (bottom - top))
    step = min(0.75 * height, 0.95 * (right - left) / len(date))
    foot = bottom - 0.12 * (bottom - top)
    strokes = []
    for at, character in enumerate(date):
        for points in _DIGITS[character]:
            moved = np.array(points) * (0.62 * step, height / 2)
            moved += (left + step * (at + 0.2), foot - height)
            strokes.append(moved + rng.normal(0, 0.04 * height, moved.shape))
    return inked(page, strokes, rng)


def inked(page: Rgb, strokes: Sequence[Points], rng: np.random.Generator) -> Rgb:
    """The page with strokes of one pen, thicker where it is slow."""
    colour = np.array(_INKS[int(rng.integers(len(_INKS)))], np.float32)
    thickness = rng.uniform(0.25, 0.75) * PX_PER_MM
    pressed = np.zeros(page.shape[:2], np.uint8)
    for stroke in strokes:
        curve = _smooth(np.asarray(stroke, np.float64))
        widths = thickness * (0.8 + 0.3 * np.sin(np.linspace(0, rng.uniform(3, 9), len(curve))))
        for at in range(len(curve) - 1):
            ends = [tuple(int(v * 16) for v in point) for point in curve[at : at + 2]]
            width = max(1, round(float(widths[at])))
            cv2.line(pressed, ends[0], ends[1], 255, width, cv2.LINE_AA, shift=4)
    share = (pressed.astype(np.float32) / 255.0)[..., None] * float(rng.uniform(0.75, 1.0))
    return np.asarray(page * (1 - share) + np.minimum(colour, page) * share, np.uint8)


def soiled(page: Rgb, place: Place, dirt: Dirt, rng: np.random.Generator) -> Rgb:
    """The page with dust, a hair or a faint smudge near a place to write."""
    left, top, right, bottom = (value * _PX_PER_PT for value in place)
    mark = np.zeros(page.shape[:2], np.uint8)
    if dirt == "specks":
        for _ in range(int(rng.integers(3, 14))):
            spot = int(rng.uniform(left, right)), int(rng.uniform(top, bottom))
            cv2.circle(mark, spot, max(1, round(rng.uniform(0.05, 0.3) * PX_PER_MM)), 220, -1)
    elif dirt == "hair":
        length = rng.uniform(4, 9) * PX_PER_MM
        begin = np.array([rng.uniform(left, right), rng.uniform(top, bottom)])
        bends = np.cumsum(rng.normal(0, 0.35, (4, 2)) + rng.normal(0, 0.5, 2), axis=0)
        curve = _smooth(begin + bends * length / 4)
        cv2.polylines(mark, [curve.astype(np.int32)], False, 200, 1, cv2.LINE_AA)
    else:
        middle = (int(rng.uniform(left, right)), int(rng.uniform(top, bottom)))
        cv2.ellipse(mark, middle, (int(6 * PX_PER_MM), int(3 * PX_PER_MM)), 20, 0, 360, 28, -1)
        mark = np.asarray(cv2.GaussianBlur(mark, (0, 0), 2 * PX_PER_MM), np.uint8)
    share = (mark.astype(np.float32) / 255.0)[..., None]
    return np.asarray(page * (1 - share) + 60 * share, np.uint8)


def stamped(page: Rgb, place: Place, rng: np.random.Generator) -> Rgb:
    """The page with the stamp of an invented office."""
    left, top, right, bottom = (value * _PX_PER_PT for value in place)
    mark = np.zeros(page.shape[:2], np.uint8)
    x, y = int(left + 0.3 * (right - left)), int((top + bottom) / 2)
    half = int(14 * PX_PER_MM), int(4.5 * PX_PER_MM)
    cv2.rectangle(mark, (x - half[0], y - half[1]), (x + half[0], y + half[1]), 255, 5)
    foot = (x - half[0] + 20, y + 22)
    cv2.putText(mark, "RECEIVED", foot, cv2.FONT_HERSHEY_SIMPLEX, 1.7, 255, 4, cv2.LINE_AA)
    share = (mark.astype(np.float32) / 255.0)[..., None] * float(rng.uniform(0.7, 0.95))
    return np.asarray(page * (1 - share) + np.array((170, 40, 50)) * share, np.uint8)


def _smooth(points: Points) -> Points:
    """A curve through points (Catmull-Rom cubics)."""
    if len(points) < 3:
        return points
    padded = np.vstack([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, 14, endpoint=False)[:, None]
    parts = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        parts.append(
            0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
                   + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        )  # fmt: skip
    return np.vstack([*parts, points[-1:]])


def _cursive(rng: np.random.Generator) -> list[Points]:
    """A name of a few letters: loops between x-height and foot line, some of them tall."""
    count = int(rng.integers(5, 12))
    points = [(0.0, 0.7)]
    for at in range(count):
        x = (at + 0.5) / count
        rise = rng.choice([0.42, 0.42, 0.05, 0.2], p=[0.5, 0.2, 0.2, 0.1])
        drop = rng.choice([0.75, 0.98], p=[0.85, 0.15])
        if at == 0:
            rise = 0.0
        points += [(x - 0.3 / count, drop - 0.1), (x + 0.1 / count, rise), (x + 0.4 / count, drop)]
    strokes = [np.array(points) + rng.normal(0, 0.015, (len(points), 2))]
    if rng.uniform() < 0.4:
        strokes.append(np.array([(0.0, 1.0), (0.5, 0.9), (1.0, 0.95)]))
    return strokes


def _scribble(rng: np.random.Generator) -> list[Points]:
    count = int(rng.integers(8, 22))
    x = np.linspace(0, 1, count) + rng.normal(0, 0.09, count)
    return [np.stack([x, rng.uniform(0, 1, count)], axis=1)]


def _initials(rng: np.random.Generator) -> list[Points]:
    count = int(rng.integers(2, 4))
    strokes = []
    for at in range(count):
        base = np.array([at / count, 0.0])
        points = np.array([(0, 1), (0.3, 0), (0.5, 0.9), (0.9, 0.1), (0.8, 1)])
        chosen = points[: int(rng.integers(3, 6))] + rng.normal(0, 0.12, (1, 2))
        strokes.append(base + np.clip(chosen, 0, 1) * (0.85 / count, 1.0))
    return strokes


def _stroke(rng: np.random.Generator) -> list[Points]:
    rise = rng.uniform(0.35, 0.9) * rng.choice([-1, 1])
    line = np.array([(0.0, 0.5 + rise / 2), (0.45, 0.5), (1.0, 0.5 - rise / 2)])
    return [line + rng.normal(0, 0.06, line.shape)]


_HANDS = {
    "cursive": _cursive, "scribble": _scribble, "initials": _initials, "stroke": _stroke
}  # fmt: skip
