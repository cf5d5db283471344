"""Whether both shoulders are seen, level and centred under the head."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Floor, Verdict
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.shoulders import Shoulders


@dataclass(frozen=True, slots=True)
class ShouldersRule:
    """Limits of the shoulders' reach, slope and symmetry.

    ``reach``: seen width of the narrower side in face widths from the middle of the face;
    ``slope_degrees``: of the shoulder line; ``asymmetry``: difference of both reaches over their
    sum; ``contrast``: least colour difference to the background (8-bit levels) for a fail.
    """

    reach: Floor
    slope_degrees: Ceiling
    asymmetry: Ceiling
    contrast: float


@check(
    "photo.shoulders",
    reasons=(
        "square",
        "cut-off",
        "sloping",
        "turned",
        "nearly-cut-off",
        "nearly-sloping",
        "nearly-turned",
        "merged",
    ),
)
def shoulders(photo: PhotoFacts, rule: ShouldersRule) -> Judgement:
    """Both shoulders are in the picture, level and squared to the camera.

    Measured on the outline of the person below the chin: how far the shoulders reach on each side
    of the face, in face widths; the slope of the line between them in degrees, where hair does not
    cover them; whether one reaches farther than the other. Where clothes have the background's
    colour the outline is a guess, and the finding is at most unsure.
    """
    measured = photo.shoulders
    narrower = min(measured.right_reach, measured.left_reach)
    causes = [(rule.reach.judge(narrower), "cut-off", narrower, "face widths")]
    if measured.slope is not None:
        verdict = rule.slope_degrees.judge(abs(measured.slope))
        causes.append((verdict, "sloping", measured.slope, "degrees"))
    if measured.asymmetry is not None:
        verdict = rule.asymmetry.judge(abs(measured.asymmetry))
        causes.append((verdict, "turned", measured.asymmetry, "ratio"))
    for outcome, prefix in ((Outcome.FAIL, ""), (Outcome.UNSURE, "nearly-")):
        for verdict, name, value, unit in causes:
            if verdict.outcome is outcome:
                verdict, reason = _honest(verdict, prefix + name, measured, rule)
                return _judgement(verdict, reason, Measured(value, unit), measured)
    surest = Verdict(Outcome.PASS, min(verdict.confidence for verdict, *_ in causes))
    return _judgement(surest, "square", Measured(narrower, "face widths"), measured)


def _honest(
    verdict: Verdict, reason: str, measured: Shoulders, rule: ShouldersRule
) -> tuple[Verdict, str]:
    """An outline that cannot be seen supports no fail."""
    merged = 0 < measured.contrast < rule.contrast
    return (Verdict(Outcome.UNSURE, 0.5), "merged") if merged else (verdict, reason)


def _judgement(verdict: Verdict, reason: str, value: Measured, measured: Shoulders) -> Judgement:
    return Judgement(
        outcome=verdict.outcome,
        reason=reason,
        measured=value,
        required=Required(value.unit),
        confidence=verdict.confidence,
        where=(Where("line", measured.line),) if measured.line else (),
        details={"slope": abs(measured.slope or 0.0)},
    )
