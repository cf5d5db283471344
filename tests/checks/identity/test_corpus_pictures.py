"""Honest scans and drawings of the corpus are not returned for the quality of their picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome
from checks.identity_facts import IdentityFacts
from models.image import decode_image
from tests.checks.identity.documents import TODAY, judged

pytestmark = [pytest.mark.accuracy, pytest.mark.slow]

RULES = ("edges", "resolution", "sharpness", "glare", "shadow")
#: Pictures for web pages, a side of the document 220 to 330 px high: their small print has 5 to
#: 8 px and cannot be read by a person either. All have under 4.5 px for each mm.
THUMBNAILS = {
    "mrz_mrvb": 1,
    "mrz_td1": 10,
    "mrz_td2": 1,
    "mrz_td3": 6,
}
#: Symbols alone are no pictures of documents.
_SYMBOLS = ("aamva", "pdf417")
#: Shows the lines of the zone alone: of the page, four sides are cut off.
_PARTS = ("mrz_strip",)


@pytest.fixture(scope="module")
def judgements(corpus: Path) -> Mapping[str, Mapping[str, Judgement]]:
    """By file and rule."""
    folder = corpus / "identity"
    if not (folder / "labels.jsonl").exists():
        pytest.skip("the corpus beside this clone has no identity documents")
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    names = [str(json.loads(line)["file"]) for line in lines]
    return {
        name: _judged((folder / name).read_bytes())
        for name in names
        if not name.startswith(_SYMBOLS) and not any(part in name for part in _PARTS)
    }


def _judged(content: bytes) -> Mapping[str, Judgement]:
    rgb = np.ascontiguousarray(decode_image(content).rgb)
    facts = IdentityFacts((rgb,), TODAY, Stopwatch())
    return {rule: judged(f"identity.{rule}", facts) for rule in RULES}


@pytest.mark.parametrize("rule", ["edges", "sharpness", "glare", "shadow"])
def test_no_honest_picture_fails(
    judgements: Mapping[str, Mapping[str, Judgement]], rule: str
) -> None:
    failed = [name for name, found in judgements.items() if found[rule].outcome is Outcome.FAIL]
    assert len(judgements) >= 40
    assert failed == []


@pytest.mark.parametrize("rule", ["edges", "sharpness", "glare", "shadow"])
def test_few_honest_pictures_are_left_open(
    judgements: Mapping[str, Mapping[str, Judgement]], rule: str
) -> None:
    most = {"edges": 0.2, "sharpness": 0.1, "glare": 0.03, "shadow": 0.03}
    left = [name for name, found in judgements.items() if found[rule].outcome is Outcome.UNSURE]
    assert len(left) <= most[rule] * len(judgements)


def test_only_thumbnails_have_too_few_pixels(
    judgements: Mapping[str, Mapping[str, Judgement]],
) -> None:
    failed = [
        name for name, found in judgements.items() if found["resolution"].outcome is Outcome.FAIL
    ]
    by_group = {group: sum(name.startswith(group) for name in failed) for group in THUMBNAILS}
    assert sum(by_group.values()) == len(failed)
    assert {group for group, count in by_group.items() if count > THUMBNAILS[group]} == set()
