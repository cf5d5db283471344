"""How many faces the photo shows, and whether the face is a photographed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Floor, Verdict
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.face_census import Sighting


@dataclass(frozen=True, slots=True)
class FaceCountRule:
    """Limits of how sure the face is, how photographic it looks and how small others are.

    ``certainty``: how sure the detectors are of the largest face, 0..1; ``photographed``:
    probability that it was photographed rather than drawn, 0..1; ``second_face_ratio``: width of
    the next face relative to the largest one.
    """

    certainty: Floor
    photographed: Floor
    second_face_ratio: Ceiling


@check(
    "photo.face-count",
    reasons=(
        "one",
        "none",
        "several",
        "background-face",
        "drawing",
        "drawing-like",
        "doubtful",
        "lying",
        "upside-down",
    ),
)
def face_count(photo: PhotoFacts, rule: FaceCountRule) -> Judgement:
    """The photo shows exactly one face, and it is the photograph of a person.

    Faces are found by three networks (BlazeFace short and full range, the face landmarker); one
    that only one of them half believes in leaves the finding unsure. A second face counts by its
    width relative to the largest one, so that a tiny face on a poster does not refuse the photo
    (ISO/IEC 29794-5, single face present, compares areas). A picture that lies on its side or
    stands on its head is named as such, and nothing else of the face is judged. Drawn faces are
    told from photographed ones by how evenly their luminance varies.
    """
    sightings = photo.face_census.sightings
    if not sightings:
        return _judgement(Verdict(Outcome.FAIL, 0.95), "none", sightings)
    if photo.quarter_turns:
        reason = "upside-down" if photo.quarter_turns == 2 else "lying"
        return _judgement(Verdict(Outcome.FAIL, 0.9), reason, sightings)
    causes = [
        _cause(_second_face(sightings, rule), "several", "background-face"),
        _cause(_depiction(photo, rule), "drawing", "drawing-like"),
        _cause(_certainty(sightings[0], rule), "doubtful", "doubtful"),
    ]
    for outcome in (Outcome.FAIL, Outcome.UNSURE):
        for verdict, reason in causes:
            if verdict.outcome is outcome:
                return _judgement(verdict, reason, sightings)
    surest = min(verdict.confidence for verdict, _ in causes)
    return _judgement(Verdict(Outcome.PASS, surest), "one", sightings)


def _cause(verdict: Verdict, failed: str, unsure: str) -> tuple[Verdict, str]:
    return verdict, failed if verdict.outcome is Outcome.FAIL else unsure


def _second_face(sightings: Sequence[Sighting], rule: FaceCountRule) -> Verdict:
    ratio = sightings[1].width_px / sightings[0].width_px if len(sightings) > 1 else 0.0
    return rule.second_face_ratio.judge(ratio)


def _depiction(photo: PhotoFacts, rule: FaceCountRule) -> Verdict:
    depiction = photo.depiction
    if depiction is None:
        return Verdict(Outcome.PASS, 0.5)
    return rule.photographed.judge(depiction.photograph_probability)


def _certainty(sighting: Sighting, rule: FaceCountRule) -> Verdict:
    """How sure the face is; without landmarks nothing else of it can be measured."""
    if sighting.face is None:
        return Verdict(Outcome.UNSURE, 0.5)
    return rule.certainty.judge(sighting.score)


def _judgement(verdict: Verdict, reason: str, sightings: Sequence[Sighting]) -> Judgement:
    return Judgement(
        outcome=verdict.outcome,
        reason=reason,
        measured=Measured(float(len(sightings)), "faces"),
        required=Required("faces", 1, 1),
        confidence=verdict.confidence,
        where=tuple(Where("box", (s.box[:2], s.box[2:])) for s in sightings),
    )
