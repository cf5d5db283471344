"""Decoding a picture: upright sRGB pixels and what the file states about itself."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pi_heif
from PIL import Image, UnidentifiedImageError

from models.colour_profile import needs_conversion, profile_description, to_srgb
from models.errors import (
    AnimatedImage,
    DamagedImage,
    ImageTooLarge,
    ImageTruncated,
    NotAnImage,
    UntrustedInputError,
)
from models.stated_metadata import read_exif, stated_dpi

Rgb = npt.NDArray[np.uint8]

#: Phones of today take 48 and 50 megapixels; beyond that a decoded picture alone would take more
#: than the 700 MiB that one worker may use.
MAX_PIXELS = 52_000_000
#: One side; a strip of 1 x 50,000,000 pixels breaks filters that allocate by row.
MAX_SIDE_PX = 20_000
#: Pillow's names of the formats that are decoded (JPEG includes MPO); nothing else is tried.
READABLE_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "JPEG2000", "HEIF")
#: Phones store a preview behind the picture (MPO); the first picture is the photo.
_FORMATS_WITH_PREVIEWS = frozenset({"MPO", "HEIF"})

_ORIENTATION_TAG = 0x0112
_START_OF_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
_BITS_BY_MODE = {"1": 1, "I;16": 16, "I;16B": 16, "I;16L": 16, "I": 32, "F": 32}

pi_heif.register_heif_opener()


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """``rgb``: (h, w, 3) uint8 sRGB, upright. ``stated_dpi``: as the file states it, or None.

    ``exif``: the few tags that rules use, by name (Software, DateTimeOriginal, Make, Model ...).
    ``jpeg_quantisation``: luminance table in natural order, or None where the file is no JPEG.
    """

    rgb: Rgb
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
    """Decode a picture to upright sRGB.

    Transparent parts are laid on white, 16 bits are reduced to 8, colour profiles are converted to
    sRGB, EXIF orientation is applied. Raises NotAnImage, AnimatedImage, ImageTooLarge,
    ImageTruncated or DamagedImage.
    """
    with warnings.catch_warnings():
        # Pillow warns about odd metadata of hostile files; the pixels decide, not the warning.
        warnings.simplefilter("ignore")
        try:
            return _decode(untrusted_bytes)
        except UntrustedInputError:
            raise
        except UnidentifiedImageError as unknown:
            raise NotAnImage("no picture format was recognised") from unknown
        except Image.DecompressionBombError as bomb:
            raise ImageTooLarge("the header promises more pixels than are read") from bomb
        except EOFError as ended:
            raise ImageTruncated("the picture's data end early") from ended
        except OSError as failure:
            if "truncated" in str(failure).lower():
                raise ImageTruncated("the picture's data end early") from failure
            raise DamagedImage(f"the decoder refused it: {type(failure).__name__}") from failure
        except Exception as failure:
            # Decoders answer hostile bytes with whatever their parsing trips over (struct.error,
            # KeyError, MemoryError ...); each becomes the same refusal, with its kind named.
            raise DamagedImage(f"the decoder failed: {type(failure).__name__}") from failure


def _decode(untrusted_bytes: bytes) -> DecodedImage:
    with Image.open(io.BytesIO(untrusted_bytes), formats=READABLE_FORMATS) as untrusted_picture:
        _refuse_beyond_limits(untrusted_picture)
        tables = getattr(untrusted_picture, "quantization", None)
        exif = untrusted_picture.getexif()
        pixels = _plain_jpeg_pixels(untrusted_picture, untrusted_bytes)
        if pixels is None:
            pixels = _pixels(untrusted_picture)
        return DecodedImage(
            rgb=_upright(pixels, _orientation(untrusted_picture, exif)),
            media_type=untrusted_picture.get_format_mimetype() or "image/x-unknown",
            stated_dpi=stated_dpi(untrusted_picture),
            bits_per_channel=_BITS_BY_MODE.get(untrusted_picture.mode, 8),
            colour_mode=untrusted_picture.mode,
            has_alpha=_has_alpha(untrusted_picture),
            icc_description=profile_description(untrusted_picture.info.get("icc_profile")),
            exif=read_exif(exif),
            jpeg_quantisation=tuple(tables[0]) if tables else None,
        )


def _plain_jpeg_pixels(untrusted_picture: Image.Image, untrusted_bytes: bytes) -> Rgb | None:
    """Pixels of a complete sRGB JPEG by OpenCV, which halves the time; None for all else.

    OpenCV pads a JPEG that ends early without saying so: only one with an end-of-image marker
    behind its last scan comes here (inside a scan, T.81 B.1.1.5 stuffs every other FF byte).
    """
    plain = untrusted_picture.format in ("JPEG", "MPO") and untrusted_picture.mode in ("RGB", "L")
    last_scan = untrusted_bytes.rfind(_START_OF_SCAN)
    ends = untrusted_bytes.find(_END_OF_IMAGE, max(last_scan, 0)) >= 0
    if not plain or not ends or needs_conversion(untrusted_picture):
        return None
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(untrusted_bytes, np.uint8), flags)
    size = untrusted_picture.size[::-1]
    return np.asarray(pixels, np.uint8) if pixels is not None and pixels.shape[:2] == size else None


def _refuse_beyond_limits(untrusted_picture: Image.Image) -> None:
    """Refuse by the header alone, before any pixel is decoded."""
    width, height = untrusted_picture.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE_PX:
        raise ImageTooLarge(f"{width} x {height} pixels")
    frames = getattr(untrusted_picture, "n_frames", 1)
    if frames > 1 and untrusted_picture.format not in _FORMATS_WITH_PREVIEWS:
        raise AnimatedImage(frames)


def _has_alpha(untrusted_picture: Image.Image) -> bool:
    return untrusted_picture.mode in ("LA", "PA", "RGBA", "RGBa", "La") or (
        "transparency" in untrusted_picture.info
    )


def _pixels(untrusted_picture: Image.Image) -> Rgb:
    """8-bit sRGB pixels, not yet turned upright."""
    if untrusted_picture.mode.startswith("I;16") or untrusted_picture.mode in ("I", "F"):
        return _reduced_depth(np.asarray(untrusted_picture))
    if _has_alpha(untrusted_picture):
        layers = untrusted_picture.convert("RGBA")
        white = Image.new("RGBA", layers.size, (255, 255, 255, 255))
        flat = Image.alpha_composite(white, layers).convert("RGB")
        return np.array(flat, np.uint8)
    return np.array(to_srgb(untrusted_picture), np.uint8)


def _reduced_depth(values: npt.NDArray[np.generic]) -> Rgb:
    """Grey values of more than 8 bits scaled by their type's range; floats by their own."""
    numbers = values.astype(np.float64)
    top = 65535.0 if numbers.max(initial=0.0) > 255.0 else 255.0
    grey = np.clip(np.nan_to_num(numbers) / top * 255.0, 0, 255).round().astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _orientation(untrusted_picture: Image.Image, exif: Image.Exif) -> int:
    """EXIF orientation 1..8; HEIF decoders have applied it already."""
    if untrusted_picture.format == "HEIF":
        return 1
    value = exif.get(_ORIENTATION_TAG, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(pixels: Rgb, orientation: int) -> Rgb:
    """Undo an EXIF orientation (EXIF 2.3, tag 274) by flips and quarter turns."""
    if orientation in (5, 6, 7, 8):
        pixels = np.transpose(pixels, (1, 0, 2))
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)
