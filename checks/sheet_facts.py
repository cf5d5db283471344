"""The photo in the upload: the picture itself, or a print cut out of the sheet around it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from checks.facts import Stopwatch, fact
from checks.picture_facts import PictureFacts
from checks.policies import Frame
from models.cut_photo import CutPhoto, cut_photo
from models.face import Face, Point
from models.face_census import FaceCensus, measure_face_census
from models.image import DecodedImage
from models.printed_photo import PrintedPhoto, Proportions, measure_printed_photo
from models.raster import Raster, reduced_raster
from models.scan_scale import (
    MM_PER_INCH,
    PhotoScale,
    ScannedSheet,
    credible_scan_dpi,
    measure_scale,
    scale_of_photo,
)


class SheetFacts:
    """Where the photo is in the upload, at which scale, and the faces on it.

    ``image`` is the upload; ``rgb`` and all facts drawn from it are the photo's. ``whole``: what is
    known of the upload's picture already.
    """

    def __init__(
        self,
        image: DecodedImage,
        frame: Frame,
        today: dt.date,
        stopwatch: Stopwatch,
        whole: PictureFacts | None = None,
    ) -> None:
        self.image = image
        self.whole = whole or PictureFacts(image.rgb, today, stopwatch)
        self.frame = frame
        self.today = today
        self.stopwatch = stopwatch

    @property
    def rgb(self) -> npt.NDArray[np.uint8]:
        """The upright photo at native resolution, (h, w, 3) uint8 sRGB."""
        return self.image.rgb if self.cut_photo is None else self.cut_photo.rgb

    @property
    def width_px(self) -> int:
        """Width of the upright photo."""
        return int(self.rgb.shape[1])

    @property
    def height_px(self) -> int:
        """Height of the upright photo."""
        return int(self.rgb.shape[0])

    @property
    def mm_per_px(self) -> float:
        """Millimetres of the finished photo per pixel, by the likeliest reading."""
        return self.scale.mm_per_px

    @fact
    def scale(self) -> PhotoScale:
        """Millimetres per pixel, and whether a sheet surrounds the photo."""
        if self.frame.surround == "none":
            return scale_of_photo(self.frame.height_mm, self.image.height)
        faces = self.sheet_census.faces
        sheet = ScannedSheet(
            self.image, self.sheet_raster, faces[0] if faces else None, self.printed_photo
        )
        return measure_scale(sheet, self.frame.width_mm, self.frame.height_mm)

    @property
    def sheet_raster(self) -> Raster:
        """A reduced copy (longer side at most 1000 px) of the whole picture."""
        return self.whole.raster

    @property
    def sheet_census(self) -> FaceCensus:
        """Every face in the whole picture."""
        return self.whole.census

    @fact
    def printed_photo(self) -> PrintedPhoto | None:
        """The print around the largest face; None where its edges are not in the picture."""
        if self.frame.surround == "none" or not self.sheet_census.faces:
            return None
        dpi = credible_scan_dpi(self.image, self.frame.width_mm, self.frame.height_mm)
        height_px = self.frame.height_mm * dpi / MM_PER_INCH if dpi else None
        sides = Proportions(self.frame.width_mm / self.frame.height_mm, height_px)
        face = self.sheet_census.faces[0]
        return measure_printed_photo(self.image.rgb, self.sheet_raster, face, sides)

    @fact
    def cut_photo(self) -> CutPhoto | None:
        """The print cut out of its sheet; None where the picture is taken as it is."""
        return cut_photo(self.image.rgb, self.printed_photo) if self.printed_photo else None

    def on_upload(self, point: Point) -> Point:
        """A point of the photo in pixels of the upright picture as it was uploaded."""
        return self.cut_photo.on_sheet(point) if self.cut_photo else point

    def from_upload(self, point: Point) -> Point:
        """A point of the upright picture as it was uploaded in pixels of the photo."""
        return self.cut_photo.from_sheet(point) if self.cut_photo else point

    @fact
    def working(self) -> Raster:
        """A reduced copy (longer side at most 1000 px) for everything that needs no fine detail."""
        return self.sheet_raster if self.cut_photo is None else reduced_raster(self.rgb)

    @fact
    def face_census(self) -> FaceCensus:
        """Every face in the photo, with how sure the networks are of it."""
        if self.cut_photo is None:
            return self.sheet_census
        return measure_face_census(self.working, self.rgb)

    @property
    def faces(self) -> tuple[Face, ...]:
        """All faces with landmarks, largest first."""
        return self.face_census.faces
