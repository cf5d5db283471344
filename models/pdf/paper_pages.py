"""Looking at the paper in the pictures of a few pages, for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.errors import PdfDamaged
from models.pdf.opening import PdfDocument
from models.pdf.page_content import PageContent
from models.pdf.page_origin import may_be_page_picture
from models.pdf.page_raster import render_page
from models.pdf.paper import Box, PaperLook, look_dpi, measure_paper

#: Pages looked at: each takes about 0.1 s, and the pages of one scan are made alike.
MAX_LOOKED_AT = 3
#: A larger picture takes seconds to decode; a letter page at 600 dpi has 34 million pixels.
MAX_DECODED_PIXELS = 50_000_000
#: No further page is looked at once so much was decoded: a tenth of a second for each 20 million.
ENOUGH_DECODED_PIXELS = 40_000_000


def look_at_paper(
    document: PdfDocument, contents: Sequence[PageContent]
) -> Mapping[int, PaperLook]:
    """What the pictures of pages show of their paper, by page number.

    Evenly spread pages are looked at; a page between takes over the look of the nearest one whose
    picture is compressed in the same way, unless text lies on it.
    """
    pictures = [
        page
        for page in contents
        if may_be_page_picture(page) and _pixels(page) <= MAX_DECODED_PIXELS
    ]
    looks: dict[int, PaperLook] = {}
    decoded = 0
    for page in _spread(pictures):
        if decoded >= ENOUGH_DECODED_PIXELS:
            break
        decoded += _pixels(page)
        try:
            drawn = render_page(document, page.number, look_dpi(page.width_pt, page.height_pt))
        except PdfDamaged:
            continue
        looks[page.number] = measure_paper(drawn, _text_boxes(page))
    return _with_neighbours(looks, pictures)


def _pixels(page: PageContent) -> int:
    """Pixels decoded to draw a page."""
    return sum(image.width_px * image.height_px for image in page.images)


def _with_neighbours(
    looks: dict[int, PaperLook], pictures: Sequence[PageContent]
) -> Mapping[int, PaperLook]:
    """The same, with the looks that pages take over from others."""
    taken = dict(looks)
    for page in pictures:
        near = [
            other for other in pictures if other.number in looks and other.codecs == page.codecs
        ]
        if page.number not in looks and near and not page.visible_characters:
            nearest = min(near, key=lambda other: abs(other.number - page.number))
            taken[page.number] = looks[nearest.number]
    return taken


def _spread(pages: Sequence[PageContent]) -> Sequence[PageContent]:
    if len(pages) <= MAX_LOOKED_AT:
        return pages
    last = MAX_LOOKED_AT - 1
    return [pages[round(at * (len(pages) - 1) / last)] for at in range(MAX_LOOKED_AT)]


def _text_boxes(page: PageContent) -> list[Box]:
    """Where visible text lies, as shares of the upright picture; a turned page has none."""
    if page.rotation_deg or not page.width_pt or not page.height_pt:
        return []
    left_pt, bottom_pt = page.origin_pt
    return [
        (
            (left - left_pt) / page.width_pt,
            1.0 - (top - bottom_pt) / page.height_pt,
            (right - left_pt) / page.width_pt,
            1.0 - (bottom - bottom_pt) / page.height_pt,
        )
        for left, bottom, right, top in page.text_boxes
    ]
