from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from checks.catalogue import texts_for
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
from checks.finding import Outcome
from checks.limits import Ceiling
from checks.policies import load_policy
from models.errors import NotMeasurable
from models.tones import is_two_tone

Rgb = npt.NDArray[np.uint8]

JPEG_ONLY = TypeRule((AcceptedType("image/jpeg", "JPEG", ("jpg", "jpeg")),))


def facts(content: bytes, name: str = "photo.jpg") -> FileFacts:
    return FileFacts(Upload(content, name), Stopwatch(), dt.date(2026, 11, 22))


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
    ("size", "reason"),
    [
        (0, "empty"),
        (1, "within"),
        (1000, "within"),
        (1001, "perhaps-too-large"),
        (1024, "perhaps-too-large"),
        (1025, "too-large"),
    ],
)
def test_size(size: int, reason: str) -> None:
    judgement = file_size(facts(b"x" * size), SizeRule(Ceiling(1000, 1025)))
    assert judgement.reason == reason
    texts_for("file.size", judgement, {})


def test_a_kilobyte_is_a_thousand_bytes() -> None:
    judgement = file_size(facts(b"x" * 66_941), SizeRule(Ceiling.at(4_000_000)))
    message, _ = texts_for("file.size", judgement, {})
    assert message.en == "The file has 66.9 kB; up to 4 MB are accepted."
    assert "66,9 ko" in message.fr


@pytest.mark.parametrize(
    ("bytes_", "outcome"),
    [(4_000_000, Outcome.PASS), (4_100_000, Outcome.UNSURE), (4_194_305, Outcome.FAIL)],
)
def test_four_megabytes_may_be_counted_either_way(bytes_: int, outcome: Outcome) -> None:
    rule = load_policy("pr-card").rules["file.size"].parameters
    assert file_size(facts(b"x" * bytes_), rule).outcome is outcome


#: The first box of every AVIF file: nothing more of it is looked at, since none is decoded.
AVIF = b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(64)


@pytest.mark.parametrize(("content", "name"), [(picture("GIF"), "GIF"), (AVIF, "AVIF")])
def test_a_picture_of_another_kind_is_called_so(content: bytes, name: str) -> None:
    judgement = file_readable(facts(content, "photo.gif"), ReadableRule("picture"))
    assert judgement.reason == "unknown-format"
    message, remedy = texts_for("file.readable", judgement, {})
    assert f"type {name} cannot be read" in message.en and "JPEG, PNG" in message.en
    assert f"type {name} ne peuvent pas" in message.fr and "JPEG" in remedy.fr


@pytest.mark.parametrize("quality", [None, 95, 40])
@pytest.mark.parametrize("dither", [Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE])
def test_a_picture_of_two_tones_is_no_photo(
    astronaut: Rgb, quality: int | None, dither: Image.Dither
) -> None:
    two_tones = Image.fromarray(astronaut).convert("1", dither=dither)
    buffer = io.BytesIO()
    if quality is None:
        two_tones.save(buffer, "PNG")
    else:
        two_tones.convert("L").save(buffer, "JPEG", quality=quality)
    judgement = file_readable(facts(buffer.getvalue()), ReadableRule("picture"))
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, "two-tones")


@pytest.mark.parametrize("shade", [0, 255])
def test_a_blank_sheet_and_a_dark_photo_have_not_two_tones(astronaut: Rgb, shade: int) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 400), (shade,) * 3).save(buffer, "PNG")
    assert not facts(buffer.getvalue()).is_two_tone
    assert not is_two_tone((astronaut * 0.15).astype(np.uint8))
    assert not is_two_tone(astronaut)


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
    assert file_readable(facts(content()), ReadableRule("picture")).reason == reason


def test_pages() -> None:
    assert file_pages(facts(picture()), PagesRule(1)).reason == "one"
    assert file_pages(facts(animation()), PagesRule(1)).reason == "several"


def test_pages_of_a_file_that_does_not_open_cannot_be_counted() -> None:
    with pytest.raises(NotMeasurable):
        file_pages(facts(picture()[:400]), PagesRule(1))
