from __future__ import annotations

import pytest

from models.media_type import detect_media_type


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"II*\x00\x08\x00\x00\x00", "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "image/heif"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", "video/mp4"),
        (b"%PDF-1.7\n", "application/pdf"),
        # PDF header behind other bytes, as Adobe's readers accept it
        (b"\r\n" * 100 + b"%PDF-1.4\n", "application/pdf"),
        (b"\x00" * 2000 + b"%PDF-1.4\n", "application/octet-stream"),
        (b"PK\x03\x04\x14\x00", "application/zip"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"<!DOCTYPE html><html></html>", "text/html"),
        ("Résidence permanente".encode(), "text/plain"),
        (b"", "application/x-empty"),
        (bytes(range(256)), "application/octet-stream"),
    ],
)
def test_type_is_read_from_the_content(content: bytes, media_type: str) -> None:
    assert detect_media_type(content) == media_type
