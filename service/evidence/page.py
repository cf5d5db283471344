"""An evidence picture of whatever was screened, written to a file."""

from __future__ import annotations

from pathlib import Path

from checks.form_facts import FormFacts
from checks.identity_facts import IdentityFacts
from checks.photo_facts import PhotoFacts
from checks.report import Report
from service.evidence.form_page import draw_form_evidence
from service.evidence.identity_page import draw_identity_evidence
from service.evidence.photo_page import draw_photo_evidence
from service.words import Language


def write_evidence(
    report: Report,
    measured: PhotoFacts | FormFacts | IdentityFacts,
    language: Language,
    path: Path,
) -> None:
    """Write the evidence picture as PNG. Raises OSError."""
    data = report.as_json()
    if isinstance(measured, PhotoFacts):
        picture = draw_photo_evidence(data, measured, language)
    elif isinstance(measured, IdentityFacts):
        picture = draw_identity_evidence(data, measured, language)
    else:
        picture = draw_form_evidence(data, measured, language)
    picture.save(path, "PNG")
