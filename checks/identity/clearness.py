"""How clearly the print of a page was read."""

from __future__ import annotations

from checks.document_picture import DocumentPicture
from checks.identity_facts import IdentityFacts
from models.document.clearness import print_clearness


def page_clearness(document: IdentityFacts, picture: DocumentPicture) -> float | None:
    """Mean certainty, 0..1, with which a page's characters were read; None with too few."""
    return print_clearness(document.printed_text[picture.page - 1].lines)
