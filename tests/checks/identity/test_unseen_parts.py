"""Pictures without a document, and parts of a document that cannot be seen."""

from __future__ import annotations

import numpy as np
import pytest

from checks.finding import Judgement, Outcome
from checks.identity_facts import IdentityFacts
from checks.identity_kind import DocumentKind
from models.document.colour_cast import DocumentColour
from models.document.document_glare import DocumentGlare, GlareOnDocument
from models.document.outline import Outline
from models.document.outline_edges import DocumentEdge
from models.document.quad import Quad
from models.estimate import Estimate
from tests.checks.identity.documents import (
    NOT_CONCERNED,
    PASSPORT_BY_TITLE,
    document,
    judged,
    placed_zone,
)
from tests.checks.identity.pictures import FACE, RULES, SEEN, outline, pictured, read_with

NOTHING = DocumentKind("none", 0.0, "nothing")
UNSEEN = DocumentEdge(False, 0.0, ())
MEASURED = (*RULES, "colour-cast")


def _picture_of(found: Outline, facts: IdentityFacts | None = None) -> IdentityFacts:
    return pictured(facts or document(kind=NOTHING), outlines=(found,), portrait=None)


@pytest.mark.parametrize("rule", [rule for rule in (*MEASURED, "elements") if rule != "portrait"])
@pytest.mark.parametrize(
    "found",
    [outline("picture", size_mm=None), outline("edges", size_mm=None, confidence=0.65)],
    ids=["no edges", "fur and wood"],
)
def test_nothing_is_measured_without_a_document(rule: str, found: Outline) -> None:
    judgement = judged(f"identity.{rule}", _picture_of(found))
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_ASSESSED, "no-document")


def test_one_rule_says_that_there_is_no_document() -> None:
    judgement = judged("identity.document-type", _picture_of(outline("picture", size_mm=None)))
    assert (judgement.outcome, judgement.reason) == (Outcome.FAIL, "no-document")


@pytest.mark.parametrize(
    ("found", "facts"),
    [
        (outline("edges", size_mm=None), document(kind=NOTHING)),
        (outline("picture", size_mm=None), read_with(0.5, kind=NOTHING)),
    ],
    ids=["edges of a blurred card", "print of an unknown kind"],
)
def test_a_document_of_unknown_type_is_one(found: Outline, facts: IdentityFacts) -> None:
    judgement = judged("identity.document-type", _picture_of(found, facts))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "unknown-type")


def _tiny() -> IdentityFacts:
    facts = pictured(document(kind=NOTHING))
    facts.picture.rgb = np.full((10, 12, 3), 255, np.uint8)
    return facts


def test_a_tiny_picture_is_named_once() -> None:
    found = {rule: judged(f"identity.{rule}", _tiny()) for rule in (*MEASURED, "document-type")}
    tiny = found.pop("resolution")
    assert (tiny.outcome, tiny.reason) == (Outcome.FAIL, "tiny")
    assert dict(tiny.details) == {"width": 12, "height": 10}
    assert found.pop("portrait").reason == NOT_CONCERNED
    assert {one.reason for one in found.values()} == {"tiny-picture"}


def _glared(
    *shares: float, parts: tuple[str, ...], broken: int = 0, facts: IdentityFacts | None = None
) -> Judgement:
    spot = GlareOnDocument(FACE, 0.03)
    glare = DocumentGlare(0.03, 0.03, (spot,), (0.0,) * 20, shares, broken)
    stated = pictured(facts, glare=glare, parts=dict.fromkeys(parts, FACE))
    return judged("identity.glare", stated)


@pytest.mark.parametrize(
    ("part", "share", "outcome", "reason"),
    [
        ("face", 0.6, Outcome.FAIL, "on-portrait"),
        ("face", 0.3, Outcome.UNSURE, "perhaps-on-portrait"),
        ("face", 0.1, Outcome.PASS, "none"),
        ("usual place of the portrait", 0.5, Outcome.FAIL, "on-portrait"),
        ("foot", 0.1, Outcome.FAIL, "on-zone"),
        ("zone", 0.1, Outcome.FAIL, "on-zone"),
        ("foot", 0.03, Outcome.UNSURE, "perhaps-on-zone"),
        ("foot", 0.01, Outcome.PASS, "none"),
    ],
)
def test_what_a_small_reflection_hides_counts(
    part: str, share: float, outcome: Outcome, reason: str
) -> None:
    judgement = _glared(share, parts=(part,))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)
    assert bool(judgement.where) == (outcome is not Outcome.PASS)


