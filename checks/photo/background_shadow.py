"""Whether the person throws a shadow on the background."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Unit, Verdict, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.cast_shadow import Side
from models.plainness import Plainness

_DIFFERENCE = Unit("CIELAB units")
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
    structure = _structure(photo.plainness_beside_shadow, rule)
    if structure.outcome is not Outcome.PASS:
        return structure.doubted().because("busy")
    shadow = photo.cast_shadow
    verdict = rule.depth.judge(shadow.depth, Unit("L*"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("none")
    reason = _REASONS[shadow.side] if verdict.outcome is Outcome.FAIL else "faint"
    return verdict.because(reason, (Where("polygon", shadow.outline),))


def _structure(beside: Plainness, rule: BackgroundShadowRule) -> Verdict:
    """Whether the background beside the shadow is calm enough to tell a shadow from a pattern."""
    return worst(
        Ceiling.at(rule.busy_mottle).judge(beside.mottle, _DIFFERENCE),
        Ceiling.at(rule.busy_texture).judge(beside.texture, _DIFFERENCE),
    )
