"""Whether the skin has a natural colour."""

from __future__ import annotations

import math
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.skin_colour import SkinColour

_HUE = Unit("°")
_STOPS = Unit("stops")


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
    fault, verdict = decisive(_verdicts(colour, rule), stated="greenish")
    if verdict.outcome is Outcome.PASS and colour.toned:
        return Judgement(Outcome.UNSURE, "toned", confidence=0.5)
    reasons = {Outcome.PASS: "natural", Outcome.UNSURE: f"perhaps-{fault}", Outcome.FAIL: fault}
    return verdict.because(reasons[verdict.outcome])


def _verdicts(colour: SkinColour, rule: SkinToneRule) -> dict[str, Verdict]:
    verdicts = {
        "greenish": rule.hue_degrees_high.judge(colour.ratio_hue_degrees, _HUE),
        "bluish": rule.hue_degrees_low.judge(colour.ratio_hue_degrees, _HUE),
        "reddish": rule.red_over_green.judge(colour.red_over_green, _STOPS),
        "orange": rule.red_over_blue.judge(colour.red_over_blue, _STOPS),
    }
    if colour.light_tint is None:
        return verdicts
    hue, chroma = _hue_name(colour.light_tint), math.hypot(*colour.light_tint)
    tint = rule.tint_chroma.judge(chroma, Unit("C* of the background"))
    return {hue: worst(verdicts[hue], tint)} | {k: v for k, v in verdicts.items() if k != hue}


def _hue_name(tint: tuple[float, float]) -> str:
    """The name of a CIELAB hue."""
    degrees = math.degrees(math.atan2(tint[1], tint[0])) % 360.0
    if 40.0 <= degrees < 110.0:
        return "orange"
    if 110.0 <= degrees < 200.0:
        return "greenish"
    return "bluish" if 200.0 <= degrees < 340.0 else "reddish"
