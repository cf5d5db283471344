"""Whether the facial expression is neutral."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Unit, Verdict, decisive
from checks.photo.mouth import TEETH, HiddenMouth
from checks.photo_facts import PhotoFacts
from checks.registry import check

_SCORE = Unit("score")


@dataclass(frozen=True, slots=True)
class MovementLimits:
    """Limits of the strength (0..1) of movements other than a smile."""

    brows_raised: Ceiling
    brows_lowered: Ceiling
    lips_pursed: Ceiling
    grimace: Ceiling

    def judge(self, movements: Mapping[str, float]) -> dict[str, Verdict]:
        """One verdict for each movement, by the reason that it gives."""
        return {
            "brows-raised": self.brows_raised.judge(movements["brows-raised"], _SCORE),
            "brows-lowered": self.brows_lowered.judge(movements["brows-lowered"], _SCORE),
            "lips-pursed": self.lips_pursed.judge(movements["lips-pursed"], _SCORE),
            "grimace": self.grimace.judge(movements["grimace"], _SCORE),
        }


@dataclass(frozen=True, slots=True)
class ExpressionRule:
    """Limits of the smile's probability (0..1), of visible teeth and of other movements.

    ``teeth_width``: share of the mouth's width along which teeth show.
    """

    smile: Ceiling
    teeth_width: Ceiling
    movements: MovementLimits
    hidden: HiddenMouth


@check(
    "photo.expression",
    reasons=(
        *("neutral", "smiling", "maybe-smiling", "teeth-showing", "maybe-teeth"),
        *("brows-raised", "brows-lowered", "lips-pursed", "grimace"),
        "mouth-hidden",
    ),
)
def expression(photo: PhotoFacts, rule: ExpressionRule) -> Judgement:
    """The expression is neutral: no smile, no frown, no raised brows.

    A logistic model weighs thirteen measures (width of the mouth, lift and depth of its corners,
    folds beside it, lower eyelids, teeth ...) into the probability of a smile, on landmarks
    turned to the front; other movements come from MediaPipe's blendshape scores, with limits far
    above those of neutral faces. ISO/IEC 39794-5 (annex D) and ICAO Doc 9303-3 ask for it.
    """
    rule.hidden.refuse_hidden(photo)
    measured, mouth = photo.expression, photo.mouth
    verdicts = {
        "smiling": rule.smile.judge(measured.smile, Unit("probability")),
        "teeth-showing": rule.teeth_width.judge(mouth.teeth_width, TEETH),
        **rule.movements.judge(measured.movements),
    }
    movement, verdict = decisive(verdicts)
    return verdict.because(
        _reason(movement, verdict.outcome),
        where=(Where("polygon", mouth.teeth or mouth.outline),),
        details={
            "decisive": measured.decisive,
            "smile_percent": 100 * measured.smile,
            "teeth_percent": 100 * mouth.teeth_width,
            **{name.replace("-", "_"): value for name, value in measured.movements.items()},
        },
    )


def _reason(movement: str, outcome: Outcome) -> str:
    """The movement that decides; a doubt about a smile has its own words."""
    if outcome is Outcome.PASS:
        return "neutral"
    doubts = {"smiling": "maybe-smiling", "teeth-showing": "maybe-teeth"}
    return doubts.get(movement, movement) if outcome is Outcome.UNSURE else movement
