"""What is measured on labelled photos: geometry, portraits, expression, number of faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.evaluation.photo_geometry import GeometryAccuracy, measure_geometry
from service.evaluation.screened import ScreenedFile
from service.evaluation.statistics import Proportion, proportion_of

EXPRESSION = "photo.expression"
FACE_COUNT = "photo.face-count"

#: Folders of the corpora that hold neutral portraits taken in a studio, face to the camera.
STUDIO_CATEGORIES = ("frontal_neutral", "near_passport")


@dataclass(frozen=True, slots=True)
class GroupedProportion:
    """A share over all people and by group."""

    all: Proportion
    by_group: Mapping[str, Proportion]


@dataclass(frozen=True, slots=True)
class ExpressionAccuracy:
    """How smiles and neutral faces come out.

    ``teeth_failed``: smiles with teeth that fail; ``slight_doubted``: slight smiles that fail
    or are unsure; ``neutral_failed``: neutral faces that fail.
    """

    teeth_failed: GroupedProportion
    slight_doubted: GroupedProportion
    neutral_failed: GroupedProportion
    neutral_unsure: GroupedProportion


@dataclass(frozen=True, slots=True)
class CountAccuracy:
    """Files on which none, one or several faces were rightly found.

    ``accepted_without_face``: files without a face whose face count passes; ``wrong``: file ->
    (labelled, found).
    """

    right: Proportion
    by_class: Mapping[str, Proportion]
    accepted_without_face: Proportion
    wrong: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PhotoAccuracy:
    """Everything measured on photos beyond the outcomes of the rules.

    ``portrait_fails`` and ``portrait_unsure``: rule -> share of neutral studio portraits.
    """

    files: int
    geometry: GeometryAccuracy
    portraits: int
    portrait_fails: Mapping[str, GroupedProportion]
    portrait_unsure: Mapping[str, GroupedProportion]
    expression: ExpressionAccuracy
    face_count: CountAccuracy


def measure_photo_accuracy(screened: Sequence[ScreenedFile]) -> PhotoAccuracy:
    """Measure everything that the labels of these photos allow."""
    portraits = [one for one in screened if is_neutral_portrait(one.label.truth)]
    rules = sorted(
        {finding["rule"] for one in screened for finding in one.report.get("findings", [])}
    )
    return PhotoAccuracy(
        files=len(screened),
        geometry=measure_geometry(screened),
        portraits=len(portraits),
        portrait_fails={rule: _share(portraits, _has(rule, "fail")) for rule in rules},
        portrait_unsure={rule: _share(portraits, _has(rule, "unsure")) for rule in rules},
        expression=_expression(screened),
        face_count=_face_count(screened),
    )


def is_neutral_portrait(truth: Mapping[str, Any]) -> bool:
    """Whether the labels say: a studio portrait, face to the camera, with a neutral expression."""
    return truth.get("category") in STUDIO_CATEGORIES and expression_of(truth) == "neutral"


def expression_of(truth: Mapping[str, Any]) -> str | None:
    """``neutral``, ``smiling`` or None where the label does not say."""
    stated = str(truth.get("expression") or _detail(truth, "expr")).lower()
    if stated.startswith("smil"):
        return "smiling"
    return "neutral" if stated == "neutral" else None


def _detail(truth: Mapping[str, Any], name: str) -> str:
    labels = truth.get("labels")
    return str(labels.get(name, "")) if isinstance(labels, dict) else ""


def _has(rule: str, *outcomes: str) -> Callable[[ScreenedFile], bool]:
    return lambda one: one.outcome(rule) in outcomes


def _share(
    screened: Iterable[ScreenedFile], holds: Callable[[ScreenedFile], bool]
) -> GroupedProportion:
    listed = list(screened)
    groups = sorted({group for one in listed for group in one.label.groups})
    return GroupedProportion(
        all=proportion_of(holds(one) for one in listed),
        by_group={
            group: proportion_of(holds(one) for one in listed if group in one.label.groups)
            for group in groups
        },
    )


def _expression(screened: Sequence[ScreenedFile]) -> ExpressionAccuracy:
    assessed = [one for one in screened if one.outcome(EXPRESSION) is not None]
    teeth = [
        one
        for one in assessed
        if one.label.expected.get(EXPRESSION) == "fail"
        and _detail(one.label.truth, "mouth") == "teeth_visible"
    ]
    slight = [one for one in assessed if one.label.truth.get("smile_is_slight") is True]
    neutral = [one for one in assessed if expression_of(one.label.truth) == "neutral"]
    return ExpressionAccuracy(
        teeth_failed=_share(teeth, _has(EXPRESSION, "fail")),
        slight_doubted=_share(slight, _has(EXPRESSION, "fail", "unsure")),
        neutral_failed=_share(neutral, _has(EXPRESSION, "fail")),
        neutral_unsure=_share(neutral, _has(EXPRESSION, "unsure")),
    )


def _face_count(screened: Sequence[ScreenedFile]) -> CountAccuracy:
    labelled = [(one, _count_class(one.label.truth.get("faces"))) for one in screened]
    pairs = [(one, truth, _found_count(one)) for one, truth in labelled if truth is not None]
    return CountAccuracy(
        right=proportion_of(truth == found for _, truth, found in pairs),
        by_class={
            name: proportion_of(truth == found for _, truth, found in pairs if truth == name)
            for name in ("none", "one", "several")
        },
        accepted_without_face=proportion_of(
            one.outcome(FACE_COUNT) == "pass" for one, truth, _ in pairs if truth == "none"
        ),
        wrong={one.label.file: (truth, found) for one, truth, found in pairs if truth != found},
    )


def _found_count(one: ScreenedFile) -> str:
    """The count that the face-count finding states, else the number of faces measured."""
    measured = (one.finding(FACE_COUNT) or {}).get("measured") or {}
    return _count_class(measured.get("value", one.facts.get("faces"))) or "not measured"


def _count_class(faces: Any) -> str | None:
    if isinstance(faces, str):
        return "several" if faces == "several" else None
    if not isinstance(faces, int | float):
        return None
    return "none" if faces < 1 else "one" if faces < 2 else "several"
