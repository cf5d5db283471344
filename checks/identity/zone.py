"""The machine-readable zone: there, proved by its check digits, and possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checks.finding import Judgement, Outcome
from checks.identity.statements import Statement, statements_of
from checks.identity.words import Word, quoted
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
class DigitNames:
    """What the check digits cover, as a message names it."""

    number: Word
    birth_date: Word
    expiry_date: Word
    personal_number: Word
    composite: Word


@dataclass(frozen=True, slots=True)
class CheckDigitsRule:
    """How many check digits may be wrong; characters read with less certainty are left open.

    ``types``: documents that have a zone by international rule; ``names``: of the digits.
    """

    types: tuple[str, ...]
    max_wrong: int
    sure_from: float
    names: DigitNames


@check(
    "identity.mrz-check-digits", reasons=("right", "wrong", "perhaps-wrong", "in-doubt", "no-zone")
)
def mrz_check_digits(document: IdentityFacts, rule: CheckDigitsRule) -> Judgement:
    """The check digits of the machine-readable zone agree with what they cover.

    A wrong one means that a character was misread, misprinted or changed. Where characters are
    unclear, two readings satisfy the digit, or the print sides with a reading that it does not
    prove, an officer compares. Source: ICAO 9303-3, 4.9.
    """
    if _needs_no_zone(document, rule.types):
        return NOT_FOR_THIS_DOCUMENT
    zone = document.zone
    checks = zone.reading.proof.checks
    wrong = [name for name, state in checks.items() if state == "fail"]
    verdict = Ceiling.at(rule.max_wrong).judge(len(wrong), Unit("wrong check digits"))
    if len(wrong) > rule.max_wrong:
        clear = min(float(line.certainties.min()) for line in zone.reading.decoded)
        if clear < rule.sure_from or zone.reading.proof.explicable >= set(wrong):
            return verdict.doubted().because("perhaps-wrong", zone.where)
        details = quoted("digits", (getattr(rule.names, name) for name in wrong))
        return verdict.because("wrong", zone.where, details)
    if zone.reading.proof.doubtful or _is_denied(document):
        return verdict.doubted().because("in-doubt", zone.where)
    return verdict.because("right", zone.where)


def _needs_no_zone(document: IdentityFacts, types: tuple[str, ...]) -> bool:
    """Whether it has no zone and is known to be of a type that need not have one."""
    kind = document.kind
    return not document.zones and not kind.is_unknown and kind.type not in types


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
    """The greatest age of a living holder; documents that have a zone by international rule.

    ``max_days_to_issue``: by how many days the day of issue may lie after today.
    """

    types: tuple[str, ...]
    max_age_years: int
    max_days_to_issue: int


@check(
    "identity.mrz-plausible",
    reasons=(
        "plausible",
        "no-such-date",
        "dates-reversed",
        "issued-before-birth",
        "issued-after-expiry",
        "not-yet-issued",
        "too-old",
        "unknown-state",
        "no-zone",
    ),
)
def mrz_plausible(document: IdentityFacts, rule: PlausibleRule) -> Judgement:
    """What the machine-readable zone says is possible: dates exist and follow one another.

    Birth comes before issue and issue before expiry, nobody is older than the oldest, and the
    issuing state is one of ICAO's codes. A zone states no issue and two digits of a year: these
    are taken from the print, and left to an officer where it was not read clearly. So is a day of
    issue that has not come: on a visa it may be the first day of its validity.
    Sources: ICAO 9303-3, 4.8 (dates) and 5 (codes).
    """
    if _needs_no_zone(document, rule.types):
        return NOT_FOR_THIS_DOCUMENT
    zone = document.zone
    if not all(date.exists for date in _dates_of(zone)):
        return Judgement(Outcome.FAIL, "no-such-date", confidence=0.9, where=zone.where)
    for reason, told in _printed_impossibilities(document, rule):
        is_sure = all(one.is_sure for one in told)
        outcome = Outcome.FAIL if is_sure else Outcome.UNSURE
        where = tuple(place for one in told for place in one.where)
        return Judgement(outcome, reason, confidence=0.85 if is_sure else 0.5, where=where)
    for issued in _not_yet_issued(document, rule):
        return Judgement(Outcome.UNSURE, "not-yet-issued", confidence=0.5, where=issued.where)
    if not is_state_code(zone.values.issuer):
        return Judgement(Outcome.UNSURE, "unknown-state", confidence=0.5, where=zone.where)
    return Judgement(Outcome.PASS, "plausible", confidence=0.95, where=zone.where)


def _dates_of(zone: PlacedZone) -> tuple[ZoneDate, ...]:
    expiry = zone.values.expiry_date
    return (zone.values.birth_date, *((expiry,) if expiry else ()))


def _printed_impossibilities(
    document: IdentityFacts, rule: PlausibleRule
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """What stated dates make impossible, whichever of their meanings is taken, and which do."""
    births = statements_of(document, "birth_date")
    expiries = statements_of(document, "expiry_date")
    for birth in births:
        latest = dt.date.fromisoformat(max(birth.values))
        if _last_day(expiries, document.today).year - latest.year > rule.max_age_years:
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


def _last_day(expiries: Sequence[Statement], today: dt.date) -> dt.date:
    """Until when the holder must have lived: today, or the last day of an expired document."""
    days = (dt.date.fromisoformat(one.value) for one in expiries if one.part == "zone")
    return min((today, *days))


def _not_yet_issued(document: IdentityFacts, rule: PlausibleRule) -> Iterator[Statement]:
    """Stated days of issue that lie after today, whichever of their meanings is taken."""
    last = document.today + dt.timedelta(days=rule.max_days_to_issue)
    for issued in statements_of(document, "issue_date"):
        if min(issued.values) > last.isoformat():
            yield issued


def _is_before(first: Statement, second: Statement) -> bool:
    """Whether a day comes before another in every meaning of both; days are as YYYY-MM-DD."""
    return max(first.values) < min(second.values)
