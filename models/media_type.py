"""The true media type of a file, from its first bytes."""

from __future__ import annotations


def detect_media_type(untrusted_bytes: bytes) -> str:
    """Media type by content signature; ``application/octet-stream`` where none matches."""
    if untrusted_bytes[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if untrusted_bytes[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    return "application/octet-stream"
