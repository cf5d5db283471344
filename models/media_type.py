"""The true media type of a file, from its first bytes and never from its name."""

from __future__ import annotations

#: What people call the formats that are decoded, and others that an upload may come in.
READABLE_NAMES = ("JPEG", "PNG", "WebP", "TIFF", "BMP", "JPEG 2000", "HEIF")
_NAMES = {"image/jp2": "JPEG 2000", "image/svg+xml": "SVG", "image/webp": "WebP"}

UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
#: Adobe's readers accept a PDF header anywhere in the first 1,024 bytes (PDF 1.7, annex H).
PDF_HEADER_WITHIN = 1024
_TEXT_SAMPLE = 512

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/jp2"),
    (8, b"WEBP", "image/webp"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)

#: Major brands of the ISO base media format (ISO/IEC 23008-12) that hold still pictures.
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


def detect_media_type(untrusted_bytes: bytes) -> str:
    """Media type by content signature; ``application/octet-stream`` where none matches."""
    if not untrusted_bytes:
        return "application/x-empty"
    for offset, signature, media_type in _SIGNATURES:
        if untrusted_bytes[offset : offset + len(signature)] == signature:
            return media_type
    if untrusted_bytes[4:8] == b"ftyp":
        return _base_media_type(untrusted_bytes[8:12])
    if b"%PDF-" in untrusted_bytes[:PDF_HEADER_WITHIN]:
        return PDF
    return _textual_type(untrusted_bytes[:_TEXT_SAMPLE])


def format_name(media_type: str) -> str:
    """What people call a picture format: ``GIF`` for ``image/gif``."""
    return _NAMES.get(media_type, media_type.rpartition("/")[2].upper())


def _base_media_type(untrusted_brand: bytes) -> str:
    if untrusted_brand in _HEIF_BRANDS:
        return "image/heif"
    return "image/avif" if untrusted_brand in _AVIF_BRANDS else "video/mp4"


def _textual_type(untrusted_sample: bytes) -> str:
    if b"\x00" in untrusted_sample:
        return UNKNOWN
    # A multi-byte character may be cut at the end of the sample: its bytes are dropped.
    start = untrusted_sample.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n").lower()
    if len(start) < len(untrusted_sample) // 2:
        return UNKNOWN
    if start.startswith(("<svg", "<?xml")):
        return "image/svg+xml" if "<svg" in start else "application/xml"
    return "text/html" if start.startswith(("<!doctype html", "<html")) else "text/plain"