def test_a_zone_that_proves_itself_was_not_hidden() -> None:
    facts = document(placed_zone(), kind=PASSPORT_BY_TITLE)
    assert _glared(0.1, parts=("zone",), facts=facts).outcome is Outcome.PASS


@pytest.mark.parametrize(("broken", "reason"), [(1, "none"), (4, "perhaps-on-print")])
def test_lines_that_run_into_a_reflection_are_named(broken: int, reason: str) -> None:
    assert _glared(parts=(), broken=broken).reason == reason


@pytest.mark.parametrize(
    ("beyond", "edges", "reason"),
    [
        ((0.0, 5.0, 0.0, 0.0), (SEEN, UNSEEN, SEEN, SEEN), "side-cut"),
        ((0.0, 0.0, 5.0, 0.0), (SEEN, SEEN, UNSEEN, SEEN), "side-cut"),
        ((8.0, 0.0, 0.0, 0.0), (UNSEEN, SEEN, SEEN, SEEN), "side-cut"),
        ((5.0, 0.0, 0.0, 0.0), (UNSEEN, SEEN, SEEN, SEEN), "fills-picture"),
        ((0.0, 3.0, 0.0, 0.0), (SEEN, UNSEEN, SEEN, SEEN), "fills-picture"),
        ((0.0, 5.0, 0.0, 0.0), (SEEN, SEEN, SEEN, SEEN), "whole"),
    ],
    ids=["right", "lower", "far", "far, foretold roughly", "cut along the edge", "edge is seen"],
)
def test_a_side_that_the_zone_foretells_outside_is_cut_off(
    beyond: tuple[float, ...], edges: tuple[DocumentEdge, ...], reason: str
) -> None:
    judgement = judged(
        "identity.edges", pictured(outlines=(outline(edges=edges),), beyond_mm=beyond)
    )
    assert judgement.reason == reason
    assert (judgement.outcome is Outcome.FAIL) == (reason == "side-cut")


def test_the_side_that_is_cut_off_is_named_in_both_languages() -> None:
    found = outline(edges=(SEEN, UNSEEN, SEEN, SEEN))
    judgement = judged(
        "identity.edges", pictured(outlines=(found,), beyond_mm=(0.0, 9.0, 0.0, 0.0))
    )
    assert judgement.details["sides_en"] == "the right side"
    assert judgement.details["sides_fr"] == "le côté droit"
    assert len(judgement.where) == 1


@pytest.mark.parametrize(
    ("value", "half_width", "reason", "least"),
    [
        (4.25, 0.1, "too-few", 4.5),
        (4.25, 0.4, "rough-scale", 4.5),
        (5.0, 0.1, "perhaps-too-few", 6.0),
        (5.0, 0.9, "perhaps-too-few", 6.0),
    ],
)
def test_a_scale_states_the_limit_that_it_misses(
    value: float, half_width: float, reason: str, least: float
) -> None:
    facts = pictured(px_per_mm=Estimate.within(value, half_width))
    judgement = judged("identity.resolution", facts)
    assert judgement.reason == reason
    assert judgement.required is not None
    assert judgement.required.min == pytest.approx(least)


@pytest.mark.parametrize(
    ("cast", "outcome"), [(24.0, Outcome.PASS), (31.0, Outcome.UNSURE), (38.0, Outcome.FAIL)]
)
def test_coloured_light_is_named(cast: float, outcome: Outcome) -> None:
    colour = DocumentColour(0.0, cast, cast, 40.0, 0.5, None)
    assert judged("identity.colour-cast", pictured(colour=colour)).outcome is outcome


@pytest.mark.parametrize(
    ("covering", "reason"),
    [(FACE, "covered"), (Quad.rectangle(500, 300, 600, 400), "absent"), (None, "absent")],
    ids=["on the portrait", "beside it", "nothing"],
)
def test_a_finger_on_the_portrait_is_named(covering: Quad | None, reason: str) -> None:
    parts = {"usual place of the portrait": FACE}
    facts = pictured(portrait=None, covering=covering, parts=parts)
    judgement = judged("identity.portrait", facts)
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, reason)
    assert bool(judgement.where) == (reason == "covered")


def test_a_bleached_portrait_is_left_to_an_officer() -> None:
    facts = pictured()
    face = facts.picture.portrait
    assert face is not None
    bleached = type(face)(
        face.face, face.picture, 0.9, 120.0, 250.0, 20.0, 0.0, 0.6, face.blur_share, 0
    )
    judgement = judged("identity.portrait", pictured(portrait=bleached))
    assert (judgement.outcome, judgement.reason) == (Outcome.UNSURE, "bleached")
