"""The machine-readable zone: there, proved by its check digits, and possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.identity_facts import IdentityFacts, PlacedZone
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.mrz.states import is_state_code
from models.mrz.values import ZoneDate

NOT_FOR_THIS_DOCUMENT = Judgement(Outcome.PASS, "not-for-this-document", confidence=0.9)


@dataclass(frozen=True, slots=True)
class ZonePresentRule:
    """Types of documents that have a machine-readable zone by international rule."""

    types: tuple[str, ...]


@check("identity.mrz-present", reasons=("found", "absent"))
def mrz_present(document: IdentityFacts, rule: ZonePresentRule) -> Judgement:
    """The picture shows the machine-readable zone, the lines with the many arrows.

    Without it the page was cut off, covered, or another page was sent. Old passports without a
    zone exist: an officer decides. Source: ICAO 9303-3, 4.
    """
    if document.zones:
        return Judgement(Outcome.PASS, "found", confidence=0.99, where=document.zone.where)
    if document.kind.type not in rule.types:
        return NOT_FOR_THIS_DOCUMENT
    return Judgement(Outcome.UNSURE, "absent", confidence=0.5)


@dataclass(frozen=True, slots=True)
class CheckDigitsRule:
    """How many check digits may be wrong; characters read with less certainty are left open.

    ``types``: documents that have a zone by international rule.
    """

    types: tuple[str, ...]
    max_wrong: int
    sure_from: float


@check(
    "identity.mrz-check-digits", reasons=("right", "wrong", "perhaps-wrong", "in-doubt", "no-zone")
)
def mrz_check_digits(document: IdentityFacts, rule: CheckDigitsRule) -> Judgement:
    """The check digits of the machine-readable zone agree with what they cover.

    A wrong one means that a character was misread, misprinted or changed. Where characters are
    unclear, or two readings satisfy the digit, an officer compares. Source: ICAO 9303-3, 4.9.
    """
    if not document.zones and document.kind.type not in (*rule.types, "none"):
        return NOT_FOR_THIS_DOCUMENT
    zone = document.zone
    checks = zone.reading.proof.checks
    wrong = sorted(name for name, state in checks.items() if state == "fail")
    verdict = Ceiling.at(rule.max_wrong).judge(len(wrong), Unit("wrong check digits"))
    if len(wrong) > rule.max_wrong:
        clear = min(float(line.certainties.min()) for line in zone.reading.decoded)
        if clear < rule.sure_from or zone.reading.proof.explicable >= set(wrong):
            return verdict.doubted().because("perhaps-wrong", zone.where)
        return verdict.because("wrong", zone.where)
    if zone.reading.proof.doubtful:
        return verdict.doubted().because("in-doubt", zone.where)
    return verdict.because("right", zone.where)


@dataclass(frozen=True, slots=True)
class PlausibleRule:
    """The greatest age of a living holder; documents that have a zone by international rule."""

    types: tuple[str, ...]
    max_age_years: int


@check(
    "identity.mrz-plausible",
    reasons=("plausible", "no-such-date", "dates-reversed", "too-old", "unknown-state", "no-zone"),
)
def mrz_plausible(document: IdentityFacts, rule: PlausibleRule) -> Judgement:
    """What the machine-readable zone says is possible: dates exist and follow one another.

    Birth comes before expiry, nobody is older than the oldest, and the issuing state is one of
    ICAO's codes. Sources: ICAO 9303-3, 4.8 (dates) and 5 (codes).
    """
    if not document.zones and document.kind.type not in (*rule.types, "none"):
        return NOT_FOR_THIS_DOCUMENT
    zone = document.zone
    for reason in _impossibilities(zone, rule, document.today):
        is_code = reason == "unknown-state"
        outcome = Outcome.UNSURE if is_code else Outcome.FAIL
        return Judgement(outcome, reason, confidence=0.5 if is_code else 0.9, where=zone.where)
    return Judgement(Outcome.PASS, "plausible", confidence=0.95, where=zone.where)


def _impossibilities(zone: PlacedZone, rule: PlausibleRule, today: dt.date) -> Iterator[str]:
    values = zone.values
    dates: list[ZoneDate] = [values.birth_date]
    if values.expiry_date is not None:
        dates.append(values.expiry_date)
    if not all(date.exists for date in dates):
        yield "no-such-date"
    birth, expiry = values.birth_date.date, dates[-1].date
    if len(dates) == 2 and birth and expiry and birth >= expiry:
        yield "dates-reversed"
    if birth and today.year - birth.year > rule.max_age_years:
        yield "too-old"
    if not is_state_code(values.issuer):
        yield "unknown-state"
