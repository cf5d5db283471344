"""Hostile PDFs whose fields, signatures, scripts and attachments are too many or contradict."""

from __future__ import annotations

import zlib

from tests.hostile.bomb import bomb
from tests.hostile.raw_pdf import RawPdf, deflated, xref_table


def acroform(fields: bytes, pdf: RawPdf) -> bytes:
    """A PDF with these fields, the first objects of which stand in ``pdf`` already."""
    form = pdf.add(b"<< /Fields [%s] >>" % fields)
    pdf.bodies[1] = b"<< /Type /Catalog /Pages 2 0 R /AcroForm %d 0 R >>" % form
    return pdf.one_page().written()


@bomb("fields that are their own children")
def fields_loop() -> bytes:
    pdf = RawPdf()
    pdf.add(b"<< /T (a) /FT /Tx /Kids [4 0 R 3 0 R] /Parent 4 0 R >>")
    pdf.add(b"<< /T (b) /FT /Tx /Kids [3 0 R 4 0 R] /Parent 3 0 R >>")
    return acroform(b"3 0 R 4 0 R", pdf)


@bomb("a field tree of direct fields 150 deep")
def fields_nested() -> bytes:
    inside = b"<< /T (x) /FT /Tx >>"
    for _ in range(95):
        inside = b"<< /T (x) /Kids [%s] >>" % inside
    return acroform(inside, RawPdf())


@bomb("fields whose names are a megabyte long, 20,000 below one another's")
def fields_of_long_names() -> bytes:
    pdf = RawPdf()
    name = pdf.add(b"(%s)" % (b"n" * 1_000_000))
    kids = b"".join(b"<< /T (x%d) /FT /Tx >>" % n for n in range(19_000))
    return acroform(b"<< /T %d 0 R /Kids [%s] >>" % (name, kids), pdf)


@bomb("19,000 fields that share one value of 5 MB")
def fields_of_one_long_value() -> bytes:
    pdf = RawPdf()
    value = pdf.add(b"(%s)" % (b"v" * 5_000_000))
    fields = b"".join(
        b"<< /T (x%d) /FT /Tx /V %d 0 R /DV %d 0 R /TU %d 0 R >>" % (n, value, value, value)
        for n in range(19_000)
    )
    return acroform(fields, pdf)


@bomb("19,000 fields that share one value of 50 MB, compressed")
def fields_of_one_long_stream() -> bytes:
    pdf = RawPdf()
    value = pdf.stream(deflated(1, 48 << 20), b"/Filter /FlateDecode")
    fields = b"".join(b"<< /T (x%d) /FT /Tx /V %d 0 R >>" % (n, value) for n in range(19_000))
    return acroform(fields, pdf)


@bomb("19,000 lists that share 19,000 choices")
def fields_of_one_long_list() -> bytes:
    pdf = RawPdf()
    options = pdf.add(b"[%s]" % (b"(a) " * 19_000))
    fields = b"".join(b"<< /T (x%d) /FT /Ch /Opt %d 0 R >>" % (n, options) for n in range(19_000))
    return acroform(fields, pdf)


@bomb("19,000 boxes that share 19,000 states")
def fields_of_many_states() -> bytes:
    pdf = RawPdf()
    states = b"".join(b"/s%d 2 0 R " % n for n in range(19_000))
    shown = pdf.add(b"<< /N << %s >> >>" % states)
    fields = b"".join(b"<< /T (x%d) /FT /Btn /AP %d 0 R >>" % (n, shown) for n in range(19_000))
    return acroform(fields, pdf)


@bomb("200,000 widgets on one page")
def widgets_200000() -> bytes:
    pdf = RawPdf()
    first = pdf.next_number
    for number in range(200_000):
        pdf.bodies[first + number] = b"<</Subtype/Widget/FT/Tx/T(x%d)/Rect[0 0 9 9]>>" % number
    listed = b"[%s]" % b" ".join(b"%d 0 R" % (first + n) for n in range(200_000))
    pdf.bodies[1] = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields %s >> >>" % listed
    return pdf.one_page(b"", b"/Annots " + listed).written()


@bomb("2,000 pages that share 10,000 widgets")
def widgets_shared_by_pages() -> bytes:
    pdf = RawPdf()
    widget = pdf.add(b"<< /Subtype /Widget /FT /Tx /T (x) /Rect [0 0 9 9] >>")
    listed = pdf.add(b"[%s]" % (b"%d 0 R " % widget * 10_000))
    pages = [pdf.page(None, b"/Annots %d 0 R" % listed) for _ in range(2_000)]
    pdf.bodies[1] = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%d 0 R] >> >>" % widget
    return pdf.tree(pages).written()


