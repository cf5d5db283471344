"""Whether the head faces the camera straight on."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Verdict
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.estimate import Estimate


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
    head = photo.head_pose
    axes = [
        ("turned", head.yaw, rule.yaw),
        ("lowered" if head.pitch.value > 0 else "raised", head.pitch, rule.pitch),
        ("tilted", head.roll, rule.roll),
    ]
    judged = [(limit.judge(abs(angle.value)), name, angle, limit) for name, angle, limit in axes]
    for outcome, prefix in ((Outcome.FAIL, ""), (Outcome.UNSURE, "nearly-")):
        for verdict, name, angle, limit in judged:
            if verdict.outcome is outcome:
                return _judgement(photo, verdict, prefix + name, angle, limit)
    verdict, _, angle, limit = max(judged, key=lambda axis: abs(axis[2].value) / axis[3].fail_from)
    return _judgement(photo, verdict, "straight", angle, limit)


def _judgement(
    photo: PhotoFacts, verdict: Verdict, reason: str, angle: Estimate, limit: Ceiling
) -> Judgement:
    face = photo.face
    return Judgement(
        outcome=verdict.outcome,
        reason=reason,
        measured=Measured.of(angle, "degrees"),
        required=Required("degrees", -limit.pass_up_to, limit.pass_up_to),
        confidence=verdict.confidence,
        where=(Where("line", (face.right_eye, face.left_eye)),),
        details={"angle": abs(angle.value), "yaw": photo.head_pose.yaw.value}
        | {"pitch": photo.head_pose.pitch.value, "roll": photo.head_pose.roll.value},
    )
