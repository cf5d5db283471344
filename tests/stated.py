"""What a check states on a photo of which some facts are given."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from checks.finding import Judgement, Outcome
from checks.registry import registered_checks
from tests.agreement import disagreement

PLACE = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0))
FACE = SimpleNamespace(
    right_eye=PLACE[0], left_eye=PLACE[1], chin=PLACE[2], inter_eye_px=100.0, face=None
)


def stated(
    check: Callable[[Any, Any], Judgement], rule: Any, **facts: Any
) -> tuple[Outcome, str, str, float, float | None, float | None]:
    """Outcome, reason, unit, value and limits of the judgement on a photo with these facts."""
    photo = SimpleNamespace(
        **{
            "face": FACE,
            "mm_per_px": 0.1,
            "width_px": 500,
            "height_px": 700,
            "frame": SimpleNamespace(width_mm=50, height_mm=70),
            "scale": SimpleNamespace(is_certain=True),
            "face_crop": SimpleNamespace(box=PLACE[:2]),
            **facts,
        }
    )
    judgement = check(photo, rule)
    reasons = {r for one in registered_checks().values() for r in one.reasons}
    assert judgement.reason in reasons
    measured, required = judgement.measured, judgement.required
    assert measured is not None
    assert required is not None
    assert disagreement(judgement.outcome, measured, required) == ""
    low, high = (None if x is None else round(x, 6) for x in (required.min, required.max))
    assert not isinstance(measured.value, str)
    value = round(measured.value, 6)
    return judgement.outcome, judgement.reason, measured.unit, value, low, high
