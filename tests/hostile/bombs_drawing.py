"""Hostile PDFs whose pages cost more to draw than anybody waits for."""

from __future__ import annotations

import struct

from tests.hostile.bomb import bomb
from tests.hostile.raw_pdf import RawPdf, deflated


@bomb("ten million operators in one page")
def operators_ten_million() -> bytes:
    return RawPdf().one_page(b"q Q " * 5_000_000).written()


@bomb("23 MiB of rectangles, just what a page may draw")
def rectangles_within_limit() -> bytes:
    return RawPdf().one_page(b"0 0 1 1 re f\n" * 1_850_000).written()


@bomb("twelve pages, each of as many rectangles as a page may draw")
def rectangles_on_many_pages() -> bytes:
    pdf = RawPdf()
    shown = [pdf.packed(b"%d 0 1 1 re f\n" % n + b"0 0 1 1 re f\n" * 1_800_000) for n in range(12)]
    return pdf.tree([pdf.page(content) for content in shown]).written()


@bomb("300 pages that all show the same 20 MiB of rectangles")
def rectangles_shared() -> bytes:
    pdf = RawPdf()
    shown = pdf.packed(b"0 0 1 1 re f\n" * 1_600_000)
    return pdf.tree([pdf.page(shown) for _ in range(300)]).written()


@bomb("five million saved graphics states")
def states_saved() -> bytes:
    return RawPdf().one_page(b"q " * 5_000_000 + b"0 0 9 9 re f").written()


@bomb("a million clips inside one another")
def clips_nested() -> bytes:
    return RawPdf().one_page(b"0 0 99 99 re W n\n" * 1_000_000 + b"0 0 9 9 re f").written()


@bomb("2,000 clips, each kept by 20,000 objects")
def clips_kept() -> bytes:
    drawn = b"0 0 99 99 re W n\n" * 2_000 + b"0 0 9 9 re f\n" * 20_000
    return RawPdf().one_page(drawn).written()


@bomb("one path of four million lines")
def path_of_many_lines() -> bytes:
    return RawPdf().one_page(b"0 0 m " + b"9 9 l\n" * 3_500_000 + b"S").written()


@bomb("a line of dashes that are a millionth of a point long")
def tiny_dashes() -> bytes:
    return RawPdf().one_page(b"[0.000001] 0 d 0 0 m 600 700 l S\n" * 1000).written()


@bomb("a dash pattern of two million numbers")
def long_dashes() -> bytes:
    return RawPdf().one_page(b"[" + b"1 2 " * 2_000_000 + b"] 0 d 0 0 m 600 700 l S").written()


@bomb("operands nested a million arrays deep")
def operands_nested() -> bytes:
    return RawPdf().one_page(b"[" * 1_000_000 + b"]" * 1_000_000 + b" TJ").written()


@bomb("20 MiB of text in one page")
def text_within_limit() -> bytes:
    font = b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    line = b"BT /F 8 Tf 9 9 Td (%s) Tj ET\n" % (b"a word " * 12)
    return RawPdf().one_page(line * 180_000, font).written()


def _drawing(pdf: RawPdf, drawn: bytes, resources: bytes) -> bytes:
    return pdf.one_page(drawn, b"/Resources << %s >>" % resources).written()


def _form(pdf: RawPdf, drawn: bytes, resources: bytes) -> int:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << %s >>"
    return pdf.packed(drawn, entries % resources)


@bomb("a form that draws itself")
def form_draws_itself() -> bytes:
    pdf = RawPdf()
    own = pdf.next_number
    form = _form(pdf, b"/X Do /X Do", b"/XObject << /X %d 0 R >>" % own)
    return _drawing(pdf, b"/X Do", b"/XObject << /X %d 0 R >>" % form)


def fan_out(levels: int, leaf: bytes = b"0 0 9 9 re f ") -> bytes:
    """Forms that each draw the next one twice."""
    pdf = RawPdf()
    form = _form(pdf, leaf, b"")
    for _ in range(levels):
        form = _form(pdf, b"/X Do /X Do", b"/XObject << /X %d 0 R >>" % form)
    return _drawing(pdf, b"/X Do", b"/XObject << /X %d 0 R >>" % form)


@bomb("forms that draw one another twice: 2^20 drawings")
def forms_fan_out() -> bytes:
    return fan_out(20)


@bomb("forms that draw one another twice, of nothing: 2^30 drawings without a byte")
def forms_fan_out_of_nothing() -> bytes:
    return fan_out(30, b"")


@bomb("a page whose group of forms is nested 2,000 deep")
def forms_nested() -> bytes:
    pdf = RawPdf()
    form = _form(pdf, b"0 0 9 9 re f", b"")
    for _ in range(2000):
        form = _form(pdf, b"/X Do", b"/XObject << /X %d 0 R >>" % form)
    return _drawing(pdf, b"/X Do", b"/XObject << /X %d 0 R >>" % form)


