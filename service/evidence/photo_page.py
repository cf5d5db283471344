"""An evidence picture: the photo with what was measured drawn in, beside what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from checks.photo_facts import PhotoFacts
from checks.report import Report
from service.evidence.background_map import background_map
from service.evidence.overlay import drawn_photo
from service.evidence.panel import WIDTH_PX, Panel
from service.evidence.style import PAPER, RULE
from service.reading_order import in_reading_order
from service.words import Language, word

MARGIN_PX, GAP_PX = 36, 40
#: The photo is shown within these, whatever its resolution.
PHOTO_WIDTH_PX, PHOTO_HEIGHT_PX = 860, 1100
MAP_BOX_PX = (300, 280)


def write_evidence(report: Report, photo: PhotoFacts, language: Language, path: Path) -> None:
    """Write the evidence picture as PNG. Raises OSError."""
    draw_evidence(report.as_json(), photo, language).save(path, "PNG")


def draw_evidence(report: dict[str, Any], photo: PhotoFacts, language: Language) -> Image.Image:
    """Draw the evidence picture of a photo and its report (as JSON data)."""
    findings = in_reading_order(report["findings"])
    numbered = [f for f in findings if f["outcome"] in ("fail", "unsure", "not-assessed")]
    shown = drawn_photo(photo, _with_face_height(numbered, findings), language, _photo_size(photo))
    panel = _panel(report, findings, numbered, photo, language)
    height = 2 * MARGIN_PX + max(shown.height, panel.height)
    page = Image.new("RGB", (2 * MARGIN_PX + shown.width + GAP_PX + WIDTH_PX, height), PAPER)
    page.paste(shown, (MARGIN_PX, MARGIN_PX))
    right, bottom = MARGIN_PX + shown.width, MARGIN_PX + shown.height
    ImageDraw.Draw(page).rectangle((MARGIN_PX - 1, MARGIN_PX - 1, right, bottom), outline=RULE)
    page.paste(panel, (right + GAP_PX, MARGIN_PX))
    return page


def _with_face_height(
    numbered: list[dict[str, Any]], findings: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The numbered findings, then those that pass: the legal band is drawn for these too."""
    return numbered + [finding for finding in findings if finding not in numbered]


def _photo_size(photo: PhotoFacts) -> tuple[int, int]:
    reduction = min(PHOTO_WIDTH_PX / photo.width_px, PHOTO_HEIGHT_PX / photo.height_px)
    return max(1, round(photo.width_px * reduction)), max(1, round(photo.height_px * reduction))


def _panel(
    report: dict[str, Any],
    findings: list[dict[str, Any]],
    numbered: list[dict[str, Any]],
    photo: PhotoFacts,
    language: Language,
) -> Image.Image:
    panel = Panel(language)
    panel.head(report)
    for number, finding in enumerate(numbered, start=1):
        panel.finding(finding, number)
    if not numbered:
        panel.note(word("all-met", language))
    for outcome in ("pass", "manual"):
        panel.titles([finding for finding in findings if finding["outcome"] == outcome])
    drawn = background_map(photo, MAP_BOX_PX)
    if drawn is not None:
        panel.background(drawn)
    if photo.faces:
        panel.legend(language)
    return panel.finished()
