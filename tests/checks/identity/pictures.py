"""Pictures of documents whose facts are stated, not measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from checks.document_picture import DocumentPicture
from checks.facts import Stopwatch
from checks.identity_facts import IdentityFacts, PlacedZone
from checks.identity_kind import DocumentKind
from models.document.document_glare import DocumentGlare, GlareOnDocument
from models.document.document_shadow import DocumentShadow, ShadowedLine
from models.document.outline import Outline, Source
from models.document.outline_edges import DocumentEdge, Gap
from models.document.portrait import DocumentPortrait
from models.document.quad import Quad
from models.document.text_sharpness import LineSharpness, TextSharpness
from models.estimate import Estimate
from models.text.geometry import TextBox
from models.text.reading import PrintedLine, PrintedText
from tests.checks.identity.documents import (
    PASSPORT_BY_TITLE,
    document,
)

RULES = ("edges", "resolution", "sharpness", "glare", "shadow", "portrait")
PAGE = Quad.rectangle(100, 100, 725, 540)
TD3_MM = (125.0, 88.0)
FACE = Quad.rectangle(120, 200, 240, 340)
SEEN = DocumentEdge(True, 1.0, ())
LINE = TextBox((400.0, 300.0), 200.0, 24.0, 0.0)


def outline(
    source: Source = "edges and zone",
    *,
    quad: Quad = PAGE,
    edges: Sequence[DocumentEdge] = (SEEN,) * 4,
    size_mm: tuple[float, float] | None = TD3_MM,
    confidence: float = 0.9,
) -> Outline:
    first, second, third, fourth = edges
    sides = (first, second, third, fourth)
    return Outline(quad, sides, source, confidence, True, size_mm, None)


def gap(share: float, skin: float) -> DocumentEdge:
    return DocumentEdge(True, 1 - share, (Gap((100.0, 200.0), (100.0, 260.0), share, skin),))


def line_sharpness(width_px: float, height_px: float = 24.0) -> LineSharpness:
    return LineSharpness(Quad.of(LINE.corners), width_px, width_px, width_px, height_px, 0.6)


def text_sharpness(
    width_px: float, *, ratio: float = 1.1, contrast: float = 0.6, height_px: float = 24.0
) -> TextSharpness:
    share = width_px / height_px
    return TextSharpness(
        median_px=width_px, worst_px=width_px, median_mm=None, worst_mm=None,
        median_of_height=share, worst_of_height=share, direction_ratio=ratio, contrast=contrast,
        worst_contrast=contrast, ground=230.0, noise=1.0,
        lines=(line_sharpness(width_px, height_px),),
    )  # fmt: skip


def reflections(print_share: float, *area_shares: float) -> DocumentGlare:
    spot = GlareOnDocument(FACE, 0.1)
    return DocumentGlare(0.1, print_share, (spot,), (), area_shares)


def shadows(ratio: float, lines: int = 12) -> DocumentShadow:
    return DocumentShadow(ratio, ratio / 2, (ShadowedLine(Quad.of(LINE.corners), ratio),) * lines)


def portrait(luma: float = 140.0, dark_share: float = 0.02) -> DocumentPortrait:
    return DocumentPortrait(FACE, FACE, 0.9, 120.0, luma, 90.0, dark_share, 0.0, 0.05, 0)


def read_with(
    certainty: float, *zones: PlacedZone, kind: DocumentKind = PASSPORT_BY_TITLE
) -> IdentityFacts:
    """A passport, or another kind, whose print was read with a certainty."""
    text = "SPECIMEN OF UTOPIA 1234567890"
    places = tuple(np.linspace(0, 1, len(text)).tolist())
    line = PrintedLine(text, LINE, certainty, (certainty,) * len(text), places)
    return document(*zones, kind=kind, printed_text=(PrintedText((line,), 0.0, 0),))


def pictured(facts: IdentityFacts | None = None, **stated: Any) -> IdentityFacts:
    """A passport whose picture has these facts, without fault where nothing is stated."""
    facts = facts or document(kind=PASSPORT_BY_TITLE)
    picture = DocumentPicture(1, facts.pages[0], (), (), None, Stopwatch())
    known: dict[str, Any] = {
        "text_lines": (LINE,),
        "outlines": (outline(),),
        "px_per_mm": Estimate.within(7.0, 0.2),
        "sharpness": text_sharpness(3.0),
        "glare": reflections(0.0, 0.0),
        "shadow": shadows(0.9),
        "portrait": portrait(),
    }
    picture.__dict__.update(known | stated)
    facts.__dict__["pictures"] = (picture,)
    return facts
