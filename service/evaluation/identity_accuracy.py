"""What is measured on labelled identity documents: zones, check digits, barcodes, types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.evaluation.form_accuracy import FactCase
from service.evaluation.identity_cases import (
    BARCODE,
    CONTRADICTED,
    DIGITS,
    DOCUMENT,
    FACTS,
    ZONE,
    fact_cases,
    found_zone,
    is_text,
    licence_of,
)
from service.evaluation.identity_groups import groups_of
from service.evaluation.identity_licences import wrong_fields
from service.evaluation.identity_zones import (
    NAMES,
    VALUES,
    Zone,
    differences,
    labelled_zone,
    right_lines,
    unmarked_values,
    wrong_as_reported,
    wrong_values,
)
from service.evaluation.screened import ScreenedFile
from service.evaluation.statistics import Distribution, Proportion, proportion_of

#: Facts that are also counted by group.
GROUPED = (ZONE, DIGITS, DOCUMENT, BARCODE)
GREEN = "value read wrongly though every check digit holds"
EVERYTHING = "all pictures"


@dataclass(frozen=True, slots=True)
class GreenAccuracy:
    """Zones of which every check digit holds as read: what is wrong in them all the same.

    ``wrong``: files with a wrong value; ``unmarked``: those where that value is not marked as
    doubtful either; ``by_value``: the same for each value; ``names``: files with a wrong name,
    which no check digit covers; ``exact``: every character right.
    """

    wrong: Proportion
    unmarked: Proportion
    by_value: Mapping[str, Proportion]
    names: Proportion
    exact: Proportion


@dataclass(frozen=True, slots=True)
class IdentityAccuracy:
    """Everything measured on identity documents beyond the outcomes of the rules.

    ``facts``: share of files on which a labelled fact was found as labelled, by its name;
    ``lines``: single lines of zones; ``fields``: single fields of licences' texts;
    ``contradicted``: labels that contradict their own text; ``times_ms``: of whole screenings by
    category, in processes that share the machine.
    """

    files: int
    reported: Proportion
    facts: Mapping[str, Proportion]
    lines: Proportion
    green: GreenAccuracy
    fields: Proportion
    contradicted: int
    by_group: Mapping[str, Mapping[str, Proportion]]
    times_ms: Mapping[str, Distribution]
    wrong: tuple[FactCase, ...]


def measure_identity_accuracy(screened: Sequence[ScreenedFile]) -> IdentityAccuracy:
    """Measure everything that the labels of these files allow."""
    cases = [tuple(fact_cases(one)) for one in screened]
    every = [case for each in cases for case in each]
    zones = [
        (one, labelled, found_zone(one))
        for one in screened
        if (labelled := labelled_zone(one.label.truth)) is not None
    ]
    return IdentityAccuracy(
        files=len(screened),
        reported=proportion_of(one.report.get("status") == "complete" for one in screened),
        facts=_shares(every, FACTS),
        lines=_lines((labelled, found) for _, labelled, found in zones),
        green=measure_green((labelled, found) for _, labelled, found in zones),
        fields=_fields(screened),
        contradicted=sum(case.fact == CONTRADICTED for case in every),
        by_group=_by_group(screened, cases),
        times_ms=_times(screened),
        wrong=(*(case for case in every if not case.is_right), *_green_cases(zones)),
    )


def measure_green(zones: Iterable[tuple[Zone, Zone | None]]) -> GreenAccuracy:
    """What is wrong in zones whose check digits all hold and prove; pairs of labelled and found."""
    green = [
        (labelled, found)
        for labelled, found in zones
        if found and not found.failing and not found.unproved
    ]
    wrong = [wrong_as_reported(labelled, found) for labelled, found in green]
    return GreenAccuracy(
        wrong=proportion_of(_is_wrong(names) for names in wrong),
        unmarked=proportion_of(
            _is_wrong(unmarked_values(labelled, found)) for labelled, found in green
        ),
        by_value={value: proportion_of(value in names for names in wrong) for value in VALUES},
        names=proportion_of(NAMES in names for names in wrong),
        exact=proportion_of(labelled.lines == found.lines for labelled, found in green),
    )


def _is_wrong(names: tuple[str, ...]) -> bool:
    return any(name in VALUES for name in names)


def _green_cases(
    zones: Iterable[tuple[ScreenedFile, Zone, Zone | None]],
) -> Iterable[FactCase]:
    for one, labelled, found in zones:
        if found is None or found.failing:
            continue
        for name in wrong_values(labelled, found):
            if name in VALUES:
                unmarked = name in unmarked_values(labelled, found)
                mark = "not marked" if unmarked else "marked as doubtful"
                detail = f"{mark}: {differences(labelled, found)}"
                fact = f"{GREEN}: {name}"
                yield FactCase(one.label.file, fact, "as printed", "otherwise", detail, False)


def _shares(cases: Sequence[FactCase], facts: Sequence[str]) -> dict[str, Proportion]:
    """The share of each fact, without those that no label states."""
    shares = {
        fact: proportion_of(case.is_right for case in cases if case.fact == fact) for fact in facts
    }
    return {fact: share for fact, share in shares.items() if share.total}


def _lines(zones: Iterable[tuple[Zone, Zone | None]]) -> Proportion:
    counts = [(right_lines(labelled, found), len(labelled.lines)) for labelled, found in zones]
    return Proportion(sum(right for right, _ in counts), sum(total for _, total in counts))


def _fields(screened: Sequence[ScreenedFile]) -> Proportion:
    right = total = 0
    for one in filter(is_text, screened):
        licence, expected, _ = licence_of(one)
        total += len(expected)
        right += len(expected) - len(wrong_fields(licence, expected)) if licence else 0
    return Proportion(right, total)


def _by_group(
    screened: Sequence[ScreenedFile], cases: Sequence[tuple[FactCase, ...]]
) -> dict[str, dict[str, Proportion]]:
    members: dict[str, list[FactCase]] = {}
    for one, each in zip(screened, cases, strict=True):
        for group in groups_of(one.label):
            members.setdefault(group, []).extend(each)
    shares = {group: _shares(members[group], GROUPED) for group in sorted(members)}
    return {group: share for group, share in shares.items() if share}


def _times(screened: Sequence[ScreenedFile]) -> dict[str, Distribution]:
    """Times of whole screenings of pictures; texts of barcodes are refused at once."""
    times: dict[str, list[float]] = {}
    for one in screened:
        total_ms = one.report.get("timings_ms", {}).get("total")
        if total_ms is not None and not is_text(one):
            for name in (EVERYTHING, one.label.category or "no category"):
                times.setdefault(name, []).append(float(total_ms))
    summaries = {name: Distribution.of(values) for name, values in times.items()}
    return {name: one for name, one in summaries.items() if one is not None}
