"""Errors of chin, eyes, crown and face height against the points that people marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.evaluation.screened import ScreenedFile
from service.evaluation.statistics import Distribution, Proportion, proportion_of

#: The middle of 31..36 mm. Corpus pictures are not framed as ID photos, so an error is stated as
#: if each were printed with its marked face this high: its share of the marked height, times this.
NOMINAL_FACE_HEIGHT_MM = 33.5

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PointErrors:
    """Distances between found and marked points of one file, as shares of the face height.

    ``chin_along_axis`` and ``crown_along_axis`` count only the direction from chin to crown.
    ``eyes``: mean of both. ``face_height``: signed, found minus marked. ``interval``: low and
    high of the stated height, and ``marked_inside``: whether it holds the marked height.
    """

    file: str
    groups: tuple[str, ...]
    chin: float
    chin_along_axis: float
    eyes: float
    crown_along_axis: float
    face_height: float
    interval: tuple[float, float]
    marked_inside: bool


@dataclass(frozen=True, slots=True)
class HeightAccuracy:
    """Errors of the face height in mm at a nominal face height of 33.5 mm.

    ``error``: absolute; ``bias``: mean signed error; ``coverage``: intervals that hold the marked
    height; ``interval_width``: high minus low; ``excess``: mean error minus that of all people
    (None for all people).
    """

    error_mm: Distribution
    bias_mm: float
    coverage: Proportion
    interval_width_mm: Distribution
    excess_mm: float | None


@dataclass(frozen=True, slots=True)
class GeometryAccuracy:
    """Errors over all marked files.

    ``points_percent``: errors in percent of the face height by point; ``not_found``: marked
    files without a measured face; ``largest_mm``: the files with the largest errors of the face
    height.
    """

    points_percent: Mapping[str, Distribution]
    height: HeightAccuracy | None
    height_by_group: Mapping[str, HeightAccuracy]
    points_by_group_percent: Mapping[str, Mapping[str, Distribution]]
    not_found: tuple[str, ...]
    largest_mm: Mapping[str, float]


POINTS = ("chin", "chin_along_axis", "eyes", "crown_along_axis")


def measure_geometry(screened: Sequence[ScreenedFile]) -> GeometryAccuracy:
    """Compare the measured points with the marked ones on every file that has them."""
    marked = [one for one in screened if _is_marked(one.label.truth)]
    errors = [_errors(one) for one in marked if "chin" in one.facts]
    overall = _height_accuracy(errors, None)
    groups = sorted({group for entry in errors for group in entry.groups})
    members = {group: [e for e in errors if group in e.groups] for group in groups}
    by_group = {group: _height_accuracy(entries, overall) for group, entries in members.items()}
    ranked = sorted(errors, key=lambda entry: -abs(entry.face_height))[:10]
    return GeometryAccuracy(
        points_percent=_points(errors),
        height=overall,
        height_by_group={group: entry for group, entry in by_group.items() if entry is not None},
        points_by_group_percent={group: _points(members[group]) for group in groups},
        not_found=tuple(one.label.file for one in marked if "chin" not in one.facts),
        largest_mm={entry.file: entry.face_height * NOMINAL_FACE_HEIGHT_MM for entry in ranked},
    )


def _is_marked(truth: Mapping[str, Any]) -> bool:
    return all(_is_numeric(truth.get(name)) for name in ("chin", "crown_approx", "eyes"))


def _is_numeric(points: Any) -> bool:
    try:
        array = np.asarray(points, np.float64)
    except (TypeError, ValueError):
        return False
    return array.shape in ((2,), (2, 2)) and bool(np.isfinite(array).all())


def _errors(one: ScreenedFile) -> PointErrors:
    truth, facts = one.label.truth, one.facts
    marked_eyes, found_eyes = _left_to_right(truth["eyes"]), _left_to_right(facts["eyes"])
    chin, crown = np.asarray(truth["chin"], float), np.asarray(truth["crown_approx"], float)
    up = _up(marked_eyes)
    height_px = float((crown - chin) @ up)
    chin_offset = np.asarray(facts["chin"], float) - chin
    crown_offset = np.asarray(facts["crown"], float) - crown
    found_px, low_px, high_px = _found_height_px(facts)
    return PointErrors(
        file=one.label.file,
        groups=one.label.groups,
        chin=float(np.linalg.norm(chin_offset)) / height_px,
        chin_along_axis=abs(float(chin_offset @ up)) / height_px,
        eyes=float(np.linalg.norm(found_eyes - marked_eyes, axis=1).mean()) / height_px,
        crown_along_axis=abs(float(crown_offset @ up)) / height_px,
        face_height=found_px / height_px - 1.0,
        interval=(low_px / height_px, high_px / height_px),
        marked_inside=low_px <= height_px <= high_px,
    )


def _found_height_px(facts: Mapping[str, Any]) -> tuple[float, float, float]:
    """Value, low and high of the measured face height in pixels."""
    height_mm = facts["face_height_mm"]
    px_per_mm = facts["face_height_ratio"] * facts["height"] / height_mm["value"]
    value, low, high = (float(height_mm[key]) * px_per_mm for key in ("value", "low", "high"))
    return value, low, high


def _left_to_right(eyes: Any) -> Vector:
    """Two eyes in the order in which they stand in the picture."""
    array = np.asarray(eyes, np.float64)
    return np.asarray(array[np.argsort(array[:, 0])], np.float64)


def _up(eyes: Vector) -> Vector:
    """Unit vector perpendicular to the eye line, towards the crown (y grows downwards)."""
    across = eyes[1] - eyes[0]
    across = across / np.linalg.norm(across)
    return np.array([across[1], -across[0]])


def _points(errors: Sequence[PointErrors]) -> Mapping[str, Distribution]:
    summaries = {
        name: Distribution.of([100.0 * getattr(entry, name) for entry in errors]) for name in POINTS
    }
    return {name: summary for name, summary in summaries.items() if summary is not None}


def _height_accuracy(
    errors: Sequence[PointErrors], overall: HeightAccuracy | None
) -> HeightAccuracy | None:
    signed_mm = [entry.face_height * NOMINAL_FACE_HEIGHT_MM for entry in errors]
    error_mm = Distribution.of([abs(error) for error in signed_mm])
    width_mm = Distribution.of(
        [(entry.interval[1] - entry.interval[0]) * NOMINAL_FACE_HEIGHT_MM for entry in errors]
    )
    if error_mm is None or width_mm is None:
        return None
    return HeightAccuracy(
        error_mm=error_mm,
        bias_mm=float(np.mean(signed_mm)),
        coverage=proportion_of(entry.marked_inside for entry in errors),
        interval_width_mm=width_mm,
        excess_mm=None if overall is None else error_mm.mean - overall.error_mm.mean,
    )
