from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from checks.facts import Stopwatch
from checks.file.opening import (
    AcceptedType,
    PagesRule,
    ReadableRule,
    SizeRule,
    TypeRule,
    file_pages,
    file_readable,
    file_size,
    file_type,
)
from checks.file_facts import FileFacts, Upload
from models.errors import NotMeasurable

JPEG_ONLY = TypeRule((AcceptedType("image/jpeg", "JPEG", ("jpg", "jpeg")),))


def facts(content: bytes, name: str = "photo.jpg") -> FileFacts:
    return FileFacts(Upload(content, name), Stopwatch())


def picture(form: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), (200, 10, 10)).save(buffer, form)
    return buffer.getvalue()


def animation() -> bytes:
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 255)]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (picture(), "photo.jpg", "accepted"),
        (picture(), "PHOTO.JPEG", "accepted"),
        (picture(), "no extension", "accepted"),
        (picture(), "a.b.c.unusuallylong", "accepted"),
        (picture(), "photo.png", "misnamed"),
        (picture(), "photo.pdf", "misnamed"),
        (picture("PNG"), "photo.jpg", "wrong-type"),
        (b"%PDF-1.7\n", "photo.jpg", "wrong-type"),
        (b"", "photo.jpg", "empty"),
    ],
)
def test_type_goes_by_content_and_name_must_agree(content: bytes, name: str, reason: str) -> None:
    assert file_type(facts(content, name), JPEG_ONLY).reason == reason


@pytest.mark.parametrize(
    ("size", "reason"), [(0, "empty"), (1, "within"), (1000, "within"), (1001, "too-large")]
)
def test_size(size: int, reason: str) -> None:
    assert file_size(facts(b"x" * size), SizeRule(1000)).reason == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: picture(), "readable"),
        (lambda: picture()[:400], "truncated"),
        (lambda: b"some text", "not-a-picture"),
        (lambda: b"\xff\xd8\xff\xe0 no more than a signature", "truncated"),
        (animation, "several"),
    ],
)
def test_readable(content: Callable[[], bytes], reason: str) -> None:
    assert file_readable(facts(content()), ReadableRule()).reason == reason


def test_pages() -> None:
    assert file_pages(facts(picture()), PagesRule(1)).reason == "one"
    assert file_pages(facts(animation()), PagesRule(1)).reason == "several"


def test_pages_of_a_file_that_does_not_open_cannot_be_counted() -> None:
    with pytest.raises(NotMeasurable):
        file_pages(facts(picture()[:400]), PagesRule(1))
