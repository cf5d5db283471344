"""The machine-readable zone: there, proved by its check digits, and possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checks.finding import Judgement, Outcome
from checks.identity.statements import Statement, statements_of
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
    unclear, two readings satisfy the digit, or the print sides with a reading that it does not
    prove, an officer compares. Source: ICAO 9303-3, 4.9.
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
    if zone.reading.proof.doubtful or _is_denied(document):
        return verdict.doubted().because("in-doubt", zone.where)
    return verdict.because("right", zone.where)


def _is_denied(document: IdentityFacts) -> bool:
    """Whether the print states the number as it was read in the zone and not as it was proved."""
    told = statements_of(document, "number")
    return any(
        zone.agrees_with(printed) and not replace(zone, values=zone.values[:1]).agrees_with(printed)
        for zone in told
        for printed in told
        if zone.part == "zone" and printed.part == "print"
    )


@dataclass(frozen=True, slots=True)
class PlausibleRule:
    """The greatest age of a living holder; documents that have a zone by international rule."""

    types: tuple[str, ...]
    max_age_years: int


@check(
    "identity.mrz-plausible",
    reasons=(
        "plausible",
        "no-such-date",
        "dates-reversed",
        "issued-before-birth",
        "issued-after-expiry",
        "too-old",
        "unknown-state",
        "no-zone",
    ),
)
def mrz_plausible(document: IdentityFacts, rule: PlausibleRule) -> Judgement:
    """What the machine-readable zone says is possible: dates exist and follow one another.

    Birth comes before issue and issue before expiry, nobody is older than the oldest, and the
    issuing state is one of ICAO's codes. A zone states no issue and two digits of a year: these
    are taken from the print, and left to an officer where it was not read clearly.
    Sources: ICAO 9303-3, 4.8 (dates) and 5 (codes).
    """
    if not document.zones and document.kind.type not in (*rule.types, "none"):
        return NOT_FOR_THIS_DOCUMENT
    zone = document.zone
    for reason in _impossibilities(zone, rule, _last_day(zone, document.today)):
        return Judgement(Outcome.FAIL, reason, confidence=0.9, where=zone.where)
    for reason, told in _printed_impossibilities(document, rule):
        is_sure = all(one.is_sure for one in told)
        outcome = Outcome.FAIL if is_sure else Outcome.UNSURE
        where = tuple(place for one in told for place in one.where)
        return Judgement(outcome, reason, confidence=0.85 if is_sure else 0.5, where=where)
    if not is_state_code(zone.values.issuer):
        return Judgement(Outcome.UNSURE, "unknown-state", confidence=0.5, where=zone.where)
    return Judgement(Outcome.PASS, "plausible", confidence=0.95, where=zone.where)


def _last_day(zone: PlacedZone, today: dt.date) -> dt.date:
    """Until when the holder must have lived: today, or the last day of an expired document."""
    expiry = zone.values.expiry_date.date if zone.values.expiry_date else None
    return min(today, expiry) if expiry else today


def _impossibilities(zone: PlacedZone, rule: PlausibleRule, last_day: dt.date) -> Iterator[str]:
    """What the zone alone makes impossible."""
    values = zone.values
    dates: list[ZoneDate] = [values.birth_date]
    if values.expiry_date is not None:
        dates.append(values.expiry_date)
    if not all(date.exists for date in dates):
        yield "no-such-date"
    birth = values.birth_date.date
    if birth and last_day.year - birth.year > rule.max_age_years:
        yield "too-old"


def _printed_impossibilities(
    document: IdentityFacts, rule: PlausibleRule
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """What stated dates make impossible, whichever of their meanings is taken, and which do."""
    births = statements_of(document, "birth_date")
    expiries = statements_of(document, "expiry_date")
    last_day = _last_day(document.zone, document.today)
    for birth in births:
        if last_day.year - int(max(birth.values)[:4]) > rule.max_age_years:
            yield "too-old", (birth,)
        for expiry in expiries:
            if _is_before(expiry, birth):
                yield "dates-reversed", (expiry, birth)
    for issued in statements_of(document, "issue_date"):
        for birth in births:
            if _is_before(issued, birth):
                yield "issued-before-birth", (issued, birth)
        for expiry in expiries:
            if _is_before(expiry, issued):
                yield "issued-after-expiry", (issued, expiry)


def _is_before(first: Statement, second: Statement) -> bool:
    """Whether a day comes before another in every meaning of both; days are as YYYY-MM-DD."""
    return max(first.values) < min(second.values)
