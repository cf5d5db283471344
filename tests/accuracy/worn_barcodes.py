"""Barcodes as phones and scanners see them: turned, tilted, small, blurred, noisy, unevenly lit."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
Wear = Literal[
    "turned", "tilted", "small", "blurred", "noisy", "shadowed", "faded", "scratched", "everything"
]
WEARS: tuple[Wear, ...] = (
    "turned", "tilted", "small", "blurred", "noisy", "shadowed", "faded", "scratched", "everything"
)  # fmt: skip
#: Grey of the card around the symbol.
_CARD = 225


def worn(symbol: Rgb, wear: Wear, random: np.random.Generator) -> Rgb:
    """A symbol, (h, w, 3), on a card as seen by a camera with one fault, or some of each."""
    picture = _on_card(symbol, random)
    if wear in ("turned", "everything"):
        picture = _turned(picture, float(random.uniform(-180, 180)))
    if wear in ("tilted", "everything"):
        picture = _tilted(picture, random)
    if wear in ("small", "everything"):
        share = random.uniform(0.36, 0.5) if wear == "small" else random.uniform(0.6, 0.9)
        side = (int(picture.shape[1] * share), int(picture.shape[0] * share))
        picture = _as_rgb(cv2.resize(picture, side, interpolation=cv2.INTER_AREA))
    if wear in ("shadowed", "everything"):
        picture = _shadowed(picture, random)
    if wear in ("scratched", "everything"):
        picture = _scratched(picture, random)
    if wear in ("blurred", "everything"):
        sigma_px = random.uniform(1.2, 2.0) if wear == "blurred" else random.uniform(0.5, 0.9)
        picture = _as_rgb(cv2.GaussianBlur(picture, (0, 0), sigma_px))
    if wear in ("faded", "everything"):
        contrast = random.uniform(0.08, 0.2) if wear == "faded" else random.uniform(0.5, 0.8)
        picture = _as_rgb((picture * contrast + _CARD * (1 - contrast)).clip(0, 255))
    noise = {"noisy": 45.0, "faded": 2.0, "everything": 8.0}.get(wear, 3.0)
    return _as_rgb((picture + random.normal(0, noise, picture.shape)).clip(0, 255))


def _as_rgb(values: npt.NDArray[np.generic]) -> Rgb:
    return np.asarray(values).astype(np.uint8)


def _on_card(symbol: Rgb, random: np.random.Generator) -> Rgb:
    """The symbol on the back of a card with some print above it."""
    height, width = symbol.shape[:2]
    card = np.full((int(height * 2.6), int(width * 1.3), 3), _CARD, np.uint8)
    y, x = int(height * 1.3), int(width * 0.15)
    card[y : y + height, x : x + width] = symbol
    for line in range(5):
        letters = "".join(chr(one) for one in random.integers(65, 91, 34))
        place = (x, int(height * 0.2) + line * int(height * 0.2))
        cv2.putText(card, letters, place, cv2.FONT_HERSHEY_SIMPLEX, width / 900, (60, 60, 70), 2)
    return card


def _turned(picture: Rgb, degrees: float) -> Rgb:
    """The card turned on a dark table, none of it cut off."""
    height, width = picture.shape[:2]
    side = int(np.hypot(height, width)) + 20
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += [(side - width) / 2, (side - height) / 2]
    return _as_rgb(cv2.warpAffine(picture, matrix, (side, side), borderValue=(70, 66, 62)))


def _tilted(picture: Rgb, random: np.random.Generator) -> Rgb:
    """The card seen at a slant: its corners moved by up to a tenth."""
    height, width = picture.shape[:2]
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    moved = square + inward * random.uniform(0, 0.1, (4, 2)) * [width, height]
    matrix = cv2.getPerspectiveTransform(square, moved.astype(np.float32))
    return _as_rgb(cv2.warpPerspective(picture, matrix, (width, height), borderValue=(70, 66, 62)))


def _shadowed(picture: Rgb, random: np.random.Generator) -> Rgb:
    """Light that falls off to a fifth along a random direction, with one hard edge of a shadow."""
    height, width = picture.shape[:2]
    angle = random.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:height, 0:width]
    along = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle)
    edge = np.where(along < random.uniform(-0.2, 0.2), 0.6, 1.0)
    return _as_rgb(picture * (np.clip(0.6 + 0.6 * along, 0.2, 1.0) * edge)[..., None])


def _scratched(picture: Rgb, random: np.random.Generator) -> Rgb:
    """Bright and dark scratches across the card."""
    height, width = picture.shape[:2]
    out = picture.copy()
    for _ in range(14):
        ends = random.uniform(0, 1, (2, 2)) * [width, height]
        start, end = ends.astype(int).tolist()
        grey = int(random.choice([40, 235]))
        cv2.line(out, start, end, (grey, grey, grey), int(random.integers(1, 4)), cv2.LINE_AA)
    return out
