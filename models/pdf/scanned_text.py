"""The form number on scanned pages, read by OCR where IRCC's forms print it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import pytesseract

from models.errors import NotMeasurable
from models.pdf.form_identity import FormIdentity, identify_text
from models.pdf.opening import PdfDocument
from models.pdf.page_content import PageContent
from models.pdf.page_raster import render_page

#: Small print of 6 points is 17 pixels high at this resolution, which Tesseract still reads.
OCR_DPI = 200
#: Number and edition stand in the foot of every page, on some forms in the head too.
FOOT_SHARE, HEAD_SHARE = 0.16, 0.14
#: The first pages are enough: each carries the number.
MAX_PAGES_READ = 3
#: One strip takes 0.2 to 0.5 s; a picture that takes longer is no line of print.
STRIP_TIMEOUT_S = 2.0
#: All strips of one file together: dense pages without a number would take ten seconds.
READING_TIMEOUT_S = 4.0
_LANGUAGES = "eng+fra"
#: One uniform block of text: a strip has no columns that matter.
_LAYOUT = "--psm 6"


def identify_scan(document: PdfDocument, contents: Sequence[PageContent]) -> FormIdentity | None:
    """Read foot and head of the first pages for the form's number; None where there is none.

    Method: Tesseract on the strips alone, then on the same strips upside down. Nothing more is read
    once the time is up.
    """
    end_s = time.monotonic() + READING_TIMEOUT_S
    for page in contents[:MAX_PAGES_READ]:
        rgb = render_page(document, page.number, OCR_DPI)
        height = rgb.shape[0]
        foot, head = round(height * FOOT_SHARE), round(height * HEAD_SHARE)
        for strip in (rgb[height - foot :], rgb[:head], rgb[:foot][::-1, ::-1]):
            left_s = end_s - time.monotonic()
            if left_s <= 0:
                return None
            told = identify_text(read_strip(strip, min(left_s, STRIP_TIMEOUT_S)))
            if told is not None:
                return told
    return None


def read_strip(rgb: npt.NDArray[np.uint8], timeout_s: float = STRIP_TIMEOUT_S) -> str:
    """The text of a strip of a page; empty where it took too long to read.

    Raises NotMeasurable where Tesseract is not installed.
    """
    grey = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY)
    try:
        return str(
            pytesseract.image_to_string(grey, lang=_LANGUAGES, config=_LAYOUT, timeout=timeout_s)
        )
    except pytesseract.TesseractNotFoundError as absent:
        raise NotMeasurable("no-text-reader") from absent
    except RuntimeError:  # pytesseract's only sign that the time is up
        return ""
