"""What was laid over the places for signatures and dates afterwards: ink, stamps, typed notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pikepdf

from models.pdf.acroform_box import Box, PageFrame
from models.pdf.acroform_text import object_text
from models.pdf.fields import FormField
from models.pdf.opening import PdfDocument

#: Annotations looked at on one page; a drawn signature is one, or one for each stroke.
MAX_ANNOTATIONS = 2_000
#: Annotations that a hand or a picture of it leaves: drawn lines, and stamps of images.
_MARKS = (pikepdf.Name.Ink, pikepdf.Name.Stamp)
#: Flags of annotations that nobody sees: hidden, and not shown on a screen (ISO 32000-1, 12.5.3).
_UNSEEN = 0b100010
#: A note is somebody's answer where it shares so much of the smaller of both areas with the field.
MIN_SHARED = 0.3
#: A note on a line is a name; longer ones are cut.
_NOTE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation. ``text``: of a note that was typed onto the page; empty of ink and stamps."""

    kind: Literal["drawn", "note"]
    page: int
    box: Box
    text: str


def page_marks(document: PdfDocument) -> tuple[Mark, ...]:
    """Everything that was drawn, stamped or typed onto the pages and can be seen."""
    return tuple(
        mark
        for number, page in enumerate(document.pike.pages, start=1)
        for mark in _marks_of(page.obj, number)
    )


def _marks_of(untrusted_page: pikepdf.Object, number: int) -> Iterator[Mark]:
    listed = untrusted_page.get("/Annots")
    if not isinstance(listed, pikepdf.Array):
        return
    for untrusted in listed.as_list()[:MAX_ANNOTATIONS]:
        if not isinstance(untrusted, pikepdf.Dictionary) or _is_unseen(untrusted):
            continue
        box = PageFrame(untrusted_page).box(untrusted.get("/Rect"))
        if box is None:
            continue
        if untrusted.get("/Subtype") in _MARKS:
            yield Mark("drawn", number, box, "")
        elif _is_note(untrusted):
            text = object_text(untrusted.get("/Contents", ""))[:_NOTE_CHARACTERS]
            yield Mark("note", number, box, " ".join(text.split()))


def _is_unseen(untrusted: pikepdf.Object) -> bool:
    flags = untrusted.get("/F", 0)
    return isinstance(flags, int) and bool(flags & _UNSEEN)


def _is_note(untrusted: pikepdf.Object) -> bool:
    """Whether text was typed onto the page; one with an arrow to a place is a remark about it."""
    is_typed = untrusted.get("/Subtype") == pikepdf.Name.FreeText
    return is_typed and untrusted.get("/IT") != pikepdf.Name.FreeTextCallout


def is_marked(page: int | None, box: Box | None, marks: Sequence[Mark]) -> bool:
    """Whether something was drawn or stamped on a place."""
    return box is not None and any(
        mark.kind == "drawn" and mark.page == page and _shared(mark.box, box) > 0 for mark in marks
    )


def notes_on(fields: Sequence[FormField], marks: Sequence[Mark]) -> dict[str, str]:
    """What was typed onto the place of each field, by its path; each note is one field's."""
    found: dict[str, str] = {}
    for mark in marks:
        if mark.kind == "note" and mark.text:
            place = field_below(fields, mark.page, mark.box)
            if place is not None:
                found[place.path] = f"{found.get(place.path, '')} {mark.text}".strip()
    return found


def field_below(fields: Sequence[FormField], page: int | None, box: Box | None) -> FormField | None:
    """The field over which a box lies, that with which it shares most; None where it lies apart."""
    if box is None:
        return None
    shares = [
        (_shared(field.box, box), field)
        for field in fields
        if field.box is not None and field.page == page
    ]
    share, place = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return place if share >= MIN_SHARED else None


def _shared(first: Box, second: Box) -> float:
    """The common area of two boxes as a share of the smaller one."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(min(_area(first), _area(second)), 1e-6)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
