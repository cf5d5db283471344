"""What remains of a form after it was printed to a PDF and its fields are gone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from models.pdf.form_layer import FormLayer
from models.pdf.metadata import PdfMetadata
from models.pdf.page_content import PageContent

#: Lines and boxes on a page of a form; letters and reports have less, tables of figures as many.
MANY_RULES = 40
#: Guides name forms and have captions too, but no page of a form is without lines and boxes.
FEW_RULES = 10
#: Captions that end in a colon, or that only forms have, on a page of a form.
MANY_CAPTIONS = 5
#: Texts typed over a page by a viewer's comment tool.
MANY_TYPED_TEXTS = 3
#: Numbers stand at the top or at the foot: the first characters and the last are read.
_READ_CHARACTERS = 20_000

#: Weights: traces that only a form leaves count more. The sum is compared with ``ENOUGH``.
WEIGHTS: Mapping[str, int] = {
    "widgets-left": 3,
    "empty-acroform": 1,
    "form-number": 1,
    "form-edition": 1,
    "printer-producer": 1,
    "form-designer-producer": 1,
    "many-rules": 1,
    "many-captions": 1,
    "typed-over": 1,
}
ENOUGH = 3

_FORM_NUMBER = re.compile(
    r"\b(?:IMM|CIT|BSF|RC|NR|PPTC)\s?-?\d{3,4}\b|\bOMB\s+(?:No|Approved)|\bForm\s+[A-Z]{0,3}-?\d{1,5}\b"
    r"|\bFormulaire\s+[A-Z]{0,4}-?\d{1,5}\b"
)
#: IMM 5679 (10-2015) E: as it stands at the foot of each page of a form.
_EDITION = re.compile(r"\b(?:IMM|CIT)\s?-?\d{4}\s?\w?\s*\(\d\d-\d{4}\)")
_CAPTION = re.compile(
    r":\s*(?:\n|$)|\b(?:family name|given name|date of birth|signature|postal code|telephone"
    r"|nom de famille|pr[ée]nom|date de naissance|code postal|t[ée]l[ée]phone)\b"
    r"|[\u2610\u2611\u2612]",
    re.IGNORECASE | re.MULTILINE,
)


def form_traces(
    pages: Sequence[PageContent], form: FormLayer, metadata: PdfMetadata
) -> tuple[str, ...]:
    """The traces of a lost form in a document's digital pages, as stable codes."""
    ruled = [page for page in pages if page.rule_paths >= FEW_RULES]
    found = {
        "widgets-left": form.leftover_widgets > 0,
        "empty-acroform": form.has_acroform and not form.is_live and not form.signature_fields,
        "form-number": any(_FORM_NUMBER.search(_read(page)) for page in ruled),
        "form-edition": any(_EDITION.search(_read(page)) for page in ruled),
        "printer-producer": "printer" in metadata.maker_kinds,
        "form-designer-producer": "form-designer" in metadata.maker_kinds,
        "many-rules": any(page.rule_paths >= MANY_RULES for page in pages),
        "many-captions": any(len(_CAPTION.findall(_read(page))) >= MANY_CAPTIONS for page in ruled),
        "typed-over": any(
            page.annotations.get("FreeText", 0) >= MANY_TYPED_TEXTS for page in pages
        ),
    }
    return tuple(trace for trace, is_there in found.items() if is_there)


def weight_of(traces: Sequence[str]) -> int:
    """How strongly the traces together speak for a form."""
    return sum(WEIGHTS[trace] for trace in traces)


def _read(page: PageContent) -> str:
    return page.visible_text[:_READ_CHARACTERS].replace("\r", "\n")
