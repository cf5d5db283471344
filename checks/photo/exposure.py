"""Whether the face got the right amount of light and kept its range of tones."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check

_LIGHT = Unit("% of white", 100)


@dataclass(frozen=True, slots=True)
class ExposureRule:
    """Limits of the light on the face (0 black .. 1 white), of its range and of clipped skin.

    Eye whites are seen where the lids are open by ``eyes_open_from`` (height to width) and what
    lies before them is no denser than ``clear_density``.
    """

    dark: Floor
    eyes_open_from: float
    clear_density: float
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
    skin in good light has bright eye whites, so only too little light makes both dark; behind
    closed lids or dark lenses they are not seen, and a dark face is left to an officer. Too much
    light shows in both eye whites, in the skin or in clipped channels. A veil (fog, flare, faded
    print) shows in the darkest places of the face: pupils and nostrils are dark in everybody.
    Sources: IMM 5445; ICAO Doc 9303-3 3.9.1; ISO/IEC 29794-5 (luminance, dynamic range).
    """
    fault, verdict = decisive(_verdicts(photo, rule))
    reasons = {
        Outcome.PASS: "well-exposed",
        Outcome.UNSURE: f"nearly-{fault}",
        Outcome.FAIL: fault,
    }
    details = {"skin_lightness": photo.exposure.skin_lightness}
    return verdict.because(reasons[verdict.outcome], details=details)


def _verdicts(photo: PhotoFacts, rule: ExposureRule) -> dict[str, Verdict]:
    """One verdict for each fault of the light."""
    facts = photo.exposure
    return {
        "too-dark": _darkness(photo, rule),
        "over-exposed": worst(
            rule.bright.judge(_excess_light(photo), _LIGHT),
            rule.clipped_share.judge(facts.clipped_share, Unit("% of the face", 100)),
        ),
        "washed-out": rule.range_stops.judge(facts.range_stops, Unit("stops")),
    }


def _darkness(photo: PhotoFacts, rule: ExposureRule) -> Verdict:
    verdict = rule.dark.judge(photo.exposure.light, _LIGHT)
    is_doubtful = verdict.outcome is Outcome.FAIL and not _shows_eye_whites(photo, rule)
    return verdict.doubted() if is_doubtful else verdict


def _shows_eye_whites(photo: PhotoFacts, rule: ExposureRule) -> bool:
    narrower = min(photo.eyes.right.aperture, photo.eyes.left.aperture)
    density = min(cover.density for cover in photo.eye_covers)
    return narrower >= rule.eyes_open_from and density <= rule.clear_density


def _excess_light(photo: PhotoFacts) -> float:
    """Light for judging too much of it; reflections on spectacles hide the eye whites."""
    if any(spot.surface == "lens" for spot in photo.glare):
        return photo.exposure.skin_luminance
    return photo.exposure.excess_light
