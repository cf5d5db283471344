"""Whether the parts of a document say the same: zone, barcode and print."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome
from checks.identity.names_stated import NameStatement, name_statements
from checks.identity.statements import MATTERS, Matter, Statement, statements
from checks.identity.words import Word, quoted
from checks.identity_facts import IdentityFacts
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.names import NameComparison, Relation, compare_names


@dataclass(frozen=True, slots=True)
class MatterNames:
    """The matters that are compared, as a message names them."""

    number: Word
    birth_date: Word
    issue_date: Word
    expiry_date: Word
    sex: Word
    nationality: Word


@dataclass(frozen=True, slots=True)
class AgreementRule:
    """How many matters may differ, and what they are called."""

    max_different: int
    names: MatterNames


@check(
    "identity.fields-agree", reasons=("agree", "differ", "perhaps-differ", "one-part", "no-part")
)
def fields_agree(document: IdentityFacts, rule: AgreementRule) -> Judgement:
    """What the zone, the barcode and the print say of the same matter is the same.

    Number, dates, sex and nationality are compared one by one. A difference in characters that
    were not read clearly is left to an officer. Source: ICAO 9303-3, 3.1 (zone and print).
    """
    told = statements(document)
    compared = [matter for matter in MATTERS if len(_parts(told, matter)) > 1]
    if not compared:
        return Judgement(Outcome.PASS, "one-part" if told else "no-part", confidence=0.9)
    different = [matter for matter in compared if _differs(told, matter)]
    verdict = Ceiling.at(rule.max_different).judge(len(different), Unit("fields that differ"))
    if not different:
        return verdict.because("agree")
    where = tuple(place for one in told if one.matter in different for place in one.where)
    details = quoted("matters", (getattr(rule.names, matter) for matter in different))
    if all(_is_unclear(told, matter) for matter in different):
        return verdict.doubted().because("perhaps-differ", where, details)
    return verdict.because("differ", where, details)


def _parts(told: Sequence[Statement], matter: Matter) -> list[Statement]:
    return [one for one in told if one.matter == matter]


def _differs(told: Sequence[Statement], matter: Matter) -> bool:
    return any(not first.agrees_with(second) for first, second in _pairs(told, matter))


def _pairs(told: Sequence[Statement], matter: Matter) -> Iterator[tuple[Statement, Statement]]:
    return itertools.combinations(_parts(told, matter), 2)


def _is_unclear(told: Sequence[Statement], matter: Matter) -> bool:
    """Whether every difference involves a part that was not read clearly, or not cut out well."""
    sure = [one for one in told if one.is_sure]
    return all(
        first.agrees_with(second) or first.may_agree_with(second)
        for first, second in _pairs(sure, matter)
    )


@dataclass(frozen=True, slots=True)
class NameRule:
    """Kinds of differences between names: those that are none, and those left to an officer."""

    harmless: tuple[Relation, ...]
    open: tuple[Relation, ...]


@check(
    "identity.name-agrees",
    reasons=("agree", "other-spelling", "differ", "open", "one-part", "no-part"),
)
def name_agrees(document: IdentityFacts, rule: NameRule) -> Judgement:
    """The holder's name is the same in the zone, the barcode and the print.

    Transliteration, a cut name and the order of words are no difference; words that are added,
    missing, joined, or moved from surname to given names are left to an officer, because names
    carry no check digit. Sources: ICAO 9303-3, 6
    (transliteration) and 4.6 (truncation).
    """
    told = name_statements(document)
    judged = [_judged(*pair, rule) for pair in itertools.combinations(told, 2)]
    if not judged:
        return Judgement(Outcome.PASS, "one-part" if told else "no-part", confidence=0.9)
    order = (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS)
    return min(judged, key=lambda one: (order.index(one.outcome), -one.confidence))


def _judged(first: NameStatement, second: NameStatement, rule: NameRule) -> Judgement:
    compared = _compared(first, second, rule)
    measured = Measured(100 * compared.similarity, "% of letters alike")
    where = (*first.where, *second.where)
    if compared.relation == "same":
        return Judgement(Outcome.PASS, "agree", measured, confidence=0.95, where=where)
    if compared.relation in rule.harmless:
        return Judgement(Outcome.PASS, "other-spelling", measured, confidence=0.9, where=where)
    is_sure = first.is_sure and second.is_sure
    if compared.relation in rule.open or not is_sure:
        return Judgement(Outcome.UNSURE, "open", measured, confidence=0.5, where=where)
    return Judgement(Outcome.FAIL, "differ", measured, confidence=0.85, where=where)


def _compared(first: NameStatement, second: NameStatement, rule: NameRule) -> NameComparison:
    """The comparison of the whole names, or of a line that repeats one and makes no difference."""
    accepted = {"same", *rule.harmless}
    own = compare_names(first.name, second.name)
    if own.relation in accepted:
        return own
    repeated = (
        compare_names(one, other)
        for one in (first.name, *first.repeated)
        for other in (second.name, *second.repeated)
    )
    return next((found for found in repeated if found.relation in accepted), own)
