"""Whether the head stands out from the background."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Floor, Unit
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.separation import PartContrast, Separation

_CONTRAST = Unit("delta E")


@dataclass(frozen=True, slots=True)
class BackgroundSeparationRule:
    """Limits of the contrast with the background (CIELAB delta E): of the head, of shoulders."""

    head: Floor
    shoulders_from: float


@check(
    "photo.background-separation",
    reasons=(
        "distinct",
        "hair-merges",
        "hair-faint",
        "face-merges",
        "face-faint",
        "shoulders-merge",
        "no-background",
        "no-outline",
    ),
)
def background_separation(photo: PhotoFacts, rule: BackgroundSeparationRule) -> Judgement:
    """Hair and face stand out clearly from the background.

    Measured as the colour difference (CIELAB delta E) between the two sides of the outline,
    averaged over 3 mm on each side; the value is the contrast that a quarter of the outline of
    the hair or of the face undercuts. Shoulders that merge with the background only give advice.
    Sources: IMM 5445 (clear difference between face and background); method:
    models/separation.py.
    """
    separation = photo.separation
    part, contrast = _weakest_part(separation)
    verdict = rule.head.judge(contrast.weak, _CONTRAST)
    reasons = {
        Outcome.PASS: "shoulders-merge" if _shoulders_merge(separation, rule) else "distinct",
        Outcome.UNSURE: f"{part}-faint",
        Outcome.FAIL: f"{part}-merges",
    }
    where = () if verdict.outcome is Outcome.PASS else _place(photo, contrast)
    return verdict.because(reasons[verdict.outcome], where)


def _weakest_part(separation: Separation) -> tuple[str, PartContrast]:
    parts = {"hair": separation.hair, "face": separation.face}
    seen = {name: contrast for name, contrast in parts.items() if contrast is not None}
    if not seen:
        raise NotMeasurable("no-outline")
    return min(seen.items(), key=lambda item: item[1].weak)


def _shoulders_merge(separation: Separation, rule: BackgroundSeparationRule) -> bool:
    shoulders = separation.shoulders
    return shoulders is not None and shoulders.typical < rule.shoulders_from


def _place(photo: PhotoFacts, contrast: PartContrast) -> tuple[Where, ...]:
    """A box of half an inter-eye distance around the point of least contrast."""
    x, y = contrast.weakest
    half = photo.face.inter_eye_px / 4
    left, right = max(0.0, x - half), min(float(photo.width_px), x + half)
    top, bottom = max(0.0, y - half), min(float(photo.height_px), y + half)
    return (Where("box", ((left, top), (right, bottom))),)
