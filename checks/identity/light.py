"""Whether light hides a part of the document: reflections and shadows."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.identity.clearness import page_clearness
from checks.identity_facts import IdentityFacts
from checks.limits import Ceiling, Floor, Unit, decisive
from checks.registry import check

_HIDDEN = Unit("share")


@dataclass(frozen=True, slots=True)
class DocumentGlareRule:
    """Limits of the share that reflections hide: of the area of all print, of the portrait."""

    print_share: Ceiling
    portrait_share: Ceiling


@check(
    "identity.glare",
    reasons=(
        "none",
        "on-print",
        "on-portrait",
        "perhaps-on-print",
        "perhaps-on-portrait",
        "page-unseen",
    ),
)
def glare(document: IdentityFacts, rule: DocumentGlareRule) -> Judgement:
    """No lamp, flash or window is reflected on the print or on the holder's picture.

    Bleached spots that fade at their rim and show no ink are counted; white paper and small sparks
    of holograms are not. Where only the zone tells where the page lies, its white surroundings
    cannot be told from a reflection, and an officer looks.
    Source: IMM 5445 (clear and legible copies); method: models/document/document_glare.py.
    """
    picture, found = document.picture, document.picture.glare
    verdicts = {"on-print": rule.print_share.judge(found.print_share, _HIDDEN)}
    for share in found.area_shares:
        verdicts["on-portrait"] = rule.portrait_share.judge(share, _HIDDEN)
    fault, verdict = decisive(verdicts)
    if verdict.outcome is Outcome.PASS:
        return verdict.because("none")
    where = picture.places(spot.quad for spot in found.spots)
    if picture.outline.source == "zone":
        return verdict.doubted().because("page-unseen", where)
    return verdict.because(fault if verdict.outcome is Outcome.FAIL else f"perhaps-{fault}", where)


@dataclass(frozen=True, slots=True)
class ShadowRule:
    """Limits of the light in the darkest by that in the brightest part of the print.

    With fewer lines than ``fewest_lines`` a dark field of the design is taken for no shadow. Print
    that was read with a certainty of ``clear_from`` or more is hidden by no soft shadow.
    """

    evenness: Floor
    fewest_lines: int
    clear_from: float


@check("identity.shadow", reasons=("even", "readable", "shadow", "perhaps-shadow", "few-lines"))
def shadow(document: IdentityFacts, rule: ShadowRule) -> Judgement:
    """No deep shadow falls on the print of the document.

    The light of the ground behind each line is compared over all of them: the darkest tenth with
    the brightest tenth. A soft shadow in which all print is read clearly is no fault.
    Source: IMM 5445 (clear and legible copies); method: models/document/document_shadow.py.
    """
    picture, found = document.picture, document.picture.shadow
    if found is None:
        return Judgement(Outcome.PASS, "few-lines", confidence=0.6)
    verdict = rule.evenness.judge(found.ratio, Unit("share"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("even")
    clearness = page_clearness(document, picture)
    is_read = clearness is not None and clearness >= rule.clear_from
    if verdict.outcome is Outcome.UNSURE and is_read:
        return Judgement(Outcome.PASS, "readable", verdict.measured, confidence=0.8)
    crossed = (line.quad for line in found.crossed if line.ratio < rule.evenness.pass_from)
    where = picture.places(crossed)
    if len(found.crossed) < rule.fewest_lines:
        verdict = verdict.doubted()
    return verdict.because("shadow" if verdict.outcome is Outcome.FAIL else "perhaps-shadow", where)
