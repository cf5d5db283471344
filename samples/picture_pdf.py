"""PDF files made of page pictures, compressed as scanners and telephones compress them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pikepdf
from PIL import Image, TiffImagePlugin

from samples.camera import Rgb

Codec = Literal["jpeg", "flate", "flate-1bit", "ccitt"]

#: Darker is ink where a page is reduced to black and white.
_INK_LEVEL = 150
_ROWS_PER_STRIP = 278
_POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of recognised text; ``left_pt``, ``bottom_pt``: where it begins on the page."""

    text: str
    left_pt: float
    bottom_pt: float
    size_pt: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page: its picture, its resolution, its compression, and the text recognised on it."""

    rgb: Rgb
    dpi: float
    codec: Codec
    jpeg_quality: int = 75
    recognised: tuple[TextLine, ...] = ()


def picture_pdf(pages: Sequence[PagePicture], producer: str) -> bytes:
    """A PDF with one picture a page and, where text was recognised, an invisible layer of it."""
    pike = pikepdf.new()
    for page in pages:
        height_px, width_px = page.rgb.shape[:2]
        size_pt = (width_px * _POINTS_PER_INCH / page.dpi, height_px * _POINTS_PER_INCH / page.dpi)
        added = pike.add_blank_page(page_size=size_pt)
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        added.obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im0=_picture(pike, page)),
            Font=pikepdf.Dictionary(F0=pike.make_indirect(font)),
        )
        painted = f"q {size_pt[0]:.3f} 0 0 {size_pt[1]:.3f} 0 0 cm /Im0 Do Q\n".encode()
        added.obj.Contents = pikepdf.Stream(pike, painted + _invisible(page.recognised))
    pike.docinfo["/Producer"] = producer
    target = io.BytesIO()
    pike.save(target, static_id=True)
    return target.getvalue()


def _invisible(lines: tuple[TextLine, ...]) -> bytes:
    """Text in render mode 3, as recognition software lays it over a scan."""
    if not lines:
        return b""
    parts = [b"BT 3 Tr"]
    for line in lines:
        text = line.text.encode("cp1252", "replace")
        escaped = text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        place = f"/F0 {line.size_pt:.2f} Tf 1 0 0 1 {line.left_pt:.2f} {line.bottom_pt:.2f} Tm"
        parts.append(place.encode() + b" (" + escaped + b") Tj")
    return b"\n".join([*parts, b"ET\n"])


def _picture(pike: pikepdf.Pdf, page: PagePicture) -> pikepdf.Stream:
    height_px, width_px = page.rgb.shape[:2]
    kind = {
        "Type": pikepdf.Name.XObject,
        "Subtype": pikepdf.Name.Image,
        "Width": width_px,
        "Height": height_px,
        "BitsPerComponent": 8,
        "ColorSpace": pikepdf.Name.DeviceRGB,
    }
    if page.codec == "jpeg":
        content = _jpeg(page.rgb, page.jpeg_quality)
        return pikepdf.Stream(pike, content, **kind, Filter=pikepdf.Name.DCTDecode)
    if page.codec == "flate":
        content = zlib.compress(page.rgb.tobytes(), 3)
        return pikepdf.Stream(pike, content, **kind, Filter=pikepdf.Name.FlateDecode)
    kind |= {"BitsPerComponent": 1, "ColorSpace": pikepdf.Name.DeviceGray}
    white = np.asarray(Image.fromarray(page.rgb).convert("L")) >= _INK_LEVEL
    if page.codec == "flate-1bit":
        content = zlib.compress(np.packbits(white, axis=1).tobytes(), 6)
        return pikepdf.Stream(pike, content, **kind, Filter=pikepdf.Name.FlateDecode)
    parameters = pikepdf.Dictionary(K=-1, Columns=width_px, Rows=height_px, BlackIs1=False)
    kind |= {"Filter": pikepdf.Name.CCITTFaxDecode, "DecodeParms": parameters}
    return pikepdf.Stream(pike, _ccitt(Image.fromarray(white)), **kind)


def _jpeg(rgb: Rgb, quality: int) -> bytes:
    target = io.BytesIO()
    Image.fromarray(rgb).save(target, "JPEG", quality=quality)
    return target.getvalue()


def _ccitt(bilevel: Image.Image) -> bytes:
    """The Group 4 data of a black-and-white picture, by libtiff, in one strip."""
    target = io.BytesIO()
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[_ROWS_PER_STRIP] = bilevel.height
    tags[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] = 0  # white is 0, as in a facsimile
    bilevel.save(target, "TIFF", compression="group4", tiffinfo=tags)
    with Image.open(target) as tiff:
        assert isinstance(tiff, TiffImagePlugin.TiffImageFile)
        starts = tiff.tag_v2[TiffImagePlugin.STRIPOFFSETS]
        lengths = tiff.tag_v2[TiffImagePlugin.STRIPBYTECOUNTS]
    return target.getvalue()[starts[0] : starts[0] + lengths[0]]
