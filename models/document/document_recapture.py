"""Cues that not a document but a picture of one was photographed: a screen, or a print of it.

A display's pixels, the moire between them and the camera's, and the dots of an offset or inkjet
print are regular patterns, which show as narrow peaks in the spectrum. Security documents carry
fine regular lines of their own: a cue is never more than a reason for a person to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Quad
from models.document.straighten import StraightDocument
from models.recapture import Recapture, measure_recapture
from models.spectrum import measure_spectrum

Rgb = npt.NDArray[np.uint8]

#: Side of the squares that are looked at, at native resolution, and how many a side.
SIDE_PX: Final = 256
SQUARES_ACROSS, SQUARES_DOWN = 3, 2


@dataclass(frozen=True, slots=True)
class DocumentRecapture:
    """How regular a pattern lies over the document, as of a screen or a print.

    ``peak``: its height in the median square, natural logarithm of power above its surroundings, so
    that one patterned area does not decide. ``strongest``: in the square with the strongest;
    ``period_px``, ``angle_deg`` of that one; ``quad``: that square, in upright pixels.
    ``squares``: how many were looked at.
    """

    peak: float
    strongest: float
    period_px: float
    angle_deg: float
    quad: Quad
    squares: int


def measure_document_recapture(rgb: Rgb, document: StraightDocument) -> DocumentRecapture | None:
    """Look for regular patterns over the document; None where it is smaller than one square.

    The squares are cut from the upload ``rgb`` itself: straightening would blur the patterns.
    """
    found = [(at, _pattern(rgb, at)) for at in _places(rgb, document)]
    if not found:
        return None
    peaks = sorted(pattern.peak for _, pattern in found)
    (left, top), strongest = max(found, key=lambda one: one[1].peak)
    return DocumentRecapture(
        peak=peaks[len(peaks) // 2],
        strongest=strongest.peak,
        period_px=strongest.period_px,
        angle_deg=strongest.angle_deg,
        quad=Quad.rectangle(left, top, left + SIDE_PX, top + SIDE_PX),
        squares=len(found),
    )


def _places(rgb: Rgb, document: StraightDocument) -> list[tuple[int, int]]:
    """Left and top of each square that lies in the picture and mostly in the document."""
    height, width = rgb.shape[:2]
    outline = document.outline
    rows, columns = document.rgb.shape[:2]
    places = []
    for down in range(SQUARES_DOWN):
        for across in range(SQUARES_ACROSS):
            middle = ((across + 0.5) / SQUARES_ACROSS * columns, (down + 0.5) / SQUARES_DOWN * rows)
            ((x, y),) = document.on_upload([middle])
            left, top = round(x - SIDE_PX / 2), round(y - SIDE_PX / 2)
            inside = 0 <= left <= width - SIDE_PX and 0 <= top <= height - SIDE_PX
            if inside and _lies_in(outline, left, top):
                places.append((left, top))
    return places


def _lies_in(outline: Quad, left: int, top: int) -> bool:
    square = Quad.rectangle(left, top, left + SIDE_PX, top + SIDE_PX)
    return bool(outline.shares_inside(square.points, SIDE_PX / 8).all())


def _pattern(rgb: Rgb, at: tuple[int, int]) -> Recapture:
    left, top = at
    patch = rgb[top : top + SIDE_PX, left : left + SIDE_PX]
    luma = np.asarray(cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY), np.float32)
    half = cv2.resize(patch, (SIDE_PX // 2, SIDE_PX // 2), interpolation=cv2.INTER_AREA)
    colour = cv2.subtract(half[..., 0], half[..., 2], dtype=cv2.CV_32F)
    return measure_recapture(
        measure_spectrum(luma), measure_spectrum(np.asarray(colour, np.float32))
    )
