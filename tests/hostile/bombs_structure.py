"""Hostile PDFs whose structure lies, loops or breaks off, and files that are no PDF at all."""

from __future__ import annotations

import re

from tests.hostile.bomb import bomb
from tests.hostile.raw_pdf import RawPdf, deflated, raw_stream, xref_table


def small() -> RawPdf:
    """A sound file of one page."""
    return RawPdf().one_page(b"0 0 9 9 re f")


@bomb("an xref section that names itself as the one before")
def xref_names_itself() -> bytes:
    content, offsets = small().body()
    return content + xref_table(offsets, len(content), b"/Prev %d" % len(content))


@bomb("two xref sections that name each other as the one before")
def xref_loop() -> bytes:
    content, offsets = small().body()
    first = xref_table(offsets, len(content), b"/Prev 0000000000")
    second = xref_table(offsets, len(content) + len(first), b"/Prev %d" % len(content))
    return (content + first + second).replace(
        b"/Prev 0000000000", b"/Prev %010d" % (len(content) + len(first))
    )


@bomb("4,000 xref sections, each of which names the one before")
def xref_of_4000_sections() -> bytes:
    content, offsets = small().body()
    parts, at = [content], len(content)
    trailer = b""
    for _ in range(4_000):
        parts.append(xref_table(offsets, at, trailer))
        trailer, at = b"/Prev %d" % at, at + len(parts[-1])
    return b"".join(parts)


@bomb("a hybrid file whose xref stream names the table that names it")
def xref_hybrid_loop() -> bytes:
    content, offsets = small().body()
    stream = raw_stream(
        b"\0" * 4, b"/Type /XRef /Size 1 /W [1 2 1] /Root 1 0 R /Prev %d" % (len(content) + 200)
    )
    own = b"9 0 obj\n%s\nendobj\n" % stream
    padded = content + own + b" " * (200 - len(own))
    return padded + xref_table(offsets, len(padded), b"/XRefStm %d" % len(content))


@bomb("an xref table that claims two billion entries")
def xref_of_huge_claims_in_a_table() -> bytes:
    return small().written().replace(b"xref\n0 5", b"xref\n0 2147483647", 1)


@bomb("an xref table that points behind the end, and a startxref of -1")
def xref_outside_the_file() -> bytes:
    content = re.sub(rb"\d{10} 00000 n", b"9999999999 00000 n", small().written())
    return re.sub(rb"startxref\n\d+", b"startxref\n-1", content)


@bomb("a kilobyte of other bytes before the header")
def prefix_of_a_kilobyte() -> bytes:
    return b"#" * 1000 + b"\n" + small().written()


@bomb("a megabyte of other bytes before the header")
def prefix_of_a_megabyte() -> bytes:
    return b"#" * 1_000_000 + small().written()


@bomb("ten megabytes of other bytes behind the end")
def ten_megabytes_behind_the_end() -> bytes:
    return small().written() + b"\0\xff!" * 3_500_000


@bomb("no endstream anywhere")
def endstream_missing() -> bytes:
    return small().written().replace(b"endstream", b"")


@bomb("a stream that is said to be 4 GB long")
def length_too_long() -> bytes:
    return re.sub(rb"/Length \d+", b"/Length 4294967297", small().written())


@bomb("a stream that is said to be of negative length")
def length_negative() -> bytes:
    return re.sub(rb"/Length \d+", b"/Length -1", small().written())


@bomb("a stream whose length is the stream itself")
def length_is_the_stream() -> bytes:
    pdf = RawPdf()
    pdf.bodies[3] = b"<< /Length 3 0 R >>\nstream\n0 0 9 9 re f\nendstream"
    return pdf.tree([pdf.page(3)]).written()


@bomb("references that lead to one another in a ring")
def references_in_a_ring() -> bytes:
    pdf = RawPdf(b"/AcroForm 3 0 R /Names 4 0 R /Metadata 5 0 R")
    for target in (4, 5, 3):
        pdf.add(b"%d 0 R" % target)
    return pdf.one_page(b"", b"/Annots 3 0 R /Resources 4 0 R").written()


@bomb("an object with number 2,147,483,647 and references beyond it")
def object_numbers_too_large() -> bytes:
    body, _ = RawPdf(b"/AcroForm 2147483647 0 R /Names 99999999999 0 R").one_page().body()
    return body + b"2147483647 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R /Size -1 >>\n%%EOF"


