"""A page as an upright picture."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pypdfium2

from models.errors import PdfDamaged
from models.pdf.opening import PdfDocument

Rgb = npt.NDArray[np.uint8]

#: A letter page at 300 dpi has 8.4 million; a poster page is drawn at the dpi that fits.
MAX_PAGE_PIXELS = 20_000_000
#: One side: pdfium's rows are 4 bytes a pixel, and a strip of paper can be 14,400 points long.
MAX_PAGE_SIDE_PX = 12_000
POINTS_PER_INCH = 72.0


def render_page(document: PdfDocument, number: int, dpi: float) -> Rgb:
    """Draw one page with its annotations and field appearances; the first has number 1.

    A page that would have more pixels than the limits is drawn at a lower dpi: ask
    ``drawn_dpi``. Raises PdfDamaged where the page cannot be drawn.
    """
    try:
        page = document.pdfium[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as failure:
        raise PdfDamaged(f"page {number} cannot be drawn") from failure
    try:
        width_pt, height_pt = page.get_size()
        scale = drawn_dpi(width_pt, height_pt, dpi) / POINTS_PER_INCH
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        pixels = np.array(bitmap.to_numpy()[..., :3], np.uint8)
        bitmap.close()
        return np.ascontiguousarray(pixels)
    except (pypdfium2.PdfiumError, ValueError) as failure:
        raise PdfDamaged(f"page {number} cannot be drawn") from failure
    finally:
        page.close()


def drawn_dpi(width_pt: float, height_pt: float, dpi: float) -> float:
    """The asked dpi, or the highest at which a page of that size keeps within the limits."""
    width_inch = max(width_pt, 1.0) / POINTS_PER_INCH
    height_inch = max(height_pt, 1.0) / POINTS_PER_INCH
    by_area = math.sqrt(MAX_PAGE_PIXELS / (width_inch * height_inch))
    by_side = MAX_PAGE_SIDE_PX / max(width_inch, height_inch)
    return min(dpi, by_area, by_side)
