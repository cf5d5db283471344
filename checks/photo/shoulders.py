"""Whether both shoulders are seen, level and centred under the head."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.shoulders import Shoulders

_FACE_WIDTHS = Unit("face widths")


@dataclass(frozen=True, slots=True)
class ShouldersRule:
    """Limits of the shoulders' reach, slope and symmetry.

    ``reach``: seen width of the narrower side in face widths from the middle of the face;
    ``below_chin``: how far the picture reaches below the chin, in face widths;
    ``slope_degrees``: of the shoulder line; ``asymmetry``: difference of both reaches over their
    sum; ``contrast``: least colour difference to the background (8-bit levels) for a fail.
    """

    reach: Floor
    below_chin: Floor
    slope_degrees: Ceiling
    asymmetry: Ceiling
    contrast: float


@check(
    "photo.shoulders",
    reasons=(
        "square",
        "as-framed",
        "cut-off",
        "cut-off-below",
        "sloping",
        "turned",
        "nearly-cut-off",
        "nearly-cut-off-below",
        "nearly-sloping",
        "nearly-turned",
        "merged",
    ),
)
def shoulders(photo: PhotoFacts, rule: ShouldersRule) -> Judgement:
    """Both shoulders are in the picture, level and squared to the camera.

    Measured on the outline of the person below the chin: how far the shoulders reach on each side
    of the face, in face widths; the slope of the line between them in degrees, where hair does not
    cover them; whether one reaches farther than the other; and how far the picture reaches below
    the chin, since a narrow frame cannot show more. Where clothes have the background's colour, or
    a shoulder is not seen although the picture has room for it, the outline is a guess, and the
    finding is at most unsure.
    """
    measured = photo.shoulders
    where = (Where("line", measured.line) if measured.line else Where("box", measured.box),)
    details = {"slope": abs(measured.slope or 0.0)}
    fault, verdict = decisive(_verdicts(measured, rule))
    if verdict.outcome is Outcome.PASS:
        return _passed(measured, rule, verdict).because(
            "square" if measured.narrower_reach > 0 else "as-framed", where, details
        )
    # An outline that cannot be seen supports no fail; nought says that none was measured.
    contrast = Floor.at(rule.contrast).judge(measured.contrast, Unit("8-bit levels"))
    if measured.contrast > 0 and contrast.outcome is Outcome.FAIL and fault != "cut-off-below":
        return contrast.doubted().because("merged", where, details)
    if fault != "sloping" and measured.is_merged(rule.reach.pass_from):
        reach = Floor.at(rule.reach.pass_from).judge(measured.narrower_reach, _FACE_WIDTHS)
        return reach.doubted().because("merged", where, details)
    reason = fault if verdict.outcome is Outcome.FAIL else f"nearly-{fault}"
    return verdict.because(reason, where, details)


def _passed(measured: Shoulders, rule: ShouldersRule, verdict: Verdict) -> Verdict:
    """What speaks for a pass: the reach, or the room below the chin where none can be asked for."""
    if measured.narrower_reach > 0:
        return verdict
    return rule.below_chin.judge(measured.room_below, _FACE_WIDTHS)


def _verdicts(measured: Shoulders, rule: ShouldersRule) -> dict[str, Verdict]:
    """One verdict for each fault that can be measured; hair and edges may hide the others."""
    verdicts = {
        "cut-off": rule.reach.judge(measured.narrower_reach, _FACE_WIDTHS),
        "cut-off-below": rule.below_chin.judge(measured.room_below, _FACE_WIDTHS),
    }
    if measured.slope is not None:
        verdicts["sloping"] = rule.slope_degrees.judge_either_way(measured.slope, Unit("degrees"))
    if measured.asymmetry is not None:
        verdicts["turned"] = rule.asymmetry.judge_either_way(measured.asymmetry, Unit("ratio"))
    return verdicts
