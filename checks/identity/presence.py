"""Whether an upload shows a document at all, with pixels enough to see anything of it."""

from __future__ import annotations

from checks.document_picture import DocumentPicture
from checks.identity.clearness import page_clearness
from checks.identity_facts import IdentityFacts
from models.errors import NotMeasurable


def seen_document(document: IdentityFacts) -> DocumentPicture:
    """The page whose picture is judged.

    Raises NotMeasurable where no document is in the picture, or the picture is tiny: then one rule
    says so, and the others have nothing to measure.
    """
    require_pixels(document)
    if not shows_document(document):
        raise NotMeasurable("no-document")
    return document.picture


def require_pixels(document: IdentityFacts) -> None:
    """Raise NotMeasurable where the picture is too small for anything to be seen on it."""
    if document.picture.is_tiny:
        raise NotMeasurable("tiny-picture")


def shows_document(document: IdentityFacts) -> bool:
    """Whether a document is in one of the pictures.

    A type that was told, a zone, a barcode or a few words of print prove one; where nothing can be
    read, its four edges must be plainly seen: wood and fur have lines that look like print.
    """
    if document.kind.type != "none" or document.zones or document.barcodes:
        return True
    return any(
        page_clearness(document, picture) is not None or picture.has_plain_edges
        for picture in document.pictures
    )
