"""Copies of documents on paper: photocopies, colour prints, flatbed scans, both sides on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from samples.camera import Rgb, jpeg_pixels
from samples.identity_sheet import Coverage, Drawn
from samples.painting import Field, blurred

A4_MM = (210.0, 297.0)
#: Between documents on the glass, and around them.
_GAP_MM = 6.0


@dataclass(frozen=True, slots=True)
class ScanSetting:
    """How documents lie on the glass. ``page``: the whole glass, or cut to what lies there.

    ``turn_deg``: how they lie askew; ``tone``: colour of the picture.
    """

    dpi: float = 300.0
    page: Literal["A4", "cut out"] = "A4"
    turn_deg: float = 0.0
    noise_levels: float = 2.0
    jpeg_quality: int = 85
    tone: Literal["colour", "grey"] = "colour"


def photocopied(rgb: Rgb, copy: str, px_per_mm: float, rng: np.random.Generator) -> Field:
    """What is left of a document on paper: grey and hard from a copier, dull from a printer."""
    light = rgb.astype(np.float32)
    if copy == "original":
        return light
    toner = rng.standard_normal(rgb.shape[:2], dtype=np.float32)
    toner = np.asarray(cv2.GaussianBlur(toner, (0, 0), 0.05 * px_per_mm), np.float32)
    toner /= max(1e-6, float(toner.std()))
    soft = np.asarray(cv2.GaussianBlur(light, (0, 0), 0.055 * px_per_mm), np.float32)
    if copy == "colour print":
        dots = 5.0 * toner[..., None]
        return np.asarray(np.clip(28 + soft * 0.85 + dots, 0, 255), np.float32)
    grey = soft @ np.array((0.30, 0.59, 0.11), np.float32)
    hard = 255.0 / (1.0 + np.exp(-(grey - 128.0 + 12.0 * toner) / 26.0))
    page = 14.0 + hard * (242.0 - 14.0) / 255.0
    return np.asarray(np.repeat(page[..., None], 3, axis=2), np.float32)


def on_paper(drawn: Drawn, margin_mm: float = 14.0) -> Drawn:
    """A document in the middle of a white sheet, as a copier lays it there; the sheet is cut."""
    margin = round(margin_mm * drawn.px_per_mm)
    height, width = drawn.rgb.shape[:2]
    rgb = np.full((height + 2 * margin, width + 2 * margin, 3), 255, np.uint8)
    cover = drawn.coverage[..., None].astype(np.float32) / 255.0
    inner = drawn.rgb * cover + 255.0 * (1.0 - cover)
    rgb[margin : margin + height, margin : margin + width] = np.round(inner).astype(np.uint8)
    shift = np.array([[1, 0, margin], [0, 1, margin], [0, 0, 1]], np.float64)
    return replace(
        drawn,
        rgb=rgb,
        coverage=np.full(rgb.shape[:2], 255, np.uint8),
        marks=tuple(mark.moved(shift) for mark in drawn.marks),
    )


def flatbed(sides: Sequence[Drawn], setting: ScanSetting, seed: int = 0) -> Drawn:
    """Documents on the glass of a scanner, one below the other, with all their marks.

    The facts of the first side with a zone or a barcode are those of the picture.
    """
    rng = np.random.default_rng([83, seed])
    scale = setting.dpi / 25.4
    size_mm = A4_MM if setting.page == "A4" else _room_mm(sides, setting)
    width, height = (round(side * scale) for side in size_mm)
    light = np.full((height, width, 3), 247.0, np.float32)
    whole = np.zeros((height, width), np.float32)
    marks = []
    middle_mm, top_mm = _start(sides, setting, size_mm, rng)
    for side in sides:
        height_mm = _extent_mm(side, setting)[1]
        place = _placing(side, scale, (middle_mm, top_mm + height_mm / 2), setting, rng)
        light, cover = _laid(light, side, place)
        whole = np.maximum(whole, cover)
        marks += [mark.moved(place) for mark in side.marks]
        top_mm += height_mm + _GAP_MM
    if setting.tone == "grey":
        light = np.repeat((light @ np.array((0.30, 0.59, 0.11), np.float32))[..., None], 3, axis=2)
    light = np.asarray(cv2.GaussianBlur(light, (0, 0), 0.5), np.float32)
    light += rng.standard_normal(light.shape, dtype=np.float32) * setting.noise_levels
    rgb = jpeg_pixels(np.clip(np.round(light), 0, 255).astype(np.uint8), setting.jpeg_quality)
    head = next((side for side in sides if side.mrz or side.barcode), sides[0])
    stacked = ("front and back stacked",) if len(sides) > 1 else ()
    return replace(
        head,
        rgb=rgb,
        coverage=np.round(whole * 255).astype(np.uint8),
        px_per_mm=scale,
        marks=tuple(marks),
        barcode=next((side.barcode for side in sides if side.barcode), ""),
        labels=("scan", f"px_per_mm={scale:.1f}", *stacked),
    )


def stacked(sides: Sequence[Drawn]) -> Drawn:
    """Sides one below the other, at the scale of the first, with no other change."""
    setting = ScanSetting(sides[0].px_per_mm * 25.4, "cut out", noise_levels=0.0, jpeg_quality=97)
    return replace(flatbed(sides, setting), labels=("front and back stacked",))


def _start(
    sides: Sequence[Drawn],
    setting: ScanSetting,
    size_mm: tuple[float, float],
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Where the column of sides has its middle and its top, somewhere on the glass, inside it."""
    across, down = np.clip(np.array(size_mm) - _room_mm(sides, setting), 0.0, None)
    middle = size_mm[0] / 2 + across * rng.uniform(-0.5, 0.5)
    return float(middle), _GAP_MM + float(down * rng.uniform(0.0, 1.0))


