"""The evidence picture of a photo: what was measured drawn in, beside what was found."""

from __future__ import annotations

from typing import Any

from PIL import Image

from checks.photo_facts import PhotoFacts
from service.evidence.background_map import background_map
from service.evidence.layout import (
    MARGIN_PX,
    findings_panel,
    laid_out,
    numbered_findings,
    outline,
)
from service.evidence.overlay import drawn_photo
from service.reading_order import in_reading_order
from service.words import Language

#: The photo is shown within these, whatever its resolution.
PHOTO_WIDTH_PX, PHOTO_HEIGHT_PX = 860, 1100
MAP_BOX_PX = (300, 280)


def draw_photo_evidence(
    report: dict[str, Any], photo: PhotoFacts, language: Language
) -> Image.Image:
    """Draw the evidence picture of a photo and its report (as JSON data)."""
    findings = in_reading_order(report["findings"])
    numbered = numbered_findings(report)
    shown = drawn_photo(photo, _with_face_height(numbered, findings), language, _photo_size(photo))
    panel = findings_panel(report, language)
    drawn = background_map(photo, MAP_BOX_PX)
    if drawn is not None:
        panel.background(drawn)
    if photo.faces:
        panel.legend(language)
    page = laid_out(shown, panel.finished())
    outline(page, MARGIN_PX, MARGIN_PX, shown.size)
    return page


def _with_face_height(
    numbered: list[dict[str, Any]], findings: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The numbered findings, then those that pass: the legal band is drawn for these too."""
    return numbered + [finding for finding in findings if finding not in numbered]


def _photo_size(photo: PhotoFacts) -> tuple[int, int]:
    reduction = min(PHOTO_WIDTH_PX / photo.width_px, PHOTO_HEIGHT_PX / photo.height_px)
    return max(1, round(photo.width_px * reduction)), max(1, round(photo.height_px * reduction))
