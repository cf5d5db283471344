"""Where one page of a PDF comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.pdf.capture import BILEVEL_CODECS, Capture, capture_of
from models.pdf.form_layer import FormLayer, VisibleFields
from models.pdf.metadata import PdfMetadata
from models.pdf.page_content import PageContent
from models.pdf.paper import PaperLook

Origin = Literal[
    "digital-form",
    "digital-flattened",
    "digital-document",
    "scanned",
    "scanned-ocr",
    "photo-of-paper",
    "mixed",
    "unreadable",
]
DIGITAL: frozenset[Origin] = frozenset({"digital-form", "digital-flattened", "digital-document"})
PAPER: frozenset[Origin] = frozenset({"scanned", "scanned-ocr", "photo-of-paper"})

#: A picture that takes less of the page cannot be the page itself where there is text too.
PAGE_PICTURE_COVER = 0.5
#: Without any text a smaller picture is all that the page shows.
LONE_PICTURE_COVER = 0.02
#: Letters laid over a scan afterwards: a page number, a receipt stamp, a bar code's digits.
STAMPED_CHARACTERS = 60
#: Drawn strokes over a scan: a signature, a highlighter; a page of outlined letters has thousands.
DRAWN_OVER_PATHS = 100
#: Hidden letters that make a text layer; fewer are a leftover.
TEXT_LAYER_CHARACTERS = 10
#: Fields that make up a form on a page, be it a picture: so many, or such a share of it. One or
#: two lines of text are a remark laid over a scan; a line across a letter page takes 0.008.
FIELDS_OF_A_FORM, SHARE_OF_A_FORM = 3, 0.01
#: Letters in the picture, for each letter laid over it, where the picture is the page.
MARKS_PER_CHARACTER = 0.5
#: Fields shown over the picture of a page: of a blank form, or of one filled in on paper.
FIELDS_OVER_PICTURE = "fields-over-picture"
#: What cannot be told apart by its looks is left to an officer.
OVER_PICTURE_CONFIDENCE = 0.55
#: Signals of paper itself: that it lay askew, its grain and tone, how it was lit, what scanned it.
PAPER_TRAITS = frozenset(
    {
        "skewed",
        "paper-noise",
        "paper-tone",
        "scanner-producer",
        "uneven-light",
        "very-uneven-light",
        "surround",
        "perspective",
    }
)
_HIDDEN_BY_RECOGNITION = ("unmarked", "covered", "transparent", "white")


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """The origin of one page. ``confidence``: 0..1; ``signals``: stable codes of what decided.

    ``paper``: what its picture shows of the paper, where it was looked at.
    """

    number: int
    origin: Origin
    confidence: float
    signals: tuple[str, ...]
    paper: PaperLook | None = None

    @property
    def is_blank(self) -> bool:
        """Whether the page shows nothing that could tell where it comes from."""
        return "blank" in self.signals


def page_origin(
    page: PageContent, form: FormLayer, metadata: PdfMetadata, paper: PaperLook | None
) -> PageOrigin:
    """Decide by whether a picture is the page, then by live fields, then by its text.

    What covers a page is what somebody sees of it: fields make a form of a picture only where
    they are shown on it, and as many as a form has.
    """
    has_fields = page.number in form.pages
    if has_fields and not page.images:
        return form_page(page.number, form)
    if is_page_picture(page, paper) and not (has_fields and page.image_cover < PAGE_PICTURE_COVER):
        seen = form.visible_fields.get(page.number, VisibleFields())
        if seen.count >= FIELDS_OF_A_FORM or seen.share >= SHARE_OF_A_FORM:
            return _form_over_picture(page.number, form)
        return _picture_page(page, metadata, paper)
    if form.has_xfa or has_fields:
        return form_page(page.number, form)
    if not page.is_readable:
        return PageOrigin(page.number, "unreadable", 0.9, ("page-does-not-load",))
    return _digital_page(page)


def _form_over_picture(number: int, form: FormLayer) -> PageOrigin:
    """A page whose fields are laid over a picture."""
    signals = (*form_page(number, form).signals, FIELDS_OVER_PICTURE)
    return PageOrigin(number, "digital-form", OVER_PICTURE_CONFIDENCE, signals)


def form_page(number: int, form: FormLayer) -> PageOrigin:
    """A page of a form that is still live."""
    signals = (*(("xfa",) if form.has_xfa else ()), *(("live-fields",) if form.fields else ()))
    return PageOrigin(number, "digital-form", 0.98, signals)


def digital_page(number: int, confidence: float, signals: tuple[str, ...]) -> PageOrigin:
    """A page that a program wrote."""
    return PageOrigin(number, "digital-document", confidence, signals)


def may_be_page_picture(page: PageContent) -> bool:
    """Whether it takes a look at the picture to tell a scan from a page with a picture."""
    if not page.images or page.drawing_paths >= DRAWN_OVER_PATHS:
        return False
    is_lone = page.visible_characters == 0 and page.image_cover >= LONE_PICTURE_COVER
    return is_lone or page.image_cover >= PAGE_PICTURE_COVER


def is_page_picture(page: PageContent, paper: PaperLook | None) -> bool:
    """Whether a picture is the page: nothing but stamps, strokes and hidden text beside it."""
    if not may_be_page_picture(page):
        return False
    visible = page.visible_characters
    if visible <= STAMPED_CHARACTERS or page.hidden_characters >= 2 * visible:
        return True
    if paper is not None:
        return paper.marks >= MARKS_PER_CHARACTER * visible
    return page.codecs <= BILEVEL_CODECS


def _picture_page(page: PageContent, metadata: PdfMetadata, paper: PaperLook | None) -> PageOrigin:
    capture = capture_of(page, paper)
    signals = capture.signals
    if "scanner" in metadata.maker_kinds:
        signals = (*signals, "scanner-producer")
    hidden = sum(page.invisible_characters.get(look, 0) for look in _HIDDEN_BY_RECOGNITION)
    has_layer = hidden >= TEXT_LAYER_CHARACTERS
    if has_layer:
        signals = (*signals, "text-layer")
    if page.visible_characters:
        signals = (*signals, "text-over-picture")
    return PageOrigin(
        number=page.number,
        origin=_paper_origin(capture, "layer" if has_layer else "none"),
        confidence=_confidence(page, capture),
        signals=signals,
        paper=paper,
    )


def _paper_origin(capture: Capture, text: Literal["layer", "none"]) -> Origin:
    if capture.means == "camera":
        return "photo-of-paper"
    return "scanned-ocr" if text == "layer" else "scanned"


def _confidence(page: PageContent, capture: Capture) -> float:
    """Less where the picture may be a program's, is small, or has text on it."""
    confidence = capture.confidence
    if capture.means == "computer":
        confidence = 0.55
    if page.image_cover < PAGE_PICTURE_COVER:
        confidence -= 0.15
    if page.visible_characters > STAMPED_CHARACTERS:
        confidence -= 0.1
    return max(0.3, confidence)


def _digital_page(page: PageContent) -> PageOrigin:
    signals = {
        "visible-text": page.visible_characters > 0,
        "vector-drawing": page.drawing_paths > 0,
        "rules": page.rule_paths > 0,
        "picture": page.image_cover >= LONE_PICTURE_COVER,
        "hidden-text": page.hidden_characters > 0,
        "annotated": bool(page.annotations),
    }
    found = tuple(signal for signal, is_there in signals.items() if is_there)
    if not set(found) - {"hidden-text"}:
        return digital_page(page.number, 0.3, (*found, "blank"))
    confidence = 0.95 if page.visible_characters >= 100 else 0.75
    if page.image_cover >= PAGE_PICTURE_COVER:
        confidence -= 0.2
    return digital_page(page.number, confidence, found)
