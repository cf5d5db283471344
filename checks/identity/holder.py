"""Whether the copy shows what it must of the holder: the picture, and the other elements."""

from __future__ import annotations

from dataclasses import dataclass, fields

from checks.document_picture import DocumentPicture
from checks.finding import Judgement, Outcome
from checks.identity.presence import seen_document
from checks.identity.shown import shown_elements
from checks.identity.words import Word, quoted
from checks.identity.zone import NOT_FOR_THIS_DOCUMENT
from checks.identity_facts import IdentityFacts
from checks.limits import Ceiling, Floor, Unit, decisive
from checks.registry import check
from models.document.quad import shared

#: Cards whose zone stands on the back (ICAO 9303-5 for TD1; licences of France have it there too).
_ZONE_ON_BACK = frozenset({"TD1", "FRA-DL"})


@dataclass(frozen=True, slots=True)
class PortraitRule:
    """Types of documents that show a picture; when it counts as dark, and when as bleached.

    ``max_dark``: share of the face that is near black; ``min_level``: median level of the face,
    0 to 255; ``max_bright``: share of the face that is near white; ``covered_from``: share of a
    thing over the picture's usual place by which that thing hides it.
    """

    types: tuple[str, ...]
    max_dark: float
    min_level: float
    max_bright: float
    covered_from: float


@check(
    "identity.portrait", reasons=("found", "absent", "covered", "dark", "bleached", "back-alone")
)
def portrait(document: IdentityFacts, rule: PortraitRule) -> Judgement:
    """The holder's picture is on the side that was sent, and the face in it can be seen.

    The back of a card has none: where only a back was sent, the rule says so and asks for no more.
    A face that is not found may still be there, and one that light has bleached may be seen by eye:
    an officer looks. Sources: IMM 5445, Identity documents; ICAO
    9303-3, 3.7; method: models/document/portrait.py.
    """
    if document.kind.type not in rule.types:
        return NOT_FOR_THIS_DOCUMENT
    seen_document(document)
    picture = page_with_portrait(document)
    if picture is None or picture.portrait is None:
        if _shows_a_back_alone(document):
            return Judgement(Outcome.PASS, "back-alone", confidence=0.8)
        return _absent(document, rule)
    face = picture.portrait
    verdicts = {
        "level": Floor.at(rule.min_level).judge(face.luma, Unit("8-bit levels")),
        "light": Floor.at(1 - rule.max_dark).judge(1 - face.dark_share, Unit("share")),
    }
    _, verdict = decisive(verdicts)
    where = picture.places([face.picture])
    if verdict.outcome is not Outcome.PASS:
        return verdict.doubted().because("dark", where)
    bleached = Ceiling(rule.max_bright, rule.max_bright).judge(face.bright_share, Unit("share"))
    if bleached.outcome is not Outcome.PASS:
        return bleached.doubted().because("bleached", where)
    return verdict.because("found", where)


def _absent(document: IdentityFacts, rule: PortraitRule) -> Judgement:
    """No face was found: perhaps because a finger lies where the picture should be."""
    for page in document.pictures:
        covering = page.covering
        usual = page.parts.get("usual place of the portrait")
        if covering is None or usual is None:
            continue
        if shared(covering, usual) > rule.covered_from:
            where = page.places([covering])
            return Judgement(Outcome.UNSURE, "covered", confidence=0.5, where=where)
    return Judgement(Outcome.UNSURE, "absent", confidence=0.5)


def page_with_portrait(document: IdentityFacts) -> DocumentPicture | None:
    """The first page on which a face was found; None without any."""
    return next((page for page in document.pictures if page.portrait is not None), None)


def _shows_a_back_alone(document: IdentityFacts) -> bool:
    """Whether all that was sent is the side of a card with its zone or its barcode."""
    seen = sum(len(page.outlines) for page in document.pictures)
    by_zone = bool(document.zones) and document.zone.reading.layout.name in _ZONE_ON_BACK
    return seen == 1 and (by_zone or (not document.zones and document.licence is not None))


@dataclass(frozen=True, slots=True)
class ElementNames:
    """What a copy must show, as a message names it."""

    type: Word
    number: Word
    issue_date: Word
    expiry_date: Word
    name: Word
    photo: Word
    birth_date: Word


@dataclass(frozen=True, slots=True)
class ElementsRule:
    """Types of documents whose copy need not show all; what each element is called."""

    exempt: tuple[str, ...]
    names: ElementNames


@check("identity.elements", reasons=("all", "some-not-found", "back-alone"))
def elements(document: IdentityFacts, rule: ElementsRule) -> Judgement:
    """The copy shows the document's type, number and dates, the holder's name, photo and birth.

    Each is looked for in the zone, the barcode and the print; one that could not be read may be
    there all the same, so the rule asks an officer and never fails by itself.
    Source: IMM 5445, Identity documents.
    """
    seen_document(document)
    if document.kind.type in rule.exempt:
        return NOT_FOR_THIS_DOCUMENT
    found = shown_elements(document) | ({"photo"} if page_with_portrait(document) else set())
    asked = [part.name for part in fields(ElementNames)]
    missing = [name for name in asked if name not in found]
    verdict = Floor.at(len(asked)).judge(len(asked) - len(missing), Unit("elements found"))
    if not missing:
        return verdict.because("all")
    details = quoted("elements", (getattr(rule.names, name) for name in missing))
    is_back = "photo" in missing and _shows_a_back_alone(document)
    reason = "back-alone" if is_back else "some-not-found"
    return verdict.doubted().because(reason, details=details)
