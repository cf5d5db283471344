"""Lens, sensor and file: what turns light into the bytes of a photo."""

from __future__ import annotations

import datetime as dt
import io

import cv2
import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

from samples.painting import Field, blurred, srgb

Rgb = npt.NDArray[np.uint8]

DESCRIPTION = "SPECIMEN - computed portrait, nobody is depicted"


def record(light: Field, seed: int, *, exposure: float = 1.0, noise_level: float = 1.0) -> Rgb:
    """An 8-bit sRGB photo of linear light: lens blur, falloff to the corners, sensor noise."""
    rng = np.random.default_rng(seed)
    height, width = light.shape[:2]
    sharp = cv2.GaussianBlur(light, (0, 0), 0.50 * height / 1000.0)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.hypot(columns - width / 2, rows - height / 2) / np.hypot(width / 2, height / 2)
    seen = sharp * (exposure * (1.0 - 0.06 * distance**2))[..., None]
    grain = rng.standard_normal(light.shape).astype(np.float32)
    grain = blurred(grain, 0.6) * 2.0
    spread = noise_level * (0.0008 + 0.0042 * np.sqrt(np.clip(seen, 0.0, 1.0)))
    return np.clip(np.round(srgb(np.asarray(seen + grain * spread, np.float32))), 0, 255).astype(
        np.uint8
    )


def jpeg(rgb: Rgb, quality: int = 80, taken: dt.datetime | None = None) -> bytes:
    """The photo as a JPEG whose metadata say that it is a specimen, and when it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = DESCRIPTION
    if taken is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = (
            f"{taken:%Y:%m:%d %H:%M:%S}"
        )
    target = io.BytesIO()
    Image.fromarray(rgb).save(
        target, "JPEG", quality=quality, exif=exif, optimize=True, subsampling=2
    )
    return target.getvalue()


def jpeg_pixels(rgb: Rgb, quality: int) -> Rgb:
    """The pixels that are left of a photo after it was saved with a JPEG quality."""
    target = io.BytesIO()
    Image.fromarray(rgb).save(target, "JPEG", quality=quality)
    with Image.open(target) as saved:
        return np.asarray(saved.convert("RGB"), np.uint8)
