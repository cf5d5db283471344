"""Whether the eyes are open, look at the camera, and can be seen."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.eye_cover import EyeCover
from models.eyes import Eyes

_SCORE = Unit("score")
_DENSITY = Unit("optical density")
_LID_OPENING = Unit("% of the lid opening", 100)
_IRIS_LIGHT = Unit("share of the eye white's light")


@dataclass(frozen=True, slots=True)
class EyesOpenRule:
    """Limits of the lid opening and of the gaze.

    ``aperture``: height over width; below ``squint`` the iris must be seen between the lids, by
    its ``veil`` (models.eye_cover). ``gaze_aside``: eye widths; ``gaze_up``, ``gaze_down``: scores
    0..1. Behind lenses of ``opaque_density`` nothing is decided, nor where the lid opening shows
    less than ``least_detail``.
    """

    aperture: Floor
    squint: float
    veil: Ceiling
    opaque_density: float
    least_detail: float
    gaze_aside: Ceiling
    gaze_up: Ceiling
    gaze_down: Ceiling


@check(
    "photo.eyes-open",
    reasons=(
        *("open", "closed", "half-closed", "looking-away", "maybe-looking-away"),
        "behind-dark-lenses",
        "eyes-hidden",
    ),
)
def eyes_open(photo: PhotoFacts, rule: EyesOpenRule) -> Judgement:
    """Both eyes are open and look at the camera.

    The lid opening is its height over its own width by landmarks (eye aspect ratio), so narrow
    eyes of any people stay far above the limit; the eye that is less open decides. Between narrow
    lids a dark iris must show. The gaze is the place of the irises between the corners of the
    eyes. ISO/IEC 39794-5 (annex D) and ICAO Doc 9303-3 ask for open eyes that look at the camera.
    """
    eyes, covers = photo.eyes, photo.eye_covers
    if min(cover.density for cover in covers) >= rule.opaque_density:
        raise NotMeasurable("behind-dark-lenses")
    if min(cover.detail for cover in covers) < rule.least_detail:
        raise NotMeasurable("eyes-hidden")
    narrower = min(eyes.right.aperture, eyes.left.aperture)
    lids = rule.aperture.judge(narrower, Unit("ratio"))
    if narrower < rule.squint:
        veil = max(cover.veil for cover in covers)
        lids = worst(lids, rule.veil.judge(veil, _IRIS_LIGHT))
    fault, verdict = decisive({"closed": lids, "looking-away": _gaze(eyes, rule)})
    doubts = {"closed": "half-closed", "looking-away": "maybe-looking-away"}
    reasons = {Outcome.PASS: "open", Outcome.UNSURE: doubts[fault], Outcome.FAIL: fault}
    return verdict.because(
        reasons[verdict.outcome],
        where=tuple(Where("line", one.corners) for one in (eyes.right, eyes.left)),
        details={"gaze_percent": 100 * eyes.gaze_aside},
    )


def _gaze(eyes: Eyes, rule: EyesOpenRule) -> Verdict:
    return worst(
        rule.gaze_aside.judge_either_way(eyes.gaze_aside, Unit("% of the eye's width", 100)),
        rule.gaze_up.judge(eyes.gaze_up, _SCORE),
        rule.gaze_down.judge(eyes.gaze_down, _SCORE),
    )


@dataclass(frozen=True, slots=True)
class EyesVisibleRule:
    """Limits of what lies over the eyes; see models.eye_cover for the measures."""

    lens_density: Ceiling
    lens_tint: Ceiling
    blown: Ceiling
    one_eye_density: Ceiling
    strands: Ceiling
    hidden_white: Ceiling
    iris_seen: Floor
    veil: Ceiling
    detail: Floor


#: What hides an eye, from certain to vague causes, and the reason of a doubt about it.
_DOUBTS = {
    "hidden": "maybe-hidden",
    "tinted-lenses": "maybe-tinted",
    "reflection": "maybe-reflection",
    "covered": "maybe-covered",
    "indistinct": "maybe-indistinct",
}


@check("photo.eyes-visible", reasons=("visible", *_DOUBTS, *_DOUBTS.values()))
def eyes_visible(photo: PhotoFacts, rule: EyesVisibleRule) -> Judgement:
    """Both eyes can be seen clearly: no dark lenses, reflections, hair or rims over them.

    Tinted lenses darken the skin below both eyes against the cheeks (optical density); a
    reflection blows out part of the lid opening or lifts the iris' darkness; hair draws dark
    upright lines below the eye; hair and rims darken the eye white. All light is compared with
    the person's own cheek and eye white, at native resolution. Spectacles with clear lenses are
    allowed. A lid opening without any contour lies under a bar, a patch or a mosaic. ISO/IEC
    39794-5 (annex D) and ICAO Doc 9303-3 ask for this.
    """
    right, left = photo.eye_covers
    lenses = {"tinted-lenses": _tinted(right, left, rule)}
    each = [{**lenses, **_single_eye(eye, rule)} for eye in (right, left)]
    both = {**lenses, **_single_eye(_worse(right, left), rule)}
    fault, verdict = decisive({name: both[name] for name in _DOUBTS}, stated="tinted-lenses")
    reasons = {Outcome.PASS: "visible", Outcome.UNSURE: _DOUBTS[fault], Outcome.FAIL: fault}
    hidden = tuple(
        Where("polygon", eye.outline)
        for eye, verdicts in zip((right, left), each, strict=True)
        if worst(*verdicts.values()).outcome is verdict.outcome
    )
    return verdict.because(
        reasons[verdict.outcome],
        where=hidden,
        details={
            "blown_percent": 100 * max(right.blown, left.blown),
            "strands_percent": 100 * max(right.strands, left.strands),
            "hidden_white_percent": 100 * max(right.hidden_white, left.hidden_white),
            "iris_seen_percent": 100 * min(right.iris_seen, left.iris_seen),
            "detail_percent": 100 * min(right.detail, left.detail),
        },
    )


def _tinted(right: EyeCover, left: EyeCover, rule: EyesVisibleRule) -> Verdict:
    """Lenses come in pairs, so the lighter side decides; a shadow on one side is no lens."""
    return worst(
        rule.lens_density.judge(min(right.density, left.density), _DENSITY),
        rule.lens_tint.judge(min(right.tint, left.tint), Unit("optical density between colours")),
    )


def _worse(right: EyeCover, left: EyeCover) -> EyeCover:
    """The worse of both eyes by each measure on its own."""
    return EyeCover(
        density=max(right.density, left.density),
        tint=max(right.tint, left.tint),
        strands=max(right.strands, left.strands),
        hidden_white=max(right.hidden_white, left.hidden_white),
        iris_seen=min(right.iris_seen, left.iris_seen),
        blown=max(right.blown, left.blown),
        veil=max(right.veil, left.veil),
        detail=min(right.detail, left.detail),
        outline=right.outline + left.outline,
    )


def _single_eye(eye: EyeCover, rule: EyesVisibleRule) -> dict[str, Verdict]:
    return {
        "hidden": rule.detail.judge(eye.detail, _LID_OPENING),
        "reflection": rule.blown.judge(eye.blown, _LID_OPENING),
        "covered": worst(
            rule.strands.judge(eye.strands, Unit("% of the skin below the eye", 100)),
            rule.hidden_white.judge(eye.hidden_white, Unit("% of the eye white", 100)),
            rule.one_eye_density.judge(eye.density, _DENSITY),
        ),
        "indistinct": worst(
            rule.iris_seen.judge(eye.iris_seen, Unit("% of the iris", 100)),
            rule.veil.judge(eye.veil, _IRIS_LIGHT),
        ),
    }
