"""The pictures of an upload that may show an identity document."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from checks.file_facts import FileFacts
from models.errors import PdfDamaged, UntrustedInputError
from models.pdf.page_raster import render_page

#: 300 dpi is what scanners are asked for; the zone's letters are 28 px high then.
PAGE_DPI = 300.0
#: Front, back and two more: whoever scans a whole passport sends the page with the data first.
MAX_PAGES = 4


def identity_pages(file: FileFacts) -> tuple[npt.NDArray[np.uint8], ...]:
    """The upright picture, or the first pages of a PDF that can be drawn; none for other files.

    Raises UntrustedInputError where the file does not open.
    """
    if file.is_picture:
        return (file.image.rgb,)
    return tuple(_drawn_pages(file)) if file.is_pdf else ()


def _drawn_pages(file: FileFacts) -> Iterator[npt.NDArray[np.uint8]]:
    document = file.opened
    if isinstance(document, UntrustedInputError):
        raise document
    for number in range(1, min(document.page_count, MAX_PAGES) + 1):
        try:
            yield render_page(document, number, PAGE_DPI)
        except PdfDamaged:
            continue  # the other pages may show the document; `file.readable` reports the file
