"""Captions of fields without an alternate name: the text that is printed nearest on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pypdfium2

from models.errors import PdfDamaged
from models.pdf.acroform import AcroField
from models.pdf.acroform_box import Box, PageFrame
from models.pdf.opening import PdfDocument
from models.pdf.xfa_caption import is_words
from models.pdf.xfa_xml import one_line

#: Pieces of text on one page; a dense page has about 600.
MAX_PIECES = 3_000
#: Fields without an alternate name that are looked at; the search is over all text of a page.
MAX_FIELDS = 2_000
#: Text further away belongs to something else: two inches.
MAX_DISTANCE_PT = 144.0
#: A caption on the field's own line may stand far to its left, at the page's margin: 5 inches.
_BESIDE_WEIGHT = 0.4
#: Text above a field counts as further away by one line than text beside it.
_ABOVE_PT = 12.0
Side = Literal["after", "before"]

_Piece = tuple[Box, str]


def printed_captions(document: PdfDocument, fields: tuple[AcroField, ...]) -> Mapping[str, str]:
    """Captions by the full names of fields; without those that have an alternate name."""
    captions: dict[str, str] = {}
    pieces_by_page: dict[int, list[_Piece]] = {}
    for field in fields[:MAX_FIELDS]:
        widget = field.widgets[0] if field.widgets else None
        if field.label or field.kind == "button" or widget is None:
            continue
        if widget.page is None or widget.box is None:
            continue
        if widget.page not in pieces_by_page:
            pieces_by_page[widget.page] = _pieces(document, widget.page)
        caption = _nearest(pieces_by_page[widget.page], widget.box, _side(field))
        if caption:
            captions[field.name] = caption
    return captions


def _side(field: AcroField) -> Side:
    """Where a caption is expected first: boxes that are ticked stand before their words."""
    return "after" if field.kind in ("check-box", "radio-group") else "before"


def _pieces(document: PdfDocument, page_number: int) -> list[_Piece]:
    """The texts of one page with their boxes on the upright page; none where pdfium cannot say."""
    frame = PageFrame(document.pike.pages[page_number - 1].obj)
    try:
        page = document.pdfium[page_number - 1]
        textpage = page.get_textpage()
        count = min(textpage.count_rects(), MAX_PIECES)
        rectangles = [textpage.get_rect(index) for index in range(count)]
        texts = [one_line(textpage.get_text_bounded(*rectangle)) for rectangle in rectangles]
    except (pypdfium2.PdfiumError, PdfDamaged, IndexError):
        return []
    boxes = [frame.upright_box(rectangle) for rectangle in rectangles]
    return [(box, text) for box, text in zip(boxes, texts, strict=True) if is_words(text)]


def _nearest(pieces: list[_Piece], box: Box, side: Side) -> str:
    """The nearest text: right of a box that is ticked, else left of a field or above it."""
    reachable = [
        (_distance_pt(piece, box, side), number) for number, (piece, _) in enumerate(pieces)
    ]
    distance, number = min(reachable, default=(MAX_DISTANCE_PT, 0))
    return pieces[number][1].strip("* :") if distance < MAX_DISTANCE_PT else ""


def _distance_pt(text: Box, field: Box, side: Side) -> float:
    middle = (text[1] + text[3]) / 2
    if field[1] <= middle <= field[3]:
        if side == "after" and text[0] >= field[2] - 1:
            return text[0] - field[2]
        if text[2] <= field[0] + 1:
            aside = (field[0] - text[2]) * _BESIDE_WEIGHT
            return aside + (_ABOVE_PT if side == "after" else 0)
    if text[3] <= field[1] + 1:
        aside = max(0.0, text[0] - field[2], field[0] - text[2])
        return field[1] - text[3] + aside + _ABOVE_PT
    return float("inf")
