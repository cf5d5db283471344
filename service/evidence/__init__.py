"""Evidence pictures: what was measured, drawn into photo or page, for officers and applicants."""

from __future__ import annotations

from service.evidence.form_page import draw_form_evidence
from service.evidence.identity_page import draw_identity_evidence
from service.evidence.page import write_evidence
from service.evidence.photo_page import draw_photo_evidence

__all__ = [
    "draw_form_evidence",
    "draw_identity_evidence",
    "draw_photo_evidence",
    "write_evidence",
]
