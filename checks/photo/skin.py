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
    """Limits of the skin's hue in degrees, and of its red over green and over blue in stops.

    ``tint_chroma``: CIELAB chroma of a light background where the eye whites share its tint.
    """

    hue_degrees_low: Floor
    hue_degrees_high: Ceiling
    red_over_green: Ceiling
    red_over_blue: Ceiling
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
    white balance shifts them by the same number of stops on every skin tone, while pale colours
    only shrink them, which is allowed up to black and white. A tint that a light
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
        details={"lab_hue": colour.hue_degrees, "chroma": colour.chroma},
    )


def _quoted(colour: SkinColour, rule: SkinToneRule, fault: str) -> tuple[Measured, Required]:
    """The number of the fault with its limits."""
    if fault == "reddish":
        limit = rule.red_over_green.pass_up_to
        return Measured(colour.red_over_green, "stops"), Required("stops", max=limit)
    if fault == "orange":
        limit = rule.red_over_blue.pass_up_to
        return Measured(colour.red_over_blue, "stops"), Required("stops", max=limit)
    low, high = rule.hue_degrees_low.pass_from, rule.hue_degrees_high.pass_up_to
    return Measured(colour.ratio_hue_degrees, "°"), Required("°", low, high)


def _verdicts(colour: SkinColour, rule: SkinToneRule) -> dict[str, Verdict]:
    verdicts = {
        "greenish": rule.hue_degrees_high.judge(colour.ratio_hue_degrees),
        "bluish": rule.hue_degrees_low.judge(colour.ratio_hue_degrees),
        "reddish": rule.red_over_green.judge(colour.red_over_green),
        "orange": rule.red_over_blue.judge(colour.red_over_blue),
    }
    if colour.light_tint is None:
        return verdicts
    tint = {_hue_name(colour.light_tint): rule.tint_chroma.judge(math.hypot(*colour.light_tint))}
    hue = next(iter(tint))
    return {hue: worst(verdicts[hue], tint[hue])} | {k: v for k, v in verdicts.items() if k != hue}


def _hue_name(tint: tuple[float, float]) -> str:
    """The name of a CIELAB hue."""
    degrees = math.degrees(math.atan2(tint[1], tint[0])) % 360.0
    if 40.0 <= degrees < 110.0:
        return "orange"
    if 110.0 <= degrees < 200.0:
        return "greenish"
    return "bluish" if 200.0 <= degrees < 340.0 else "reddish"
