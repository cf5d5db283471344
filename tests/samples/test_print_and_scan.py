"""The simulated scanner and telephone."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pikepdf
import pytest

from samples.camera import Rgb
from samples.picture_pdf import Codec, PagePicture, TextLine, picture_pdf
from samples.print_and_scan import (
    PAGE_DPI,
    photo_look,
    photographed_pdf,
    scan_look,
    scanned_pdf,
)


@pytest.fixture(scope="module")
def page() -> Rgb:
    rgb = np.full((1100, 850, 3), 255, np.uint8)
    rgb[100:1000:40, 100:750] = 0
    return rgb


def test_a_seed_makes_the_same_file_again(page: Rgb) -> None:
    assert scanned_pdf([page], scan_look(7), 7) == scanned_pdf([page], scan_look(7), 7)
    assert photographed_pdf([page], photo_look(7), 7) == photographed_pdf([page], photo_look(7), 7)
    assert scanned_pdf([page], scan_look(7), 7) != scanned_pdf([page], scan_look(7), 8)


@pytest.mark.parametrize(
    ("codec", "filter_name"),
    [
        ("jpeg", "/DCTDecode"),
        ("ccitt", "/CCITTFaxDecode"),
        ("flate", "/FlateDecode"),
        ("flate-1bit", "/FlateDecode"),
    ],
)
def test_codecs_hold_the_picture(page: Rgb, codec: Codec, filter_name: str) -> None:
    content = picture_pdf([PagePicture(page, PAGE_DPI, codec)], "")
    with pikepdf.open(io.BytesIO(content)) as pike:
        picture = pike.pages[0].obj.Resources.XObject.Im0
        assert isinstance(picture, pikepdf.Stream)
        assert picture.Filter == filter_name
        pixels = np.asarray(pikepdf.PdfImage(picture).as_pil_image().convert("L"))
    assert pixels.shape == page.shape[:2]
    assert np.abs(pixels.astype(int) - page[..., 0]).mean() < 3


@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
def test_pages_keep_their_size(page: Rgb, dpi: int) -> None:
    content = scanned_pdf([page, page], replace(scan_look(0), dpi=dpi), 0)
    with pikepdf.open(io.BytesIO(content)) as pike:
        assert len(pike.pages) == 2
        width_pt = float(pike.pages[0].obj.MediaBox[2])
    assert width_pt == pytest.approx(850 * 72 / PAGE_DPI, abs=72 / dpi)


def test_recognised_text_is_invisible(page: Rgb) -> None:
    line = TextLine("A (bracketed) line", 10, 20, 9)
    content = scanned_pdf([page], scan_look(0), 0, [(line,)])
    with pikepdf.open(io.BytesIO(content)) as pike:
        drawn = pike.pages[0].obj.Contents.read_bytes()
    assert b"3 Tr" in drawn
    assert rb"A \(bracketed\) line" in drawn
