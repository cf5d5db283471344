"""Whether the document is one that the program takes."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.identity.clearness import page_clearness
from checks.identity.presence import require_pixels, shows_document
from checks.identity.words import Word, quoted
from checks.identity_facts import IdentityFacts
from checks.registry import check


@dataclass(frozen=True, slots=True)
class TypeNames:
    """The types of documents, as a message names them."""

    passport: Word
    travel_document: Word
    visa: Word
    id_card: Word
    driver_licence: Word

    def of(self, document_type: str) -> dict[str, str]:
        """The name of one type, as the texts quote it."""
        return quoted("type", [getattr(self, document_type.replace("-", "_"))])


@dataclass(frozen=True, slots=True)
class MirroredRule:
    """When a picture counts as mirrored, by how surely its print is read, 0..1.

    Print that is read less surely than ``unclear_below`` is turned over: read with ``clear_from``
    or more then, and by ``least_gain`` more surely than before, it is mirrored.
    """

    unclear_below: float
    clear_from: float
    least_gain: float


@dataclass(frozen=True, slots=True)
class OtherCard:
    """A card that is known by its title and is no identity document of an accepted type."""

    title: str
    name: Word


@dataclass(frozen=True, slots=True)
class DocumentTypeRule:
    """The types of documents that are accepted; a type told with less certainty is left open.

    ``names``: what each type is called; ``second``: titles of the ``other_cards`` that are taken as
    a second document beside an accepted one; ``mirrored``: when the picture shows it in a mirror's
    way.
    """

    accepted: tuple[str, ...]
    sure_from: float
    mirrored: MirroredRule
    names: TypeNames
    other_cards: tuple[OtherCard, ...]
    second: tuple[str, ...]


@check(
    "identity.document-type",
    reasons=(
        "accepted",
        "second-document",
        "several",
        "other-type",
        "perhaps-other-type",
        "unknown-type",
        "no-document",
        "mirrored",
    ),
)
def document_type(document: IdentityFacts, rule: DocumentTypeRule) -> Judgement:
    """The document is of a type that the program takes.

    The machine-readable zone tells it surest, then the barcode of a licence, then the title. Of
    several documents in one file an officer tells which is meant. A mirrored picture, as the front
    camera of a telephone makes it, can be read by nobody.
    Sources: IMM 5445, Identity documents; ICAO 9303-4 to -7, document codes; method for mirrored
    pictures: models/document/mirrored.py.
    """
    require_pixels(document)
    if is_mirrored(document, rule.mirrored):
        where = document.picture.places()
        return Judgement(Outcome.FAIL, "mirrored", confidence=0.9, where=where)
    aside = _other_card(document, rule)
    if aside is not None:
        return aside
    kind = document.kind
    required = Required("type of document", any_of=rule.accepted)
    if not shows_document(document):
        return Judgement(Outcome.FAIL, "no-document", required=required, confidence=0.9)
    if kind.type == "none":
        return Judgement(Outcome.UNSURE, "unknown-type", required=required, confidence=0.5)
    measured = Measured(kind.type, required.unit)
    details = rule.names.of(kind.type)
    if kind.type in rule.accepted:
        outcome, reason, confidence = Outcome.PASS, "accepted", kind.confidence
    elif kind.confidence < rule.sure_from:
        outcome, reason, confidence = Outcome.UNSURE, "perhaps-other-type", 0.5
    else:
        outcome, reason, confidence = Outcome.FAIL, "other-type", kind.confidence
    return Judgement(outcome, reason, measured, required, confidence, details=details)


def _other_card(document: IdentityFacts, rule: DocumentTypeRule) -> Judgement | None:
    """What to say of several documents, and of cards that are none of the accepted types."""
    if document.documents_by_zone > 1:
        details: dict[str, float | str] = {"count": document.documents_by_zone}
        where = tuple(place for zone in document.zones for place in zone.where)
        return Judgement(Outcome.UNSURE, "several", confidence=0.5, where=where, details=details)
    for card in rule.other_cards:
        if card.title == document.kind.title:
            reason = "second-document" if card.title in rule.second else "perhaps-other-type"
            named = quoted("type", [card.name])
            return Judgement(Outcome.UNSURE, reason, confidence=0.5, details=named)
    return None


def is_mirrored(document: IdentityFacts, rule: MirroredRule) -> bool:
    """Whether print is legible only when the picture is turned over.

    Asked only where nothing could be read: no zone of which a check digit holds, no licence's
    barcode and no clear print.
    """
    zones = document.zones
    is_proved = any("pass" in zone.reading.proof.checks.values() for zone in zones)
    if is_proved or document.licence is not None:
        return False
    picture = document.picture
    clearness = page_clearness(document, picture)
    if clearness is None or clearness >= rule.unclear_below or picture.mirroring is None:
        return False
    over = picture.mirroring.turned_over
    return over >= rule.clear_from and over - picture.mirroring.as_seen >= rule.least_gain
