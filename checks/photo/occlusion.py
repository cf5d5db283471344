"""Whether the whole face is uncovered and inside the picture."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Floor, Verdict
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.coverage import BEARD_ZONES, zone_outline

#: What each zone is called in the texts.
PLACES = {"nose": "nose", "right-cheek": "cheek", "left-cheek": "cheek"}


@dataclass(frozen=True, slots=True)
class OcclusionRule:
    """Limits of what may cover the face.

    ``skin``: covered share of the nose or a cheek; ``beard``: share of lip, jaw or chin in colours
    that no beard has; ``lips``: share of the lips less red than skin; ``mouth``: contrast of the
    mouth relative to the eyes; ``outside``: share of the face's outline beyond the picture's edge.
    """

    skin: Ceiling
    beard: Ceiling
    lips: Ceiling
    mouth: Floor
    outside: Ceiling


@check(
    "photo.occlusion",
    reasons=(
        "clear",
        "cut-off",
        "mouth",
        "nose",
        "cheek",
        "lower-face",
        "perhaps-cut-off",
        "perhaps-covered",
    ),
)
def occlusion(photo: PhotoFacts, rule: OcclusionRule) -> Judgement:
    """Nothing covers the face, and the whole face is in the picture.

    Nose and cheeks are compared with the colour of this very face's skin (CIELAB), so that no skin
    tone is assumed; on lip, jaw and chin, where a beard may grow, only colours that no hair has
    count. A mouth without edges or without any redness is covered, whatever the colour of what
    covers it. Landmarks beyond the picture's edge show that the face is cut (ISO/IEC 29794-5, face
    and mouth occlusion). A hand of the face's own colour on a cheek is not seen.
    """
    coverage = photo.coverage
    skin = {name: share for name, share in coverage.zones.items() if name not in BEARD_ZONES}
    beard = {name: share for name, share in coverage.zones.items() if name in BEARD_ZONES}
    bare, hairy = max(skin, key=lambda zone: skin[zone]), max(beard, key=lambda zone: beard[zone])
    causes = [
        (rule.outside.judge(coverage.outside_share), "cut-off", coverage.outside_share, ""),
        (rule.mouth.judge(coverage.mouth_contrast), "mouth", coverage.mouth_contrast, "chin"),
        (rule.lips.judge(coverage.lips), "mouth", coverage.lips, "chin"),
        (rule.skin.judge(skin[bare]), PLACES[bare], skin[bare], bare),
        (rule.beard.judge(beard[hairy]), "lower-face", beard[hairy], hairy),
    ]
    for outcome in (Outcome.FAIL, Outcome.UNSURE):
        for verdict, reason, value, zone in causes:
            if verdict.outcome is outcome:
                return _judgement(photo, verdict, reason, value, zone)
    surest = Verdict(Outcome.PASS, min(verdict.confidence for verdict, *_ in causes))
    return _judgement(photo, surest, "clear", skin[bare], "")


def _judgement(
    photo: PhotoFacts, verdict: Verdict, reason: str, value: float, zone: str
) -> Judgement:
    if verdict.outcome is Outcome.UNSURE:
        reason = "perhaps-cut-off" if reason == "cut-off" else "perhaps-covered"
    return Judgement(
        outcome=verdict.outcome,
        reason=reason,
        measured=Measured(value, "share"),
        required=Required("share"),
        confidence=verdict.confidence,
        where=(_place(photo, zone),) if zone else (),
    )


def _place(photo: PhotoFacts, zone: str) -> Where:
    patch = photo.face_patch
    return Where("polygon", patch.to_picture(zone_outline(patch, zone)))
