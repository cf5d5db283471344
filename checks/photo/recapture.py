"""Whether the photo was taken of a screen or a print."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.photo_facts import PhotoFacts
from checks.registry import check


@dataclass(frozen=True, slots=True)
class RecaptureRule:
    """Height of a spectral peak from which an officer looks (natural logarithm of power)."""

    doubtful_peak: float


@check("photo.recapture", reasons=("no-pattern", "pattern"))
def recapture(photo: PhotoFacts, rule: RecaptureRule) -> Judgement:
    """The photo was taken of the person, not of a screen or of a printed photo.

    Looks at native resolution for fine regular patterns that a face has not: printed dots, the
    pixels of a display, moiré. The 8 x 8 blocks of JPEG files are left out. A pattern is never
    proof, because fabric may have one, so the finding asks an officer and never fails by itself.
    A careful photo of a good print leaves no pattern and is not found.
    Sources: IMM 5445 (not taken from an existing photograph); method: models/recapture.py.
    """
    found = photo.recapture
    doubtful = found.peak >= rule.doubtful_peak
    return Judgement(
        outcome=Outcome.UNSURE if doubtful else Outcome.PASS,
        reason="pattern" if doubtful else "no-pattern",
        measured=Measured(found.peak, "ln power"),
        required=Required("ln power", max=rule.doubtful_peak),
        confidence=0.5 if doubtful else 0.8,
        where=(Where("box", photo.face_crop.box),) if doubtful else (),
        details={"period_mm": found.period_px * photo.mm_per_px},
    )
