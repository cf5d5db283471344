"""Whether the skin has a natural colour."""

from __future__ import annotations

import math
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.limits import Ceiling, Floor, Verdict, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.skin_colour import SkinColour


@dataclass(frozen=True, slots=True)
class SkinToneRule:
    """Limits of the ratios of light between the skin's channels, in stops.

    ``tint_chroma``: CIELAB chroma of a light background where the eye whites share its tint.
    """

    red_over_green_low: Floor
    red_over_green_high: Ceiling
    blue_over_green_high: Ceiling
    red_over_blue_low: Floor
    red_over_blue_high: Ceiling
    tint_chroma: Ceiling


@check(
    "photo.skin-tone",
    reasons=(
        *("natural", "greyscale", "toned", "greenish", "bluish", "reddish", "orange"),
        *("perhaps-greenish", "perhaps-bluish", "perhaps-reddish", "perhaps-orange"),
    ),
)
def skin_tone(photo: PhotoFacts, rule: SkinToneRule) -> Judgement:
    """The photo shows the natural colour of the skin; a black-and-white photo is accepted.

    Skin of every tone reflects more red than green and more green than blue. The ratios of linear
    light between channels are compared with the range of natural skin: a coloured lamp or a wrong
    white balance shifts them by the same number of stops on every skin tone. A tint that a light
    background and the eye whites share is the light's own, and is judged too.
    Sources: IMM 5445; ISO/IEC 29794-5 (NaturalColour) for measuring on the cheeks.
    """
    colour = photo.skin_colour
    if colour.greyscale:
        return Judgement(Outcome.PASS, "greyscale", confidence=0.95)
    verdicts = _verdicts(colour, rule)
    verdict = worst(*verdicts.values())
    fault = next(name for name, found in verdicts.items() if found.outcome is verdict.outcome)
    reason = {Outcome.PASS: "natural", Outcome.FAIL: fault}.get(verdict.outcome, f"perhaps-{fault}")
    if verdict.outcome is Outcome.PASS and colour.toned:
        verdict, reason = Verdict(Outcome.UNSURE, 0.5), "toned"
    measured, required = _quoted(colour, rule, fault)
    return Judgement(
        outcome=verdict.outcome,
        reason=reason,
        measured=measured,
        required=required,
        confidence=verdict.confidence,
        details={"hue": colour.hue_degrees, "chroma": colour.chroma},
    )


def _quoted(colour: SkinColour, rule: SkinToneRule, fault: str) -> tuple[Measured, Required]:
    """The ratio of the fault in stops, with its limits."""
    low, high = rule.red_over_green_low.pass_from, rule.red_over_green_high.pass_up_to
    if fault == "bluish" and colour.red_over_blue < rule.red_over_blue_low.pass_from:
        low, high = rule.red_over_blue_low.pass_from, rule.red_over_blue_high.pass_up_to
        return Measured(colour.red_over_blue, "stops"), Required("stops", low, high)
    if fault == "bluish":
        high = rule.blue_over_green_high.pass_up_to
        return Measured(colour.blue_over_green, "stops"), Required("stops", max=high)
    if fault == "orange":
        low, high = rule.red_over_blue_low.pass_from, rule.red_over_blue_high.pass_up_to
        return Measured(colour.red_over_blue, "stops"), Required("stops", low, high)
    return Measured(colour.red_over_green, "stops"), Required("stops", low, high)


def _verdicts(colour: SkinColour, rule: SkinToneRule) -> dict[str, Verdict]:
    verdicts = {
        "greenish": rule.red_over_green_low.judge(colour.red_over_green),
        "bluish": worst(
            rule.blue_over_green_high.judge(colour.blue_over_green),
            rule.red_over_blue_low.judge(colour.red_over_blue),
        ),
        "reddish": rule.red_over_green_high.judge(colour.red_over_green),
        "orange": rule.red_over_blue_high.judge(colour.red_over_blue),
    }
    if colour.light_tint is not None:
        hue = _hue_name(colour.light_tint)
        tint = rule.tint_chroma.judge(math.hypot(*colour.light_tint))
        verdicts[hue] = worst(verdicts[hue], tint)
    return verdicts


def _hue_name(tint: tuple[float, float]) -> str:
    """The name of a CIELAB hue."""
    degrees = math.degrees(math.atan2(tint[1], tint[0])) % 360.0
    if 40.0 <= degrees < 110.0:
        return "orange"
    if 110.0 <= degrees < 200.0:
        return "greenish"
    return "bluish" if 200.0 <= degrees < 340.0 else "reddish"
