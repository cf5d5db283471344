"""Whether the resolution that a file states can be believed."""

from __future__ import annotations

from models.image import DecodedImage

MM_PER_INCH = 25.4
#: Scanners offer 150 dpi and more; 72 and 96 dpi are what programs write when they know nothing.
LOWEST_SCAN_DPI = 150.0
HIGHEST_SCAN_DPI = 2400.0
#: The longer side of a legal page: nothing larger lies on a flatbed.
LONGEST_PAGE_MM = 356.0
#: A print may be cut a little smaller than its nominal size.
CUT_TOLERANCE = 0.95


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
