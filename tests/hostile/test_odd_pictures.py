"""Pictures that open but are no usual photos: odd modes, shapes, contents, orientations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ExifTags, Image

from checks.finding import Outcome
from checks.report import Recommendation
from tests.hostile.sound import encoded, outcomes, portrait, sound_report

Rgb = npt.NDArray[np.uint8]

MODES = {
    "greyscale": ("L", "JPEG"),
    "four inks": ("CMYK", "JPEG"),
    "luminance and colour": ("YCbCr", "JPEG"),
    "palette": ("P", "PNG"),
    "transparent": ("RGBA", "PNG"),
    "grey with transparency": ("LA", "PNG"),
    "16 bits": ("I;16", "PNG"),
}


@pytest.mark.parametrize("name", MODES)
def test_a_portrait_in_another_mode_keeps_its_face(name: str) -> None:
    mode, form = MODES[name]
    picture = portrait()
    if mode == "I;16":
        grey = np.asarray(picture.convert("L"), np.uint16) * 257
        converted = Image.fromarray(grey)
    else:
        converted = picture.convert(mode)
    report = sound_report(encoded(converted, form), f"photo.{form.lower()}")
    found = outcomes(report)
    assert found["file.readable"][0] is Outcome.PASS
    height_mm = report.facts["photo"]["face_height_mm"]["value"]
    assert height_mm == pytest.approx(33.7, abs=1.5)


def test_a_bilevel_scan_is_no_photo_in_continuous_tone() -> None:
    report = sound_report(encoded(portrait().convert("1"), "PNG"), "photo.png")
    assert outcomes(report)["file.readable"] == (Outcome.FAIL, "two-tones")
    assert report.verdict is Recommendation.RETURN


@pytest.mark.parametrize(
    "size", [(1, 1), (2, 2), (1, 5000), (5000, 1), (7, 9), (3000, 20), (64, 64)]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_extreme_shapes(size: tuple[int, int], form: str) -> None:
    picture = portrait().resize(size)
    report = sound_report(encoded(picture, form), f"photo.{form.lower()}")
    assert report.verdict is Recommendation.RETURN
    assert outcomes(report)["photo.dimensions"][0] is Outcome.FAIL


def noise() -> Rgb:
    return np.random.default_rng(5).integers(0, 256, (1000, 715, 3), np.uint8)


def checkerboard() -> Rgb:
    rows, columns = np.mgrid[0:1000, 0:715]
    return np.repeat(((rows + columns) % 2 * 255).astype(np.uint8)[..., None], 3, axis=2)


FLAT = {
    "black": np.zeros((1000, 715, 3), np.uint8),
    "white": np.full((1000, 715, 3), 255, np.uint8),
    "grey": np.full((1000, 715, 3), 128, np.uint8),
    "red": np.full((1000, 715, 3), (255, 0, 0), np.uint8),
    "noise": noise(),
    "checkerboard": checkerboard(),
}


@pytest.mark.parametrize("pixels", FLAT.values(), ids=FLAT)
def test_pictures_without_a_face(pixels: Rgb) -> None:
    report = sound_report(encoded(Image.fromarray(pixels), "PNG"), "photo.png")
    assert report.verdict is Recommendation.RETURN
    assert outcomes(report)["photo.face-count"][0] is Outcome.FAIL


def turned_by_exif(orientation: int) -> bytes:
    """The portrait stored turned, with the EXIF orientation that turns it back."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = portrait() if undo is None else portrait().transpose(undo)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(stored, "JPEG", exif=exif, quality=92)


def test_every_exif_orientation_gives_the_same_face() -> None:
    heights = []
    for orientation in range(1, 9):
        report = sound_report(turned_by_exif(orientation))
        facts = report.facts["photo"]
        assert (facts["width"], facts["height"]) == (715, 1000)
        heights.append(facts["face_height_mm"]["value"])
    assert max(heights) - min(heights) < 0.4, heights


@pytest.mark.parametrize("orientation", [0, 9, 255, 65535])
def test_an_impossible_orientation_is_ignored(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    report = sound_report(encoded(portrait(), "JPEG", exif=exif))
    assert report.facts["photo"]["height"] == 1000


@pytest.mark.parametrize("dpi", [(0, 0), (1, 1), (300, 72), (65535, 65535)])
def test_a_strange_resolution_is_only_a_statement(dpi: tuple[int, int]) -> None:
    report = sound_report(encoded(portrait(), "JPEG", dpi=dpi))
    assert outcomes(report)["photo.face-height"][0] is Outcome.PASS
