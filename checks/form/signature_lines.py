"""The places of a form where somebody signs, whether somebody did, and the date beside each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.form.questions import says
from checks.form_facts import FormFacts
from models.pdf.fields import FormField
from models.pdf.signatures import Signature


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One place for a signature. ``date``: the field for its date, None where the form has none.

    ``claimed_at``: the day that a digital signature states by the signer's own clock.
    """

    field: FormField
    is_signed: bool
    date: FormField | None
    claimed_at: dt.date | None


def signature_lines(form: FormFacts) -> tuple[SignatureLine, ...]:
    """Every place for a signature of a person; that of the department's own is none of them."""
    found = form.signatures
    signed = {signature.field_name: signature for signature in found.persons}
    issuers = {signature.field_name for signature in found.digital} - signed.keys()
    names = {field.place: field.name for field in form.form.acro if field.kind == "signature"}
    lines = []
    typed = {field.path for field in found.typed}
    for field in form.form.fields:
        name = names.get(field.place, "") if field.kind == "signature" else ""
        if name in issuers or not (field.path in typed or field.kind == "signature"):
            continue
        is_drawn = field.path in found.drawn or name in found.drawn
        is_typed = field.path in typed and field.is_filled
        lines.append(_line(form, field, signed.get(name), is_signed=is_drawn or is_typed))
    return tuple(lines)


def _line(
    form: FormFacts, field: FormField, digital: Signature | None, *, is_signed: bool
) -> SignatureLine:
    claimed = digital.claimed_at.date() if digital and digital.claimed_at else None
    date = _date_beside(form.form.fields, field, form.signatures.dates)
    return SignatureLine(field, is_signed or digital is not None, date, claimed)


def _date_beside(
    fields: Sequence[FormField], line: FormField, dates: Sequence[FormField]
) -> FormField | None:
    """The nearest of the form's dates of signing on the same page, rather behind than before."""
    order = {field.path: number for number, field in enumerate(fields)}
    place = order[line.path]
    near = [date for date in dates if date.page == line.page]
    return min(
        near,
        key=lambda date: (abs(order[date.path] - place), order[date.path] < place),
        default=None,
    )


def lines_of(lines: Sequence[SignatureLine], captions: Iterable[str]) -> tuple[SignatureLine, ...]:
    """The lines that name a signer themselves, else those under a heading that does."""
    wanted = tuple(captions)
    named = tuple(
        line for line in lines if says(f"{line.field.caption} {line.field.question}", wanted)
    )
    return named or tuple(line for line in lines if says(line.field.section, wanted))