@bomb("numbers of 100,000 digits, and negative object numbers")
def numbers_too_long() -> bytes:
    pdf = RawPdf(b"/A %s /B -7 -7 R /C 1e999999" % (b"9" * 100_000))
    return pdf.one_page(b"%s 0 9 9 re f" % (b"9" * 100_000)).written()


@bomb("arrays nested 100,000 deep")
def arrays_nested() -> bytes:
    return RawPdf(b"/A " + b"[" * 100_000 + b"]" * 100_000).one_page().written()


@bomb("dictionaries nested 100,000 deep")
def dictionaries_nested() -> bytes:
    return RawPdf(b"/A " + b"<</A" * 100_000 + b" 1 " + b">>" * 100_000).one_page().written()


@bomb("30 MB of opened arrays and no xref table")
def open_arrays() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * 30_000_000


@bomb("30 MB of beginnings of objects and no xref table")
def object_beginnings() -> bytes:
    return b"%PDF-1.7\n" + b"1 0 obj\n" * 3_700_000


@bomb("a million different objects and no xref table")
def objects_without_xref() -> bytes:
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj<<>>endobj\n" % n for n in range(1, 1_000_000))


@bomb("95,000 objects, just what is still read")
def objects_within_limit() -> bytes:
    pdf = RawPdf()
    for number in range(3, 95_000):
        pdf.bodies[number] = b"<</A[1 2 3]>>"
    return pdf.one_page().written()


@bomb("one array of six million small dictionaries")
def direct_objects() -> bytes:
    pdf = RawPdf()
    pdf.add(b"[%s]" % (b"<<>>" * 6_000_000))
    return pdf.one_page().written()


@bomb("one array of 14 million numbers")
def direct_numbers() -> bytes:
    pdf = RawPdf()
    pdf.add(b"[%s]" % (b"1 " * 14_000_000))
    return pdf.one_page().written()


@bomb("60 MB of numbers, compressed in an object stream")
def direct_numbers_compressed() -> bytes:
    pdf = RawPdf(b"/AcroForm 9 0 R").one_page()
    packed = deflated(1, 60 << 20, b"[1] ")
    pdf.bodies[5] = raw_stream(packed, b"/Type /ObjStm /N 1 /First 0 /Filter /FlateDecode")
    return pdf.written()


@bomb("30 MB of opened strings")
def open_strings() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + b"(" * 30_000_000


@bomb("30 MB of trailers")
def trailers() -> bytes:
    return b"%PDF-1.7\n" + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n" * 800_000


@bomb("a file without a catalogue")
def no_catalogue() -> bytes:
    return small().written().replace(b"/Root 1 0 R", b"/Info 1 0 R")


ENCRYPTIONS = {
    "unknown-handler": b"/Filter /Unheard.Of /V 4 /R 4",
    "unknown-version": b"/Filter /Standard /V 99 /R 99 /O (o) /U (u) /P -1",
    "adobe-public-key": b"/Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 4 /Recipients [(x)]",
    "key-of-a-gigabit": b"/Filter /Standard /V 2 /R 3 /Length 1073741824 /O (o) /U (u) /P -1",
    "long-strings": b"/Filter /Standard /V 5 /R 6 /O (%s) /U (%s) /OE (x) /UE (y) /Perms (z) /P -1"
    % (b"o" * 500_000, b"u" * 500_000),
}


def encrypted(entries: bytes) -> bytes:
    """A file that says that it is encrypted in this way."""
    pdf = small()
    pdf.add(b"<< %s >>" % entries)
    return pdf.written(b"/Encrypt %d 0 R /ID [(a) (b)]" % (pdf.next_number - 1))


@bomb("encrypted by a handler that nobody knows")
def encrypted_by_unknown() -> bytes:
    return encrypted(ENCRYPTIONS["unknown-handler"])


@bomb("encrypted with version 99")
def encrypted_by_version_99() -> bytes:
    return encrypted(ENCRYPTIONS["unknown-version"])


@bomb("encrypted for certificates that are no certificates")
def encrypted_for_nobody() -> bytes:
    return encrypted(ENCRYPTIONS["adobe-public-key"])


@bomb("encrypted with a key of a gigabit")
def encrypted_with_long_key() -> bytes:
    return encrypted(ENCRYPTIONS["key-of-a-gigabit"])


@bomb("encrypted with password hashes of half a megabyte")
def encrypted_with_long_hashes() -> bytes:
    return encrypted(ENCRYPTIONS["long-strings"])
