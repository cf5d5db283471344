"""How many faces the photo shows, and whether the face is a photographed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Floor, Range, Unit, Verdict, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.estimate import Estimate
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
    where = tuple(Where("box", (s.box[:2], s.box[2:])) for s in sightings)
    if not sightings:
        return _count(0).because("none")
    if photo.quarter_turns:
        reason = "upside-down" if photo.quarter_turns == 2 else "lying"
        turn = Estimate.exact(90.0 * photo.quarter_turns)
        return Range(0.0, 0.0).judge(turn, Unit("degrees")).because(reason, where)
    fault, verdict = decisive(
        {
            "several": _second_face(sightings, rule),
            "drawing": _depiction(photo, rule),
            "doubtful": _certainty(sightings[0], rule),
        }
    )
    reasons = {Outcome.PASS: "one", Outcome.UNSURE: _DOUBTS[fault], Outcome.FAIL: fault}
    return verdict.because(reasons[verdict.outcome], where)


#: Each fault with the reason of a doubt about it.
_DOUBTS = {"several": "background-face", "drawing": "drawing-like", "doubtful": "doubtful"}


def _count(faces: int) -> Verdict:
    """One face is asked for; how sure each is, is judged apart."""
    return Range(1.0, 1.0).judge(Estimate.exact(float(faces)), Unit("faces"))


def _second_face(sightings: Sequence[Sighting], rule: FaceCountRule) -> Verdict:
    """By its width; the number of faces is stated where it decides."""
    largest = sightings[0].width_px
    ratios = [sighting.width_px / largest for sighting in sightings[1:]]
    verdict = rule.second_face_ratio.judge(
        max(ratios, default=0.0), Unit("% of the largest face's width", 100)
    )
    if verdict.outcome is Outcome.UNSURE:
        return verdict
    return _count(1 + sum(ratio >= rule.second_face_ratio.fail_from for ratio in ratios))


def _depiction(photo: PhotoFacts, rule: FaceCountRule) -> Verdict:
    depiction = photo.depiction
    if depiction is None:
        return Verdict(Outcome.PASS, 0.5)
    unit = Unit("% probability of a photograph", 100)
    return rule.photographed.judge(depiction.photograph_probability, unit)


def _certainty(sighting: Sighting, rule: FaceCountRule) -> Verdict:
    """How sure the face is; without landmarks nothing else of it can be measured."""
    verdict = rule.certainty.judge(sighting.score, Unit("% certainty of a face", 100))
    return verdict.doubted() if sighting.face is None else verdict
