"""Where the head stands in the picture."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Floor, Verdict, worst
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
    sideways = rule.sideways_share.judge(abs(place.sideways_share))
    upright = rule.height_share.judge(abs(place.height_share))
    margin = rule.margin_share.judge(place.margin_share)
    decisive = worst(sideways, upright, margin)
    reason = _reason(decisive, sideways, margin, place)
    measured, required = _decisive_measure(decisive, (sideways, upright, margin), place, rule)
    return Judgement(
        outcome=decisive.outcome,
        reason=reason,
        measured=measured,
        required=required,
        confidence=decisive.confidence,
        where=(Where("box", place.head_box),),
        details={
            "sideways": abs(place.sideways_share) * _PERCENT,
            "upright": abs(place.height_share) * _PERCENT,
            "max_sideways": rule.sideways_share.pass_up_to * _PERCENT,
            "max_upright": rule.height_share.pass_up_to * _PERCENT,
        },
    )


def _decisive_measure(
    decisive: Verdict, verdicts: tuple[Verdict, ...], place: HeadPlace, rule: CentredRule
) -> tuple[Measured, Required]:
    """The measure that decided: the margin before the sides before the height."""
    sideways, upright, margin = (verdict.outcome is decisive.outcome for verdict in verdicts)
    if margin and decisive.outcome is not Outcome.PASS:
        unit, value = "% of face height", place.margin_share
        return Measured(value * _PERCENT, unit), Required(unit, min=0.0)
    if upright and not sideways:
        unit, value, limit = "% of height", place.height_share, rule.height_share.pass_up_to
    else:
        unit, value, limit = "% of width", place.sideways_share, rule.sideways_share.pass_up_to
    return Measured(abs(value) * _PERCENT, unit), Required(unit, max=limit * _PERCENT)


def _reason(decisive: Verdict, sideways: Verdict, margin: Verdict, place: HeadPlace) -> str:
    if decisive.outcome is Outcome.PASS:
        return "centred"
    if decisive.outcome is Outcome.UNSURE:
        return "near-limit"
    if margin.outcome is Outcome.FAIL:
        return "cut-off"
    if sideways.outcome is Outcome.FAIL:
        return "left" if place.sideways_share < 0 else "right"
    return "high" if place.height_share < 0 else "low"
