"""The pictures of a page: how fine they are, how much of it they take, how they are compressed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from models.pdf.image_masks import ImageMasks
from models.pdf.page_objects import PaintedImage

_POINTS_PER_INCH = 72.0
_CODECS = {
    "DCTDecode": "dct",
    "DCT": "dct",
    "JPXDecode": "jpx",
    "JBIG2Decode": "jbig2",
    "CCITTFaxDecode": "ccitt",
    "CCF": "ccitt",
    "FlateDecode": "flate",
    "Fl": "flate",
    "LZWDecode": "lzw",
    "LZW": "lzw",
    "RunLengthDecode": "run-length",
    "RL": "run-length",
}


@dataclass(frozen=True, slots=True)
class PageImage:
    """One picture of a page. ``cover``: share of the page that it takes, within its clip.

    ``codec``: dct, jpx, jbig2, ccitt, flate, lzw, run-length or none. ``dpi``: its pixels by inch
    as laid on the page. ``is_stencil``: it paints one colour through its black pixels.
    """

    width_px: int
    height_px: int
    codec: str
    cover: float
    dpi: float
    is_stencil: bool


def page_images(
    painted: Iterable[tuple[float, PaintedImage]], masks: ImageMasks
) -> tuple[PageImage, ...]:
    """The pictures of a page, each with the share of the page that it takes, largest first."""
    images = [
        PageImage(
            width_px=image.width_px,
            height_px=image.height_px,
            codec=_codec(image.filters),
            cover=cover,
            dpi=_dpi(image),
            is_stencil=masks.is_stencil(image),
        )
        for cover, image in painted
    ]
    # Layers of one scan take the same page: the finest of them is its resolution.
    return tuple(sorted(images, key=lambda image: (-round(image.cover, 1), -image.dpi)))


def _codec(filters: tuple[str, ...]) -> str:
    """The compression of the pixels themselves, which is the last filter."""
    return _CODECS.get(filters[-1], "none") if filters else "none"


def _dpi(image: PaintedImage) -> float:
    """Pixels by inch, the geometric mean of both directions."""
    matrix = image.matrix
    area_pt2 = abs(matrix.a * matrix.d - matrix.b * matrix.c)
    if area_pt2 <= 0:
        return 0.0
    return _POINTS_PER_INCH * math.sqrt(image.width_px * image.height_px / area_pt2)
