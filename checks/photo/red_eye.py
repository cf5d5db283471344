"""Whether the flash has reddened the pupils."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Unit
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.errors import NotMeasurable


@dataclass(frozen=True, slots=True)
class RedEyeRule:
    """Limits of the pupil's red light, where 1 is the light of the eye white."""

    redness: Ceiling


@check("photo.red-eye", reasons=("natural", "red", "maybe-red", "pupils-hidden"))
def red_eye(photo: PhotoFacts, rule: RedEyeRule) -> Judgement:
    """The pupils are not red.

    Red light in the middle of the iris beyond green and blue, each channel divided by that of the
    eye white: a red cast, a brown iris and make-up do not count, and a greyscale photo has none.
    Measured at native resolution; the redder eye decides. ISO/IEC 39794-5 (annex D) and ICAO Doc
    9303-3 exclude red eyes.
    """
    pupils = photo.red_eyes
    if not pupils:
        raise NotMeasurable("pupils-hidden")
    redness = max(pupil.redness for pupil in pupils)
    verdict = rule.redness.judge(redness, Unit("share of the eye white's light"))
    reasons = {Outcome.PASS: "natural", Outcome.FAIL: "red", Outcome.UNSURE: "maybe-red"}
    red = [
        pupil for pupil in pupils if rule.redness.judge(pupil.redness).outcome is not Outcome.PASS
    ]
    places = tuple(Where("polygon", pupil.box) for pupil in red)
    return verdict.because(reasons[verdict.outcome], places)
