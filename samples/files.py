"""Uploads that are no proper photo: empty, cut short, animated, renamed, or something else."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image

from samples.camera import Rgb


def truncated(content: bytes) -> bytes:
    """The first three fifths of a file whose upload broke off."""
    return content[: len(content) * 3 // 5]


def as_png(rgb: Rgb) -> bytes:
    """The picture as PNG, in 32 colours so that it stays small."""
    target = io.BytesIO()
    Image.fromarray(rgb).resize((200, 280)).quantize(32).convert("RGB").save(
        target, "PNG", optimize=True
    )
    return target.getvalue()


def animated_png(rgb: Rgb) -> bytes:
    """Two small pictures that alternate."""
    first = Image.fromarray(rgb).resize((125, 175)).quantize(48)
    second = Image.fromarray(np.ascontiguousarray(rgb[:, ::-1])).resize((125, 175)).quantize(48)
    target = io.BytesIO()
    first.save(target, "PNG", save_all=True, append_images=[second], duration=400, loop=0)
    return target.getvalue()


def _png_chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises a size and whose pixels are a few bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 4096)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(name, content) for name, content in chunks)


def one_page_pdf() -> bytes:
    """A PDF with one page of text instead of a photo."""
    text = b"BT /F1 18 Tf 72 720 Td (SPECIMEN: this is a letter, not a photo.) Tj ET"
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        len(content),
    )
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def plain_text() -> bytes:
    """A note whose name ends as if it were a photo."""
    return b"SPECIMEN: a note, not a photo. Please find my photo attached.\n"
