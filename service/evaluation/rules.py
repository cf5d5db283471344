"""How often each rule's outcome is the expected one, over all files and by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.evaluation.screened import ScreenedFile
from service.evaluation.statistics import Proportion, proportion_of

OUTCOMES = ("pass", "fail", "unsure", "not-assessed", "manual")


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Shares of wrong and of open outcomes.

    ``false_fail``: fails among files that should pass. ``false_pass``: passes among files
    that should fail. ``unsure``: files left to an officer among all with a certain label.
    """

    false_fail: Proportion
    false_pass: Proportion
    unsure: Proportion


@dataclass(frozen=True, slots=True)
class RuleAccuracy:
    """One rule's outcomes.

    ``confusion``: expected outcome -> found outcome -> files; ``found`` counts all files,
    labelled or not.
    """

    rule: str
    found: Mapping[str, int]
    confusion: Mapping[str, Mapping[str, int]]
    rates: ErrorRates
    by_group: Mapping[str, ErrorRates]


@dataclass(frozen=True, slots=True)
class WrongCase:
    """A file whose outcome contradicts its label, with what was measured."""

    file: str
    rule: str
    expected: str
    found: str
    reason: str
    value: float | str | None


def measure_rules(screened: Sequence[ScreenedFile]) -> tuple[RuleAccuracy, ...]:
    """Compare the outcomes of every rule that ran or is expected with the labels."""
    ran = {rule for one in screened for rule in one.rules}
    labelled = {rule for one in screened for rule in one.label.expected}
    return tuple(_measure_rule(rule, screened) for rule in sorted(ran | labelled))


def _measure_rule(rule: str, screened: Sequence[ScreenedFile]) -> RuleAccuracy:
    pairs = [
        (one.label.expected[rule], str(one.outcome(rule)), one)
        for one in screened
        if rule in one.label.expected and one.outcome(rule) is not None
    ]
    confusion: dict[str, Counter[str]] = {}
    for expected, found, _ in pairs:
        confusion.setdefault(expected, Counter())[found] += 1
    groups = sorted({group for _, _, one in pairs for group in one.label.groups})
    return RuleAccuracy(
        rule=rule,
        found=Counter(o for o in (one.outcome(rule) for one in screened) if o is not None),
        confusion=confusion,
        rates=_rates((expected, found) for expected, found, _ in pairs),
        by_group={
            group: _rates((e, f) for e, f, one in pairs if group in one.label.groups)
            for group in groups
        },
    )


def _rates(pairs: Iterable[tuple[str, str]]) -> ErrorRates:
    listed = list(pairs)
    return ErrorRates(
        false_fail=proportion_of(
            found == "fail" for expected, found in listed if expected == "pass"
        ),
        false_pass=proportion_of(
            found == "pass" for expected, found in listed if expected == "fail"
        ),
        unsure=proportion_of(found == "unsure" for _, found in listed),
    )


def wrong_cases(screened: Sequence[ScreenedFile]) -> tuple[WrongCase, ...]:
    """Every file and rule where pass was found for fail, fail for pass, or nothing was found."""
    cases = (
        _case(one, rule, expected)
        for one in screened
        for rule, expected in sorted(one.label.expected.items())
        if one.outcome(rule) is not None
    )
    return tuple(sorted((c for c in cases if _is_wrong(c)), key=lambda c: (c.rule, c.file)))


def _is_wrong(case: WrongCase) -> bool:
    return case.found != case.expected and case.found not in ("unsure", "manual")


def _case(one: ScreenedFile, rule: str, expected: str) -> WrongCase:
    finding = one.finding(rule) or {}
    measured = finding.get("measured") or {}
    return WrongCase(
        file=one.label.file,
        rule=rule,
        expected=expected,
        found=str(one.outcome(rule)),
        reason=str(finding.get("reason", one.failure or "")),
        value=measured.get("value"),
    )
