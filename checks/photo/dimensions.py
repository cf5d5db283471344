"""Shape and pixel count of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.limits import Range
from checks.photo_facts import PhotoFacts
from checks.registry import check


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

    Counted in pixels of the upright picture; the shape is width divided by height. Pixel counts
    are exact, so this rule is never unsure. The resolution that a file states plays no part.
    """
    width, height = photo.width_px, photo.height_px
    size = f"{width} x {height}"
    details = {
        "width": width,
        "height": height,
        "min_width": rule.min_width_px,
        "min_height": rule.min_height_px,
        "max_width": rule.max_width_px,
        "max_height": rule.max_height_px,
        "frame_width": photo.frame.width_mm,
        "frame_height": photo.frame.height_mm,
    }
    if width < rule.min_width_px or height < rule.min_height_px:
        least = Required("px", min=float(min(rule.min_width_px, rule.min_height_px)))
        return Judgement(
            Outcome.FAIL, "too-few-pixels", Measured(size, "px"), least, details=details
        )
    if width > rule.max_width_px or height > rule.max_height_px:
        most = Required("px", max=float(max(rule.max_width_px, rule.max_height_px)))
        return Judgement(
            Outcome.FAIL, "too-many-pixels", Measured(size, "px"), most, details=details
        )
    shape = Required("width/height", rule.aspect_ratio.min, rule.aspect_ratio.max)
    aspect = Measured(width / height, "width/height")
    if not rule.aspect_ratio.min <= width / height <= rule.aspect_ratio.max:
        return Judgement(Outcome.FAIL, "wrong-shape", aspect, shape, details=details)
    return Judgement(Outcome.PASS, "within", aspect, shape, details=details)
