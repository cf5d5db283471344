"""Whether the person throws a shadow on the background."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.cast_shadow import Side

_REASONS: dict[Side, str] = {
    "left": "shadow-left",
    "right": "shadow-right",
    "above": "shadow-above",
    "both": "shadow-around",
}


@dataclass(frozen=True, slots=True)
class BackgroundShadowRule:
    """Limits of the shadow's depth (L*), and from which mottle and texture shadows are hidden."""

    depth: Ceiling
    busy_mottle: float
    busy_texture: float


@check(
    "photo.background-shadow",
    reasons=("none", "faint", "busy", "no-background", *_REASONS.values()),
)
def background_shadow(photo: PhotoFacts, rule: BackgroundShadowRule) -> Judgement:
    """There is no shadow behind the head, the ears or the shoulders.

    Measured as the lightness (CIELAB L*) that a smooth dark patch next to the person lacks against
    the light on the rest of the background. A patch counts as a shadow where it is deepest near
    the person; vignettes and light fall-off, which darken the far background, do not count, nor
    do frizzy hair and coloured things. Shadows narrower than about 1 mm and shadows on a textured
    background cannot be told. Sources: IMM 5445 (no shadows); method: models/cast_shadow.py.
    """
    shadow, beside = photo.cast_shadow, photo.plainness_beside_shadow
    verdict = rule.depth.judge(shadow.depth)
    measured = Measured(shadow.depth, "L*")
    required = Required("L*", max=rule.depth.pass_up_to)
    if beside.mottle >= rule.busy_mottle or beside.texture >= rule.busy_texture:
        return Judgement(Outcome.UNSURE, "busy", measured, required, confidence=0.5)
    if verdict.outcome is Outcome.PASS:
        return Judgement(verdict.outcome, "none", measured, required, verdict.confidence)
    return Judgement(
        outcome=verdict.outcome,
        reason=_REASONS[shadow.side] if verdict.outcome is Outcome.FAIL else "faint",
        measured=measured,
        required=required,
        confidence=verdict.confidence,
        where=(Where("polygon", shadow.outline),),
    )
