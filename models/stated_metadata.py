"""What a picture file says about itself: resolution and the few EXIF tags that rules use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PIL import ExifTags, Image

#: Tags that a rule reads; all others, the place where the photo was taken among them, are left.
_TAGS = {
    ExifTags.Base.Software: "Software",
    ExifTags.Base.ProcessingSoftware: "ProcessingSoftware",
    ExifTags.Base.Make: "Make",
    ExifTags.Base.Model: "Model",
    ExifTags.Base.DateTime: "DateTime",
    ExifTags.Base.ImageDescription: "ImageDescription",
}
_DETAIL_TAGS = {
    ExifTags.Base.DateTimeOriginal: "DateTimeOriginal",
    ExifTags.Base.DateTimeDigitized: "DateTimeDigitized",
}
_MAX_TEXT_LENGTH = 200
_CENTIMETRES_PER_INCH = 2.54
_RESOLUTION_UNIT_CENTIMETRE = 3
#: Beyond these a stated resolution is a writing error and no statement.
_DPI_RANGE = (10.0, 20_000.0)


def read_exif(untrusted_exif: Image.Exif) -> Mapping[str, str]:
    """The tags that rules use, as printable text of at most 200 characters."""
    found = {name: untrusted_exif.get(tag) for tag, name in _TAGS.items()}
    details = untrusted_exif.get_ifd(ExifTags.IFD.Exif)
    found |= {name: details.get(tag) for tag, name in _DETAIL_TAGS.items()}
    return MappingProxyType(
        {name: _printable(value) for name, value in found.items() if value is not None}
    )


def _printable(untrusted_value: object) -> str:
    text = (
        untrusted_value.decode("latin-1")
        if isinstance(untrusted_value, bytes)
        else str(untrusted_value)
    )
    return "".join(c for c in text if c.isprintable()).strip()[:_MAX_TEXT_LENGTH]


def stated_dpi(untrusted_picture: Image.Image) -> float | None:
    """Dots per inch as the file states them, or None; the two axes must agree within 1 %."""
    stated = untrusted_picture.info.get("dpi") or _exif_dpi(untrusted_picture)
    if not isinstance(stated, tuple) or len(stated) != 2:
        return None
    across, down = (float(value) for value in stated)
    low, high = _DPI_RANGE
    if not (low <= across <= high and abs(across - down) <= 0.01 * across):
        return None
    return across


def _exif_dpi(untrusted_picture: Image.Image) -> tuple[float, float] | None:
    exif = untrusted_picture.getexif()
    across, down = (exif.get(tag) for tag in (ExifTags.Base.XResolution, ExifTags.Base.YResolution))
    if across is None or down is None:
        return None
    per_centimetre = exif.get(ExifTags.Base.ResolutionUnit) == _RESOLUTION_UNIT_CENTIMETRE
    factor = _CENTIMETRES_PER_INCH if per_centimetre else 1.0
    return float(across) * factor, float(down) * factor
