"""Whether the document is one that the program takes."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
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
class DocumentTypeRule:
    """The types of documents that are accepted; a type told with less certainty is left open.

    ``names``: what each type is called.
    """

    accepted: tuple[str, ...]
    sure_from: float
    names: TypeNames


@check(
    "identity.document-type",
    reasons=("accepted", "other-type", "perhaps-other-type", "unknown-type"),
)
def document_type(document: IdentityFacts, rule: DocumentTypeRule) -> Judgement:
    """The document is of a type that the program takes.

    The machine-readable zone tells it surest, then the barcode of a licence, then the title.
    Sources: IMM 5445, Identity documents; ICAO 9303-4 to -7, document codes.
    """
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
