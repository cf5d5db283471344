"""Whether the head faces the camera straight on."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Unit, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check

_DEGREES = Unit("degrees")


@dataclass(frozen=True, slots=True)
class PoseRule:
    """Limits of the absolute rotation about each axis in degrees."""

    yaw: Ceiling
    pitch: Ceiling
    roll: Ceiling


@check(
    "photo.pose",
    reasons=(
        "straight",
        "turned",
        "raised",
        "lowered",
        "tilted",
        "nearly-turned",
        "nearly-raised",
        "nearly-lowered",
        "nearly-tilted",
    ),
)
def pose(photo: PhotoFacts, rule: PoseRule) -> Judgement:
    """The head faces the camera straight on: not turned, raised, lowered or tilted.

    Yaw and pitch in degrees come from the head's fitted rotation, roll from the eye line. The
    standards allow 5 degrees of yaw and pitch and 8 of roll (ICAO Doc 9303-3; ISO/IEC 39794-5,
    D.1.4.2); pitch cannot be told from the shape of brow and chin more exactly than about 9
    degrees, so the band in which the finding is unsure is wide there.
    """
    head, face = photo.head_pose, photo.face
    axes = {
        "turned": (head.yaw, rule.yaw),
        "lowered" if head.pitch.value > 0 else "raised": (head.pitch, rule.pitch),
        "tilted": (head.roll, rule.roll),
    }
    largest = max(axes, key=lambda name: abs(axes[name][0].value) / axes[name][1].fail_from)
    fault, verdict = decisive(
        {name: limit.judge_either_way(angle, _DEGREES) for name, (angle, limit) in axes.items()},
        stated=largest,
    )
    reasons = {Outcome.PASS: "straight", Outcome.UNSURE: f"nearly-{fault}", Outcome.FAIL: fault}
    return verdict.because(
        reasons[verdict.outcome],
        where=(Where("line", (face.right_eye, face.left_eye)),),
        details={"angle": abs(axes[fault][0].value)},
    )
