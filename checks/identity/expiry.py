"""Whether the document is valid on the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.identity.statements import Statement, statements_of
from checks.identity_facts import IdentityFacts
from checks.limits import Floor, Unit, Verdict
from checks.registry import check
from models.errors import NotMeasurable

_DAYS = Unit("days until it expires")
#: The date is written on the document, and follows from the days that are left.
_QUOTED = ("measured", "date")


@dataclass(frozen=True, slots=True)
class ExpiryRule:
    """Days for which the document must still be valid."""

    min_days: int


@check(
    "identity.expiry",
    reasons=(
        "valid",
        "expired",
        "perhaps-expired",
        "contradictory",
        "no-expiry-date",
        "on-other-side",
    ),
    quotes=_QUOTED,
)
def expiry(document: IdentityFacts, rule: ExpiryRule) -> Judgement:
    """The document is valid on the day on which it is screened; its last day counts.

    The date is taken from the zone, the barcode or the print. Parts that contradict one another
    are left to an officer. Source: IMM 5445, Identity documents.
    """
    verdict, told = _judged(document, rule)
    if told is None:
        return verdict.doubted().because("contradictory")
    if verdict.outcome is Outcome.PASS:
        return verdict.because("valid", told.where, {"date": told.value})
    if not told.is_sure:
        return verdict.doubted().because("perhaps-expired", told.where, {"date": told.value})
    return verdict.because("expired", told.where, {"date": told.value})


@check(
    "identity.expiry-soon",
    reasons=(
        "long-valid",
        "soon",
        "already-expired",
        "contradictory",
        "no-expiry-date",
        "on-other-side",
    ),
    quotes=_QUOTED,
)
def expiry_soon(document: IdentityFacts, rule: ExpiryRule) -> Judgement:
    """The document is valid for some months to come, so that it does not lapse on the way.

    Advice only: no decision is made after a passport's expiry, and a visa ends with it.
    Source: Visitor visa: who can apply, passport validity.
    """
    verdict, told = _judged(document, rule)
    if told is None:
        raise NotMeasurable("contradictory")
    if verdict.outcome is Outcome.PASS:
        return verdict.because("long-valid", told.where, {"date": told.value})
    is_past = told.date is not None and told.date < document.today
    reason = "already-expired" if is_past else "soon"
    return verdict.because(reason, told.where, {"date": told.value})


def _judged(document: IdentityFacts, rule: ExpiryRule) -> tuple[Verdict, Statement | None]:
    """The verdict on the surest date; no statement where the parts contradict one another."""
    told = statements_of(document, "expiry_date")
    if not told:
        raise NotMeasurable(_why_none(document))
    surest = max(told, key=lambda one: (one.is_sure, one.part != "print"))
    verdict = Floor.at(rule.min_days).judge(_days_left(surest, document.today), _DAYS)
    sides = {_days_left(one, document.today) >= rule.min_days for one in told}
    return verdict, surest if len(sides) == 1 else None


def _why_none(document: IdentityFacts) -> str:
    """The French card of 1988 states its expiry on the side without a zone, others on the same."""
    is_elsewhere = bool(document.zones) and document.zone.values.expiry_date is None
    return "on-other-side" if is_elsewhere else "no-expiry-date"


def _days_left(told: Statement, today: dt.date) -> int:
    return (told.date - today).days if told.date else 0
