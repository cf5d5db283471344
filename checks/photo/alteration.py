"""Whether the photo was changed after it was taken."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome
from checks.limits import Ceiling, Floor, Range, Unit, Verdict
from checks.photo_facts import PhotoFacts
from checks.registry import check

_NOTHING = "none"
_PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class AlterationRule:
    """From where each sign asks for an officer's eye.

    ``flat_background_share``: share of the background of one exact colour; ``stretch``: natural
    width by height; ``skin_texture``: contrast of skin detail by that of the eyes, looked at only
    in pictures sharp and large enough; ``retouching_software`` and ``editing_software``: words of
    the file's Software tag. ``readable_quality``: JPEG quality below which compression itself
    flattens skin and walls.
    """

    flat_background_share: float
    stretch: Range
    skin_texture: float
    skin_texture_inter_eye_px: float
    skin_texture_blur: float
    readable_quality: float
    frontal_deg: float
    retouching_software: tuple[str, ...]
    editing_software: tuple[str, ...]


@check(
    "photo.unaltered",
    reasons=(
        "no-sign", "edited-file", "retouching-software", "stretched", "smooth-skin",
        "flat-background",
    ),
)  # fmt: skip
def alteration(photo: PhotoFacts, rule: AlterationRule) -> Judgement:
    """The photo was not altered.

    Looks for signs that an officer should see: a file that names a retouching program, a face
    wider or narrower than faces are (iris, face and eye distance together), skin without texture
    under sharp eyes, a background of exactly one colour as cut-outs have (and strongly overexposed
    walls). Cropping, resizing and a general picture editor named by the file are no sign. No sign
    is proof, so the finding never fails by itself; work done well leaves no sign.
    Sources: IMM 5445 (unaltered); method: models/alteration.py.
    """
    for reason, verdict in _verdicts(photo, rule).items():
        if verdict.outcome is Outcome.FAIL:
            return verdict.doubted().because(reason, details=_details(photo, reason))
    program = _named(photo, rule.editing_software)
    if program:
        editor = Verdict(Outcome.PASS, 0.7, Measured(program, _PROGRAM))
        return editor.because("edited-file")
    return Verdict(Outcome.PASS, 0.7, Measured(_NOTHING, "signs")).because("no-sign")


def _verdicts(photo: PhotoFacts, rule: AlterationRule) -> dict[str, Verdict]:
    """One verdict for each sign that the photo could show, the weightiest first; a fail is one."""
    possible = {
        "retouching-software": _retouched(photo, rule),
        "stretched": _stretched(photo, rule),
        "smooth-skin": _smooth_skin(photo, rule),
        "flat-background": _flat_background(photo, rule),
    }
    return {reason: verdict for reason, verdict in possible.items() if verdict is not None}


def _named(photo: PhotoFacts, programs: tuple[str, ...]) -> str | None:
    """The first listed program that the file's Software tags name."""
    stated = " ".join(
        photo.image.exif.get(tag, "") for tag in ("Software", "ProcessingSoftware")
    ).casefold()
    return next((program for program in programs if program.casefold() in stated), None)


def _retouched(photo: PhotoFacts, rule: AlterationRule) -> Verdict | None:
    program = _named(photo, rule.retouching_software)
    return Verdict(Outcome.FAIL, 1.0, Measured(program, _PROGRAM)) if program else None


def _stretched(photo: PhotoFacts, rule: AlterationRule) -> Verdict | None:
    """Even the near end of the interval must be unnatural, in a face seen from the front."""
    pose = photo.head_pose
    turned = max(abs(pose.yaw.value), abs(pose.pitch.value))
    if turned > rule.frontal_deg:
        return None
    return rule.stretch.judge(photo.stretch.ratio, Unit("ratio"))


def _smooth_skin(photo: PhotoFacts, rule: AlterationRule) -> Verdict | None:
    """Whether skin lacks the texture that such a sharp picture would show."""
    blur = photo.blur
    shows_texture = (
        blur is not None
        and blur.width.value <= rule.skin_texture_blur
        and photo.face.inter_eye_px >= rule.skin_texture_inter_eye_px
        and photo.compression.quality >= rule.readable_quality
    )
    if not shows_texture:
        return None
    return Floor.at(rule.skin_texture).judge(photo.skin_texture, Unit("% of the eyes' detail", 100))


def _flat_background(photo: PhotoFacts, rule: AlterationRule) -> Verdict | None:
    flat = photo.flat_background
    if flat is None or photo.compression.quality < rule.readable_quality:
        return None
    limit = Ceiling.at(rule.flat_background_share)
    return limit.judge(flat.share, Unit("% of the background", 100))


def _details(photo: PhotoFacts, reason: str) -> dict[str, float | str]:
    """What the text of a sign quotes besides the value."""
    if reason == "stretched":
        return {"percent": abs(photo.stretch.ratio.value - 1) * 100}
    return {}
