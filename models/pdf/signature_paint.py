"""Signatures that are part of the page itself: pictures and strokes painted over a place to sign.

Editors that "fill and sign" a form write the signature into the page, where it is no annotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2

from models.errors import PdfDamaged
from models.pdf.acroform_box import Box, PageFrame
from models.pdf.fields import FormField
from models.pdf.opening import PdfDocument
from models.pdf.page_objects import PaintedImage, PaintedPath, common_box, painted_objects
from models.pdf.page_raster import POINTS_PER_INCH, drawn_dpi, render_page
from models.pdf.ruled_lines import ruled_lines
from models.pdf.scanned_words import ScannedPage
from models.pdf.signature_block_ink import Writing, measure_writing
from models.pdf.signature_marks import MIN_SHARED
from models.pdf.straightened_page import STRAIGHT_DPI, FloatArray, StraightPage, cv2_grey

#: What covers more of the page is its background or a scan of it: a signature with a generous
#: margin of 4 by 2 inches covers 0.09 of a letter page.
_MAX_PAGE_SHARE = 0.1
#: Paths that are thinner are lines to write on.
_RULE_PT = 3.0
#: Pages looked at in one file: forms have one or two with places to sign.
MAX_PAGES = 4
#: Fields of a page that are compared, and how few tell nothing of how a form is drawn.
MAX_FIELDS, _MIN_FIELDS = 1_000, 6
_WRITTEN = frozenset({"text", "date"})


def measure_paint(
    document: PdfDocument, places: Sequence[FormField], fields: Sequence[FormField]
) -> dict[str, Writing]:
    """The strokes on the places over which the page paints pictures or curves, by field path.

    Strokes are measured in the page as it is seen: what a field's own background covers is none.
    Where most of the ``fields`` of a page have paint over them, the form itself is drawn so. Pages
    that cannot be drawn show nothing.
    """
    found: dict[str, Writing] = {}
    for number in sorted({field.page for field in places if field.box and field.page})[:MAX_PAGES]:
        try:
            boxes = np.array([*_painted_boxes(document, number)], np.float64).reshape(-1, 4)
            painted = _below([field for field in places if field.page == number], boxes)
            if painted and not _is_drawn_so(fields, number, boxes):
                found |= _strokes(document, number, painted)
        except PdfDamaged:
            continue
    return found


def _below(fields: Sequence[FormField], boxes: FloatArray) -> list[FormField]:
    """The fields that share enough of their area, or of the box's, with any of the boxes."""
    return [field for field in fields if field.box and _is_shared(field.box, boxes)]


def _is_shared(place: Box, boxes: FloatArray) -> bool:
    width = np.minimum(boxes[:, 2], place[2]) - np.maximum(boxes[:, 0], place[0])
    height = np.minimum(boxes[:, 3], place[3]) - np.maximum(boxes[:, 1], place[1])
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    smaller = np.minimum(areas, (place[2] - place[0]) * (place[3] - place[1]))
    common = np.maximum(width, 0.0) * np.maximum(height, 0.0)
    return bool((common >= MIN_SHARED * np.maximum(smaller, 1e-6)).any())


def _is_drawn_so(fields: Sequence[FormField], number: int, boxes: FloatArray) -> bool:
    """Whether pictures or curves are part of how a form draws its fields."""
    on_page = [
        field
        for field in fields
        if field.page == number and field.box and field.is_visible and field.kind in _WRITTEN
    ][:MAX_FIELDS]
    return len(on_page) >= _MIN_FIELDS and 2 * len(_below(on_page, boxes)) > len(on_page)


def _painted_boxes(document: PdfDocument, number: int) -> Iterator[Box]:
    try:
        page = document.pdfium[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as failure:
        raise PdfDamaged(f"page {number} cannot be drawn") from failure
    try:
        width_pt, height_pt = page.get_size()
        frame = PageFrame(document.pike.pages[number - 1].obj)
        for painted in painted_objects(page):
            box = _own_box(painted) if isinstance(painted, PaintedImage | PaintedPath) else None
            if box is None:
                continue
            area = (box[2] - box[0]) * (box[3] - box[1])
            if 0 < area <= _MAX_PAGE_SHARE * width_pt * height_pt:
                yield frame.upright_box(box)
    finally:
        page.close()


def _own_box(painted: PaintedImage | PaintedPath) -> Box | None:
    """The box of a picture or a curve; None of the lines and boxes that a form is made of."""
    if isinstance(painted, PaintedImage):
        box = painted.matrix.box((0.0, 0.0, 1.0, 1.0))
        return box if painted.clip is None else common_box(box, painted.clip)
    width, height = painted.box[2] - painted.box[0], painted.box[3] - painted.box[1]
    return None if painted.is_upright or min(width, height) < _RULE_PT else painted.box


def _strokes(document: PdfDocument, number: int, places: Sequence[FormField]) -> dict[str, Writing]:
    """The strokes on places of one page, measured as those on paper are."""
    rgb = render_page(document, number, STRAIGHT_DPI)
    dpi = drawn_dpi(*_loaded_size(document, number), STRAIGHT_DPI)
    px_per_pt = dpi / POINTS_PER_INCH
    to_page = np.diag([1 / px_per_pt, 1 / px_per_pt, 1.0])
    drawn = StraightPage(number, cv2_grey(rgb), rgb, dpi, to_page)
    page = ScannedPage(drawn, (), ruled_lines(drawn))
    return {
        field.path: measure_writing(page, _scaled(field.box, px_per_pt), ())
        for field in places
        if field.box is not None
    }


def _scaled(box: Box, factor: float) -> Box:
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor


def _loaded_size(document: PdfDocument, number: int) -> tuple[float, float]:
    page = document.pdfium[number - 1]
    try:
        width_pt, height_pt = page.get_size()
    finally:
        page.close()
    return width_pt, height_pt
