"""Hostile PDFs whose streams unfold: in every place where a reader unfolds one."""

from __future__ import annotations

import zlib

from tests.hostile.bomb import bomb
from tests.hostile.raw_pdf import BOMB_BYTES, RawPdf, bomb_stream, deflated, raw_stream


@bomb("a page's content of a megabyte unfolds to a gigabyte")
def flate_in_content() -> bytes:
    pdf = RawPdf()
    return pdf.tree([pdf.page(pdf.add(bomb_stream()))]).written()


@bomb("three filters over one another unfold a kilobyte to a gigabyte")
def flate_thrice() -> bytes:
    pdf = RawPdf()
    return pdf.tree([pdf.page(pdf.add(bomb_stream(times=3)))]).written()


@bomb("ten filters over one another")
def flate_ten_times() -> bytes:
    pdf = RawPdf()
    return pdf.tree([pdf.page(pdf.add(bomb_stream(times=10)))]).written()


@bomb("twenty streams of 60 MiB each, none of which is too long by itself")
def flate_many_small() -> bytes:
    pdf = RawPdf()
    streams = [
        pdf.stream(deflated(1, 60 << 20), b"/Filter /FlateDecode /N %d" % number)
        for number in range(20)
    ]
    return pdf.tree([pdf.page(number) for number in streams]).written()


@bomb("one stream of 60 MiB that 2,000 pages show")
def flate_shared_by_pages() -> bytes:
    pdf = RawPdf()
    shared = pdf.stream(deflated(1, 20 << 20), b"/Filter /FlateDecode")
    return pdf.tree([pdf.page(shared) for _ in range(2000)]).written()


@bomb("an XFA packet of a gigabyte")
def flate_in_xfa() -> bytes:
    pdf = RawPdf(b"/AcroForm << /Fields [] /XFA [(template) 3 0 R] >>")
    pdf.add(bomb_stream())
    return pdf.one_page().written()


@bomb("the XMP metadata unfold to a gigabyte")
def flate_in_metadata() -> bytes:
    pdf = RawPdf(b"/Metadata 3 0 R")
    pdf.add(bomb_stream(b"/Type /Metadata /Subtype /XML"))
    return pdf.one_page().written()


@bomb("an attached file of a gigabyte")
def flate_in_attachment() -> bytes:
    pdf = RawPdf(
        b"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /EF << /F 3 0 R >> >>] >> >>"
    )
    pdf.add(bomb_stream(b"/Type /EmbeddedFile"))
    return pdf.one_page().written()


@bomb("a picture's colour profile unfolds to a gigabyte")
def flate_in_icc() -> bytes:
    pdf = RawPdf()
    profile = pdf.add(bomb_stream(b"/N 3"))
    entries = b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8"
    picture = pdf.stream(bytes(12), entries + b" /ColorSpace [/ICCBased %d 0 R]" % profile)
    resources = b"/Resources << /XObject << /I %d 0 R >> >>" % picture
    return pdf.one_page(b"600 0 0 700 0 0 cm /I Do", resources).written()


def _with_font(pdf: RawPdf, font: bytes) -> bytes:
    number = pdf.add(font)
    resources = b"/Resources << /Font << /F %d 0 R >> >>" % number
    return pdf.one_page(b"BT /F 12 Tf 72 700 Td (Hello) Tj ET", resources).written()


@bomb("a font's ToUnicode table unfolds to a gigabyte")
def flate_in_tounicode() -> bytes:
    pdf = RawPdf()
    table = pdf.add(bomb_stream())
    return _with_font(
        pdf, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode %d 0 R >>" % table
    )


@bomb("a font's character map unfolds to a gigabyte")
def flate_in_cmap() -> bytes:
    pdf = RawPdf()
    table = pdf.add(bomb_stream(b"/Type /CMap /CMapName /Own"))
    inner = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << >> >>"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding %d 0 R /DescendantFonts [%s] >>"
    return _with_font(pdf, font % (table, inner))


@bomb("a character map of 60 MB that maps ranges of 65,536 characters again and again")
def cmap_of_ranges() -> bytes:
    pdf = RawPdf()
    lines = b"100 beginbfrange\n" + b"<0000> <FFFF> <0000>\n" * 100 + b"endbfrange\n"
    table = pdf.packed(lines * 20_000)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode %d 0 R >>"
    return _with_font(pdf, font % table)


@bomb("an embedded TrueType font unfolds to a gigabyte")
def flate_in_font() -> bytes:
    pdf = RawPdf()
    program = pdf.add(bomb_stream(b"/Length1 %d" % BOMB_BYTES))
    descriptor = b"<< /Type /FontDescriptor /FontName /X /Flags 32 /FontFile2 %d 0 R >>" % program
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor %s >>"
    return _with_font(pdf, font % descriptor)