def _extent_mm(side: Drawn, setting: ScanSetting) -> tuple[float, float]:
    """The upright box that a side takes as it lies on the glass."""
    height, width = (extent / side.px_per_mm for extent in side.rgb.shape[:2])
    angle = np.deg2rad(setting.turn_deg)
    cosine, sine = abs(float(np.cos(angle))), abs(float(np.sin(angle)))
    return width * cosine + height * sine, width * sine + height * cosine


def _room_mm(sides: Sequence[Drawn], setting: ScanSetting) -> tuple[float, float]:
    extents = [_extent_mm(side, setting) for side in sides]
    widths, heights = zip(*extents, strict=True)
    return max(widths) + 2 * _GAP_MM, sum(heights) + _GAP_MM * (len(sides) + 1)


def _placing(
    side: Drawn,
    scale: float,
    middle_mm: tuple[float, float],
    setting: ScanSetting,
    rng: np.random.Generator,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The matrix that lays a side on the glass."""
    height, width = side.rgb.shape[:2]
    angle = np.deg2rad(setting.turn_deg + (rng.normal(0, 0.3) if setting.turn_deg else 0.0))
    factor = scale / side.px_per_mm
    cosine, sine = factor * np.cos(angle), factor * np.sin(angle)
    matrix = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    centre = matrix[:2, :2] @ np.array([width / 2, height / 2])
    matrix[:2, 2] = np.array(middle_mm) * scale - centre
    return matrix


def _laid(
    light: Field, side: Drawn, place: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> tuple[Field, Field]:
    """The glass with one more document on it, and where that lies."""
    size = (light.shape[1], light.shape[0])
    reduction = 1.0 / float(np.hypot(place[0, 0], place[1, 0]))
    paper = side.rgb.astype(np.float32)
    if reduction > 1.1:
        paper = np.asarray(cv2.GaussianBlur(paper, (0, 0), 0.45 * reduction), np.float32)
    drawn = cv2.warpPerspective(
        paper, place, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    solid: Coverage = side.coverage
    cover = cv2.warpPerspective(solid.astype(np.float32) / 255.0, place, size)
    soft = blurred(np.asarray(cover, np.float32), max(0.5, size[0] * 0.002))
    shaded = light * (1.0 - 0.18 * soft * (1.0 - cover))[..., None]
    laid = shaded * (1.0 - cover[..., None]) + np.clip(drawn, 0, 255) * cover[..., None]
    return np.asarray(laid, np.float32), np.asarray(cover, np.float32)
