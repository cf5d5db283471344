"""How high the face is on the finished photo."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Range, Unit
from checks.photo_facts import PhotoFacts
from checks.registry import check


@dataclass(frozen=True, slots=True)
class FaceHeightRule:
    """Limits of the chin-to-crown height in millimetres of the finished photo."""

    min_mm: float
    max_mm: float

    def __post_init__(self) -> None:
        """Raise ValueError where no face could have the height."""
        if self.min_mm > self.max_mm:
            raise ValueError("min_mm is above max_mm")


@check(
    "photo.face-height",
    reasons=("within", "too-small", "too-large", "near-limit", "scale-unclear"),
)
def face_height(photo: PhotoFacts, rule: FaceHeightRule) -> Judgement:
    """The face, from chin to the natural top of the head, has the required height.

    Measured in millimetres of the finished photo: the picture's height stands for the frame's
    height, whatever the number of pixels. Where the program takes scans, a printed photo is first
    looked for on its sheet, and its own height stands for the frame's; the resolution that the
    file states counts only where paper surrounds the photo and its edge is not seen. Where two
    sizes remain possible the interval spans both. The crown is the top of the head under the hair,
    so its interval is wide under high hair; where it crosses a limit the finding is unsure.
    """
    height = photo.face_height_mm
    verdict = Range(rule.min_mm, rule.max_mm).judge(height, Unit("mm"))
    side = "too-small" if height.value < (rule.min_mm + rule.max_mm) / 2 else "too-large"
    doubt = "near-limit" if photo.scale.is_certain else "scale-unclear"
    reasons = {Outcome.PASS: "within", Outcome.FAIL: side, Outcome.UNSURE: doubt}
    chin_to_crown = Where("line", (photo.crown.chin, photo.crown.point))
    return verdict.because(reasons[verdict.outcome], (chin_to_crown,))
