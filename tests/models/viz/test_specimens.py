from __future__ import annotations

import pytest

from models.text.reading import read_printed_text
from models.viz.fields import printed_fields
from models.viz.title import title_evidence
from samples.identity import Kind, Taken, identity_specimen
from samples.identity_camera import CameraLook
from samples.identity_design import TODAY
from tests.accuracy.printed_fields import labelled, outcome_of

#: An ordinary photo, on its side, by a steady hand.
PHOTO = Taken("photo", "front", CameraLook(px_per_mm=11.0, turn_deg=93.0, tilt=0.2))


@pytest.mark.parametrize(
    ("kind", "seed"),
    [("passport", 1200), ("pr-card", 1208), ("driver-licence", 1209), ("visa-a", 1203)],
)
def test_a_photographed_specimen_is_read(kind: Kind, seed: int) -> None:
    rgb, label = identity_specimen(seed, kind, PHOTO)
    text = read_printed_text(rgb)
    fields = printed_fields(text.lines, TODAY)
    known = labelled(label["truth"])
    outcomes = {name: outcome_of(name, one, fields) for name, one in known.items()}
    assert "wrong" not in outcomes.values(), outcomes
    good = sum(outcome in ("right", "spelling", "open") for outcome in outcomes.values())
    assert good >= 0.8 * len(outcomes), outcomes
    evidence = title_evidence(text.lines)
    assert evidence[label["truth"]["document"]] == max(evidence.values())
