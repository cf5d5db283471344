"""Whether the background is one plain colour."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.limits import Ceiling, Verdict, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.plainness import Plainness

_DIFFERENCE = "CIELAB units"
_REASONS = {
    "patch_percent": ("objects", "% of the background"),
    "line_percent": ("lines", "% of the photo's width"),
    "texture": ("textured", _DIFFERENCE),
    "mottle": ("mottled", _DIFFERENCE),
    "colour_span": ("several-colours", _DIFFERENCE),
    "lightness_span": ("uneven-light", _DIFFERENCE),
}


@dataclass(frozen=True, slots=True)
class BackgroundPlainRule:
    """Limits of each kind of deviation, and from which depth a shadow is told apart from them.

    ``texture``, ``mottle``, ``colour_span``, ``lightness_span``: CIELAB units; ``patch_percent``:
    of the background; ``line_percent``: of the picture's shorter side; ``shadow_depth``: L*.
    """

    texture: Ceiling
    mottle: Ceiling
    patch_percent: Ceiling
    line_percent: Ceiling
    colour_span: Ceiling
    lightness_span: Ceiling
    shadow_depth: float

    def limit(self, kind: str) -> Ceiling:
        """The limits of one kind of deviation."""
        limit: Ceiling = getattr(self, kind)
        return limit


@check(
    "photo.background-plain",
    reasons=(
        "plain",
        "nearly-plain",
        "shadow",
        "no-background",
        *(reason for reason, _ in _REASONS.values()),
    ),
)
def background_plain(photo: PhotoFacts, rule: BackgroundPlainRule) -> Judgement:
    """The background is plain: one colour without texture, objects, lines or patterns.

    The smooth light on the background (a surface of third degree, so vignettes and light fall-off
    too) and stray hair are taken out first. What is left is measured as texture finer than 1 mm,
    mottle wider than 1 mm, patches of another colour and the length of lines; the smooth light
    itself by how far its colour and lightness change. Camera noise and JPEG noise stay below the
    limits. Where only the person's own shadow disturbs the background, the finding is unsure:
    photo.background-shadow decides about it. Unit: CIELAB differences (1: just noticeable).
    Sources: IMM 5445 (plain background); method: models/plainness.py.
    """
    verdicts = _verdicts(photo.plainness, rule)
    decisive = worst(*verdicts.values())
    beside_shadow = photo.plainness
    if decisive.outcome is not Outcome.PASS and photo.cast_shadow.depth >= rule.shadow_depth:
        beside_shadow = photo.plainness_beside_shadow
        apart = _verdicts(beside_shadow, rule)
        if worst(*apart.values()).outcome is Outcome.PASS:
            return Judgement(Outcome.UNSURE, "shadow", confidence=0.5, where=_shadow_place(photo))
        verdicts, decisive = apart, worst(*apart.values())
    kind = next(name for name in verdicts if verdicts[name].outcome is decisive.outcome)
    reasons = {Outcome.PASS: "plain", Outcome.UNSURE: "nearly-plain"}
    reason, unit = _REASONS[kind]
    return Judgement(
        outcome=decisive.outcome,
        reason=reasons.get(decisive.outcome, reason),
        measured=Measured(_scores(beside_shadow)[kind], unit),
        required=Required(unit, max=rule.limit(kind).pass_up_to),
        confidence=decisive.confidence,
        where=() if decisive.outcome is Outcome.PASS else _patch_places(photo, beside_shadow),
    )


def _scores(plainness: Plainness) -> dict[str, float]:
    return {
        "patch_percent": 100.0 * plainness.patch_share,
        "line_percent": 100.0 * plainness.line_length,
        "texture": plainness.texture,
        "mottle": plainness.mottle,
        "colour_span": plainness.colour_span,
        "lightness_span": plainness.lightness_span,
    }


def _verdicts(plainness: Plainness, rule: BackgroundPlainRule) -> dict[str, Verdict]:
    return {kind: rule.limit(kind).judge(score) for kind, score in _scores(plainness).items()}


def _patch_places(photo: PhotoFacts, plainness: Plainness) -> tuple[Where, ...]:
    x, y = photo.background.scale
    return tuple(
        Where("box", ((left * x, top * y), (right * x, bottom * y)))
        for left, top, right, bottom in plainness.patch_boxes
    )


def _shadow_place(photo: PhotoFacts) -> tuple[Where, ...]:
    return (Where("polygon", photo.cast_shadow.outline),)
