"""Whether the mouth is closed."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Unit, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.errors import NotMeasurable

TEETH = Unit("% of the mouth's width", 100)

_DOUBTS = {"teeth-visible": "teeth-maybe-visible", "lips-apart": "lips-maybe-apart"}


@dataclass(frozen=True, slots=True)
class HiddenMouth:
    """Where a mouth is covered: ``lips_from`` less red than skin, ``contrast_below`` of edges.

    Both as models.coverage measures them and as photo.occlusion fails them.
    """

    lips_from: float
    contrast_below: float

    def refuse_hidden(self, photo: PhotoFacts) -> None:
        """Raise NotMeasurable where something covers the mouth."""
        seen = photo.coverage
        if seen.lips >= self.lips_from or seen.mouth_contrast < self.contrast_below:
            raise NotMeasurable("mouth-hidden")


@dataclass(frozen=True, slots=True)
class MouthClosedRule:
    """Limits as shares of the mouth's width: the gap between the lips, the row of teeth seen."""

    lip_gap: Ceiling
    teeth_width: Ceiling
    hidden: HiddenMouth


@check(
    "photo.mouth-closed",
    reasons=("closed", *_DOUBTS, *_DOUBTS.values(), "mouth-hidden"),
)
def mouth_closed(photo: PhotoFacts, rule: MouthClosedRule) -> Judgement:
    """The mouth is closed: the lips touch and no teeth show.

    The gap between the inner lips comes from landmarks, the teeth from their colour against the
    person's own lips at native resolution; both are shares of the mouth's width, so full lips,
    beards and the size of the picture do not matter. ISO/IEC 39794-5 (annex D)
    and ICAO Doc 9303-3 ask for a closed mouth.
    """
    rule.hidden.refuse_hidden(photo)
    mouth = photo.mouth
    verdicts = {
        "teeth-visible": rule.teeth_width.judge(mouth.teeth_width, TEETH),
        "lips-apart": rule.lip_gap.judge(mouth.lip_gap, _millimetres(photo)),
    }
    fault, verdict = decisive(verdicts, stated="lips-apart")
    reasons = {Outcome.PASS: "closed", Outcome.UNSURE: _DOUBTS[fault], Outcome.FAIL: fault}
    return verdict.because(
        reasons[verdict.outcome],
        where=(Where("polygon", mouth.teeth or mouth.outline),),
        details={
            "gap_percent": 100 * mouth.lip_gap,
            "teeth_percent": 100 * mouth.teeth_width,
        },
    )


def _millimetres(photo: PhotoFacts) -> Unit:
    """Millimetres of the finished photo instead of shares of the mouth's width."""
    return Unit("mm", photo.mouth.width_px * photo.mm_per_px)
