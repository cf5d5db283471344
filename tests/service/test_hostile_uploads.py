"""Bad input over HTTP: a report or a problem document, never a fault, never an acceptance."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from fastapi.testclient import TestClient
from PIL import Image


def png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png_bomb(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    chunks = png_chunk(b"IHDR", header), png_chunk(b"IDAT", rows), png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def encoded(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 420), (120, 140, 160)).save(stream, kind, **options)
    return stream.getvalue()


JPEG = encoded("JPEG")

HOSTILE = {
    "nothing": b"",
    "one byte": b"\xff",
    "text": b"this is not a picture\n" * 50,
    "script": b"<html><script>alert(1)</script></html>",
    "jpeg cut in its header": JPEG[:20],
    "jpeg cut in the middle": JPEG[: len(JPEG) // 2],
    "jpeg of noise": JPEG[:200] + bytes(range(256)) * 40,
    "png bomb": png_bomb(40_000, 40_000),
    "png without an end": png_bomb(300, 420)[:40],
    "png of no size": png_bomb(0, 0),
    "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "zip": b"PK\x03\x04" + b"\0" * 200,
    "bmp": encoded("BMP"),
    "flat picture": JPEG,
    "one pixel": png_bomb(1, 1),
    "animation": encoded(
        "GIF", save_all=True, append_images=[Image.new("RGB", (300, 420), (200, 0, 0))]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_gets_a_report_and_is_never_accepted(client: TestClient, name: str) -> None:
    answer = client.post("/v1/screenings", files={"file": ("photo.jpg", HOSTILE[name])})
    assert answer.status_code == 201
    report = answer.json()
    assert report["verdict"] in ("review", "return")
    assert report["file"]["bytes"] == len(HOSTILE[name])
    graves = [f for f in report["findings"] if f["outcome"] in ("fail", "not-assessed")]
    assert graves
    for finding in graves:
        assert finding["message"]["en"]
        assert finding["remedy"]["fr"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nX-Evil: 1.jpg", "\u202egpj.exe", "x" * 500, "\0", "é.jpg"]
)
def test_a_hostile_name_is_only_text(client: TestClient, portrait_jpeg: bytes, name: str) -> None:
    answer = client.post("/v1/screenings", files={"file": (name, portrait_jpeg)})
    assert answer.status_code == 201
    assert "x-evil" not in answer.headers
    assert len(answer.json()["file"]["name"]) <= 255


def test_a_name_without_end_is_a_malformed_request(client: TestClient) -> None:
    answer = client.post("/v1/screenings", files={"file": ("x" * 50_000, b"x")})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/malformed-request"


def test_the_service_still_screens_afterwards(client: TestClient, portrait_jpeg: bytes) -> None:
    answer = client.post("/v1/screenings", files={"file": ("photo.jpg", portrait_jpeg)})
    assert answer.json()["facts"]["photo"]["faces"] == 1
