"""Whether the bytes of a PDF are a file of another kind too, which other programs would open."""

from __future__ import annotations

import struct

#: What other files begin with; a reader of PDFs passes over bytes before the header.
_BEGINNINGS = (
    b"PK\x03\x04",
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"<!DOCTYPE",
    b"<html",
    b"<script",
    b"<?php",
)
_HEADER = b"%PDF-"
#: The record at the end of a ZIP archive, and a comment behind it (APPNOTE.TXT, 4.3.16).
_ZIP_END, _ZIP_DIRECTORY = b"PK\x05\x06", b"PK\x01\x02"
_ZIP_END_BYTES, _MAX_COMMENT_BYTES = 22, 0xFFFF


def has_second_format(untrusted_content: bytes) -> bool:
    """Whether another kind of file begins before the PDF's header, or a ZIP archive ends it."""
    header_at = untrusted_content.find(_HEADER)
    before = untrusted_content[: max(0, header_at)].lstrip()
    return before.startswith(_BEGINNINGS) or _is_zip(untrusted_content)


def _is_zip(untrusted_content: bytes) -> bool:
    """Whether a ZIP archive's directory stands where its last record says.

    Programs look for that record from the end of a file, whatever stands before the archive.
    """
    first = max(0, len(untrusted_content) - _ZIP_END_BYTES - _MAX_COMMENT_BYTES)
    at = untrusted_content.rfind(_ZIP_END, first)
    if at < 0 or at + _ZIP_END_BYTES > len(untrusted_content):
        return False
    directory_bytes, directory_at = struct.unpack_from("<II", untrusted_content, at + 12)
    places = (directory_at, at - directory_bytes)  # counted from the file or the archive
    return any(
        0 <= place < at and untrusted_content.startswith(_ZIP_DIRECTORY, place) for place in places
    )