@bomb("a Type 3 font whose glyph draws text in the same font")
def font_draws_itself() -> bytes:
    pdf = RawPdf()
    glyph = pdf.packed(b"1000 0 d0 BT /F 1 Tf (aaaaaaaaaa) Tj ET")
    own = pdf.next_number
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0]"
        b" /FirstChar 97 /LastChar 97 /Widths [1000] /Encoding << /Differences [97 /a] >>"
        b" /CharProcs << /a %d 0 R >> /Resources << /Font << /F %d 0 R >> >> >>" % (glyph, own)
    )
    return _with_font(pdf, font)


@bomb("run-length encoding of eight megabytes unfolds to half a gigabyte")
def run_length_in_content() -> bytes:
    pdf = RawPdf()
    runs = b"\x81 " * (4 << 20) + b"\x80"
    return pdf.tree([pdf.page(pdf.stream(runs, b"/Filter /RunLengthDecode"))]).written()


@bomb("LZW after Flate: 700 MB of codes that mean blanks")
def lzw_in_content() -> bytes:
    pdf = RawPdf()
    codes = deflated(1, 256 << 20, b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01")
    return pdf.tree([pdf.page(pdf.stream(codes, b"/Filter [/FlateDecode /LZWDecode]"))]).written()


@bomb("a predictor with rows of two billion bytes")
def predictor_of_huge_rows() -> bytes:
    pdf = RawPdf()
    parameters = b"/DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 >>"
    content = pdf.stream(deflated(1, 4 << 20), b"/Filter /FlateDecode " + parameters)
    return pdf.tree([pdf.page(content)]).written()


def _xref_stream(pdf: RawPdf, entries: bytes, rows: bytes) -> bytes:
    content, _ = pdf.body()
    own = pdf.next_number
    stream = raw_stream(rows, b"/Type /XRef /Root 1 0 R " + entries)
    return b"%s%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        content,
        own,
        stream,
        len(content),
    )


@bomb("the cross-reference stream unfolds to a gigabyte")
def flate_in_xref() -> bytes:
    entries = b"/Size 9 /W [1 4 2] /Filter /FlateDecode"
    return _xref_stream(RawPdf().one_page(), entries, deflated())


@bomb("the cross-reference stream claims two billion entries of 24 bytes")
def xref_of_huge_claims() -> bytes:
    entries = b"/Size 2147483647 /Index [0 2147483647] /W [8 8 8] /Filter /FlateDecode"
    return _xref_stream(RawPdf().one_page(), entries, deflated(1, 4 << 20))


@bomb("the cross-reference stream lists five million objects, all of them compressed in one")
def xref_of_many_objects() -> bytes:
    entries = b"/Size 5000000 /W [1 3 1] /Filter /FlateDecode"
    return _xref_stream(RawPdf().one_page(), entries, deflated(1, 24 << 20, b"\x02\0\0\x02\0"))


def _object_stream(content: bytes, entries: bytes) -> bytes:
    """A file whose object 9 is said to lie in an object stream, which is object 5."""
    pdf = RawPdf(b"/AcroForm 9 0 R").one_page()
    pdf.bodies[5] = raw_stream(content, b"/Type /ObjStm " + entries)
    body, offsets = pdf.body()
    rows = b"\0\0\0\0\0"
    for number in range(1, 6):
        rows += b"\x01" + offsets[number].to_bytes(3, "big") + b"\0"
    rows += b"\0\0\0\0\0" * 3 + b"\x02\0\0\x05\0" + b"\x01" + len(body).to_bytes(3, "big") + b"\0"
    stream = raw_stream(rows, b"/Type /XRef /Root 1 0 R /Size 11 /W [1 3 1]")
    return b"%s10 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, stream, len(body))


@bomb("an object stream unfolds to a gigabyte")
def flate_in_object_stream() -> bytes:
    return _object_stream(deflated(), b"/N 1 /First 4 /Filter /FlateDecode")


@bomb("an object stream says that it extends itself and holds itself")
def object_stream_in_itself() -> bytes:
    return _object_stream(b"5 0 9 0 << >>", b"/N 2 /First 8 /Extends 5 0 R")


@bomb("an object stream claims two billion objects")
def object_stream_of_huge_claims() -> bytes:
    return _object_stream(b"9 0 << >>", b"/N 2147483647 /First 2147483640")


@bomb("a name of 60 MB in an object stream")
def name_of_60_mb() -> bytes:
    packed = zlib.compress(b"9 0 /" + b"N" * (60 << 20) + b" ")
    return _object_stream(packed, b"/N 1 /First 4 /Filter /FlateDecode")


@bomb("a string of 60 MB in an object stream")
def string_of_60_mb() -> bytes:
    packed = deflated(1, 60 << 20, b"(")
    return _object_stream(packed, b"/N 1 /First 0 /Filter /FlateDecode")
