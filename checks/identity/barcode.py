"""The barcode on the back of a licence."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.identity.words import Word, quoted
from checks.identity.zone import NOT_FOR_THIS_DOCUMENT
from checks.identity_facts import IdentityFacts
from checks.registry import check


@dataclass(frozen=True, slots=True)
class GraveProblem:
    """A problem of the barcode's text that an officer looks at, and what a message calls it."""

    kind: str
    name: Word


@dataclass(frozen=True, slots=True)
class BarcodeRule:
    """Types of documents that carry the barcode; problems of its text that an officer looks at.

    ``max_age_years``: the greatest age of a living holder.
    """

    types: tuple[str, ...]
    grave: tuple[GraveProblem, ...]
    max_age_years: int


@check("identity.barcode", reasons=("read", "faulty", "too-old", "unreadable", "absent"))
def barcode(document: IdentityFacts, rule: BarcodeRule) -> Judgement:
    """The barcode of a driver's licence can be read and says what such a barcode must.

    It stands on the back: who sends the front alone is asked for the other side as well. A text
    with an unknown issuer or without the holder's data is left to an officer, and so is a holder
    older than people become. Licences with a machine-readable zone, as France issues them, have no
    such barcode. Source: AAMVA DL/ID Card Design Standard, Annex D.
    """
    if document.licence is None:
        return _without_licence(document, rule)
    licence, where = document.licence.licence, document.licence.where
    kinds = {problem.kind for problem in licence.problems}
    grave = [problem.name for problem in rule.grave if problem.kind in kinds]
    if grave:
        details = quoted("problems", grave)
        return Judgement(Outcome.UNSURE, "faulty", confidence=0.5, where=where, details=details)
    birth = licence.date("birth_date")
    if birth and document.today.year - birth.year > rule.max_age_years:
        return Judgement(Outcome.UNSURE, "too-old", confidence=0.5, where=where)
    return Judgement(Outcome.PASS, "read", confidence=0.99, where=where)


def _without_licence(document: IdentityFacts, rule: BarcodeRule) -> Judgement:
    """What to say where no licence's barcode was read."""
    kind = document.kind
    is_asked = kind.type in rule.types and kind.by != "zone"
    if is_asked and document.unread_barcodes and not document.barcodes:
        return Judgement(Outcome.UNSURE, "unreadable", confidence=0.5)
    return (
        Judgement(Outcome.UNSURE, "absent", confidence=0.5) if is_asked else NOT_FOR_THIS_DOCUMENT
    )
