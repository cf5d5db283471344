"""Shadow on a document: how much darker its ground is in one part than in another.

Print stands on the same ground all over a document, so the ground of its lines tells how much light
falls where; a shadow's edge that crosses a line shows as a change of ground along it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.document.quad import Quad
from models.document.text_lines import TextLine, text_lines
from models.light import linear_light
from models.quantiles import percentiles
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]

#: Fewer lines say nothing about light.
FEWEST_LINES: Final = 3
#: A line is read in so many parts; a box of letters has ground in each.
PARTS: Final = 8
#: The ground is the level that so much of a part stays below.
GROUND: Final = 85.0


@dataclass(frozen=True, slots=True)
class ShadowedLine:
    """``ratio``: luminance of its darkest by its brightest part, 0..1; ``quad``: on the upload."""

    quad: Quad
    ratio: float


@dataclass(frozen=True, slots=True)
class DocumentShadow:
    """How unevenly the document is lit, at the places of its lines.

    ``ratio``: luminance of the ground at the darkest tenth by that at the brightest, 0..1, 1 in
    even light; ``darkest``: luminance of the darkest tenth, 0..1 of white. ``crossed``: lines in
    order of the change along them, the largest first.
    """

    ratio: float
    darkest: float
    crossed: tuple[ShadowedLine, ...]


def measure_document_shadow(
    rgb: Rgb, text: Sequence[TextBox], within: Quad | None = None
) -> DocumentShadow | None:
    """Evenness of the light on a document's print; None where there are too few lines."""
    lines = text_lines(rgb, text, within)
    if len(lines) < FEWEST_LINES:
        return None
    grounds = [_grounds(line) for line in lines]
    every = np.concatenate(grounds)
    dark, bright = percentiles(every, [10, 90])
    crossed = [
        ShadowedLine(Quad.of(line.box.corners), float(ground.min() / max(ground.max(), 1e-4)))
        for line, ground in zip(lines, grounds, strict=True)
    ]
    return DocumentShadow(
        ratio=float(dark / max(bright, 1e-4)),
        darkest=float(dark),
        crossed=tuple(sorted(crossed, key=lambda line: line.ratio)),
    )


def _grounds(line: TextLine) -> npt.NDArray[np.float64]:
    """Luminance of the ground in each part of a line, smoothed so that no letter changes much."""
    pieces = np.array_split(line.luma, max(1, min(PARTS, line.luma.shape[1] // 8)), axis=1)
    levels = np.array([percentiles(piece, [GROUND])[0] for piece in pieces])
    if len(levels) >= 3:
        padded = np.pad(levels, 1, mode="edge")
        levels = np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)
    return np.asarray(linear_light(np.clip(np.rint(levels), 0, 255).astype(np.uint8)), np.float64)
