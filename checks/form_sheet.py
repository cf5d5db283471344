"""A PDF's facts as the report publishes them (``facts.pdf``); values of fields are left out."""

from __future__ import annotations

from typing import Any

from checks.form_facts import FormFacts
from models.pdf.signatures import Signature


def form_sheet(form: FormFacts) -> dict[str, Any]:
    """The measured facts of a PDF as plain data.

    What applicants wrote is not among them: `docscreen fields` prints it on request.
    """
    origin, metadata = form.origin, form.metadata
    return {
        "origin": origin.origin,
        "origin_confidence": origin.confidence,
        "origin_signals": list(origin.signals),
        "page_origins": [
            {"page": page.number, "origin": page.origin, "confidence": page.confidence}
            for page in origin.pages
        ],
        "pages": form.page_count,
        "xfa": form.xfa,
        "form": _identity(form),
        "signatures": [_signature(one) for one in form.signatures.digital],
        "encrypted": form.document.is_encrypted,
        "repaired": form.document.was_repaired,
        "problems": list(form.document.problems),
        "active_content": dict(form.active_content.counts),
        "producer": metadata.producer,
        "creator": metadata.creator,
        "tagged": metadata.is_tagged,
    }


def _identity(form: FormFacts) -> dict[str, Any]:
    told = form.identity
    return {
        "number": told.number if told else None,
        "variant": told.variant if told else None,
        "schedule": told.schedule if told else None,
        "edition": told.edition if told else None,
        "language": told.language if told else None,
        "fields": len(form.form.fields),
        "filled_fields": sum(field.is_filled for field in form.form.fields),
        "filled": form.form.is_filled if form.form.fields and not form.is_paper else None,
    }


def _signature(one: Signature) -> dict[str, Any]:
    return {
        "issuers_own": one.is_issuers_own,
        "intact": one.is_intact,
        "coverage": one.coverage,
        "modification": one.modification,
        "problem": one.problem,
    }
