"""Facts of a picture whatever it shows: faces, print, and from these the kind of upload it is."""

from __future__ import annotations

import datetime as dt
import time
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from checks.facts import Stopwatch, fact
from checks.identity_facts import IdentityFacts
from checks.picture_kind import (
    LEAST_LINES_OF_PAGE,
    MOST_LINES_OF_DOCUMENT,
    PictureKind,
    Sight,
    kind_at_sight,
    kind_unread,
    largest_face_share,
    lines_around_face,
    portrait_at_sight,
)
from models.errors import NotMeasurable
from models.face_census import FaceCensus, measure_face_census
from models.pdf.form_identity import FormIdentity
from models.pdf.scanned_text import READING_TIMEOUT_S, identify_picture
from models.raster import Raster, reduced_raster
from models.text.geometry import TextBox

Rgb = npt.NDArray[np.uint8]

#: Longer side at which a form's number is looked for: a letter page at the 300 dpi that it is read
#: with in PDFs.
FORM_SIDE_PX: Final = 3300
#: How sure a kind is that was read: check digits and patterns leave little room for chance.
_BY_ZONE: Final = PictureKind("identity", 0.98, "zone")
_BY_BARCODE: Final = PictureKind("identity", 0.98, "barcode")
_BY_TITLE: Final = PictureKind("identity", 0.95, "title")
_BY_NUMBER: Final = PictureKind("form", 0.95, "form-number")


class PictureFacts:
    """What is measured of a picture before anybody knows what it shows.

    ``rgb``: (h, w, 3) uint8, upright. What the rules for photos or for identity documents need as
    well (faces, print, zones) is measured here once.
    """

    def __init__(self, rgb: Rgb, today: dt.date, stopwatch: Stopwatch) -> None:
        self.rgb = rgb
        self.today = today
        self.stopwatch = stopwatch

    @fact
    def raster(self) -> Raster:
        """A reduced copy (longer side at most 1000 px)."""
        return reduced_raster(self.rgb)

    @fact
    def census(self) -> FaceCensus:
        """Every face in the picture."""
        return measure_face_census(self.raster, self.rgb)

    @fact
    def text_lines(self) -> tuple[TextBox, ...]:
        """Every line of print in the whole picture, whether it can be read or not."""
        return self.document.print_searches[0].first_boxes

    @fact
    def document(self) -> IdentityFacts:
        """The picture taken for an identity document; what is read on it."""
        return IdentityFacts((self.rgb,), self.today, self.stopwatch)

    @fact
    def form(self) -> FormIdentity | None:
        """The form whose number is printed on the page; None where none is read."""
        page = reduced_raster(self.rgb, FORM_SIDE_PX).rgb
        grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)
        try:
            return identify_picture(grey, time.monotonic() + READING_TIMEOUT_S)
        except NotMeasurable:
            return None  # without Tesseract a doubtful number stays in doubt

    @property
    def face_share(self) -> float:
        """Share of the picture that the largest face fills; 0 without a face."""
        height, width = self.rgb.shape[:2]
        return largest_face_share(self.census, width, height)

    @property
    def lines(self) -> tuple[TextBox, ...]:
        """The lines of print around the largest face."""
        return lines_around_face(self.text_lines, self.census, max(self.rgb.shape[:2]))

    @property
    def sight(self) -> Sight:
        """Face and print as they were seen."""
        return Sight(self.face_share, len(self.lines))

    @fact
    def kind(self) -> PictureKind:
        """The kind of upload, by the cheapest facts that tell it.

        A portrait is known by its face alone. Print is looked for only where the face is small or
        absent, and read only where print is seen without a face to go with it.
        """
        portrait = portrait_at_sight(self.face_share)
        if portrait is not None:
            return portrait
        return kind_at_sight(self.sight) or self._read_kind()

    @fact
    def sure_kind(self) -> PictureKind:
        """The kind that what was read confirms: a document is one whose zone or title was read."""
        told = self.kind
        if told.by != "face-and-print":
            return told
        return self._document_kind() or told

    def _read_kind(self) -> PictureKind:
        sight = self.sight
        if sight.lines == 0 and sight.face_share > 0:
            return kind_unread(sight)
        if self.marked_kind is not None:
            return self.marked_kind
        if sight.lines < LEAST_LINES_OF_PAGE:
            return kind_unread(sight)
        return _BY_NUMBER if self.form is not None else self._document_kind() or kind_unread(sight)

    @fact
    def marked_kind(self) -> PictureKind | None:
        """An identity document by a machine-readable mark, looked for where it may be one."""
        if len(self.lines) > MOST_LINES_OF_DOCUMENT:
            return None
        if self.lines and self.document.zones:
            return _BY_ZONE
        return _BY_BARCODE if self.document.licence is not None else None

    def _document_kind(self) -> PictureKind | None:
        """An identity document by its zone, its barcode or its title with a holder's data."""
        if self.marked_kind is not None or len(self.lines) > MOST_LINES_OF_DOCUMENT:
            return self.marked_kind
        return _BY_TITLE if self.document.kind.type != "none" else None
