"""Pages printed on paper and brought back by a scanner or by a telephone's camera, simulated.

Each look is drawn from a seed, so that a specimen can be made again from its number alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from samples.camera import Rgb
from samples.picture_pdf import Codec, PagePicture, TextLine, picture_pdf

#: The resolution of the pages that come in.
PAGE_DPI = 300.0
#: What office scanners and applications of telephones write as producer, invented names apart.
SCANNER_PRODUCERS = ("SPECIMEN Scan 1.0", "libtiff / tiff2pdf", "")

_Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ScanLook:
    """How a scanner renders a sheet. ``tone``: the paper's colour; ``skew_deg``: how it lay askew.

    ``cleanup``: level from which the scanner's software turns paper to pure white; 256 for never.
    ``edge_mm``: dark strip beside the sheet; ``staple_mm``: length of the staple; 0 for none.
    """

    dpi: int
    skew_deg: float
    shift_mm: tuple[float, float]
    tone: tuple[int, int, int]
    noise_levels: float
    blur_px: float
    cleanup: int
    edge_mm: float
    staple_mm: float
    codec: Codec
    jpeg_quality: int


@dataclass(frozen=True, slots=True)
class PhotoLook:
    """How a telephone records a sheet on a desk. ``corner_shifts``: of the page's size, by corner.

    ``lighting``: darkest to brightest place of the sheet; ``fill``: share of the frame's width.
    """

    dpi: int
    corner_shifts: tuple[tuple[float, float], ...]
    fill: float
    lighting: float
    light_angle_deg: float
    desk: tuple[int, int, int]
    tone: tuple[int, int, int]
    noise_levels: float
    blur_px: float
    jpeg_quality: int


def scan_look(seed: int) -> ScanLook:
    """The look of an ordinary office or home scan, drawn from a seed."""
    rng = np.random.default_rng([1, seed])
    warmth = rng.uniform(0, 12)
    level = rng.uniform(236, 253)
    codecs: tuple[Codec, ...] = ("jpeg", "jpeg", "ccitt", "flate-1bit", "flate")
    return ScanLook(
        dpi=int(rng.choice([100, 150, 200, 300])),
        skew_deg=float(np.clip(rng.normal(0, 0.8), -3, 3)),
        shift_mm=(float(rng.normal(0, 1.5)), float(rng.normal(0, 1.5))),
        tone=(round(level), round(level - warmth / 3), round(level - warmth)),
        noise_levels=float(rng.uniform(1.0, 4.0)),
        blur_px=float(rng.uniform(0.4, 1.1)),
        cleanup=int(rng.choice([256, 256, 235])),
        edge_mm=float(rng.choice([0.0, 0.0, rng.uniform(0.5, 5.0)])),
        staple_mm=float(rng.choice([0.0, 0.0, 9.0])),
        codec=codecs[int(rng.integers(len(codecs)))],
        jpeg_quality=int(rng.integers(45, 91)),
    )


def photo_look(seed: int) -> PhotoLook:
    """The look of a snapshot of a sheet by a telephone, drawn from a seed."""
    rng = np.random.default_rng([2, seed])
    shifts = tuple((float(x), float(y)) for x, y in rng.normal(0, 0.03, (4, 2)))
    desk = rng.uniform(20, 190)
    return PhotoLook(
        dpi=int(rng.integers(110, 260)),
        corner_shifts=shifts,
        fill=float(rng.uniform(0.72, 0.97)),
        lighting=float(rng.uniform(0.55, 0.85)),
        light_angle_deg=float(rng.uniform(0, 360)),
        desk=(round(desk * 1.1), round(desk * 0.9), round(desk * 0.75)),
        tone=(244, 241, 233),
        noise_levels=float(rng.uniform(2.0, 5.0)),
        blur_px=float(rng.uniform(0.6, 1.5)),
        jpeg_quality=int(rng.integers(60, 93)),
    )


def scanned_pdf(
    pages: Sequence[Rgb],
    look: ScanLook,
    seed: int,
    recognised: Sequence[tuple[TextLine, ...]] = (),
) -> bytes:
    """Page pictures of ``PAGE_DPI`` as a scanner would file them.

    ``recognised``: for each page the lines of an invisible text layer.
    """
    pictures = []
    for index, page in enumerate(pages):
        rng = np.random.default_rng([3, seed, index])
        pictures.append(
            PagePicture(
                rgb=_scanned(page, look, rng),
                dpi=look.dpi,
                codec=look.codec,
                jpeg_quality=look.jpeg_quality,
                recognised=recognised[index] if recognised else (),
            )
        )
    return picture_pdf(pictures, SCANNER_PRODUCERS[seed % len(SCANNER_PRODUCERS)])


def photographed_pdf(pages: Sequence[Rgb], look: PhotoLook, seed: int) -> bytes:
    """Page pictures of ``PAGE_DPI`` as photographs of sheets on a desk, one a page."""
    pictures = [
        PagePicture(
            _photographed(page, look, np.random.default_rng([4, seed, index])),
            look.dpi,
            "jpeg",
            look.jpeg_quality,
        )
        for index, page in enumerate(pages)
    ]
    return picture_pdf(pictures, SCANNER_PRODUCERS[seed % len(SCANNER_PRODUCERS)])


def _scanned(page: Rgb, look: ScanLook, rng: np.random.Generator) -> Rgb:
    light = _printed(page, look.tone, rng)
    light = _resized(light, look.dpi / PAGE_DPI)
    px_per_mm = look.dpi / 25.4
    if look.staple_mm:
        _staple(light, look.staple_mm * px_per_mm)
    light = _laid_askew(light, look, px_per_mm)
    if look.edge_mm:
        strip = max(1, round(look.edge_mm * px_per_mm))
        fall = np.linspace(0.25, 1.0, strip, dtype=np.float32) ** 0.5
        light[:, -strip:] *= fall[::-1][None, :, None]
    light = _sensed(light, look.blur_px, look.noise_levels, rng)
    light[light.min(axis=2) >= look.cleanup] = 255.0
    return np.clip(np.round(light), 0, 255).astype(np.uint8)


def _photographed(page: Rgb, look: PhotoLook, rng: np.random.Generator) -> Rgb:
    light = _resized(_printed(page, look.tone, rng), look.dpi / PAGE_DPI)
    height, width = light.shape[:2]
    frame = _desk(height, width, look.desk, rng)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    size = np.array([width, height], np.float32)
    centred = (corners - size / 2) * look.fill + size / 2
    seen = centred + np.array(look.corner_shifts, np.float32) * size
    transform = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    sheet = cv2.warpPerspective(light, transform, (width, height), flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.ones_like(light), transform, (width, height))
    shadow = 1.0 - 0.35 * cv2.GaussianBlur(inside, (0, 0), 0.012 * width)
    recorded = frame * shadow * (1.0 - inside) + sheet * inside
    recorded = recorded * _lighting(height, width, look)[..., None]
    recorded = _sensed(recorded.astype(np.float32), look.blur_px, look.noise_levels, rng)
    return np.clip(np.round(recorded), 0, 255).astype(np.uint8)


def _printed(page: Rgb, tone: tuple[int, int, int], rng: np.random.Generator) -> _Field:
    """Ink on paper: no black is whole, and the paper has a tone and fibres."""
    height, width = page.shape[:2]
    coarse = rng.standard_normal((height // 8 + 1, width // 8 + 1)).astype(np.float32)
    fibres = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    paper = np.array(tone, np.float32) / 255.0
    ink = 22.0
    shown = ink + page.astype(np.float32) * ((255.0 - ink) / 255.0)
    return np.asarray(shown * paper + (fibres * 0.8)[..., None], np.float32)


def _resized(light: _Field, scale: float) -> _Field:
    size = (round(light.shape[1] * scale), round(light.shape[0] * scale))
    return np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.float32)


def _laid_askew(light: _Field, look: ScanLook, px_per_mm: float) -> _Field:
    height, width = light.shape[:2]
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), look.skew_deg, 1.0)
    turned[:, 2] = turned[:, 2] + np.array(look.shift_mm) * px_per_mm
    lid = tuple(float(level) for level in look.tone)
    return np.asarray(
        cv2.warpAffine(light, turned, (width, height), flags=cv2.INTER_LINEAR, borderValue=lid),
        np.float32,
    )


def _staple(light: _Field, length_px: float) -> None:
    """The shadow of a staple or of its two holes in the upper left corner."""
    start = round(length_px)
    end = (start + round(length_px), start + round(length_px * 0.6))
    mark = np.zeros(light.shape[:2], np.float32)
    cv2.line(mark, (start, start), end, 1.0, max(1, round(length_px * 0.09)))
    mark = np.asarray(cv2.GaussianBlur(mark, (0, 0), max(0.5, length_px * 0.04)), np.float32)
    light *= (1.0 - 0.75 * mark)[..., None]


def _desk(
    height: int, width: int, colour: tuple[int, int, int], rng: np.random.Generator
) -> _Field:
    """Grain along one direction, as of wood."""
    streaks = rng.standard_normal((height // 3 + 1, 12)).astype(np.float32)
    grain = cv2.resize(streaks, (width, height), interpolation=cv2.INTER_CUBIC)
    desk = np.array(colour, np.float32)[None, None, :] * (1.0 + 0.10 * grain[..., None])
    return np.asarray(desk, np.float32)


def _lighting(height: int, width: int, look: PhotoLook) -> _Field:
    """A lamp or a window on one side: from 1 down to ``look.lighting`` across the frame."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = np.deg2rad(look.light_angle_deg)
    along = (columns / width - 0.5) * np.cos(angle) + (rows / height - 0.5) * np.sin(angle)
    spread = (along - along.min()) / (along.max() - along.min())
    return np.asarray(look.lighting + (1.0 - look.lighting) * spread, np.float32)


def _sensed(light: _Field, blur_px: float, noise_levels: float, rng: np.random.Generator) -> _Field:
    blurred = cv2.GaussianBlur(light, (0, 0), blur_px)
    grain = rng.standard_normal(light.shape, dtype=np.float32) * noise_levels
    return np.asarray(blurred + grain, np.float32)
