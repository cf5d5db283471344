"""Shape and pixel count of the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.limits import Range, Unit, Verdict, decisive, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.estimate import Estimate

_WIDTH, _HEIGHT = Unit("px of width"), Unit("px of height")


@dataclass(frozen=True, slots=True)
class DimensionsRule:
    """Width to height of the picture, and the pixels that it must and may have."""

    aspect_ratio: Range
    min_width_px: int
    min_height_px: int
    max_width_px: int
    max_height_px: int


@check("photo.dimensions", reasons=("within", "too-few-pixels", "too-many-pixels", "wrong-shape"))
def dimensions(photo: PhotoFacts, rule: DimensionsRule) -> Judgement:
    """The picture has the shape of the finished photo and the number of pixels asked for.

    Counted in pixels of the whole upright picture; the shape is width divided by height. Pixel
    counts are exact, so this rule is never unsure. The resolution that a file states plays no part.
    """
    reason, verdict = decisive(_verdicts(photo, rule), stated="wrong-shape")
    details = {
        "width": photo.image.width,
        "height": photo.image.height,
        "min_width": rule.min_width_px,
        "min_height": rule.min_height_px,
        "max_width": rule.max_width_px,
        "max_height": rule.max_height_px,
        "frame_width": photo.frame.width_mm,
        "frame_height": photo.frame.height_mm,
    }
    return verdict.because("within" if verdict.outcome is Outcome.PASS else reason, details=details)


def _verdicts(photo: PhotoFacts, rule: DimensionsRule) -> dict[str, Verdict]:
    """One verdict for each reason to refuse a picture."""
    width, height = Estimate.exact(photo.image.width), Estimate.exact(photo.image.height)
    shape = Estimate.exact(photo.image.width / photo.image.height)
    return {
        "too-few-pixels": worst(
            Range(rule.min_width_px, math.inf).judge(width, _WIDTH),
            Range(rule.min_height_px, math.inf).judge(height, _HEIGHT),
        ),
        "too-many-pixels": worst(
            Range(-math.inf, rule.max_width_px).judge(width, _WIDTH),
            Range(-math.inf, rule.max_height_px).judge(height, _HEIGHT),
        ),
        "wrong-shape": rule.aspect_ratio.judge(shape, Unit("width/height")),
    }
