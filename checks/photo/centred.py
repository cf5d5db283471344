"""Where the head stands in the picture."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.head_place import HeadPlace

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class CentredRule:
    """Limits of the head's place, in shares of the picture's width and height."""

    sideways_share: Ceiling
    height_share: Ceiling
    margin_share: Floor


@check(
    "photo.centred", reasons=("centred", "left", "right", "high", "low", "cut-off", "near-limit")
)
def centred(photo: PhotoFacts, rule: CentredRule) -> Judgement:
    """The whole head is inside the picture and stands in its middle.

    Sideways: the middle of the face (pupils and cheek sides) against the picture's middle line, in
    shares of its width. Upright: the middle between crown and chin against the picture's middle, in
    shares of its height. Margin: the distance from the head's outline to the nearest of the top
    and the sides, in shares of the face height. Method after ICAO Doc 9303 part 3 and
    ISO/IEC 39794-5, which state the same geometry with the eyes.
    """
    place = photo.head_place
    side = "left" if place.sideways_share < 0 else "right"
    fault, verdict = decisive(_verdicts(place, side, rule), stated=side)
    reasons = {Outcome.PASS: "centred", Outcome.UNSURE: "near-limit", Outcome.FAIL: fault}
    return verdict.because(reasons[verdict.outcome], (Where("box", place.head_box),))


def _verdicts(place: HeadPlace, side: str, rule: CentredRule) -> dict[str, Verdict]:
    """One verdict for each measure: the margin before the sides before the height."""
    end = "high" if place.height_share < 0 else "low"
    sideways, upright = abs(place.sideways_share), abs(place.height_share)
    return {
        "cut-off": rule.margin_share.judge(place.margin_share, Unit("% of face height", _PERCENT)),
        side: rule.sideways_share.judge(sideways, Unit("% of width", _PERCENT)),
        end: rule.height_share.judge(upright, Unit("% of height", _PERCENT)),
    }
