"""Whether the background is one plain colour."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Unit, Verdict, decisive, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.plainness import Plainness

_DIFFERENCE = Unit("CIELAB units")
_KINDS = ("objects", "lines", "textured", "mottled", "several-colours", "uneven-light")


@dataclass(frozen=True, slots=True)
class BackgroundPlainRule:
    """Limits of each kind of deviation, and from which depth a shadow is told apart from them.

    ``texture``, ``mottle``, ``colour_span``, ``lightness_span``: CIELAB units; ``patch_percent``:
    and ``object_percent``: of the background; ``line_percent``: of the picture's shorter side;
    ``line_quality``: JPEG quality below which the edges of its blocks look like lines;
    ``shadow_depth``: L*.
    """

    texture: Ceiling
    mottle: Ceiling
    patch_percent: Ceiling
    object_percent: Ceiling
    line_percent: Ceiling
    line_quality: float
    colour_span: Ceiling
    lightness_span: Ceiling
    shadow_depth: float

    def judge(self, seen: Plainness) -> dict[str, Verdict]:
        """One verdict for each kind of deviation, by the reason that it gives."""
        patches, lines = 100.0 * seen.patch_share, 100.0 * seen.line_length
        share = Unit("% of the background")
        return {
            "objects": worst(
                self.patch_percent.judge(patches, share),
                self.object_percent.judge(100.0 * seen.object_share, share),
            ),
            "lines": self.line_percent.judge(lines, Unit("% of the photo's shorter side")),
            "textured": self.texture.judge(seen.texture, _DIFFERENCE),
            "mottled": self.mottle.judge(seen.mottle, _DIFFERENCE),
            "several-colours": self.colour_span.judge(seen.colour_span, _DIFFERENCE),
            "uneven-light": self.lightness_span.judge(seen.lightness_span, _DIFFERENCE),
        }


@check(
    "photo.background-plain",
    reasons=("plain", "nearly-plain", "shadow", "no-background", *_KINDS),
)
def background_plain(photo: PhotoFacts, rule: BackgroundPlainRule) -> Judgement:
    """The background is plain: one colour without texture, objects, lines or patterns.

    The smooth light on the background (a surface of third degree, so vignettes and light fall-off
    too) and stray hair are taken out first. What is left is measured as texture finer than 1 mm,
    mottle wider than 1 mm, patches of another colour (smaller ones count where that colour is quite
    another) and the length of lines; the smooth light itself by how far its colour and lightness
    change. Camera noise and JPEG noise stay below the limits; lines are not looked for in a JPEG
    file so coarse that the edges of its blocks are lines. Where only the person's own shadow
    disturbs the background, the finding is unsure: photo.background-shadow decides about it. Unit:
    CIELAB differences (1: just noticeable).
    Sources: IMM 5445 (plain background); method: models/plainness.py.
    """
    seen = photo.plainness
    kind, verdict = _deciding(photo, rule, seen)
    if verdict.outcome is Outcome.PASS:
        return verdict.because("plain")
    if photo.cast_shadow.depth >= rule.shadow_depth:
        seen = photo.plainness_beside_shadow
        kind, verdict = _deciding(photo, rule, seen)
        if verdict.outcome is Outcome.PASS:
            return _only_shadow(photo, rule)
    reason = kind if verdict.outcome is Outcome.FAIL else "nearly-plain"
    details = _largest_patch(photo, seen) if reason == "objects" else {}
    return verdict.because(reason, _patch_places(photo, seen), details)


def _deciding(photo: PhotoFacts, rule: BackgroundPlainRule, seen: Plainness) -> tuple[str, Verdict]:
    """The kind of deviation that decides, and its verdict."""
    verdicts = rule.judge(seen)
    if verdicts["lines"].outcome is not Outcome.PASS and _is_coarse(photo, rule):
        del verdicts["lines"]
    return decisive(verdicts)


def _is_coarse(photo: PhotoFacts, rule: BackgroundPlainRule) -> bool:
    return photo.has_upright_face and photo.compression.quality < rule.line_quality


def _largest_patch(photo: PhotoFacts, plainness: Plainness) -> dict[str, float]:
    """Size and place of the largest patch, in millimetres of the finished photo."""
    ((left, top), (right, bottom)) = _patch_places(photo, plainness)[0].points
    mm = photo.mm_per_px
    return {
        "width_mm": round((right - left) * mm),
        "height_mm": round((bottom - top) * mm),
        "left_mm": round(left * mm),
        "top_mm": round(top * mm),
    }


def _only_shadow(photo: PhotoFacts, rule: BackgroundPlainRule) -> Judgement:
    """Without the part in the person's shadow the background is plain."""
    depth = Ceiling.at(rule.shadow_depth).judge(photo.cast_shadow.depth, Unit("L*"))
    return depth.doubted().because("shadow", (Where("polygon", photo.cast_shadow.outline),))


def _patch_places(photo: PhotoFacts, plainness: Plainness) -> tuple[Where, ...]:
    x, y = photo.background.scale
    return tuple(
        Where("box", ((left * x, top * y), (right * x, bottom * y)))
        for left, top, right, bottom in plainness.patch_boxes
    )
