"""All that may stand for a signature: digital, typed or drawn ones, and the dates beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.pdf.acroform import AcroField
from models.pdf.fields import FormField, FormFields
from models.pdf.opening import PdfDocument
from models.pdf.signature_block_ink import Writing
from models.pdf.signature_marks import Mark, field_below, is_marked, notes_on, page_marks
from models.pdf.signature_paint import measure_paint
from models.pdf.signatures import Signature, measure_digital_signatures

#: A date belongs to the signature at most so many fields away: witnesses and interpreters sign in
#: blocks of name, address, signature and date.
MAX_FIELDS_BETWEEN = 4

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
    ``notes``: what was typed onto the page over these fields and dates, by path; ``paint``: the
    strokes where the page itself paints a picture or curves over those that are empty.
    ``over``: names of signed signature fields that lie over a field of ``typed``, with its path.
    """

    digital: tuple[Signature, ...]
    unsigned: tuple[str, ...]
    typed: tuple[FormField, ...]
    dates: tuple[FormField, ...]
    drawn: tuple[str, ...]
    notes: Mapping[str, str]
    paint: Mapping[str, Writing]
    over: Mapping[str, str]

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
    marks = page_marks(document)
    numbers = [n for n, field in enumerate(form.fields) if _is_signature_line(field)]
    lines = tuple(form.fields[number] for number in numbers)
    dates = tuple(_dates(form.fields, numbers))
    drawn = [line.path for line in lines if is_marked(line.page, line.box, marks)]
    notes = notes_on((*lines, *dates), marks)
    open_places = [
        field
        for field in (*lines, *dates)
        if not field.is_filled and field.path not in drawn and field.path not in notes
    ]
    return SignatureFacts(
        digital=measure_digital_signatures(document, form.acro),
        unsigned=tuple(field.name for field in unsigned),
        typed=lines,
        dates=dates,
        drawn=(*(field.name for field in unsigned if _shows_a_mark(field, marks)), *drawn),
        notes=notes,
        paint=measure_paint(document, open_places, form.fields),
        over=_over(form.acro, lines),
    )


def _shows_a_mark(field: AcroField, marks: Sequence[Mark]) -> bool:
    """Whether a signature field draws a picture itself, or something was drawn over it."""
    return any(
        widget.has_picture or is_marked(widget.page, widget.box, marks) for widget in field.widgets
    )


def _over(fields: Sequence[AcroField], lines: Sequence[FormField]) -> dict[str, str]:
    """The signed signature fields that lie over a line for a typed name, with that line."""
    found: dict[str, str] = {}
    for field in fields:
        places = [field_below(lines, widget.page, widget.box) for widget in field.widgets]
        below = next((place for place in places if place is not None), None)
        if field.is_signed and below is not None:
            found[field.name] = below.path
    return found


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
