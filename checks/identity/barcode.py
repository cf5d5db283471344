"""The barcode on the back of a licence."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.identity.zone import NOT_FOR_THIS_DOCUMENT
from checks.identity_facts import IdentityFacts
from checks.registry import check


@dataclass(frozen=True, slots=True)
class BarcodeRule:
    """Types of documents that carry the barcode; problems of its text that an officer looks at.

    ``max_age_years``: the greatest age of a living holder.
    """

    types: tuple[str, ...]
    grave: tuple[str, ...]
    max_age_years: int


@check("identity.barcode", reasons=("read", "faulty", "too-old", "absent"))
def barcode(document: IdentityFacts, rule: BarcodeRule) -> Judgement:
    """The barcode of a driver's licence can be read and says what such a barcode must.

    It stands on the back: who sends the front alone is asked for the other side as well. A text
    with an unknown issuer or without the holder's data is left to an officer, and so is a holder
    older than people become.
    Source: AAMVA DL/ID Card Design Standard, Annex D.
    """
    if document.licence is None:
        if document.kind.type not in rule.types:
            return NOT_FOR_THIS_DOCUMENT
        return Judgement(Outcome.UNSURE, "absent", confidence=0.5)
    licence, where = document.licence.licence, document.licence.where
    if any(problem.kind in rule.grave for problem in licence.problems):
        return Judgement(Outcome.UNSURE, "faulty", confidence=0.5, where=where)
    birth = licence.date("birth_date")
    if birth and document.today.year - birth.year > rule.max_age_years:
        return Judgement(Outcome.UNSURE, "too-old", confidence=0.5, where=where)
    return Judgement(Outcome.PASS, "read", confidence=0.99, where=where)
