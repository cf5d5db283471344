"""The evidence picture of an identity document: pages upright, what was read and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image

from checks.identity_facts import IdentityFacts
from models.mrz.zone_reading import DigitState, ZoneReading
from service.evidence.canvas import Layer, Point
from service.evidence.identity_view import PageView, view_of
from service.evidence.layout import (
    arranged,
    findings_panel,
    laid_out,
    numbered_findings,
    stacked,
    titled,
)
from service.evidence.panel import Panel
from service.evidence.places import DRAWN_OUTCOMES, PlacesLayer
from service.evidence.style import AMBER, BLUE, font
from service.form_words import form_word
from service.identity_words import field_word, identity_word
from service.words import Language, colon

#: One page is shown within the first size, several side by side within the second.
LONE_PAGE_PX, PAGE_PX = (860, 1100), (560, 740)
_GAP_PX, _ABOVE_PX = 24, 13
_TAG = font(14, "bold")
#: A corrected character is outlined so much wider than its share of the line.
_WIDENED = 1.3


def draw_identity_evidence(
    report: dict[str, Any], document: IdentityFacts, language: Language
) -> Image.Image:
    """Draw the evidence picture of a document and its report (as JSON data)."""
    findings = numbered_findings(report)
    count = len(document.pages)
    within_px = LONE_PAGE_PX if count == 1 else PAGE_PX
    pages = [
        _page(document, number, findings, within_px, language) for number in range(1, count + 1)
    ]
    notes = _notes(document, language)
    left = stacked([arranged(pages, _GAP_PX), notes], _GAP_PX)
    return laid_out(left, findings_panel(report, language).finished())


def _page(
    document: IdentityFacts,
    number: int,
    findings: Sequence[dict[str, Any]],
    within_px: tuple[int, int],
    language: Language,
) -> Image.Image:
    """One page below its number: the parts that were read, then the places of findings."""
    here = {at: _places_on(finding, number) for at, finding in enumerate(findings, start=1)}
    places = [place for found in here.values() for place in found]
    view = view_of(document, number, places, within_px)
    layer = Layer(view.picture, view.reduction)
    _draw_parts(layer, view, document, number)
    drawn = PlacesLayer(layer, view.on_view)
    for at, finding in enumerate(findings, start=1):
        drawn.draw(finding, at, here[at])
    count = str(len(document.pages))
    return titled(
        layer.finished(), form_word("page-number", language, number=str(number), count=count)
    )


def _places_on(finding: dict[str, Any], page: int) -> list[dict[str, Any]]:
    """The places of a finding that are drawn on a page."""
    if finding["outcome"] not in DRAWN_OUTCOMES:
        return []
    return [place for place in finding["where"] if place["page"] == page]


def _draw_parts(layer: Layer, view: PageView, document: IdentityFacts, page: int) -> None:
    """Printed data, the lines of zones with corrected characters, and barcodes."""
    for placed in document.printed_fields:
        if placed.page == page:
            corners = [view.on_view(_point(corner)) for corner in placed.field.box.corners]
            layer.area(corners, BLUE, 0.06, edge_px=1.0)
    for zone in document.zones:
        if zone.page != page:
            continue
        for at, box in enumerate(zone.reading.boxes):
            corners = [view.on_view(_point(corner)) for corner in box.corners]
            layer.area(corners, BLUE, 0.10, edge_px=1.4)
            if at == 0:
                _label(layer, corners, zone.reading.layout.name)
        for corners in _corrected(zone.reading):
            layer.area([view.on_view(corner) for corner in corners], AMBER, 0.2, edge_px=1.8)
    for found in document.barcodes:
        if found.page == page:
            corners = [view.on_view(corner) for corner in found.barcode.polygon]
            layer.area(corners, BLUE, 0.10, edge_px=1.4)
            _label(layer, corners, found.barcode.format)


def _label(layer: Layer, corners: Sequence[Point], text: str) -> None:
    """A tag above the middle: the numbers of findings stand at the corners."""
    top = min(y for _, y in corners) - _ABOVE_PX / layer.reduction
    layer.label((sum(x for x, _ in corners) / len(corners), top), text, _TAG, BLUE, "mm")


def _corrected(reading: ZoneReading) -> Iterator[list[Point]]:
    """The four corners of each character that a check digit corrected."""
    for one in reading.proof.corrections:
        box = reading.boxes[one.line]
        width = box.length / reading.layout.line_length
        middle = (one.place + 0.5) * width - box.length / 2
        (along_x, along_y), (down_x, down_y) = box.along, box.down
        half, rise = _WIDENED * width / 2, box.height / 2
        yield [
            (
                box.centre[0] + (middle + side * half) * along_x + end * rise * down_x,
                box.centre[1] + (middle + side * half) * along_y + end * rise * down_y,
            )
            for side, end in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]


def _notes(document: IdentityFacts, language: Language) -> Image.Image:
    """What was read, with the state of check digits, to compare with the picture."""
    panel = Panel(language)
    if not document.zones and not document.barcodes and not document.printed_fields:
        panel.note(identity_word("nothing-found", language))
    for zone in document.zones:
        proof = zone.reading.proof
        lines = [*proof.lines, "", *_states(zone.reading.digit_states, language)]
        panel.listing(identity_word("what-was-read", language), lines)
    if document.printed_fields:
        lines = [
            f"{field_word(placed.field.name, language)}{colon(language)}{placed.field.raw}"
            for placed in document.printed_fields
        ]
        panel.listing(identity_word("what-is-printed", language), lines)
    return panel.finished()


def _states(checks: dict[str, DigitState], language: Language) -> list[str]:
    """Each check digit with its state: ``document number: right``."""
    return [
        f"{field_word(name, language)}{colon(language)}{identity_word(f'check-{state}', language)}"
        for name, state in checks.items()
    ]


def _point(corner: Sequence[float]) -> Point:
    return float(corner[0]), float(corner[1])
