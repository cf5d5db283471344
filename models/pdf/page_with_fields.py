"""A page as an upright picture, with what its form fields show."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as c

from models.errors import PdfDamaged, PdfTooComplex
from models.pdf.complexity import drawn_form_bytes
from models.pdf.opening import PdfDocument
from models.pdf.page_raster import POINTS_PER_INCH, Rgb, drawn_dpi, render_page

#: Fields drawn on one page; the fullest page of the department's forms has 150.
MAX_FIELDS_DRAWN = 1_000
#: Forms inside one another in a field's look; those of signatures are two deep.
MAX_FORM_DEPTH = 3
#: What the appearances of one page's fields hold together; pdfium cannot be stopped while it draws
#: them. Those of the department's forms have some 100 KiB.
MAX_APPEARANCE_BYTES = 1024 * 1024


class FieldPages:
    """Draws pages with their fields, from a second opening of the file that knows its form.

    pdfium is built without JavaScript and without XFA: nothing of the file runs, and fields show
    what the file last saved as their looks.
    """

    def __init__(self, document: PdfDocument, form: pypdfium2.PdfDocument) -> None:
        self._document = document
        self._form = form

    def render(self, number: int, dpi: float) -> Rgb:
        """Draw one page as ``render_page`` does, its fields laid over it.

        Pages with more fields or larger ones than the limits are drawn without. Raises PdfDamaged.
        """
        plain = render_page(self._document, number, dpi)
        if self._form.formenv is None or not _are_drawable(self._document.pike, number):
            return plain
        try:
            page = self._form[number - 1]
        except (pypdfium2.PdfiumError, IndexError) as failure:
            raise PdfDamaged(f"page {number} cannot be drawn") from failure
        try:
            return _with_fields(self._form.formenv, page, plain, dpi)
        finally:
            page.close()


@contextmanager
def field_pages(document: PdfDocument) -> Iterator[FieldPages]:
    """Open a document for drawing its fields. Raises PdfDamaged."""
    try:
        form = pypdfium2.PdfDocument(document.content)
    except pypdfium2.PdfiumError:
        try:
            form = pypdfium2.PdfDocument(document.repaired_content)
        except pypdfium2.PdfiumError as failure:
            raise PdfDamaged("it cannot be drawn, not even after a repair") from failure
    try:
        form.init_forms()
        if form.formenv is not None:
            c.FPDF_SetFormFieldHighlightAlpha(form.formenv, 0)
        yield FieldPages(document, form)
    finally:
        form.close()


def _with_fields(
    formenv: pypdfium2.PdfFormEnv, page: pypdfium2.PdfPage, plain: Rgb, dpi: float
) -> Rgb:
    """The picture of a page with its fields drawn over it."""
    width_pt, height_pt = page.get_size()
    scale = drawn_dpi(width_pt, height_pt, dpi) / POINTS_PER_INCH
    width_px, height_px = math.ceil(width_pt * scale), math.ceil(height_pt * scale)
    if plain.shape[:2] != (height_px, width_px):
        return plain  # the libraries disagree about the page
    pixels = np.full((height_px, width_px, 4), 255, np.uint8)
    pixels[..., :3] = plain
    buffer = pixels.ctypes.data_as(ctypes.c_void_p)
    bitmap = c.FPDFBitmap_CreateEx(width_px, height_px, c.FPDFBitmap_BGRx, buffer, 4 * width_px)
    if not bitmap:
        return plain
    try:
        flags = c.FPDF_ANNOT | c.FPDF_REVERSE_BYTE_ORDER
        c.FPDF_FFLDraw(formenv, bitmap, page, 0, 0, width_px, height_px, 0, flags)
    finally:
        c.FPDFBitmap_Destroy(bitmap)
    return np.ascontiguousarray(pixels[..., :3])


def _are_drawable(untrusted_pike: pikepdf.Pdf, number: int) -> bool:
    """Whether a page's annotations are few and small enough to be drawn without a way to stop."""
    annotations = untrusted_pike.pages[number - 1].obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array) or len(annotations) > MAX_FIELDS_DRAWN:
        return False
    left = MAX_APPEARANCE_BYTES
    for at in range(len(annotations)):
        for appearance in _appearances(annotations[at]):
            if not _is_plain(appearance):
                return False
            try:
                left -= drawn_form_bytes(appearance)
            except PdfTooComplex:
                return False
            if left < 0:
                return False
    return True


def _appearances(annotation: pikepdf.Object) -> Iterator[pikepdf.Stream]:
    """The looks that an annotation can take on a page: one, or one for each of its states."""
    if not isinstance(annotation, pikepdf.Dictionary):
        return
    looks = annotation.get("/AP")
    normal = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        yield normal
    elif isinstance(normal, pikepdf.Dictionary):
        yield from (state for _, state in normal.items() if isinstance(state, pikepdf.Stream))


def _is_plain(appearance: pikepdf.Stream, depth: int = 0) -> bool:
    """Whether a look and the forms inside it have no patterns and shadings, which take long."""
    resources = appearance.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        return True
    if depth > MAX_FORM_DEPTH or {"/Pattern", "/Shading"} & set(resources.keys()):
        return False
    drawn = resources.get("/XObject")
    if not isinstance(drawn, pikepdf.Dictionary):
        return True
    parts = (part for _, part in drawn.items() if isinstance(part, pikepdf.Stream))
    return all(part.get("/Subtype") != "/Form" or _is_plain(part, depth + 1) for part in parts)
