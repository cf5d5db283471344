"""Everything measured about one PDF; each fact is measured once and shared by all rules."""

from __future__ import annotations

import datetime as dt

from checks.facts import Stopwatch, fact
from models.errors import NotMeasurable, PdfDamaged
from models.pdf.active_content import ActiveContent, measure_active_content
from models.pdf.fields import FormFields, measure_form
from models.pdf.form_identity import FormIdentity, identify_form
from models.pdf.form_layer import FormLayer, measure_form_layer
from models.pdf.metadata import PdfMetadata, measure_metadata
from models.pdf.opening import PdfDocument
from models.pdf.origin import PdfOrigin, measure_origin
from models.pdf.page_content import PageContent, measure_pages
from models.pdf.page_origin import PAPER
from models.pdf.scanned_text import identify_scan
from models.pdf.scanned_words import ScannedPages, read_pages
from models.pdf.signature_block import SignatureBlock, signature_blocks
from models.pdf.signatures_lines import SignatureFacts, measure_signatures
from models.pdf.validation import FormValidation, measure_validation
from models.pdf.xfa_packets import XfaKind
from models.pdf.xfa_xml import XfaRefused

_NO_FIELDS = FormFields((), None, ())


class FormFacts:
    """Facts of one PDF, whether it turns out to be a form or another document."""

    def __init__(self, document: PdfDocument, today: dt.date, stopwatch: Stopwatch) -> None:
        self.document = document
        self.today = today
        self.stopwatch = stopwatch

    @property
    def page_count(self) -> int:
        """Pages of the file; a dynamic form has one, whatever it shows in Acrobat."""
        return self.document.page_count

    @fact
    def contents(self) -> tuple[PageContent, ...]:
        """What each page shows: pictures, letters, lines; evenly sampled in very long files."""
        return measure_pages(self.document)

    @fact
    def layer(self) -> FormLayer:
        """Whether the file still has fields that can be filled in."""
        return measure_form_layer(self.document.pike)

    @fact
    def metadata(self) -> PdfMetadata:
        """Which programs made the file, and when."""
        return measure_metadata(self.document.pike)

    @fact
    def origin(self) -> PdfOrigin:
        """Whether the pages come from a computer, a scanner or a camera."""
        return measure_origin(self.document, self.contents, self.layer, self.metadata)

    @property
    def is_paper(self) -> bool:
        """Whether the file shows paper: it was scanned or photographed."""
        return self.origin.origin in PAPER

    @property
    def xfa(self) -> XfaKind:
        """Whether the form is an XFA form, and whether its pages are drawn by the reader."""
        return self.form.xfa.kind if self.form.xfa else "none"

    @property
    def form(self) -> FormFields:
        """Every field with its caption and value; none where the form's XML cannot be trusted."""
        return _NO_FIELDS if isinstance(self.read_form, XfaRefused) else self.read_form

    @fact
    def read_form(self) -> FormFields | XfaRefused:
        """The fields, or why the form's XML was not read."""
        try:
            return measure_form(self.document)
        except XfaRefused as refusal:
            return refusal

    @fact
    def identity(self) -> FormIdentity | None:
        """Which form it is and of which edition; None where nothing tells.

        Of paper what is printed on it comes first, then what the file says of itself.
        """
        told = identify_form(self.document, self.form, self.contents)
        if not self.is_paper:
            return told
        try:
            return identify_scan(self.document, self.contents) or told
        except (PdfDamaged, MemoryError):
            # A page that cannot be drawn, or that leaves no memory to read it, tells nothing.
            return told

    @property
    def known_identity(self) -> FormIdentity:
        """Which form it is. Raises NotMeasurable where nothing tells."""
        if self.identity is None:
            raise NotMeasurable("unknown-form")
        return self.identity

    @property
    def live_form(self) -> FormFields:
        """The fields. Raises NotMeasurable where the file has none that can be filled in."""
        if isinstance(self.read_form, XfaRefused):
            raise NotMeasurable("form-refused")
        if not self.layer.is_live or self.is_paper:
            raise NotMeasurable("no-fields")
        return self.form

    @fact
    def validation(self) -> FormValidation:
        """What the form itself says is missing, and its bar codes' agreement with the fields."""
        return measure_validation(self.live_form)

    @fact
    def signatures(self) -> SignatureFacts:
        """All that may stand for a signature, and the dates beside it."""
        return measure_signatures(self.document, self.form)

    @fact
    def scanned_pages(self) -> ScannedPages:
        """The words of the pages that are on paper, as many as the time allows."""
        numbers = [page.number for page in self.origin.pages if page.origin in PAPER]
        return read_pages(self.document, numbers)

    @fact
    def signature_blocks(self) -> tuple[SignatureBlock, ...]:
        """The places to sign on paper, and the ink in them."""
        return signature_blocks(self.scanned_pages.pages)

    @fact
    def active_content(self) -> ActiveContent:
        """What the file can start, send or carry besides its pages."""
        return measure_active_content(self.document.pike, self.document.content)
