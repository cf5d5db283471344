"""Whether the eyes are open, look at the camera, and can be seen."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Floor, Verdict, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.eye_cover import EyeCover
from models.eyes import Eyes


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
    narrower = min((eyes.right, eyes.left), key=lambda lids: lids.aperture)
    lids = rule.aperture.judge(narrower.aperture)
    if narrower.aperture < rule.squint:
        lids = worst(lids, rule.veil.judge(max(cover.veil for cover in covers)))
    gaze = _gaze(eyes, rule)
    verdict = worst(lids, gaze)
    return Judgement(
        outcome=verdict.outcome,
        reason=_open_reason(verdict, lids),
        measured=Measured(narrower.aperture, "ratio"),
        required=Required("ratio", min=rule.aperture.pass_from),
        confidence=verdict.confidence,
        where=tuple(Where("line", one.corners) for one in (eyes.right, eyes.left)),
        details={"gaze_percent": 100 * eyes.gaze_aside},
    )


def _gaze(eyes: Eyes, rule: EyesOpenRule) -> Verdict:
    return worst(
        rule.gaze_aside.judge(abs(eyes.gaze_aside)),
        rule.gaze_up.judge(eyes.gaze_up),
        rule.gaze_down.judge(eyes.gaze_down),
    )


def _open_reason(verdict: Verdict, lids: Verdict) -> str:
    if verdict.outcome is Outcome.PASS:
        return "open"
    by_lids = lids.outcome is verdict.outcome
    if verdict.outcome is Outcome.FAIL:
        return "closed" if by_lids else "looking-away"
    return "half-closed" if by_lids else "maybe-looking-away"


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
    verdict = worst(*(one for verdicts in each for one in verdicts.values()))
    hidden = tuple(
        Where("polygon", eye.outline)
        for eye, verdicts in zip((right, left), each, strict=True)
        if worst(*verdicts.values()).outcome is verdict.outcome
    )
    density = min(right.density, left.density)
    return Judgement(
        outcome=verdict.outcome,
        reason=_visible_reason(each, verdict),
        measured=Measured(density, "optical density"),
        required=Required("optical density", max=rule.lens_density.pass_up_to),
        confidence=verdict.confidence,
        where=hidden,
        details={
            "lens_light_percent": 100 * min(1.0, 10.0**-density),
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
        rule.lens_density.judge(min(right.density, left.density)),
        rule.lens_tint.judge(min(right.tint, left.tint)),
    )


def _single_eye(eye: EyeCover, rule: EyesVisibleRule) -> dict[str, Verdict]:
    return {
        "hidden": rule.detail.judge(eye.detail),
        "reflection": rule.blown.judge(eye.blown),
        "covered": worst(
            rule.strands.judge(eye.strands),
            rule.hidden_white.judge(eye.hidden_white),
            rule.one_eye_density.judge(eye.density),
        ),
        "indistinct": worst(rule.iris_seen.judge(eye.iris_seen), rule.veil.judge(eye.veil)),
    }


def _visible_reason(each: list[dict[str, Verdict]], decisive: Verdict) -> str:
    """The first fault with the decisive outcome at either eye, from certain to vague causes."""
    if decisive.outcome is Outcome.PASS:
        return "visible"
    name = next(
        fault
        for fault in _DOUBTS
        if any(verdicts[fault].outcome is decisive.outcome for verdicts in each)
    )
    return name if decisive.outcome is Outcome.FAIL else _DOUBTS[name]
