"""Rules of the picture of a document, on facts that are stated and on drawn photos."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome
from checks.identity_facts import IdentityFacts
from models.document.document_glare import DocumentGlare
from models.document.document_shadow import DocumentShadow
from models.document.outline import Outline
from models.document.outline_edges import DocumentEdge
from models.document.quad import Quad
from models.document.text_sharpness import TextSharpness
from models.estimate import Estimate
from models.text.geometry import TextBox
from samples.identity import identity_document
from samples.identity_camera import CameraLook, Copy, photographed
from samples.identity_design import Order
from tests.checks.identity.documents import (
    LICENCE_BY_TITLE,
    TODAY,
    judged,
)
from tests.checks.identity.pictures import (
    LINE,
    RULES,
    SEEN,
    gap,
    outline,
    pictured,
    reflections,
    shadows,
    text_sharpness,
)


@pytest.mark.parametrize("name", RULES)
def test_a_good_picture_passes(name: str) -> None:
    assert judged(f"identity.{name}", pictured()).outcome is Outcome.PASS


CUT = (DocumentEdge(False, 0.0, ()), SEEN, SEEN, SEEN)
LONG = Quad.rectangle(100, 100, 725, 400)
BORDER_LINE = TextBox((700.0, 300.0), 200.0, 24.0, 0.0)
WIDE = Quad.rectangle(0, 0, 800, 600)


@pytest.mark.parametrize(
    ("found", "lines", "reason"),
    [
        (outline("edges", edges=CUT, size_mm=None), [LINE], "cut-off"),
        (outline("zone", edges=CUT), [LINE], "cut-off"),
        (outline(edges=CUT, quad=LONG), [LINE], "cut-off"),
        (outline(quad=LONG), [LINE], "shape"),
        (outline(edges=[gap(0.15, 0.9), SEEN, SEEN, SEEN]), [LINE], "covered"),
        (outline(quad=WIDE, size_mm=None), [LINE, BORDER_LINE], "print-at-border"),
        (outline("picture", quad=WIDE, size_mm=None), [BORDER_LINE], "print-at-border"),
    ],
    ids=["cut", "foretold page cut", "cut and short", "short", "finger", "print", "print, no edge"],
)
def test_a_part_that_is_not_seen_is_left_to_an_officer(
    found: Outline, lines: list[TextBox], reason: str
) -> None:
    facts = pictured(outlines=(found,), text_lines=tuple(lines))
    judgement = judged("identity.edges", facts)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, reason)
    assert judgement.where


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (outline("picture", quad=WIDE, size_mm=None, edges=[DocumentEdge(False, 0.0, ())] * 4),
         "fills-picture"),
        (outline(edges=CUT), "fills-picture"),
        (outline(edges=[gap(0.05, 0.9), SEEN, SEEN, SEEN]), "whole"),
        (outline(edges=[gap(0.3, 0.1), SEEN, SEEN, SEEN]), "whole"),
    ],
    ids=["no edge seen", "cut along an edge", "short gap", "gap without skin"],
)  # fmt: skip
def test_what_is_no_fault_of_edges(found: Outline, reason: str) -> None:
    judgement = judged("identity.edges", pictured(outlines=(found,)))
    assert (judgement.outcome, judgement.reason) == (Outcome.PASS, reason)
    assert (judgement.confidence < 0.7) == (reason == "fills-picture")


@pytest.mark.parametrize(
    ("px_per_mm", "half_width", "outcome"),
    [
        (3.5, 0.3, Outcome.FAIL),
        (4.4, 0.3, Outcome.UNSURE),
        (5.5, 0.2, Outcome.UNSURE),
        (6.0, 0.2, Outcome.PASS),
    ],
)
def test_pixels_for_each_millimetre(px_per_mm: float, half_width: float, outcome: Outcome) -> None:
    facts = pictured(px_per_mm=Estimate.within(px_per_mm, half_width))
    assert judged("identity.resolution", facts).outcome is outcome


@pytest.mark.parametrize(("height_px", "outcome"), [(11.0, Outcome.UNSURE), (12.0, Outcome.PASS)])
def test_without_a_scale_the_print_decides(height_px: float, outcome: Outcome) -> None:
    small = replace(LINE, height=height_px)
    facts = pictured(px_per_mm=None, text_lines=(small,))
    assert judged("identity.resolution", facts).outcome is outcome
    empty = judged("identity.resolution", pictured(px_per_mm=None, text_lines=()))
    assert (empty.outcome, empty.reason) == (Outcome.UNSURE, "small-print")


@pytest.mark.parametrize(
    ("found", "outcome", "reason"),
    [
        (text_sharpness(4.0), Outcome.PASS, "sharp"),
        (text_sharpness(4.5), Outcome.UNSURE, "soft"),
        (text_sharpness(5.0), Outcome.FAIL, "out-of-focus"),
        (text_sharpness(6.0, height_px=90.0), Outcome.PASS, "sharp"),
        (text_sharpness(3.5, ratio=1.9), Outcome.FAIL, "motion"),
        (text_sharpness(3.5, ratio=1.7), Outcome.UNSURE, "perhaps-motion"),
        (text_sharpness(3.5, ratio=1.6), Outcome.PASS, "sharp"),
        (text_sharpness(6.0, ratio=1.9, height_px=90.0), Outcome.FAIL, "motion"),
        (text_sharpness(6.0, ratio=1.9, height_px=150.0), Outcome.PASS, "sharp"),
        (text_sharpness(3.0, contrast=0.27), Outcome.UNSURE, "pale"),
        (None, Outcome.UNSURE, "no-lines"),
    ],
    ids=[
        "sharp",
        "soft",
        "blurred",
        "very large",
        "moved",
        "perhaps moved",
        "hardly",
        "moved, large",
        "moved, very large",
        "pale",
        "no print",
    ],
)
def test_sharpness_of_print(found: TextSharpness | None, outcome: Outcome, reason: str) -> None:
    judgement = judged("identity.sharpness", pictured(sharpness=found))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)
    assert bool(judgement.where) == (reason not in ("sharp", "no-lines"))


@pytest.mark.parametrize(
    ("found", "outcome", "reason"),
    [
        (reflections(0.07, 0.25), Outcome.PASS, "none"),
        (reflections(0.08), Outcome.UNSURE, "perhaps-on-print"),
        (reflections(0.14), Outcome.FAIL, "on-print"),
        (reflections(0.0, 0.3), Outcome.UNSURE, "perhaps-on-portrait"),
        (reflections(0.08, 0.45), Outcome.FAIL, "on-portrait"),
    ],
)
def test_reflections(found: DocumentGlare, outcome: Outcome, reason: str) -> None:
    judgement = judged("identity.glare", pictured(glare=found))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_a_shape_that_no_document_has_is_left_open() -> None:
    found = outline("edges", quad=Quad.rectangle(100, 100, 725, 400), size_mm=None)
    judgement = judged("identity.edges", pictured(outlines=(found,)))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "shape")


def test_reflections_on_a_page_without_edges_are_left_open() -> None:
    facts = pictured(glare=reflections(0.5), outlines=(outline("zone"),))
    judgement = judged("identity.glare", facts)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "page-unseen")


@pytest.mark.parametrize(
    ("found", "outcome", "reason"),
    [
        (shadows(0.5), Outcome.PASS, "even"),
        (shadows(0.3), Outcome.UNSURE, "perhaps-shadow"),
        (shadows(0.1), Outcome.FAIL, "shadow"),
        (shadows(0.1, lines=4), Outcome.UNSURE, "perhaps-shadow"),
        (None, Outcome.PASS, "few-lines"),
    ],
)
def test_shadows(found: DocumentShadow | None, outcome: Outcome, reason: str) -> None:
    judgement = judged("identity.shadow", pictured(shadow=found))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def _plain(order: Order) -> Order:
    return replace(order, palette=0, face="plain", expires=dt.date(2045, 11, 30))


@cache
def _photographed(look: CameraLook) -> IdentityFacts:
    drawn = identity_document(13, "driver-licence", adapt=_plain)[0]
    rgb = photographed(drawn, look, 13).rgb
    facts = IdentityFacts((np.ascontiguousarray(rgb),), TODAY, Stopwatch())
    # Reading takes the longest and is tested elsewhere.
    facts.__dict__.update(zones=(), barcodes=(), kind=LICENCE_BY_TITLE)
    return facts


GOOD = CameraLook(px_per_mm=8.0, turn_deg=2.0, tilt=0.1)


def _outcomes(facts: IdentityFacts) -> dict[str, Judgement]:
    return {name: judged(f"identity.{name}", facts) for name in RULES}


def test_a_photographed_licence_passes() -> None:
    found = _outcomes(_photographed(GOOD))
    assert {
        name: one.reason for name, one in found.items() if one.outcome is not Outcome.PASS
    } == {}


@pytest.mark.parametrize(
    ("look", "rule", "outcome"),
    [
        (replace(GOOD, px_per_mm=3.6), "resolution", Outcome.FAIL),
        (replace(GOOD, defocus=1.0), "sharpness", Outcome.FAIL),
        (replace(GOOD, motion=1.0, motion_deg=45.0), "sharpness", Outcome.FAIL),
        (replace(GOOD, view="mirrored"), "document-type", Outcome.FAIL),
        (replace(GOOD, glare=0.9, glare_on="text"), "glare", Outcome.FAIL),
        (replace(GOOD, shadow=1.0), "shadow", Outcome.FAIL),
        (replace(GOOD, cut_off=0.5), "edges", Outcome.UNSURE),
    ],
    ids=["far away", "out of focus", "shaken", "mirrored", "reflection", "shadow", "cut off"],
)
def test_a_fault_of_a_photo_is_found(look: CameraLook, rule: str, outcome: Outcome) -> None:
    judgement = judged(f"identity.{rule}", _photographed(look))
    assert judgement.outcome is outcome
    assert judgement.where


@pytest.mark.parametrize("copy", ["photocopy", "colour print"])
def test_a_copy_on_paper_is_no_fault_of_the_picture(copy: Copy) -> None:
    found = _outcomes(_photographed(replace(GOOD, copy=copy)))
    assert all(one.outcome is not Outcome.FAIL for one in found.values())


def test_a_soft_shadow_passes() -> None:
    shaded = _photographed(replace(GOOD, shadow=0.5))
    assert judged("identity.shadow", shaded).outcome is Outcome.PASS


def test_facts_are_measured_once() -> None:
    facts = _photographed(GOOD)
    picture = facts.picture
    assert facts.pictures[0] is picture
    assert picture.glare is picture.glare
    assert facts.stopwatch.timings_ms["outlines"] > 0
