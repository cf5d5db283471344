"""Hostile PDFs whose pictures claim or hold more pixels than anybody can decode."""

from __future__ import annotations

import io
import struct

from PIL import Image

from tests.hostile.bomb import bomb
from tests.hostile.raw_pdf import RawPdf, deflated

_WHOLE_PAGE = b"q 612 0 0 792 0 0 cm /I Do Q\n"


def page_of_picture(content: bytes, entries: bytes, drawn: bytes = _WHOLE_PAGE) -> bytes:
    """A page that is one picture."""
    pdf = RawPdf()
    picture = pdf.stream(content, b"/Type /XObject /Subtype /Image " + entries)
    resources = b"/Resources << /XObject << /I %d 0 R >> >>" % picture
    return pdf.one_page(drawn, resources).written()


def _size(width: int, height: int, bits: int = 8, space: bytes = b"/DeviceRGB") -> bytes:
    entries = b"/Width %d /Height %d /BitsPerComponent %d /ColorSpace %s "
    return entries % (width, height, bits, space)


@bomb("a black and white picture of 30,000 x 30,000 in 110 kB")
def picture_30000_bilevel() -> bytes:
    entries = _size(30_000, 30_000, 1, b"/DeviceGray") + b"/Filter /FlateDecode"
    return page_of_picture(deflated(1, 112 << 20), entries)


@bomb("a black and white picture of 6,900 x 6,900: just what is still decoded")
def picture_within_limit() -> bytes:
    entries = _size(6_900, 6_900, 8) + b"/Filter /FlateDecode"
    return page_of_picture(deflated(1, 140 << 20), entries)


@bomb("a colour picture of 20,000 x 20,000 of a kilobyte of Flate over Flate")
def picture_20000_colour() -> bytes:
    entries = _size(20_000, 20_000) + b"/Filter [/FlateDecode /FlateDecode]"
    return page_of_picture(deflated(2), entries)


@bomb("a picture that claims 2,147,483,647 x 2,147,483,647 pixels")
def picture_of_maximal_claims() -> bytes:
    return page_of_picture(bytes(9), _size(2**31 - 1, 2**31 - 1))


@bomb("a picture of negative size")
def picture_of_negative_size() -> bytes:
    return page_of_picture(bytes(9), _size(-5, -5))


@bomb("a picture whose /Decode array has two million numbers")
def picture_with_long_decode() -> bytes:
    decode = b"/Decode [%s] " % (b"0 1 " * 1_000_000)
    return page_of_picture(bytes(12), _size(2, 2) + decode)


@bomb("a palette of 50 MB")
def picture_with_huge_palette() -> bytes:
    pdf = RawPdf()
    palette = pdf.stream(deflated(1, 52 << 20), b"/Filter /FlateDecode")
    space = b"[/Indexed /DeviceRGB 2147483647 %d 0 R]" % palette
    picture = pdf.stream(bytes(4), b"/Type /XObject /Subtype /Image " + _size(2, 2, 8, space))
    resources = b"/Resources << /XObject << /I %d 0 R >> >>" % picture
    return pdf.one_page(_WHOLE_PAGE, resources).written()


def jpeg_claiming(side: int) -> bytes:
    """A JPEG of a few bytes whose header says that it has so many pixels a side."""
    target = io.BytesIO()
    Image.new("RGB", (16, 16)).save(target, "JPEG")
    content = bytearray(target.getvalue())
    start = content.index(b"\xff\xc0") + 5
    content[start : start + 4] = struct.pack(">HH", side, side)
    return bytes(content)


@bomb("a JPEG whose own header claims 65,500 x 65,500, the PDF 100 x 100")
def jpeg_larger_than_stated() -> bytes:
    return page_of_picture(jpeg_claiming(65_500), _size(100, 100) + b"/Filter /DCTDecode")


@bomb("a JPEG that claims 30,000 x 30,000 in both places")
def jpeg_of_30000() -> bytes:
    return page_of_picture(jpeg_claiming(30_000), _size(30_000, 30_000) + b"/Filter /DCTDecode")


def jpeg2000_claiming(side: int) -> bytes:
    """A JPEG 2000 of a few bytes whose header says that it has so many pixels a side."""
    target = io.BytesIO()
    Image.new("RGB", (16, 16)).save(target, "JPEG2000")
    content = target.getvalue()
    old, new = struct.pack(">II", 16, 16), struct.pack(">II", side, side)
    return content.replace(old, new)


@bomb("a JPEG 2000 whose own header claims 60,000 x 60,000, the PDF 100 x 100")
def jpeg2000_larger_than_stated() -> bytes:
    return page_of_picture(jpeg2000_claiming(60_000), _size(100, 100) + b"/Filter /JPXDecode")


@bomb("a JPEG 2000 whose own header claims 12,000 x 12,000, the PDF nothing")
def jpeg2000_of_12000() -> bytes:
    return page_of_picture(jpeg2000_claiming(12_000), _size(12_000, 12_000) + b"/Filter /JPXDecode")


@bomb("a fax of 30,000 x 30,000 in ten bytes")
def fax_of_30000() -> bytes:
    entries = _size(30_000, 30_000, 1, b"/DeviceGray") + b"/Filter /CCITTFaxDecode "
    return page_of_picture(
        b"\xff" * 10, entries + b"/DecodeParms << /K -1 /Columns 30000 /Rows 30000 >>"
    )


