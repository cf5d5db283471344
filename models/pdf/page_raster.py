"""A page as an upright picture."""

from __future__ import annotations

import ctypes
import math
import time

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as c

from models.errors import PdfDamaged
from models.pdf.opening import PdfDocument
from models.pdf.page_pixels import page_pixels

Rgb = npt.NDArray[np.uint8]

#: A letter page at 300 dpi has 8.4 million; a poster page is drawn at the dpi that fits.
MAX_PAGE_PIXELS = 20_000_000
#: One side: pdfium's rows are 4 bytes a pixel, and a strip of paper can be 14,400 points long.
MAX_PAGE_SIDE_PX = 12_000
#: Pixels decoded for one page; a letter page at 600 dpi has 34 million. pdfium needs 4 bytes each.
MAX_PICTURE_PIXELS = 60_000_000
#: A dense page takes 0.3 s; longer is made to cost time. pdfium asks between objects.
MAX_DRAWING_S = 2.0
POINTS_PER_INCH = 72.0

_PAUSE = dict(c.IFSDK_PAUSE._fields_)["NeedToPauseNow"]


def render_page(document: PdfDocument, number: int, dpi: float) -> Rgb:
    """Draw one page with its annotations and field appearances; the first has number 1.

    A page that would have more pixels than the limits is drawn at a lower dpi: ask
    ``drawn_dpi``. Raises PdfDamaged where the page cannot be drawn, or not within the limits.
    """
    if number in document.undrawable:
        raise PdfDamaged(f"page {number} takes too long to draw")
    if not 1 <= number <= document.page_count:
        raise PdfDamaged(f"page {number} is not there")
    if page_pixels(document.pike.pages[number - 1].obj) > MAX_PICTURE_PIXELS:
        raise PdfDamaged(f"page {number} has pictures of too many pixels")
    try:
        page = document.pdfium[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as failure:
        raise PdfDamaged(f"page {number} cannot be drawn") from failure
    try:
        width_pt, height_pt = page.get_size()
        scale = drawn_dpi(width_pt, height_pt, dpi) / POINTS_PER_INCH
        return _drawn(page, math.ceil(width_pt * scale), math.ceil(height_pt * scale))
    except (pypdfium2.PdfiumError, ValueError, OverflowError) as failure:
        raise PdfDamaged(f"page {number} cannot be drawn") from failure
    except PdfDamaged:
        document.undrawable.add(number)
        raise
    finally:
        page.close()


def _drawn(page: pypdfium2.PdfPage, width_px: int, height_px: int) -> Rgb:
    """The page with its annotations. Raises PdfDamaged after ``MAX_DRAWING_S``."""
    bitmap = pypdfium2.PdfBitmap.new_native(
        width_px, height_px, format=c.FPDFBitmap_BGRx, rev_byteorder=True
    )
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width_px, height_px)
    end_s = time.monotonic() + MAX_DRAWING_S
    is_late = _PAUSE(lambda _: time.monotonic() > end_s)
    pause = c.IFSDK_PAUSE(version=1, NeedToPauseNow=is_late)
    flags = c.FPDF_ANNOT | c.FPDF_REVERSE_BYTE_ORDER
    state = c.FPDF_RenderPageBitmap_Start(
        bitmap, page, 0, 0, width_px, height_px, 0, flags, ctypes.byref(pause)
    )
    c.FPDF_RenderPage_Close(page)
    if state != c.FPDF_RENDER_DONE:
        raise PdfDamaged("a page takes too long to draw")
    pixels = np.array(bitmap.to_numpy()[..., :3], np.uint8)
    bitmap.close()
    return np.ascontiguousarray(pixels)


def drawn_dpi(width_pt: float, height_pt: float, dpi: float) -> float:
    """The asked dpi, or the highest at which a page of that size keeps within the limits."""
    width_inch = max(width_pt, 1.0) / POINTS_PER_INCH
    height_inch = max(height_pt, 1.0) / POINTS_PER_INCH
    by_area = math.sqrt(MAX_PAGE_PIXELS / (width_inch * height_inch))
    by_side = MAX_PAGE_SIDE_PX / max(width_inch, height_inch)
    return min(dpi, by_area, by_side)
