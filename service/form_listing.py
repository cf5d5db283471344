"""What a form holds, field by field, as plain data: for whoever asks to see the answers."""

from __future__ import annotations

from typing import Any

from models.pdf.fields import FormField, measure_form
from models.pdf.form_identity import FormIdentity, identify_form
from models.pdf.opening import open_pdf


def form_listing(untrusted_content: bytes) -> dict[str, Any]:
    """The form's number and every field in its order; the values are the applicant's own.

    Raises UntrustedInputError where the file does not open, and XfaRefused where the form's XML
    cannot be trusted.
    """
    with open_pdf(untrusted_content) as document:
        form = measure_form(document)
        return {
            "xfa": form.xfa.kind if form.xfa else "none",
            "form": _identity(identify_form(document, form)),
            "pages": document.page_count,
            "fields": [_field(field) for field in form.fields],
        }


def _identity(told: FormIdentity | None) -> dict[str, str | None]:
    parts = ("number", "variant", "schedule", "edition", "language")
    return {part: getattr(told, part) if told else None for part in parts}


def _field(field: FormField) -> dict[str, Any]:
    return {
        "path": field.path,
        "caption": field.caption,
        "question": field.question,
        "section": field.section,
        "value": field.value,
        "text": field.display,
        "kind": field.kind,
        "page": field.page,
        "index": field.index,
        "filled": field.is_filled,
        "mandatory": field.is_mandatory,
        "visible": field.is_visible,
    }
