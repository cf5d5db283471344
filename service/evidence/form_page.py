"""The evidence picture of a PDF: its first pages with the places of findings, and the panel."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageDraw

from checks.form_facts import FormFacts
from models.errors import PdfDamaged
from models.pdf.page_content import PageContent
from models.pdf.page_raster import POINTS_PER_INCH
from models.pdf.page_with_fields import FieldPages, field_pages
from service.evidence.canvas import Layer
from service.evidence.layout import (
    arranged,
    findings_panel,
    laid_out,
    numbered_findings,
    stacked,
    titled,
)
from service.evidence.named_fields import NamedField, named_fields
from service.evidence.panel import Panel
from service.evidence.places import DRAWN_OUTCOMES, PlacesLayer
from service.evidence.style import FAINT, font
from service.form_words import form_word
from service.words import Language

#: Pages that are shown: more would make a picture that nobody looks through.
MAX_PAGES_SHOWN = 6
#: One page is shown within the first size, several side by side within the second; so is the page
#: of a dynamic form, which shows nothing of it.
LONE_PAGE_PX, PAGE_PX = (860, 1100), (560, 740)
_GAP_PX, _BODY = 24, 15


def draw_form_evidence(report: dict[str, Any], form: FormFacts, language: Language) -> Image.Image:
    """Draw the evidence picture of a PDF and its report (as JSON data)."""
    shown = form.contents[:MAX_PAGES_SHOWN]
    findings = numbered_findings(report)
    is_lone = len(shown) == 1 and form.xfa != "dynamic"
    within_px = LONE_PAGE_PX if is_lone else PAGE_PX
    with field_pages(form.document) as drawing:
        pages = [_page(form, drawing, page, findings, within_px, language) for page in shown]
    notes = _notes(form, findings, language)
    sheet = arranged(pages, _GAP_PX)
    left = sheet if notes is None else stacked([sheet, notes], _GAP_PX)
    return laid_out(left, findings_panel(report, language).finished())


def _page(
    form: FormFacts,
    drawing: FieldPages,
    page: PageContent,
    findings: list[dict[str, Any]],
    within_px: tuple[int, int],
    language: Language,
) -> Image.Image:
    """One page below its number, with the places that lie on it."""
    layer = _layer(drawing, page, within_px, language)
    places = PlacesLayer(layer, lambda point: point)
    for number, finding in enumerate(findings, start=1):
        here = [place for place in finding["where"] if place["page"] == page.number]
        if finding["outcome"] in DRAWN_OUTCOMES and here:
            places.draw(finding, number, here)
    title = form_word(
        "page-number", language, number=str(page.number), count=str(form.page_count)
    )  # fmt: skip
    return titled(layer.finished(), title)


def _layer(
    drawing: FieldPages, page: PageContent, within_px: tuple[int, int], language: Language
) -> Layer:
    """A drawing layer over the page, addressed in its points."""
    width_pt, height_pt = max(page.width_pt, 1.0), max(page.height_pt, 1.0)
    reduction = min(within_px[0] / width_pt, within_px[1] / height_pt)
    size = max(1, round(width_pt * reduction)), max(1, round(height_pt * reduction))
    try:
        rgb = drawing.render(page.number, reduction * POINTS_PER_INCH)
    except PdfDamaged:
        return Layer(_undrawn(language), 1.0)
    return Layer(Image.fromarray(rgb).resize(size, Image.Resampling.LANCZOS), reduction)


def _undrawn(language: Language) -> Image.Image:
    """What stands in the place of a page that cannot be drawn."""
    sheet = Image.new("RGB", (PAGE_PX[0], PAGE_PX[0] // 3), "white")
    text = form_word("page-not-drawn", language)
    middle = (sheet.width / 2, sheet.height / 2)
    ImageDraw.Draw(sheet).text(middle, text, fill=FAINT, font=font(_BODY), anchor="mm")
    return sheet


def _notes(
    form: FormFacts, findings: list[dict[str, Any]], language: Language
) -> Image.Image | None:
    """What the pages do not show: further pages, and the fields that findings name."""
    panel = Panel(language)
    left_out = form.page_count - min(form.page_count, MAX_PAGES_SHOWN)
    if left_out:
        key = "page-not-shown" if left_out == 1 else "pages-not-shown"
        panel.note(form_word(key, language, count=str(left_out)))
    if form.xfa == "dynamic":
        panel.note(form_word("drawn-by-reader", language))
    named = named_fields(form, findings, language)
    if named:
        lines = [_named(field, language) for field in named]
        panel.listing(form_word("fields-named", language), lines)
    return panel.finished() if panel.height_px else None


def _named(field: NamedField, language: Language) -> str:
    page = f" ({form_word('page', language)} {field.page})" if field.page else ""
    return f"{field.number}  {field.caption}{page}"