@bomb("a fax whose parameters claim 2,147,483,647 columns")
def fax_of_maximal_claims() -> bytes:
    entries = _size(100, 100, 1, b"/DeviceGray") + b"/Filter /CCITTFaxDecode "
    return page_of_picture(
        b"\xff" * 10, entries + b"/DecodeParms << /K -1 /Columns 2147483647 /Rows 2147483647 >>"
    )


@bomb("JBIG2 that claims a page of 65,535 x 65,535 in thirty bytes")
def jbig2_of_65535() -> bytes:
    page = struct.pack(">IIIIBH", 65_535, 65_535, 0, 0, 0, 0)
    content = struct.pack(">IBBBI", 0, 48, 0, 1, len(page)) + page
    return page_of_picture(
        content, _size(65_535, 65_535, 1, b"/DeviceGray") + b"/Filter /JBIG2Decode"
    )


@bomb("JBIG2 whose generic region claims 60,000 x 60,000, on a page of 100 x 100")
def jbig2_larger_than_stated() -> bytes:
    page = struct.pack(">IIIIBH", 60_000, 60_000, 0, 0, 0, 0)
    content = struct.pack(">IBBBI", 0, 48, 0, 1, len(page)) + page
    region = struct.pack(">IIIIB", 60_000, 60_000, 0, 0, 0) + b"\0" + bytes(8) + bytes(40)
    content += struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region
    return page_of_picture(content, _size(100, 100, 1, b"/DeviceGray") + b"/Filter /JBIG2Decode")


@bomb("a small picture with a mask of 25,000 x 25,000")
def mask_of_25000() -> bytes:
    pdf = RawPdf()
    entries = b"/Type /XObject /Subtype /Image "
    mask_entries = _size(25_000, 25_000, 8, b"/DeviceGray") + b"/Filter /FlateDecode"
    mask = pdf.stream(deflated(1, 628 << 20), entries + mask_entries)
    picture = pdf.stream(bytes(12), entries + _size(2, 2) + b"/SMask %d 0 R" % mask)
    resources = b"/Resources << /XObject << /I %d 0 R >> >>" % picture
    return pdf.one_page(_WHOLE_PAGE, resources).written()


@bomb("a picture of 2,000 x 2,000 that is drawn 10,000 times over the whole page")
def picture_drawn_10000_times() -> bytes:
    entries = _size(2_000, 2_000) + b"/Filter /FlateDecode"
    return page_of_picture(deflated(1, 12 << 20), entries, _WHOLE_PAGE * 10_000)


@bomb("500 pictures of 4,000 x 4,000, all of them on one page")
def pictures_500() -> bytes:
    pdf = RawPdf()
    entries = b"/Type /XObject /Subtype /Image /Filter /FlateDecode " + _size(4_000, 4_000)
    names, drawn = b"", b""
    for number in range(500):
        picture = pdf.stream(deflated(1, 48 << 20), entries + b"/N %d" % number)
        names += b"/I%d %d 0 R " % (number, picture)
        drawn += b"q 612 0 0 792 0 0 cm /I%d Do Q\n" % number
    return pdf.one_page(drawn, b"/Resources << /XObject << %s >> >>" % names).written()


@bomb("a picture of 20,000 x 20,000 that is painted by a tiling pattern")
def picture_in_pattern() -> bytes:
    pdf = RawPdf()
    entries = b"/Type /XObject /Subtype /Image /Filter [/FlateDecode /FlateDecode] "
    picture = pdf.stream(deflated(2), entries + _size(18_000, 18_000))
    tile = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 612 792] /XStep 612"
        b" /YStep 792 /Resources << /XObject << /I %d 0 R >> >>" % picture
    )
    pattern = pdf.packed(_WHOLE_PAGE, tile)
    resources = b"/Resources << /Pattern << /P %d 0 R >> >>" % pattern
    return pdf.one_page(b"/Pattern cs /P scn 0 0 612 792 re f", resources).written()


@bomb("a picture of 20,000 x 20,000 that an annotation draws over a scan")
def picture_in_annotation() -> bytes:
    pdf = RawPdf()
    entries = b"/Type /XObject /Subtype /Image "
    huge = pdf.stream(
        deflated(2), entries + _size(18_000, 18_000) + b"/Filter [/FlateDecode /FlateDecode]"
    )
    form = pdf.packed(
        _WHOLE_PAGE,
        b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]"
        b" /Resources << /XObject << /I %d 0 R >> >>" % huge,
    )
    stamp = (
        b"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 612 792] /AP << /N %d 0 R >> >>" % form
    )
    scan = pdf.stream(bytes(300), entries + _size(10, 10))
    resources = b"/Resources << /XObject << /I %d 0 R >> >> /Annots [%s]" % (scan, stamp)
    return pdf.one_page(_WHOLE_PAGE, resources).written()


@bomb("a picture within the page's instructions that claims 30,000 x 30,000")
def inline_picture_of_30000() -> bytes:
    drawn = b"q 612 0 0 792 0 0 cm BI /W 30000 /H 30000 /BPC 8 /CS /RGB /F /Fl ID "
    return RawPdf().one_page(drawn + deflated(1, 60 << 20) + b" EI Q").written()


@bomb("a page photographed in 1,000 strips of 10,000 x 10 pixels")
def picture_in_strips() -> bytes:
    entries = _size(10_000, 10) + b"/Filter /FlateDecode"
    strips = b"".join(b"q 612 0 0 1 0 %d cm /I Do Q\n" % (at % 792) for at in range(19_000))
    return page_of_picture(deflated(1, 4 << 20), entries, strips)
