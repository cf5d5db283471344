"""Whether the document is one that the program takes."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.identity.clearness import page_clearness
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
class DocumentTypeRule:
    """The types of documents that are accepted; a type told with less certainty is left open.

    ``names``: what each type is called; ``mirrored``: when the picture shows it in a mirror's way.
    """

    accepted: tuple[str, ...]
    sure_from: float
    mirrored: MirroredRule
    names: TypeNames


@check(
    "identity.document-type",
    reasons=("accepted", "other-type", "perhaps-other-type", "unknown-type", "mirrored"),
)
def document_type(document: IdentityFacts, rule: DocumentTypeRule) -> Judgement:
    """The document is of a type that the program takes.

    The machine-readable zone tells it surest, then the barcode of a licence, then the title. A
    mirrored picture, as the front camera of a telephone makes it, can be read by nobody.
    Sources: IMM 5445, Identity documents; ICAO 9303-4 to -7, document codes; method for mirrored
    pictures: models/document/mirrored.py.
    """
    if is_mirrored(document, rule.mirrored):
        where = document.picture.places()
        return Judgement(Outcome.FAIL, "mirrored", confidence=0.9, where=where)
    kind = document.kind
    required = Required("type of document", any_of=rule.accepted)
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
