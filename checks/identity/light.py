"""What the light does to the document: reflections, shadows, colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.document_picture import DocumentPicture, Part
from checks.finding import Judgement, Outcome
from checks.identity.clearness import page_clearness
from checks.identity.presence import seen_document
from checks.identity_facts import IdentityFacts
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive, worst
from checks.registry import check

_HIDDEN = Unit("share")


@dataclass(frozen=True, slots=True)
class DocumentGlareRule:
    """Limits of the share that reflections hide: of all print, the portrait, its face, the zone.

    ``broken_share``: of all lines of print, those that run into a reflection. ``zone_types``:
    documents that have a zone at their foot, even where it was looked for in vain.
    """

    print_share: Ceiling
    portrait_share: Ceiling
    face_share: Ceiling
    zone_share: Ceiling
    broken_share: Ceiling
    zone_types: tuple[str, ...]

    @property
    def portrait_limits(self) -> Mapping[Part, Ceiling]:
        """The limit of each place in which the holder's picture may be hidden."""
        of_picture = self.portrait_share
        return {
            "face": self.face_share,
            "portrait": of_picture,
            "usual place of the portrait": of_picture,
        }


@check(
    "identity.glare",
    reasons=(
        "none",
        "on-print",
        "on-portrait",
        "on-zone",
        "perhaps-on-print",
        "perhaps-on-portrait",
        "perhaps-on-zone",
        "page-unseen",
    ),
)
def glare(document: IdentityFacts, rule: DocumentGlareRule) -> Judgement:
    """No lamp, flash or window is reflected on the print, on the holder's picture or on the zone.

    Bleached spots that fade at their rim and show no ink are counted; white paper and small sparks
    of holograms are not. A zone whose check digits all hold was not hidden. Where only the zone
    tells where the page lies, its white surroundings cannot be told from a reflection, and an
    officer looks.
    Source: IMM 5445 (clear and legible copies); method: models/document/document_glare.py.
    """
    picture = seen_document(document)
    found = picture.glare
    verdicts = _hidden(document, picture, rule)
    fault, verdict = decisive(verdicts, "print")
    if verdict.outcome is Outcome.PASS:
        return verdict.because("none")
    where = picture.places(spot.quad for spot in found.spots)
    if picture.outline.source == "zone":
        return verdict.doubted().because("page-unseen", where)
    is_sure = verdict.outcome is Outcome.FAIL
    return verdict.because(f"on-{fault}" if is_sure else f"perhaps-on-{fault}", where)


def _hidden(
    document: IdentityFacts, picture: DocumentPicture, rule: DocumentGlareRule
) -> Mapping[str, Verdict]:
    """What reflections do to the portrait, the zone and the print; the first of equals is named."""
    found = picture.glare
    shares = dict(zip(picture.parts, found.area_shares, strict=False))
    verdicts: dict[str, Verdict] = {}
    on_portrait = [
        limit.judge(shares[part], _HIDDEN)
        for part, limit in rule.portrait_limits.items()
        if part in shares
    ]
    if on_portrait:
        verdicts["portrait"] = worst(*on_portrait)
    has_zone = "zone" in shares or document.kind.type in rule.zone_types
    place: Part = "zone" if "zone" in shares else "foot"
    if has_zone and place in shares and not _is_zone_proved(document):
        verdicts["zone"] = rule.zone_share.judge(shares[place], _HIDDEN)
    verdicts["print"] = worst(
        rule.print_share.judge(found.print_share, _HIDDEN),
        rule.broken_share.judge(found.broken_lines / max(1, len(found.line_shares)), _HIDDEN),
    )
    return verdicts


def _is_zone_proved(document: IdentityFacts) -> bool:
    """Whether a zone was read of which every check digit holds."""
    every = (set(zone.reading.proof.checks.values()) for zone in document.zones)
    return any("pass" in found and "fail" not in found for found in every)


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
    picture = seen_document(document)
    found = picture.shadow
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


@dataclass(frozen=True, slots=True)
class ColourCastRule:
    """Limit of the distance from grey, in CIELAB, of the ground that print stands on."""

    cast: Ceiling


@check("identity.colour-cast", reasons=("neutral", "coloured", "perhaps-coloured"))
def colour_cast(document: IdentityFacts, rule: ColourCastRule) -> Judgement:
    """The light has no colour of its own, such as that of a lamp or of a coloured screen.

    Documents are printed on pale grounds: where the ground of their print is strongly coloured, the
    light was. A scan without colours has none.
    Source: IMM 5445 (clear and legible copies); method: models/document/colour_cast.py.
    """
    picture = seen_document(document)
    verdict = rule.cast.judge(picture.colour.cast, Unit("C*"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("neutral")
    is_sure = verdict.outcome is Outcome.FAIL
    return verdict.because("coloured" if is_sure else "perhaps-coloured", picture.places())
