"""Whether the whole face is uncovered and inside the picture."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.coverage import BEARD_ZONES, zone_outline
from models.face_symmetry import inner_face_outline

#: What each zone is called in the texts.
PLACES = {"nose": "nose", "right-cheek": "cheek", "left-cheek": "cheek"}


@dataclass(frozen=True, slots=True)
class OcclusionRule:
    """Limits of what may cover the face.

    ``skin``: covered share of the nose or a cheek; ``beard``: share of lip, jaw or chin in colours
    that no beard has; ``lips``: share of the lips less red than skin; ``mouth``: contrast of the
    mouth relative to the eyes; ``outside``: share of the face's outline beyond the picture's edge;
    ``hand``: how sure it is that a hand is in the picture; ``halves``: unlikeness of the face's
    halves, and ``halves_turned`` that of a head that turns further than ``halves_turn_degrees``.
    """

    skin: Ceiling
    beard: Ceiling
    lips: Ceiling
    mouth: Floor
    outside: Ceiling
    hand: float
    halves: float
    halves_turned: float
    halves_turn_degrees: float


@check(
    "photo.occlusion",
    reasons=(
        "clear",
        "cut-off",
        "mouth",
        "nose",
        "cheek",
        "lower-face",
        "hand",
        "perhaps-cut-off",
        "perhaps-covered",
        "unlike-halves",
    ),
)
def occlusion(photo: PhotoFacts, rule: OcclusionRule) -> Judgement:
    """Nothing covers the face, no hand is seen, and the whole face is in the picture.

    Nose and cheeks are compared with the colour of this very face's skin (CIELAB), so that no skin
    tone is assumed; on lip, jaw and chin, where a beard may grow, only colours that no hair has
    count. A mouth without edges or without any redness is covered, whatever the colour of what
    covers it. Landmarks beyond the picture's edge show that the face is cut (ISO/IEC 29794-5, face
    and mouth occlusion). A hand is found by a network of its own, wherever it is; what has the
    face's own colour breaks the likeness of its halves. Both of these leave the finding to an
    officer: hands may rest in a lap, and no face is quite symmetric.
    """
    causes = _causes(photo, rule)
    fault, verdict = decisive({name: verdict for name, (verdict, _) in causes.items()})
    reasons = {Outcome.PASS: "clear", Outcome.UNSURE: _DOUBTS[fault], Outcome.FAIL: fault}
    where = () if verdict.outcome is Outcome.PASS else causes[fault][1]
    return verdict.because(reasons[verdict.outcome], where)


#: Each fault with the reason of a doubt about it.
_DOUBTS = {
    "cheek": "perhaps-covered",
    "nose": "perhaps-covered",
    "cut-off": "perhaps-cut-off",
    "mouth": "perhaps-covered",
    "lower-face": "perhaps-covered",
    "hand": "hand",
    "halves": "unlike-halves",
}


def _causes(photo: PhotoFacts, rule: OcclusionRule) -> dict[str, tuple[Verdict, tuple[Where, ...]]]:
    """Each fault with its verdict and place."""
    coverage = photo.coverage
    skin = {name: share for name, share in coverage.zones.items() if name not in BEARD_ZONES}
    beard = {name: share for name, share in coverage.zones.items() if name in BEARD_ZONES}
    bare, hairy = max(skin, key=lambda zone: skin[zone]), max(beard, key=lambda zone: beard[zone])
    mouth = decisive(
        {
            "contrast": rule.mouth.judge(
                coverage.mouth_contrast, Unit("% of the eyes' contrast", 100)
            ),
            "redness": rule.lips.judge(coverage.lips, Unit("% of the lips", 100)),
        }
    )[1]
    cut_off = rule.outside.judge(coverage.outside_share, Unit("% of the outline", 100))
    covered = Unit("% of the zone", 100)
    return {
        PLACES[bare]: (rule.skin.judge(skin[bare], covered), (_zone(photo, bare),)),
        "cut-off": (cut_off, _face(photo)),
        "mouth": (mouth, (_zone(photo, "chin"),)),
        "lower-face": (rule.beard.judge(beard[hairy], covered), (_zone(photo, hairy),)),
        "hand": _hand(photo, rule),
        "halves": _halves(photo, rule),
    }


def _hand(photo: PhotoFacts, rule: OcclusionRule) -> tuple[Verdict, tuple[Where, ...]]:
    certainty = max((hand.certainty for hand in photo.hands), default=0.0)
    verdict = Ceiling.at(rule.hand).judge(certainty, Unit("certainty of a hand"))
    where = tuple(Where("polygon", hand.outline) for hand in photo.hands)
    return (verdict if verdict.outcome is Outcome.PASS else verdict.doubted()), where


def _halves(photo: PhotoFacts, rule: OcclusionRule) -> tuple[Verdict, tuple[Where, ...]]:
    """A turned head shows one half foreshortened, so its halves may differ more."""
    is_turned = abs(photo.head_pose.yaw.value) > rule.halves_turn_degrees
    limit = Ceiling.at(rule.halves_turned if is_turned else rule.halves)
    verdict = limit.judge(photo.half_difference, Unit("% unlike", 100))
    where = (Where("polygon", photo.face_patch.to_picture(inner_face_outline(photo.face_patch))),)
    return (verdict if verdict.outcome is Outcome.PASS else verdict.doubted()), where


def _zone(photo: PhotoFacts, name: str) -> Where:
    patch = photo.face_patch
    return Where("polygon", patch.to_picture(zone_outline(patch, name)))


def _face(photo: PhotoFacts) -> tuple[Where, ...]:
    left, top, right, bottom = photo.face.box
    return (
        Where(
            "box",
            (
                (max(left, 0.0), max(top, 0.0)),
                (min(right, float(photo.width_px)), min(bottom, float(photo.height_px))),
            ),
        ),
    )
