"""Writing PDFs by hand, so that each part can lie, and the parts that bombs are made of."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import cache

PAGE_BOX = b"/MediaBox [0 0 612 792]"
#: Bytes that a bomb unfolds to: more than a worker may hold.
BOMB_BYTES = 1 << 30
_CHUNK = 1 << 22


class RawPdf:
    """Objects as they will stand in the file, numbered from 1; object 1 is the catalogue."""

    def __init__(self, catalogue: bytes = b"") -> None:
        """``catalogue``: entries of the catalogue beside its type and pages, which are object 2."""
        self.bodies: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue}
        self.bodies[2] = b""

    @property
    def next_number(self) -> int:
        """The number that the next object gets."""
        return next(reversed(self.bodies)) + 1

    def add(self, body: bytes) -> int:
        """Add an object and return its number."""
        number = self.next_number
        self.bodies[number] = body
        return number

    def stream(self, content: bytes, entries: bytes = b"") -> int:
        """Add a stream with its right length."""
        return self.add(raw_stream(content, entries))

    def packed(self, content: bytes, entries: bytes = b"") -> int:
        """Add a stream that is compressed."""
        return self.stream(zlib.compress(content, 6), b"/Filter /FlateDecode " + entries)

    def page(self, content: int | None = None, entries: bytes = b"") -> int:
        """Add a page, which is listed as soon as ``tree`` is called with it."""
        shown = b"" if content is None else b"/Contents %d 0 R" % content
        return self.add(b"<< /Type /Page /Parent 2 0 R %s %s >>" % (shown, entries))

    def tree(self, pages: Iterable[int]) -> RawPdf:
        """Write the page tree, flat."""
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        count = kids.count(b"R")
        self.bodies[2] = b"<< /Type /Pages /Kids [%s] /Count %d %s /Resources << >> >>" % (
            kids,
            count,
            PAGE_BOX,
        )
        return self

    def one_page(self, drawn: bytes = b"", entries: bytes = b"") -> RawPdf:
        """Write a tree of one page that draws so much."""
        return self.tree([self.page(self.packed(drawn), entries)])

    def body(self) -> tuple[bytes, dict[int, int]]:
        """The file up to its cross-reference table, and where each object stands."""
        parts, offsets, at = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], {}, 15
        for number, body in self.bodies.items():
            offsets[number] = at
            part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
            parts.append(part)
            at += len(part)
        return b"".join(parts), offsets

    def written(self, trailer: bytes = b"") -> bytes:
        """The whole file with a sound cross-reference table."""
        content, offsets = self.body()
        return content + xref_table(offsets, len(content), trailer)


def raw_stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object's body."""
    head = b"<< /Length %d %s >>\nstream\n" % (len(content), entries)
    return b"".join((head, content, b"\nendstream"))


def xref_table(offsets: dict[int, int], at: int, trailer: bytes = b"") -> bytes:
    """A cross-reference table of objects numbered without gaps from 1."""
    rows = b"".join(b"%010d 00000 n \n" % offset for _, offset in sorted(offsets.items()))
    size = len(offsets) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    ending = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return table + ending % (size, trailer, at)


@cache
def deflated(times: int = 1, unfolded_bytes: int = BOMB_BYTES, filler: bytes = b" ") -> bytes:
    """So many bytes of filler, compressed so many times over."""
    packer = zlib.compressobj(6)
    block = filler * (_CHUNK // len(filler))
    content = b"".join(packer.compress(block) for _ in range(unfolded_bytes // _CHUNK))
    content += packer.flush()
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    return content


def bomb_stream(entries: bytes = b"", times: int = 1) -> bytes:
    """A stream whose few bytes unfold to ``BOMB_BYTES`` of blanks."""
    names = b" ".join([b"/FlateDecode"] * times)
    return raw_stream(deflated(times), b"/Filter [%s] %s" % (names, entries))
