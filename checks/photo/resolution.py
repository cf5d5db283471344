"""Whether the face has enough pixels, and detail behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.resolution import Resolution

_INTER_EYE = Unit("px between the eyes")


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
        "few-pixels": rule.inter_eye_px.judge(found.inter_eye_px, _INTER_EYE),
        "blocks": rule.block_contrast.judge(found.block_contrast, Unit("block contrast")),
        "little-detail": _judge_detail(found, rule),
    }
    fault, verdict = decisive(verdicts)
    reasons = {Outcome.PASS: "enough", Outcome.UNSURE: f"perhaps-{fault}", Outcome.FAIL: fault}
    return verdict.because(
        reasons[verdict.outcome],
        where=() if verdict.outcome is Outcome.PASS else (Where("box", photo.face_crop.box),),
        # Rounded down, so that no text says that a number below the limit reaches it.
        details={
            "pixels": math.floor(found.inter_eye_px),
            "detail_pixels": math.floor(found.detail_inter_eye_px),
        },
    )


def _judge_detail(found: Resolution, rule: ResolutionRule) -> Verdict:
    """The detail behind the pixels; where nearly all of them carry some, it is as it should be."""
    if found.detail_inter_eye_px >= rule.natural_detail_share * found.inter_eye_px:
        return Verdict(Outcome.PASS, 0.9)
    return rule.detail_px.judge(found.detail_inter_eye_px, Unit("px of detail between the eyes"))
