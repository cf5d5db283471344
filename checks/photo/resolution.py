"""Whether the face has enough pixels, and detail behind them."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Floor, Verdict, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.resolution import Resolution


@dataclass(frozen=True, slots=True)
class ResolutionRule:
    """Limits of the pixels between the eyes, of those that carry detail, and of block contrast.

    ``natural_detail_share``: share of the pixels that carry detail from which nothing was enlarged.
    """

    inter_eye_px: Floor
    detail_px: Floor
    natural_detail_share: float
    block_contrast: Ceiling


@check(
    "photo.resolution",
    reasons=(
        "enough", "few-pixels", "little-detail", "blocks",
        "perhaps-few-pixels", "perhaps-little-detail", "perhaps-blocks",
    ),
)  # fmt: skip
def resolution(photo: PhotoFacts, rule: ResolutionRule) -> Judgement:
    """The face is made of enough pixels, and the pixels show real detail.

    Counts the pixels between the pupils at native resolution, then asks up to which spatial
    frequency the face shows detail: a small picture that was enlarged has many pixels and no fine
    detail, and so has one far out of focus. Square blocks of equal pixels are looked for as well.
    The number of pixels of the whole picture is another rule (photo.dimensions).
    Sources: ISO/IEC 39794-5 and 19794-5 (at least 90 pixels between the eyes).
    """
    found = photo.resolution
    verdicts = {
        "few-pixels": rule.inter_eye_px.judge(found.inter_eye_px),
        "blocks": rule.block_contrast.judge(found.block_contrast),
        "little-detail": _judge_detail(found, rule),
    }
    verdict = worst(*verdicts.values())
    fault = next(name for name, own in verdicts.items() if own.outcome is verdict.outcome)
    prefixes = {Outcome.FAIL: "", Outcome.UNSURE: "perhaps-"}
    passed = verdict.outcome is Outcome.PASS
    counts_pixels = passed or fault == "few-pixels"
    return Judgement(
        outcome=verdict.outcome,
        reason="enough" if passed else prefixes[verdict.outcome] + fault,
        measured=Measured(
            round(found.inter_eye_px if counts_pixels else found.detail_inter_eye_px), "px"
        ),
        required=Required(
            "px", min=(rule.inter_eye_px if counts_pixels else rule.detail_px).pass_from
        ),
        confidence=verdict.confidence,
        where=() if passed else (Where("box", photo.face_crop.box),),
        details={"pixels": round(found.inter_eye_px), "block_px": found.block_px},
    )


def _judge_detail(found: Resolution, rule: ResolutionRule) -> Verdict:
    """The detail behind the pixels; where nearly all of them carry some, it is as it should be."""
    if found.detail_inter_eye_px >= rule.natural_detail_share * found.inter_eye_px:
        return Verdict(Outcome.PASS, 0.9)
    return rule.detail_px.judge(found.detail_inter_eye_px)
