"""How clearly the print was read decides where the picture alone leaves a doubt."""

from __future__ import annotations

import pytest

from checks.finding import Outcome
from models.document.mirrored import Mirroring
from models.document.text_sharpness import TextSharpness
from tests.checks.identity.documents import judged, placed_zone
from tests.checks.identity.pictures import pictured, read_with, shadows, text_sharpness


@pytest.mark.parametrize(
    ("found", "clearness", "outcome", "reason"),
    [
        (text_sharpness(3.0), 0.79, Outcome.UNSURE, "unclear"),
        (text_sharpness(3.0), 0.81, Outcome.PASS, "sharp"),
        (text_sharpness(4.5), 0.95, Outcome.PASS, "sharp"),
        (text_sharpness(5.5), 0.95, Outcome.UNSURE, "soft"),
        (text_sharpness(5.5), 0.90, Outcome.FAIL, "out-of-focus"),
        (text_sharpness(3.5, ratio=2.2), 0.95, Outcome.UNSURE, "perhaps-motion"),
        (text_sharpness(3.5, ratio=2.2), 0.90, Outcome.FAIL, "motion"),
    ],
)
def test_how_clearly_print_was_read_counts(
    found: TextSharpness, clearness: float, outcome: Outcome, reason: str
) -> None:
    facts = pictured(read_with(clearness), sharpness=found)
    judgement = judged("identity.sharpness", facts)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("ratio", "clearness", "outcome", "reason"),
    [
        (0.3, 0.95, Outcome.PASS, "readable"),
        (0.3, 0.90, Outcome.UNSURE, "perhaps-shadow"),
        (0.1, 0.95, Outcome.FAIL, "shadow"),
    ],
)
def test_a_soft_shadow_that_hides_no_print_is_no_fault(
    ratio: float, clearness: float, outcome: Outcome, reason: str
) -> None:
    facts = pictured(read_with(clearness), shadow=shadows(ratio))
    judgement = judged("identity.shadow", facts)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("clearness", "found", "reason"),
    [
        (0.70, Mirroring(0.70, 0.96, 3), "mirrored"),
        (0.70, Mirroring(0.85, 0.92, 3), "accepted"),
        (0.70, Mirroring(0.50, 0.80, 3), "accepted"),
        (0.70, None, "accepted"),
        (0.90, Mirroring(0.70, 0.96, 3), "accepted"),
    ],
    ids=["mirrored", "read both ways", "read neither way", "no long line", "clear as it is"],
)
def test_a_mirrored_picture_is_named(
    clearness: float, found: Mirroring | None, reason: str
) -> None:
    facts = pictured(read_with(clearness), mirroring=found)
    judgement = judged("identity.document-type", facts)
    assert judgement.reason == reason
    assert (judgement.outcome is Outcome.FAIL) == (reason == "mirrored")


def test_a_zone_that_proves_itself_is_not_mirrored() -> None:
    facts = read_with(0.7, placed_zone())
    judgement = judged("identity.document-type", pictured(facts, mirroring=Mirroring(0.5, 0.99, 3)))
    assert judgement.reason == "accepted"
