"""All that may stand for a signature: digital, typed or drawn ones, and the dates beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from models.pdf.acroform import AcroField
from models.pdf.acroform_box import Box, PageFrame
from models.pdf.fields import FormField, FormFields
from models.pdf.opening import PdfDocument
from models.pdf.signatures import Signature, measure_digital_signatures

#: A date belongs to the signature at most so many fields away: witnesses and interpreters sign in
#: blocks of name, address, signature and date.
MAX_FIELDS_BETWEEN = 4

#: Annotations looked at on one page; a drawn signature is one, or one for each stroke.
MAX_ANNOTATIONS = 2_000
#: Annotations that a hand or a picture of it leaves: drawn lines, and stamps of images.
_MARKS = (pikepdf.Name.Ink, pikepdf.Name.Stamp)
_SIGNATURE_WORDS = re.compile(r"\bsignatures?\b|\bsign(ed|é|ée)\b(?!\s+up)", re.IGNORECASE)
_DATE_WORDS = re.compile(r"\bdates?\b|\bYYYY\b|\bAAAA\b", re.IGNORECASE)
#: A hint where the caption is the text of a declaration: dateSigned, signatureApplicant.
_SIGNING_NAME = re.compile(r"sign(ed|ature|ing|é|ée)", re.IGNORECASE)
_TYPED_KINDS = frozenset({"text"})
_DATE_KINDS = frozenset({"text", "date"})
#: Dates of other things that stand in the same block.
_OTHER_DATES = re.compile(r"birth|naissance|expir|issue|délivr|entry|entrée", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """``digital``: signed signature fields; ``unsigned``: names of those that nobody signed.

    ``typed``: fields captioned as signatures, filled or not; ``dates``: the dates beside them.
    ``drawn``: full names or paths of fields for signatures that show ink, a stamp or an image.
    """

    digital: tuple[Signature, ...]
    unsigned: tuple[str, ...]
    typed: tuple[FormField, ...]
    dates: tuple[FormField, ...]
    drawn: tuple[str, ...]

    @property
    def persons(self) -> tuple[Signature, ...]:
        """Digital signatures that a person may have given: not the issuer's, and no time stamps."""
        return tuple(
            signature
            for signature in self.digital
            if not signature.is_issuers_own and not signature.is_timestamp
        )


def measure_signatures(document: PdfDocument, form: FormFields) -> SignatureFacts:
    """All that stands for a signature in a file."""
    unsigned = [f for f in form.acro if f.kind == "signature" and not f.is_signed]
    marks = _marks(document)
    lines = [n for n, field in enumerate(form.fields) if _is_signature_line(field)]
    return SignatureFacts(
        digital=measure_digital_signatures(document, form.acro),
        unsigned=tuple(field.name for field in unsigned),
        typed=tuple(form.fields[number] for number in lines),
        dates=tuple(_dates(form.fields, lines)),
        drawn=(
            *(field.name for field in unsigned if _shows_a_mark(field, marks)),
            *(
                form.fields[number].path
                for number in lines
                if _is_marked(form.fields[number].page, form.fields[number].box, marks)
            ),
        ),
    )


def _marks(document: PdfDocument) -> list[tuple[int, Box]]:
    """Page and box of everything that was drawn or stamped on the pages afterwards."""
    found: list[tuple[int, Box]] = []
    for number, page in enumerate(document.pike.pages, start=1):
        listed = page.obj.get("/Annots")
        if not isinstance(listed, pikepdf.Array):
            continue
        for untrusted in listed.as_list()[:MAX_ANNOTATIONS]:
            is_mark = isinstance(untrusted, pikepdf.Dictionary)
            if not is_mark or untrusted.get("/Subtype") not in _MARKS:
                continue
            box = PageFrame(page.obj).box(untrusted.get("/Rect"))
            if box is not None:
                found.append((number, box))
    return found


def _shows_a_mark(field: AcroField, marks: Sequence[tuple[int, Box]]) -> bool:
    """Whether a signature field draws a picture itself, or something was drawn over it."""
    return any(
        widget.has_picture or _is_marked(widget.page, widget.box, marks) for widget in field.widgets
    )


def _is_marked(page: int | None, box: Box | None, marks: Sequence[tuple[int, Box]]) -> bool:
    if box is None:
        return False
    return any(
        number == page
        and mark[0] < box[2]
        and mark[2] > box[0]
        and mark[1] < box[3]
        and mark[3] > box[1]
        for number, mark in marks
    )


def _is_signature_line(field: FormField) -> bool:
    """Whether a field asks for a signature to be typed."""
    if field.kind not in _TYPED_KINDS or not field.is_visible:
        return False
    return bool(_SIGNATURE_WORDS.search(field.caption)) and not _is_date(field)


def _is_date(field: FormField) -> bool:
    if field.kind not in _DATE_KINDS or not field.is_visible:
        return False
    is_named = field.kind == "date" or _DATE_WORDS.search(field.caption) is not None
    return is_named and _OTHER_DATES.search(field.caption) is None


def _dates(fields: Sequence[FormField], lines: Sequence[int]) -> Iterator[FormField]:
    """The dates that name a signature themselves, and the nearest one of each signature's page."""
    near = {_nearest_date(fields, line) for line in lines}
    for number, field in enumerate(fields):
        names_itself = _SIGNATURE_WORDS.search(field.caption) or _SIGNING_NAME.search(field.name)
        if _is_date(field) and (number in near or names_itself):
            yield field


def _nearest_date(fields: Sequence[FormField], line: int) -> int | None:
    """The date of one signature: of those on its page the nearest in order, rather behind it."""
    reach = range(
        max(0, line - MAX_FIELDS_BETWEEN), min(len(fields), line + MAX_FIELDS_BETWEEN + 1)
    )
    candidates = [
        number
        for number in reach
        if _is_date(fields[number]) and fields[number].page == fields[line].page
    ]
    return min(candidates, key=lambda number: (abs(number - line), number < line), default=None)
