"""Whether the face is in focus and free of motion blur."""

from __future__ import annotations

import math
from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Range, Unit, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check

_BLUR = Unit("% of the inter-eye distance")


@dataclass(frozen=True, slots=True)
class SharpnessRule:
    """Largest blur, and what is called motion.

    ``max_blur``: standard deviation in percent of the inter-eye distance; ``motion_ratio``: most
    by least blurred direction.
    """

    max_blur: float
    motion_ratio: float


@check(
    "photo.sharpness",
    reasons=("sharp", "out-of-focus", "motion", "soft", "no-contours"),
)
def sharpness(photo: PhotoFacts, rule: SharpnessRule) -> Judgement:
    """The face is sharp and in focus.

    Measured as the standard deviation of the blur at the contours of eyes, lids and brows, in
    percent of the inter-eye distance: that is the same whatever the number of pixels, the
    contrast of the skin or a beard. Contours across the direction of a movement are judged by
    themselves, so motion blur is found too. The interval is wide where few pixels alone would
    explain the blur; where it crosses the limit, an officer decides.
    Sources: IMM 5445 (clear, sharp and in focus); method: models/sharpness.py.
    """
    blur = photo.blur
    if blur is None:
        return Judgement(Outcome.UNSURE, "no-contours", confidence=0.5)
    allowed = Range(-math.inf, rule.max_blur)
    widths = {"across": blur.widest, "all-over": blur.width}
    name, verdict = decisive({n: allowed.judge(width, _BLUR) for n, width in widths.items()})
    has_direction = blur.direction_ratio >= rule.motion_ratio
    moved = name == "across" and has_direction and blur.widest.value > blur.width.value
    reasons = {
        Outcome.PASS: "sharp",
        Outcome.UNSURE: "soft",
        Outcome.FAIL: "motion" if moved else "out-of-focus",
    }
    mm_per_percent = photo.face.inter_eye_px * photo.mm_per_px / 100
    return verdict.because(
        reasons[verdict.outcome],
        where=(Where("box", (blur.box[:2], blur.box[2:])),),
        details={"blur_mm": widths[name].value * mm_per_percent},
    )
