"""The colour of the light on a document, and whether the picture has any colour at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Quad
from models.document.straighten import StraightDocument
from models.document.text_lines import text_lines
from models.quantiles import percentiles
from models.raster import reduced_raster
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]

#: Longer side of the copy that colours are counted in.
SIDE_PX: Final = 320
#: Levels of luma that a copier leaves between black and white.
BLACK, WHITE = 70, 185


@dataclass(frozen=True, slots=True)
class DocumentColour:
    """Colours of a document in CIELAB (D65).

    ``ground_a``, ``ground_b``: of the ground that print stands on, red positive and yellow
    positive; ``cast``: their distance from grey. ``chroma``: 95th percentile over the document: a
    picture without colour has under 4. ``between_share``: share of pixels neither black nor white,
    small on a photocopy. ``portrait_between_share``: the same within the portrait, or None.
    """

    ground_a: float
    ground_b: float
    cast: float
    chroma: float
    between_share: float
    portrait_between_share: float | None


def measure_document_colour(
    rgb: Rgb,
    document: StraightDocument,
    text: Sequence[TextBox] = (),
    portrait: Quad | None = None,
) -> DocumentColour:
    """Measure a document's colours. ``text``, ``portrait``: in pixels of the upright upload."""
    small = reduced_raster(document.rgb, SIDE_PX)
    lab = _lab(small.rgb)
    luma = np.asarray(cv2.cvtColor(small.rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    grounds = [_ground(line.rgb) for line in text_lines(rgb, text, document.outline)]
    ground = np.median(grounds, axis=0) if grounds else np.median(lab.reshape(-1, 3), axis=0)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    return DocumentColour(
        ground_a=float(ground[1]),
        ground_b=float(ground[2]),
        cast=float(np.hypot(ground[1], ground[2])),
        chroma=float(percentiles(chroma, [95])[0]),
        between_share=_between(luma),
        portrait_between_share=None
        if portrait is None
        else _between(_within(luma, document, portrait, small.scale)),
    )


def _lab(rgb: Rgb) -> npt.NDArray[np.float32]:
    unit = rgb.astype(np.float32) * np.float32(1 / 255)
    return np.asarray(cv2.cvtColor(unit, cv2.COLOR_RGB2Lab), np.float32)


def _ground(rgb: Rgb) -> npt.NDArray[np.float64]:
    """Colour of the brighter half of a line of print, without its brightest tenth."""
    luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    low, high = percentiles(luma.astype(np.float32), [60, 92])
    chosen = rgb[(luma >= low) & (luma <= high)]
    colours = chosen if len(chosen) else rgb.reshape(-1, 3)
    return np.asarray(np.median(_lab(colours[None])[0], axis=0), np.float64)


def _between(luma: npt.NDArray[np.uint8]) -> float:
    return float(((luma > BLACK) & (luma < WHITE)).mean()) if luma.size else 0.0


def _within(
    luma: npt.NDArray[np.uint8], document: StraightDocument, quad: Quad, scale: float
) -> npt.NDArray[np.uint8]:
    corners = np.array(document.on_crop(quad.points)) / scale
    left, top = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int).tolist()
    right, bottom = np.ceil(corners.max(axis=0)).astype(int).tolist()
    return luma[top : max(bottom, 0), left : max(right, 0)]
