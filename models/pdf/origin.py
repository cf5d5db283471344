"""Where a PDF comes from: a form still live, a print to PDF, a document, a scan, a photograph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.pdf.form_layer import FormLayer
from models.pdf.form_traces import ENOUGH, form_traces, weight_of
from models.pdf.metadata import PdfMetadata
from models.pdf.opening import PdfDocument
from models.pdf.page_content import PageContent
from models.pdf.page_origin import (
    DIGITAL,
    FIELDS_OVER_PICTURE,
    OVER_PICTURE_CONFIDENCE,
    PAPER,
    Origin,
    PageOrigin,
    digital_page,
    form_page,
    page_origin,
)
from models.pdf.paper_pages import look_at_paper

#: A picture page with fewer letters among digital pages is a figure or a cover, not a scan.
FIGURE_MARKS = 40


@dataclass(frozen=True, slots=True)
class PdfOrigin:
    """The origin of a file and of each page that was measured.

    ``confidence``: 0..1. ``signals``: stable codes of what decided, the traces of a lost form
    among them.
    """

    origin: Origin
    confidence: float
    signals: tuple[str, ...]
    pages: tuple[PageOrigin, ...]


def measure_origin(
    document: PdfDocument,
    contents: Sequence[PageContent],
    form: FormLayer,
    metadata: PdfMetadata,
) -> PdfOrigin:
    """Tell the origin of a document from its pages, its form and its makers."""
    looks = look_at_paper(document, contents)
    pages = [
        page_origin(content, form, metadata, looks.get(content.number)) for content in contents
    ]
    pages = _without_figures(pages)
    digital = [
        content
        for content, page in zip(contents, pages, strict=True)
        if page.origin == "digital-document" and not page.is_blank
    ]
    traces = form_traces(digital, form, metadata) if digital else ()
    if weight_of(traces) >= ENOUGH:
        pages = [_flattened(page, traces) for page in pages]
    return _whole(tuple(pages), form, traces)


def _without_figures(pages: list[PageOrigin]) -> list[PageOrigin]:
    """Pages that are a picture without letters belong to the document around them."""
    counted = Counter(page.origin in DIGITAL for page in pages if not page.is_blank)
    if counted[True] <= counted[False]:
        return pages
    return [
        digital_page(page.number, 0.6, ("whole-page-figure",))
        if page.origin in PAPER and page.paper is not None and page.paper.marks < FIGURE_MARKS
        else page
        for page in pages
    ]


def _flattened(page: PageOrigin, traces: tuple[str, ...]) -> PageOrigin:
    if page.origin != "digital-document" or page.is_blank:
        return page
    confidence = min(0.95, page.confidence, 0.5 + 0.1 * weight_of(traces))
    return PageOrigin(page.number, "digital-flattened", confidence, (*page.signals, *traces))


def _whole(pages: tuple[PageOrigin, ...], form: FormLayer, traces: tuple[str, ...]) -> PdfOrigin:
    readable = [page for page in pages if page.origin != "unreadable"]
    if not readable:
        return PdfOrigin("unreadable", 0.9, ("no-page-loads",), pages)
    written = [page for page in readable if not page.is_blank]
    if not written:
        if form.is_live:
            return PdfOrigin("digital-form", 0.8, form_page(1, form).signals, pages)
        return PdfOrigin("digital-document", 0.3, ("blank",), pages)
    digital = [page for page in written if page.origin in DIGITAL]
    on_paper = [page for page in written if page.origin in PAPER]
    over_picture = tuple(
        {FIELDS_OVER_PICTURE for page in written if FIELDS_OVER_PICTURE in page.signals}
    )
    most = OVER_PICTURE_CONFIDENCE if over_picture else 1.0
    if digital and on_paper:
        signals = ("digital-and-scanned-pages", *over_picture)
        return PdfOrigin("mixed", min(most, _mean(written)), signals, pages)
    if digital and form.is_live:
        # Fields that no page shows can still be filled in by a program.
        on_pages = any(page.origin == "digital-form" for page in written)
        signals = (*form_page(1, form).signals, *over_picture)
        return PdfOrigin("digital-form", min(most, 0.97 if on_pages else 0.8), signals, pages)
    origin = _prevailing(written)
    alike = [page for page in written if page.origin == origin]
    told = dict.fromkeys(signal for page in alike for signal in page.signals)
    if digital:
        told |= dict.fromkeys(traces)
    return PdfOrigin(origin, _mean(alike), tuple(told), pages)


def _prevailing(pages: Sequence[PageOrigin]) -> Origin:
    """The most frequent origin; among equals the one that says more."""
    order: Mapping[Origin, int] = {
        "digital-form": 5,
        "digital-flattened": 4,
        "scanned-ocr": 3,
        "photo-of-paper": 2,
        "scanned": 1,
        "digital-document": 0,
    }
    counts = Counter(page.origin for page in pages)
    return max(counts, key=lambda origin: (counts[origin], order.get(origin, 0)))


def _mean(pages: Sequence[PageOrigin]) -> float:
    return sum(page.confidence for page in pages) / len(pages)
