"""Whether the copy shows what it must of the holder: the picture, and the other elements."""

from __future__ import annotations

from dataclasses import dataclass, fields

from checks.document_picture import DocumentPicture
from checks.finding import Judgement, Outcome
from checks.identity.statements import name_statements, statements
from checks.identity.words import Word, quoted
from checks.identity.zone import NOT_FOR_THIS_DOCUMENT
from checks.identity_facts import IdentityFacts
from checks.limits import Floor, Unit, decisive
from checks.registry import check


@dataclass(frozen=True, slots=True)
class PortraitRule:
    """Types of documents that show a picture; when it counts as dark.

    ``max_dark``: share of the face that is near black; ``min_level``: median level of the face,
    0 to 255.
    """

    types: tuple[str, ...]
    max_dark: float
    min_level: float


@check("identity.portrait", reasons=("found", "absent", "dark"))
def portrait(document: IdentityFacts, rule: PortraitRule) -> Judgement:
    """The holder's picture is on the side that was sent, and the face in it can be seen.

    The back of a card has none: where only a back was sent, the rule does not apply. A face that
    is not found may still be there: an officer looks. Sources: IMM 5445, Identity documents; ICAO
    9303-3, 3.7; method: models/document/portrait.py.
    """
    if document.kind.type not in rule.types:
        return NOT_FOR_THIS_DOCUMENT
    picture = page_with_portrait(document)
    if picture is None or picture.portrait is None:
        if _shows_a_back_alone(document):
            return NOT_FOR_THIS_DOCUMENT
        return Judgement(Outcome.UNSURE, "absent", confidence=0.5)
    face = picture.portrait
    verdicts = {
        "level": Floor.at(rule.min_level).judge(face.luma, Unit("8-bit levels")),
        "light": Floor.at(1 - rule.max_dark).judge(1 - face.dark_share, Unit("share")),
    }
    _, verdict = decisive(verdicts)
    where = picture.places([face.picture])
    if verdict.outcome is not Outcome.PASS:
        return verdict.doubted().because("dark", where)
    return verdict.because("found", where)


def page_with_portrait(document: IdentityFacts) -> DocumentPicture | None:
    """The first page on which a face was found; None without any."""
    return next((page for page in document.pictures if page.portrait is not None), None)


def _shows_a_back_alone(document: IdentityFacts) -> bool:
    """Whether all that was sent is the side of a card with its zone or its barcode."""
    seen = sum(len(page.outlines) for page in document.pictures)
    by_zone = bool(document.zones) and document.zone.reading.layout.name == "TD1"
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


@check("identity.elements", reasons=("all", "some-not-found"))
def elements(document: IdentityFacts, rule: ElementsRule) -> Judgement:
    """The copy shows the document's type, number and dates, the holder's name, photo and birth.

    Each is looked for in the zone, the barcode and the print; one that could not be read may be
    there all the same, so the rule asks an officer and never fails by itself.
    Source: IMM 5445, Identity documents.
    """
    if document.kind.type in rule.exempt:
        return NOT_FOR_THIS_DOCUMENT
    found: set[str] = {one.matter for one in statements(document)}
    found |= {"type"} if document.kind.type != "none" else set()
    found |= {"name"} if name_statements(document) else set()
    found |= {"photo"} if page_with_portrait(document) else set()
    asked = [part.name for part in fields(ElementNames)]
    missing = [name for name in asked if name not in found]
    verdict = Floor.at(len(asked)).judge(len(asked) - len(missing), Unit("elements found"))
    if not missing:
        return verdict.because("all")
    details = quoted("elements", (getattr(rule.names, name) for name in missing))
    return verdict.doubted().because("some-not-found", details=details)
