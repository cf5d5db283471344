"""Uploads that are no picture, whatever their names say."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from checks.finding import Outcome
from samples.files import one_page_pdf, plain_text, png_of_size
from tests.hostile.sound import assert_refused, encoded, outcomes, portrait, sound_report

SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
HTML = b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>"


def zip_archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../../etc/passwd", "root")
    return target.getvalue()


NO_PICTURES = {
    "nothing": b"",
    "one byte": b"\xff",
    "text": plain_text(),
    "page": HTML,
    "drawing instructions": SVG,
    "letter": one_page_pdf(),
    "archive": zip_archive(),
    "compressed": gzip.compress(b"photo" * 1000),
    "program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "zeros": bytes(10_000),
    "all byte values": bytes(range(256)) * 40,
    "only a JPEG mark": b"\xff\xd8\xff",
    "only a JPEG start": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "only a PNG mark": b"\x89PNG\r\n\x1a\n",
    "only a TIFF mark": b"II*\x00\x08\x00\x00\x00",
    "only a WebP mark": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "only a HEIC mark": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "TIFF that points to itself": b"II*\x00\x08\x00\x00\x00" + b"\x00\x00" + b"\x08\x00\x00\x00",
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
@pytest.mark.parametrize("name", ["photo.jpg", "photo", ""])
def test_what_is_no_picture_is_returned(content: bytes, name: str) -> None:
    report = sound_report(content, name)
    reasons = {"not-a-picture", "unknown-format", "truncated", "damaged"}
    assert_refused(report, "file.readable", reasons)


@pytest.mark.parametrize(
    "name",
    [
        "..\\..\\windows\\photo.jpg",
        "../../../photo.jpg",
        "photo.jpg\x00.exe",
        "\u202egpj.exe",
        "a" * 4000 + ".jpg",
        "<img src=x onerror=alert(1)>.jpg",
        "{value} %s {0}.jpg",
    ],
)
def test_a_hostile_name_changes_nothing(name: str) -> None:
    report = sound_report(one_page_pdf(), name)
    assert_refused(report, "file.type", {"wrong-type"})
    assert report.file.name == name


@pytest.mark.parametrize(("width", "height"), [(40_000, 40_000), (1, 2**31 - 1), (30_000, 10)])
def test_a_header_that_promises_too_many_pixels(width: int, height: int) -> None:
    report = sound_report(png_of_size(width, height), "photo.png")
    assert_refused(report, "file.readable", {"too-many-pixels"})


def test_a_jpeg_header_that_promises_too_many_pixels() -> None:
    content = bytearray(encoded(portrait(), "JPEG"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = b"\xff\xdc\xff\xdc"
    report = sound_report(bytes(content))
    assert_refused(report, "file.readable", {"too-many-pixels"})


def test_a_picture_of_no_size() -> None:
    report = sound_report(png_of_size(0, 0), "photo.png")
    assert_refused(report, "file.readable", {"not-a-picture", "damaged", "truncated"})


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "GIF"])
def test_several_pictures_in_one_file(form: str) -> None:
    first = portrait().resize((143, 200))
    content = encoded(first, form, save_all=True, append_images=[first.rotate(180)] * 2)
    report = sound_report(content, f"photo.{form.lower()}")
    assert_refused(report, "file.readable", {"several", "unknown-format"})


def test_an_animation_is_counted() -> None:
    first = portrait().resize((143, 200))
    content = encoded(first, "PNG", save_all=True, append_images=[first.rotate(180)] * 2)
    found = outcomes(sound_report(content, "photo.png"))
    assert found["file.pages"] == (Outcome.FAIL, "several")


def test_a_photo_with_another_types_name() -> None:
    found = outcomes(sound_report(encoded(portrait(), "PNG"), "photo.jpg"))
    assert found["file.type"] == (Outcome.FAIL, "misnamed")
    assert found["file.readable"][0] is Outcome.PASS
