"""Whether the photo was changed after it was taken."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome
from checks.limits import Range
from checks.photo_facts import PhotoFacts
from checks.registry import check

_NOTHING = "none"


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
    signs = _signs(photo, rule)
    program = _named(photo, rule.editing_software)
    reason = signs[0] if signs else "edited-file" if program else "no-sign"
    return Judgement(
        outcome=Outcome.UNSURE if signs else Outcome.PASS,
        reason=reason,
        measured=Measured(" ".join(signs) or _NOTHING, "signs"),
        confidence=0.5 if signs else 0.7,
        details=_details(photo, rule, reason),
    )


def _signs(photo: PhotoFacts, rule: AlterationRule) -> list[str]:
    """The signs that are there, weightiest first."""
    present = {
        "retouching-software": _named(photo, rule.retouching_software) is not None,
        "stretched": _is_stretched(photo, rule),
        "smooth-skin": _has_smooth_skin(photo, rule),
        "flat-background": _has_flat_background(photo, rule),
    }
    return [sign for sign, there in present.items() if there]


def _named(photo: PhotoFacts, programs: tuple[str, ...]) -> str | None:
    """The first listed program that the file's Software tags name."""
    stated = " ".join(
        photo.image.exif.get(tag, "") for tag in ("Software", "ProcessingSoftware")
    ).casefold()
    return next((program for program in programs if program.casefold() in stated), None)


def _is_stretched(photo: PhotoFacts, rule: AlterationRule) -> bool:
    """Whether even the near end of the interval is unnatural, in a face seen from the front."""
    pose = photo.head_pose
    turned = max(abs(pose.yaw.value), abs(pose.pitch.value))
    fails = rule.stretch.judge(photo.stretch.ratio).outcome is Outcome.FAIL
    return turned <= rule.frontal_deg and fails


def _has_smooth_skin(photo: PhotoFacts, rule: AlterationRule) -> bool:
    """Whether skin lacks the texture that such a sharp picture would show."""
    blur = photo.blur
    shows_texture = (
        blur is not None
        and blur.width.value <= rule.skin_texture_blur
        and photo.face.inter_eye_px >= rule.skin_texture_inter_eye_px
        and photo.compression.quality >= rule.readable_quality
    )
    return shows_texture and photo.skin_texture < rule.skin_texture


def _has_flat_background(photo: PhotoFacts, rule: AlterationRule) -> bool:
    flat = photo.flat_background
    readable = photo.compression.quality >= rule.readable_quality
    return readable and flat is not None and flat.share >= rule.flat_background_share


def _details(photo: PhotoFacts, rule: AlterationRule, reason: str) -> dict[str, float | str]:
    """What the text of the reason quotes."""
    if reason == "stretched":
        return {"percent": abs(photo.stretch.ratio.value - 1) * 100}
    if reason == "flat-background" and photo.flat_background is not None:
        return {"percent": photo.flat_background.share * 100}
    if reason == "retouching-software":
        return {"program": _named(photo, rule.retouching_software) or ""}
    if reason == "edited-file":
        return {"program": _named(photo, rule.editing_software) or ""}
    return {}
