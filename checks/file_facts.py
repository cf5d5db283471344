"""Facts of the file itself: its true type, its size, whether and how it opens."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from checks.facts import Stopwatch, fact
from checks.picture_facts import PictureFacts
from checks.picture_kind import PictureKind, kind_at_sight
from checks.report import FileSummary
from models.errors import (
    AnimatedImage,
    NotMeasurable,
    PdfDamaged,
    PdfTooManyPages,
    UntrustedInputError,
)
from models.image import DecodedImage, decode_image
from models.media_type import PDF, detect_media_type
from models.pdf.form_layer import measure_form_layer
from models.pdf.opening import PdfDocument, open_pdf
from models.pdf.page_content import measure_page
from models.pdf.page_raster import render_page
from models.tones import is_two_tone

#: A scanned page is looked at in this resolution: the letters of a zone on it are 18 px high.
_LOOK_DPI = 200.0
#: Text of the file's own beyond this is no scan's; whoever scans a document sends few pages.
_MOST_OWN_CHARACTERS, _MOST_PAGES_OF_SCAN = 40, 4


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes received with their declared kind, name and media type."""

    untrusted_bytes: bytes
    untrusted_name: str
    declared_kind: str = "auto"


class FileFacts:
    """Facts of one uploaded file, whatever it turns out to be."""

    def __init__(self, upload: Upload, stopwatch: Stopwatch, today: dt.date) -> None:
        self.upload = upload
        self.today = today
        self.stopwatch = stopwatch

    @property
    def size_bytes(self) -> int:
        """Size of the file."""
        return len(self.upload.untrusted_bytes)

    @fact
    def sha256(self) -> str:
        """SHA-256 of the bytes received."""
        return hashlib.sha256(self.upload.untrusted_bytes).hexdigest()

    @fact
    def media_type(self) -> str:
        """True media type by content, such as ``image/jpeg``; never by name or declaration."""
        return detect_media_type(self.upload.untrusted_bytes)

    @property
    def is_picture(self) -> bool:
        """Whether the content is a picture format."""
        return self.media_type.startswith("image/")

    @property
    def image(self) -> DecodedImage:
        """The decoded picture. Raises UntrustedInputError where it cannot be decoded."""
        if isinstance(self.decoded, UntrustedInputError):
            raise self.decoded
        return self.decoded

    @fact
    def decoded(self) -> DecodedImage | UntrustedInputError:
        """The decoded picture, or the error that says why it does not open."""
        try:
            return decode_image(self.upload.untrusted_bytes)
        except UntrustedInputError as refusal:
            return refusal

    @fact
    def is_two_tone(self) -> bool:
        """Whether the picture is black and white without tones between. Raises as ``image``."""
        return is_two_tone(self.image.rgb)

    @property
    def is_pdf(self) -> bool:
        """Whether the content is a PDF."""
        return self.media_type == PDF

    @fact
    def opened(self) -> PdfDocument | UntrustedInputError:
        """The opened PDF, or the error that says why it does not open."""
        try:
            document = open_pdf(self.upload.untrusted_bytes)
            _ = document.pdfium  # pages are measured with it: say now where it cannot read them
        except UntrustedInputError as refusal:
            return refusal
        return document

    @fact
    def holds_form(self) -> bool:
        """Whether the file is a PDF with fields that can be filled in."""
        if not self.is_pdf or isinstance(self.opened, UntrustedInputError):
            return False
        return measure_form_layer(self.opened.pike).is_live

    @fact
    def picture(self) -> PictureFacts | None:
        """The picture whatever it shows; None where the file is none or does not open."""
        if not self.is_picture or isinstance(self.decoded, UntrustedInputError):
            return None
        return PictureFacts(self.decoded.rgb, self.today, self.stopwatch)

    @fact
    def scanned_kind(self) -> PictureKind | None:
        """What the first page of a PDF shows where it is the scan of an identity document."""
        opened = self.opened if self.is_pdf and not self.holds_form else None
        if not isinstance(opened, PdfDocument) or opened.page_count > _MOST_PAGES_OF_SCAN:
            return None
        try:
            content = measure_page(opened, 1)
            if not content.images or content.visible_characters > _MOST_OWN_CHARACTERS:
                return None
            page = PictureFacts(render_page(opened, 1, _LOOK_DPI), self.today, self.stopwatch)
        except PdfDamaged:
            return None  # `file.readable` says that the page cannot be drawn
        told = kind_at_sight(page.sight) or page.marked_kind
        return told if told is not None and told.name == "identity" else None

    def close(self) -> None:
        """Close the PDF, if one was opened."""
        opened = self.__dict__.get("opened")
        if isinstance(opened, PdfDocument):
            opened.close()

    @property
    def page_count(self) -> int:
        """Pictures or pages in the file. Raises NotMeasurable where it does not open."""
        if self.is_pdf:
            return self._pdf_pages()
        if not self.is_picture:
            raise NotMeasurable("not-a-photo")
        if isinstance(self.decoded, AnimatedImage):
            return self.decoded.pictures
        if isinstance(self.decoded, UntrustedInputError):
            raise NotMeasurable("unreadable")
        return 1

    def _pdf_pages(self) -> int:
        if isinstance(self.opened, PdfTooManyPages):
            return self.opened.pages
        if isinstance(self.opened, UntrustedInputError):
            raise NotMeasurable("unreadable")
        return self.opened.page_count

    @property
    def summary(self) -> FileSummary:
        """The file as the report shows it."""
        try:
            pages = self.page_count
        except NotMeasurable:
            pages = None
        return FileSummary(
            name=self.upload.untrusted_name,
            sha256=self.sha256,
            media_type=self.media_type,
            bytes=self.size_bytes,
            pages=pages,
        )