@bomb("2,000 fields beside 3,000 pieces of text, on each of 20 pages")
def fields_among_text() -> bytes:
    pdf = RawPdf()
    drawn = b"".join(
        b"BT /F 5 Tf %d %d Td (word) Tj ET\n" % (n % 60 * 10, n // 60 * 10) for n in range(5_000)
    )
    content = pdf.packed(drawn)
    font = b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    first = pdf.next_number
    for n in range(2_000):
        pdf.bodies[first + n] = b"<</Subtype/Widget/FT/Tx/T(x%d)/Rect[300 %d 310 %d]>>" % (
            n,
            n,
            n + 5,
        )
    listed = b"[%s]" % b" ".join(b"%d 0 R" % (first + n) for n in range(2_000))
    page = pdf.page(content, font + b" /Annots " + listed)
    pdf.bodies[1] = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields %s >> >>" % listed
    return pdf.tree([page]).written()


def signed(entries: bytes, times: int = 1, packed: bytes = b"") -> bytes:
    """A PDF with signature fields whose signature has these entries."""
    pdf = RawPdf()
    signature = pdf.add(
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached %s >>" % entries
    )
    if packed:
        pdf.stream(packed, b"/Filter /FlateDecode")
    fields = b"".join(b"<< /FT /Sig /T (s%d) /V %d 0 R >>" % (n, signature) for n in range(times))
    return acroform(fields, pdf)


@bomb("a signature over ranges that are negative, huge, odd in number and no numbers")
def signature_of_odd_ranges() -> bytes:
    ranges = b"/ByteRange [-1 99999999999 0 -5 /A (b) 1e99 7 8] /Contents <30>"
    return signed(ranges)


@bomb("a signature over ranges that overlap 100,000 times")
def signature_of_many_ranges() -> bytes:
    return signed(b"/ByteRange [%s] /Contents <3080>" % (b"0 3000000 " * 100_000), 20)


@bomb("a signature of 9 MB of CMS")
def signature_of_9_mb() -> bytes:
    cms = b"30" + b"84" + b"%08x" % 9_000_000 + b"30800000" * 2_200_000
    return signed(b"/ByteRange [0 10 20 10] /Contents <%s>" % cms)


@bomb("a signature of 4 MB of constructed values inside one another")
def signature_nested() -> bytes:
    return signed(b"/ByteRange [0 10 20 10] /Contents <%s>" % (b"3080" * 2_000_000))


@bomb("19,000 signatures, all the same")
def signatures_19000() -> bytes:
    return signed(b"/ByteRange [0 10 20 10] /Contents <3080>", 19_000)


@bomb("3,000 revisions behind one another, with a signature field")
def revisions_3000() -> bytes:
    content = signed(b"/ByteRange [0 10 20 10] /Contents <3080>")
    parts, at = [content], len(content)
    before = content.rindex(b"xref\n0 ")
    for _ in range(3_000):
        body = b"4 0 obj\n<< >>\nendobj\n"
        table = xref_table({}, at + len(body), b"/Prev %d" % before)
        before, at = at + len(body), at + len(body) + len(table)
        parts += [body, table]
    return b"".join(parts)


@bomb("a portfolio of 900 attached files")
def portfolio() -> bytes:
    pdf = RawPdf()
    names = b""
    for number in range(900):
        file = pdf.packed(b"attached", b"/Type /EmbeddedFile")
        names += b"(f%d) << /Type /Filespec /F (f%d.exe) /EF << /F %d 0 R >> >> " % (
            number,
            number,
            file,
        )
    pdf.bodies[1] = (
        b"<< /Type /Catalog /Pages 2 0 R /Collection << /View /D >>"
        b" /Names << /EmbeddedFiles << /Names [%s] >> >> >>" % names
    )
    return pdf.one_page().written()


@bomb("JavaScript of 50 MB that starts on opening")
def javascript_of_50_mb() -> bytes:
    pdf = RawPdf(b"/OpenAction << /S /JavaScript /JS 3 0 R >>")
    pdf.stream(zlib.compress(b"app.alert(1);\n" * 3_700_000), b"/Filter /FlateDecode")
    return pdf.one_page().written()


@bomb("100,000 actions that each lead to the next")
def actions_in_a_row() -> bytes:
    pdf = RawPdf(b"/OpenAction 3 0 R")
    for number in range(3, 100_003):
        pdf.bodies[number] = b"<</S/URI/URI(http://h%d.example/)/Next %d 0 R>>" % (
            number,
            number + 1,
        )
    pdf.bodies[100_003] = b"<< /S /Launch /F (a) /Next 3 0 R >>"
    return pdf.one_page().written()


@bomb("document information of 20 MB")
def long_information() -> bytes:
    pdf = RawPdf()
    information = pdf.add(
        b"<< /Producer (%s) /CreationDate (D:%s) >>" % (b"p" * 20_000_000, b"9" * 5_000_000)
    )
    return pdf.one_page().written(b"/Info %d 0 R" % information)
