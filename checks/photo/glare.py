"""Whether a lamp or a flash is mirrored on the skin or on spectacles."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Unit, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check

_AREA = Unit("mm²")


@dataclass(frozen=True, slots=True)
class GlareRule:
    """Limits of the area of reflections in square millimetres of the finished photo."""

    skin_mm2: Ceiling
    eye_mm2: Ceiling


@check(
    "photo.glare",
    reasons=("none", "on-skin", "on-eyes", "perhaps-on-skin", "perhaps-on-eyes"),
)
def glare(photo: PhotoFacts, rule: GlareRule) -> Judgement:
    """No lamp or flash is reflected on the skin or on spectacle lenses.

    Each pixel is split into this face's own skin colour and white light added to it (dichromatic
    reflection model); spots of added light that come close to white and stand out from the skin
    around them are measured in square millimetres of the finished photo. Teeth, clothes, background
    and the soft sheen of healthy skin do not count. Around the eyes the limit is that of the small
    lights which every lamp leaves in the pupil.
    Sources: IMM 5445; ICAO Doc 9303-3 (reflections on skin and spectacles).
    """
    mm2_per_px2 = photo.mm_per_px**2
    skin_mm2 = mm2_per_px2 * sum(s.area_px2 for s in photo.glare if s.surface == "skin")
    eyes_mm2 = mm2_per_px2 * sum(s.area_px2 for s in photo.glare) - skin_mm2
    verdicts = {
        "on-eyes": rule.eye_mm2.judge(eyes_mm2, _AREA),
        "on-skin": rule.skin_mm2.judge(skin_mm2, _AREA),
    }
    fault, verdict = decisive(verdicts)
    if verdict.outcome is Outcome.PASS:
        return verdict.because("none")
    reason = fault if verdict.outcome is Outcome.FAIL else f"perhaps-{fault}"
    return verdict.because(reason, tuple(Where("polygon", spot.outline) for spot in photo.glare))
