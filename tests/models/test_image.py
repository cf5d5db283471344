from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms, ImageOps

from models.errors import (
    AnimatedImage,
    DamagedImage,
    ImageTooLarge,
    ImageTruncated,
    NotAnImage,
    UntrustedInputError,
)
from models.image import decode_image

Rgb = npt.NDArray[np.uint8]


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def portrait(astronaut: Rgb) -> Image.Image:
    return Image.fromarray(astronaut[:300, 100:356])


@pytest.mark.parametrize(
    ("form", "largest_mean_error"),
    [("PNG", 0.0), ("TIFF", 0.0), ("BMP", 0.0), ("JPEG", 5.0), ("WEBP", 6.0), ("JPEG2000", 0.0)],
)
def test_every_accepted_format_gives_its_pixels(
    portrait: Image.Image, form: str, largest_mean_error: float
) -> None:
    decoded = decode_image(saved(portrait, form))
    difference = np.abs(decoded.rgb.astype(int) - np.asarray(portrait, int)).mean()
    assert decoded.rgb.shape == (300, 256, 3)
    assert difference <= largest_mean_error


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(portrait: Image.Image, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(portrait, "PNG", exif=exif)
    with Image.open(io.BytesIO(content)) as stored:
        upright = np.asarray(ImageOps.exif_transpose(stored))
    assert np.array_equal(decode_image(content).rgb, upright)


def test_jpeg_by_opencv_and_by_pillow_agree(portrait: Image.Image) -> None:
    content = saved(portrait, "JPEG", quality=90)
    with Image.open(io.BytesIO(content)) as stored:
        expected = np.asarray(stored.convert("RGB"), int)
    assert np.abs(decode_image(content).rgb.astype(int) - expected).mean() < 0.5


def test_wide_gamut_profile_is_converted(portrait: Image.Image) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = decode_image(saved(portrait, "PNG", icc_profile=lab))
    assert np.array_equal(same.rgb, np.asarray(portrait))
    assert same.icc_description is not None


def test_broken_profile_leaves_the_pixels_alone(portrait: Image.Image) -> None:
    decoded = decode_image(saved(portrait, "PNG", icc_profile=b"no profile at all"))
    assert np.array_equal(decoded.rgb, np.asarray(portrait))


def test_sixteen_bits_become_eight(portrait: Image.Image) -> None:
    grey = np.asarray(portrait.convert("L"))
    decoded = decode_image(saved(Image.fromarray(grey.astype(np.uint16) * 257), "PNG"))
    assert decoded.bits_per_channel == 16
    assert np.array_equal(decoded.rgb[..., 0], grey)


def test_transparent_parts_are_laid_on_white() -> None:
    clear = Image.new("RGBA", (8, 8), (10, 20, 30, 0))
    decoded = decode_image(saved(clear, "PNG"))
    assert decoded.has_alpha
    assert (decoded.rgb == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_other_colour_modes_are_read(portrait: Image.Image, mode: str) -> None:
    form = "TIFF" if mode == "CMYK" else "PNG"
    decoded = decode_image(saved(portrait.convert(mode), form))
    assert decoded.colour_mode == mode
    assert decoded.rgb.shape == (300, 256, 3)


@pytest.mark.parametrize(
    ("form", "stated", "dpi"),
    [("JPEG", (300, 300), 300), ("PNG", (600, 600), 600), ("JPEG", (300, 72), None)],
)
def test_stated_resolution(
    portrait: Image.Image, form: str, stated: tuple[int, int], dpi: float | None
) -> None:
    found = decode_image(saved(portrait, form, dpi=stated)).stated_dpi
    assert found == (pytest.approx(dpi, rel=0.001) if dpi else None)


def test_place_of_taking_is_not_read(portrait: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0131] = "Camera 1.0"
    exif.get_ifd(0x8825)[1] = "N"
    assert set(decode_image(saved(portrait, "JPEG", exif=exif)).exif) == {"Software"}


def animation(form: str) -> bytes:
    frames = [Image.new("RGB", (16, 16), (shade, 0, 0)) for shade in (0, 128, 255)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF"])
def test_several_pictures_in_one_file_are_counted(form: str) -> None:
    with pytest.raises(AnimatedImage) as refusal:
        decode_image(animation(form))
    assert refusal.value.pictures == 3


def png_header(width: int, height: int) -> bytes:
    small = bytearray(saved(Image.new("L", (1, 1)), "PNG"))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    return bytes(small)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", NotAnImage, id="empty"),
        pytest.param(b"plain text, no picture", NotAnImage, id="text"),
        pytest.param(png_header(40_000, 40_000), ImageTooLarge, id="40,000 x 40,000"),
        pytest.param(png_header(30_000, 10), ImageTooLarge, id="one side too long"),
        pytest.param(animation("GIF"), NotAnImage, id="format that is not accepted"),
    ],
)
def test_refusals_say_why(content: bytes, error: type[UntrustedInputError]) -> None:
    with pytest.raises(error):
        decode_image(content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_file_that_ends_early_is_refused(portrait: Image.Image, form: str, share: float) -> None:
    content = saved(portrait, form)
    with pytest.raises((ImageTruncated, DamagedImage)):
        decode_image(content[: int(len(content) * share)])
