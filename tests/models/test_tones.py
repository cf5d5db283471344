"""Pictures of two tones, and photos that only lie among black and white."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from models.image import decode_image
from models.tones import is_two_tone

Rgb = npt.NDArray[np.uint8]
PORTRAIT = Path(__file__).parents[2] / "samples" / "specimens" / "portrait.jpg"


def two_tones(dither: Image.Dither) -> Image.Image:
    return Image.open(PORTRAIT).convert("1", dither=dither)


@pytest.mark.parametrize("dither", [Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE])
@pytest.mark.parametrize("quality", [40, 90])
def test_black_and_white_stays_two_tones_as_a_jpeg(dither: Image.Dither, quality: int) -> None:
    stream = io.BytesIO()
    two_tones(dither).convert("L").save(stream, "JPEG", quality=quality)
    assert is_two_tone(decode_image(stream.getvalue()).rgb)


def test_a_photo_in_grey_is_not_of_two_tones() -> None:
    assert not is_two_tone(np.asarray(Image.open(PORTRAIT).convert("L").convert("RGB"), np.uint8))


@pytest.mark.parametrize("lid", [10, 250])
def test_a_print_on_a_sheet_half_under_a_dark_lid_is_not_of_two_tones(lid: int) -> None:
    sheet = np.full((3508, 2480, 3), 252, np.uint8)
    sheet[:1400] = lid
    sheet[2000:2827, 900:1491] = np.asarray(Image.open(PORTRAIT).resize((591, 827)), np.uint8)
    assert not is_two_tone(sheet)


def test_a_blank_sheet_has_one_tone() -> None:
    assert not is_two_tone(np.full((800, 600, 3), 255, np.uint8))