@bomb("4,000 transparent groups over the whole page")
def groups_over_the_page() -> bytes:
    pdf = RawPdf()
    entries = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Group << /S /Transparency /I true >>"
    )
    group = pdf.packed(b"0 0 612 792 re f", entries)
    state = b"/ExtGState << /G << /ca 0.5 /BM /Luminosity >> >> /XObject << /X %d 0 R >>" % group
    return _drawing(pdf, b"/G gs " + b"/X Do\n" * 4_000, state)


@bomb("a soft mask whose group uses the same soft mask")
def mask_of_itself() -> bytes:
    pdf = RawPdf()
    own = pdf.next_number
    state = b"/ExtGState << /G << /SMask << /S /Alpha /G %d 0 R >> >> >>" % own
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Group << /S /Transparency >>"
    entries += b" /Resources << %s >>"
    pdf.packed(b"/G gs 0 0 99 99 re f", entries % state)
    return _drawing(pdf, b"/G gs 0 0 99 99 re f", state)


def _pattern(pdf: RawPdf, drawn: bytes, step: bytes, resources: bytes = b"") -> int:
    entries = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9]"
        b" /XStep %s /YStep %s /Resources << %s >>" % (step, step, resources)
    )
    return pdf.packed(drawn, entries)


@bomb("a tiling pattern that is filled with itself")
def pattern_of_itself() -> bytes:
    pdf = RawPdf()
    own = pdf.next_number
    used = b"/Pattern << /P %d 0 R >>" % own
    _pattern(pdf, b"/Pattern cs /P scn 0 0 9 9 re f", b"9", used)
    return _drawing(pdf, b"/Pattern cs /P scn 0 0 600 700 re f", used)


@bomb("a tiling pattern with steps of a thousandth of a point")
def pattern_of_tiny_steps() -> bytes:
    pdf = RawPdf()
    used = b"/Pattern << /P %d 0 R >>" % _pattern(pdf, b"0 0 1 1 re f", b"0.001")
    return _drawing(pdf, b"/Pattern cs /P scn 0 0 600 700 re f", used)


@bomb("10,000 shadings over the whole page")
def shadings_over_the_page() -> bytes:
    shade = (
        b"/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 600 700] /Extend"
        b" [true true] /Function << /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1 >>"
        b" >> >>"
    )
    return _drawing(RawPdf(), b"/S sh\n" * 10_000, shade)


@bomb("a shading of 50 MB of triangles")
def shading_of_many_triangles() -> bytes:
    pdf = RawPdf()
    entries = (
        b"/ShadingType 4 /ColorSpace /DeviceRGB /BitsPerCoordinate 16 /BitsPerComponent 8"
        b" /BitsPerFlag 8 /Decode [0 600 0 700 0 1 0 1 0 1]"
    )
    vertex = struct.pack(">BHHBBB", 0, 0, 0, 9, 9, 9)
    mesh = pdf.packed(
        b"".join((vertex, b"\0\xff\xff\0\0\0\0\0", b"\0\0\0\xff\xff\0\0\0")) * 2_000_000, entries
    )
    return _drawing(pdf, b"/S sh", b"/Shading << /S %d 0 R >>" % mesh)


@bomb("a sampled function that claims 2^62 samples")
def function_of_many_samples() -> bytes:
    pdf = RawPdf()
    size = b"[65535 65535 65535 65535]"
    entries = (
        b"/FunctionType 0 /Domain [0 1 0 1 0 1 0 1] /Range [0 1 0 1 0 1] /BitsPerSample 32 /Size "
        + size
    )
    function = pdf.packed(bytes(64), entries)
    space = b"/ColorSpace << /C [/DeviceN [/A /B /C /D] /DeviceRGB %d 0 R] >>" % function
    return _drawing(pdf, b"/C cs .5 .5 .5 .5 scn 0 0 600 700 re f", space)


@bomb("450,000 annotations on one page")
def annotations_450000() -> bytes:
    notes = b"<</Subtype/Text/Rect[0 0 9 9]>>" * 450_000
    return RawPdf().one_page(b"", b"/Annots [%s]" % notes).written()


@bomb("115,000 annotations on one page, just what is still read")
def annotations_within_limit() -> bytes:
    notes = b"<</Subtype/Text/Rect[0 0 9 9]>>" * 115_000
    return RawPdf().one_page(b"", b"/Annots [%s]" % notes).written()


@bomb("2,000 annotations that each draw a picture of a million pixels")
def annotations_with_appearances() -> bytes:
    pdf = RawPdf()
    entries = b"/Type /XObject /Subtype /Image /Width 1000 /Height 1000"
    entries += b" /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    picture = pdf.stream(deflated(1, 4 << 20), entries + b" /Filter /FlateDecode")
    form = _form(pdf, b"99 0 0 99 0 0 cm /I Do", b"/XObject << /I %d 0 R >>" % picture)
    note = b"<< /Subtype /Stamp /F 4 /Rect [0 0 600 700] /AP << /N %d 0 R >> >>" % form
    return pdf.one_page(b"", b"/Annots [%s]" % (note * 2_000)).written()
