"""How many millimetres of the finished photo a pixel shows, where a sheet may surround the photo.

There are three readings of such a picture: it is the photo itself; a print was found on it; a
sheet surrounds a print whose edge is not seen. A resolution that the file states decides only in
the last one: editors write 300 dpi into pictures of any size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from models.estimate import Estimate
from models.face import CHIN, FOREHEAD_TOP, Face
from models.image import DecodedImage
from models.printed_photo import PrintedPhoto
from models.raster import Raster

MM_PER_INCH: Final = 25.4
#: Scanners offer 150 dpi and more; 72 and 96 dpi are what programs write when they know nothing.
LOWEST_SCAN_DPI: Final = 150.0
HIGHEST_SCAN_DPI: Final = 2400.0
#: The longer side of a legal page: nothing larger lies on a flatbed.
LONGEST_PAGE_MM: Final = 356.0
#: A print may be cut a little smaller than its nominal size.
CUT_TOLERANCE: Final = 0.95
#: 50 x 70 mm with 1 mm of play a side is 49 x 71 to 51 x 69.
PROPORTION_TOLERANCE: Final = 0.045
#: Chin to forehead as a share of the height: below it (a face of 20 mm on 70 mm) a picture of the
#: photo's proportion may as well be a page, since A4 has nearly the proportion 5:7.
LEAST_FACE_SHARE: Final = 0.21
#: A print's height and the stated resolution agree to within this.
AGREEMENT: Final = 0.04
#: Paper: strips of this share of the shorter side along all four borders are one colour, within so
#: many 8-bit levels on so much of them. A photo shows clothes along its lower border.
STRIP_SHARE: Final = 0.015
PAPER_SPREAD: Final = 12.0
PAPER_PART: Final = 0.95

Surround = Literal["photo", "print", "sheet"]


@dataclass(frozen=True, slots=True)
class PhotoScale:
    """``mm_per_px``: the likeliest scale; ``readings``: all that remain possible, with that one.

    ``surround``: ``photo`` where the picture is the photo itself, ``print`` where a print was found
    on it, ``sheet`` where paper may surround the photo but no edge was found.
    """

    mm_per_px: float
    readings: tuple[float, ...]
    surround: Surround

    @property
    def is_certain(self) -> bool:
        """Whether one reading remains."""
        return len(self.readings) == 1

    def in_mm(self, length_px: Estimate) -> Estimate:
        """A length by the likeliest reading, with an interval that spans all of them."""
        return Estimate(
            length_px.value * self.mm_per_px,
            length_px.low * min(self.readings),
            length_px.high * max(self.readings),
        )


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """The picture with its reduced copy, the largest face on it, and the print if one was found."""

    image: DecodedImage
    working: Raster
    face: Face | None
    printed: PrintedPhoto | None


def scale_of_photo(height_mm: float, height_px: int) -> PhotoScale:
    """The scale of a picture that is the photo itself."""
    scale = height_mm / height_px
    return PhotoScale(scale, (scale,), "photo")


def measure_scale(sheet: ScannedSheet, width_mm: float, height_mm: float) -> PhotoScale:
    """The scale of a picture on which a sheet may surround the photo of ``width_mm``."""
    image, dpi = sheet.image, credible_scan_dpi(sheet.image, width_mm, height_mm)
    stated = MM_PER_INCH / dpi if dpi else None
    if sheet.printed is not None:
        scale = height_mm / sheet.printed.height_px
        differs = stated is not None and abs(stated / scale - 1.0) > AGREEMENT
        return PhotoScale(scale, (scale, stated) if stated and differs else (scale,), "print")
    by_height, by_width = height_mm / image.height, width_mm / image.width
    fits = abs(by_width / by_height - 1.0) <= PROPORTION_TOLERANCE
    is_large = sheet.face is None or _face_share(sheet.face, image.height) >= LEAST_FACE_SHARE
    if fits and is_large and not _is_framed_by_paper(sheet.working):
        return scale_of_photo(height_mm, image.height)
    if not fits:
        by_frame = (by_height, by_width)
        return PhotoScale(stated or by_height, (stated,) if stated else by_frame, "sheet")
    likelier = by_height if is_large or stated is None else stated
    readings = (by_height, stated) if stated else (by_height,)
    return PhotoScale(likelier, readings, "sheet")


def credible_scan_dpi(
    image: DecodedImage, frame_width_mm: float, frame_height_mm: float
) -> float | None:
    """The stated dpi if a scan at that resolution holds the frame and fits a page, else None."""
    dpi = image.stated_dpi
    if dpi is None or not LOWEST_SCAN_DPI <= dpi <= HIGHEST_SCAN_DPI:
        return None
    width_mm, height_mm = (side * MM_PER_INCH / dpi for side in (image.width, image.height))
    holds_frame = (
        width_mm >= frame_width_mm * CUT_TOLERANCE and height_mm >= frame_height_mm * CUT_TOLERANCE
    )
    return dpi if holds_frame and max(width_mm, height_mm) <= LONGEST_PAGE_MM else None


def _face_share(face: Face, height_px: int) -> float:
    return math.dist(face.point(CHIN), face.point(FOREHEAD_TOP)) / height_px


def _is_framed_by_paper(raster: Raster) -> bool:
    """Whether strips along all four borders have one and the same colour."""
    rgb = cv2.blur(raster.rgb, (3, 3))
    width = max(2, round(STRIP_SHARE * min(raster.width, raster.height)))
    strips = [rgb[:width], rgb[-width:], rgb[:, :width], rgb[:, -width:]]
    colours = [np.asarray(strip.reshape(-1, 3), np.float32) for strip in strips]
    paper = np.median(np.concatenate(colours), axis=0)
    return all(_part_like(strip, paper) >= PAPER_PART for strip in colours)


def _part_like(colours: npt.NDArray[np.float32], paper: npt.NDArray[np.floating]) -> float:
    return float((np.abs(colours - paper).max(axis=1) <= PAPER_SPREAD).mean())
