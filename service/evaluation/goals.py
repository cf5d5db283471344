"""Whether the measured figures reach the goals that docscreen sets itself (``goals.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from service.evaluation.form_accuracy import FormAccuracy
from service.evaluation.identity_accuracy import IdentityAccuracy
from service.evaluation.identity_cases import DOCUMENT, LICENCE, NO_ZONE, RENDERED, ZONE
from service.evaluation.markdown import HOLDS, NOTHING
from service.evaluation.photo_accuracy import GroupedProportion, PhotoAccuracy
from service.evaluation.photo_geometry import GeometryAccuracy, HeightAccuracy
from service.evaluation.statistics import Proportion

GOALS_PATH = Path(__file__).with_name("goals.toml")


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure with its limit; ``value`` is None where the corpus has no case to measure."""

    name: str
    value: float | None
    comparison: Literal["at most", "at least"]
    limit: float
    unit: str

    @property
    def holds(self) -> bool | None:
        """Whether the figure reaches the goal; None where it was not measured."""
        if self.value is None:
            return None
        return (
            self.value <= self.limit if self.comparison == "at most" else self.value >= self.limit
        )


def photo_goals(accuracy: PhotoAccuracy) -> tuple[Goal, ...]:
    """All goals for photos with the figures measured."""
    table = tomllib.loads(GOALS_PATH.read_text("utf-8"))
    return (
        *_geometry_goals(accuracy.geometry, table),
        *_portrait_goals(accuracy.portrait_fails, table["portraits"]),
        *_expression_goals(accuracy, table["expression"]),
        *_count_goals(accuracy, table["face_count"]),
    )


def form_goals(accuracy: FormAccuracy) -> tuple[Goal, ...]:
    """All goals for PDFs with the figures measured."""
    table = tomllib.loads(GOALS_PATH.read_text("utf-8"))["forms"]
    origin = accuracy.origin
    shares = {
        "origin, exact": (origin.exact, "origin_exact_min"),
        "origin, coarse": (origin.coarse, "origin_coarse_min"),
        "complete report in time": (accuracy.reported, "reported_min"),
        **{fact: (share, "facts_min") for fact, share in accuracy.facts.items()},
    }
    called_scanned = origin.digital_called_scanned.share
    return (
        *(
            Goal(name, share.share, "at least", table[limit], "share")
            for name, (share, limit) in shares.items()
        ),
        Goal(
            "digital called scanned",
            called_scanned,
            "at most",
            table["digital_called_scanned_max"],
            "share",
        ),
    )


def identity_goals(accuracy: IdentityAccuracy) -> tuple[Goal, ...]:
    """All goals for identity documents with the figures measured."""
    table = tomllib.loads(GOALS_PATH.read_text("utf-8"))["identity"]
    facts, none = accuracy.facts, Proportion(0, 0)
    shares = {
        ZONE: (facts.get(ZONE, none), "zone_exact_min"),
        NO_ZONE: (facts.get(NO_ZONE, none), "no_zone_invented_min"),
        DOCUMENT: (facts.get(DOCUMENT, none), "document_type_min"),
        LICENCE: (facts.get(LICENCE, none), "licence_fields_min"),
        RENDERED: (facts.get(RENDERED, none), "rendered_barcode_min"),
        "complete report in time": (accuracy.reported, "reported_min"),
    }
    limit = table["wrong_though_green_max"]
    wrong = accuracy.green.wrong.share
    name = "every check digit holds, yet a value is wrong"
    return (
        *(Goal(n, s.share, "at least", table[least], "share") for n, (s, least) in shares.items()),
        Goal(name, wrong, "at most", limit, "share"),
    )


def goal_rows(goals: tuple[Goal, ...]) -> Iterator[tuple[str, ...]]:
    """Each goal as a row of a page: name, figure, limit, whether it holds."""
    for goal in goals:
        value = NOTHING if goal.value is None else f"{goal.value:.3f}"
        yield goal.name, value, f"{goal.comparison} {goal.limit:g} {goal.unit}", HOLDS[goal.holds]


def _geometry_goals(geometry: GeometryAccuracy, table: Mapping[str, Any]) -> Iterator[Goal]:
    for point in ("chin", "eyes"):
        summary = geometry.points_percent.get(point)
        mean = None if summary is None else summary.mean
        limit = table["geometry"][f"{point}_mean_percent"]
        yield Goal(f"{point}, mean error", mean, "at most", limit, "% of face height")
    if geometry.height is not None:
        yield from _height_goals(geometry.height, geometry.height_by_group, table["face_height"])


def _height_goals(
    height: HeightAccuracy, by_group: Mapping[str, HeightAccuracy], limits: Mapping[str, float]
) -> Iterator[Goal]:
    error, coverage = height.error_mm, height.coverage.share
    yield Goal("face height, mean error", error.mean, "at most", limits["error_mean_mm"], "mm")
    yield Goal("face height, 95 % of errors", error.p95, "at most", limits["error_p95_mm"], "mm")
    yield Goal(
        "interval holds marked height", coverage, "at least", limits["coverage_min"], "share"
    )
    yield Goal("interval holds marked height", coverage, "at most", limits["coverage_max"], "share")
    for group, entry in by_group.items():
        if group.startswith(("sex", "ethnicity")):
            name = f"face height, excess error of {group}"
            yield Goal(name, entry.excess_mm, "at most", limits["group_excess_mm"], "mm")


def _portrait_goals(
    fails: Mapping[str, GroupedProportion], table: Mapping[str, Any]
) -> Iterator[Goal]:
    """The worst rule over all portraits, and in each group."""
    judged = {rule: share for rule, share in fails.items() if rule not in table["exempt"]}
    groups = sorted({group for share in judged.values() for group in share.by_group})
    limit = table["fail_share_max"]
    everyone = {rule: share.all for rule, share in judged.items()}
    yield _worst_rule("neutral portraits", everyone, limit)
    for group in groups:
        members = {r: s.by_group[group] for r, s in judged.items() if group in s.by_group}
        yield _worst_rule(f"neutral portraits, {group}", members, limit)


def _worst_rule(people: str, shares: Mapping[str, Proportion], limit: float) -> Goal:
    known = {rule: share.share for rule, share in shares.items() if share.share is not None}
    worst = max(known, key=lambda rule: known[rule], default=None)
    value = None if worst is None else known[worst]
    named = f" ({worst})" if value else ""
    return Goal(f"{people}: failed by one rule{named}", value, "at most", limit, "share")


def _expression_goals(accuracy: PhotoAccuracy, limits: Mapping[str, float]) -> Iterator[Goal]:
    found = accuracy.expression
    teeth, slight, neutral = (
        entry.all.share
        for entry in (found.teeth_failed, found.slight_doubted, found.neutral_failed)
    )
    yield Goal("smiles with teeth fail", teeth, "at least", limits["teeth_failed_min"], "share")
    yield Goal("slight smiles doubted", slight, "at least", limits["slight_doubted_min"], "share")
    yield Goal("neutral faces fail", neutral, "at most", limits["neutral_failed_max"], "share")


def _count_goals(accuracy: PhotoAccuracy, limits: Mapping[str, float]) -> Iterator[Goal]:
    count = accuracy.face_count
    accepted = count.accepted_without_face.share
    yield Goal("number of faces right", count.right.share, "at least", limits["right_min"], "share")
    yield Goal(
        "no face, yet face count passes",
        accepted,
        "at most",
        limits["accepted_without_face_max"],
        "share",
    )
