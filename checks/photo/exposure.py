"""Whether the face got the right amount of light and kept its range of tones."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.limits import Ceiling, Floor, Verdict, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.exposure import FaceExposure


@dataclass(frozen=True, slots=True)
class ExposureRule:
    """Limits of the light on the face (0 black .. 1 white), of its range and of clipped skin."""

    dark: Floor
    bright: Ceiling
    clipped_share: Ceiling
    range_stops: Floor


@check(
    "photo.exposure",
    reasons=(
        *("well-exposed", "too-dark", "over-exposed", "washed-out"),
        *("nearly-too-dark", "nearly-over-exposed", "nearly-washed-out"),
    ),
)
def exposure(photo: PhotoFacts, rule: ExposureRule) -> Judgement:
    """The face is neither too dark, nor too bright, nor washed out, whatever the skin's own tone.

    Light on the face is that of the brighter of skin and eye whites, in linear luminance: a dark
    skin in good light has bright eye whites, so only too little light makes both dark. Too much
    light shows in both eye whites, in the skin or in clipped channels. A veil (fog, flare, faded
    print) shows in the darkest places of the face: pupils and nostrils are dark in everybody.
    Sources: IMM 5445; ICAO Doc 9303-3 3.9.1; ISO/IEC 29794-5 (luminance, dynamic range).
    """
    facts = photo.exposure
    light = _excess_light(photo)
    verdicts = {
        "too-dark": rule.dark.judge(facts.light),
        "over-exposed": worst(
            rule.bright.judge(light), rule.clipped_share.judge(facts.clipped_share)
        ),
        "washed-out": rule.range_stops.judge(facts.range_stops),
    }
    verdict = worst(*verdicts.values())
    measured, required = _quoted(facts, light, rule, _decisive(verdicts, verdict))
    return Judgement(
        outcome=verdict.outcome,
        reason=_reason(verdicts, verdict),
        measured=measured,
        required=required,
        confidence=verdict.confidence,
        details={"skin_lightness": facts.skin_lightness},
    )


def _decisive(verdicts: dict[str, Verdict], verdict: Verdict) -> str:
    return next(fault for fault, found in verdicts.items() if found.outcome is verdict.outcome)


def _reason(verdicts: dict[str, Verdict], verdict: Verdict) -> str:
    fault = _decisive(verdicts, verdict)
    prefixes = {Outcome.FAIL: "", Outcome.UNSURE: "nearly-"}
    return "well-exposed" if verdict.outcome is Outcome.PASS else prefixes[verdict.outcome] + fault


def _excess_light(photo: PhotoFacts) -> float:
    """Light for judging too much of it; reflections on spectacles hide the eye whites."""
    if any(spot.surface == "lens" for spot in photo.glare):
        return photo.exposure.skin_luminance
    return photo.exposure.excess_light


def _quoted(
    facts: FaceExposure, excess_light: float, rule: ExposureRule, fault: str
) -> tuple[Measured, Required]:
    """The number that decided, with its limits, in the unit of the fault."""
    if fault == "washed-out":
        limit = rule.range_stops.pass_from
        return Measured(facts.range_stops, "stops"), Required("stops", min=limit)
    if fault == "over-exposed" and excess_light <= rule.bright.pass_up_to:
        share = 100.0 * facts.clipped_share
        return Measured(share, "%"), Required("%", max=100.0 * rule.clipped_share.pass_up_to)
    light = facts.light if fault == "too-dark" else excess_light
    low, high = 100.0 * rule.dark.pass_from, 100.0 * rule.bright.pass_up_to
    return Measured(100.0 * light, "%"), Required("%", min=low, max=high)
