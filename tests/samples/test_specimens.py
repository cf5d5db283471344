"""The committed specimens: what their labels say, and what docscreen finds in them."""

from __future__ import annotations

import json

import pytest
from PIL import ExifTags, Image

from checks.report import Recommendation
from samples.generate import LABELS_NAME, SPECIMENS_FOLDER
from samples.specimen import COMPLIANT, Specimen
from tests.specimens import KEPT, specimen_report

FORMS = [name for name, specimen in KEPT.items() if specimen.kind == "form"]
CLEAN = [name for name, specimen in KEPT.items() if specimen.category == "compliant"]
#: Clones stay small: one specimen, all specimens.
MAX_BYTES, MAX_TOTAL_BYTES = 120 * 1024, 3_400_000


def test_labels_are_those_of_the_generator() -> None:
    lines = (SPECIMENS_FOLDER / LABELS_NAME).read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        json.loads(json.dumps(specimen.label())) for specimen in KEPT.values()
    ]


def test_every_labelled_specimen_is_there_and_no_other() -> None:
    present = {path.name for path in SPECIMENS_FOLDER.iterdir()}
    assert present == {*KEPT, LABELS_NAME}


def test_specimens_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in SPECIMENS_FOLDER.iterdir()}
    assert {name: size for name, size in sizes.items() if size > MAX_BYTES} == {}
    assert sum(sizes.values()) < MAX_TOTAL_BYTES


def test_every_photo_says_that_it_is_a_specimen() -> None:
    for path in SPECIMENS_FOLDER.glob("*.jpg"):
        if KEPT[path.name].expect.get("file.readable", "pass") == "pass" and "png" not in path.name:
            with Image.open(path) as photo:
                description = photo.getexif()[ExifTags.Base.ImageDescription]
            assert description.startswith("SPECIMEN"), path.name


@pytest.mark.parametrize("name", CLEAN)
def test_a_compliant_specimen_is_accepted(name: str) -> None:
    report = specimen_report(name)
    faults = {f.rule: f.reason for f in report.findings if f.outcome in ("fail", "unsure")}
    assert faults == {}
    assert report.verdict is Recommendation.ACCEPT


@pytest.mark.parametrize("specimen", KEPT.values(), ids=KEPT)
def test_docscreen_finds_what_the_label_says(specimen: Specimen) -> None:
    report = specimen_report(specimen.file)
    found = {finding.rule: finding.outcome.value for finding in report.findings}
    expected = {rule: outcome for rule, outcome in specimen.expect.items() if rule in found}
    assert {rule: found[rule] for rule in expected} == expected


@pytest.mark.parametrize("name", FORMS)
def test_the_facts_of_a_form_are_as_labelled(name: str) -> None:
    truth, facts = KEPT[name].truth, specimen_report(name).facts.get("pdf")
    assert (facts is None) == truth["needs_password"]
    if facts is not None:
        assert facts["origin"] in truth["origin_any"]
        assert (facts["xfa"], facts["pages"]) == (truth["xfa"], truth["pages"])
        has_fields = facts["form"]["fields"] > 0
        assert facts["form"]["filled"] is (truth.get("filled", False) if has_fields else None)


def test_a_form_declared_as_something_else_is_labelled_so() -> None:
    labels = {
        name: KEPT[name].label() for name in ("form-filled.pdf", "form-declared-identity.pdf")
    }
    assert "declared" not in labels["form-filled.pdf"]
    assert labels["form-declared-identity.pdf"]["declared"] == "identity"
    assert {label["policy"] for label in labels.values()} == {"pr-portal"}


def test_every_rule_of_the_policy_that_a_photo_can_break_is_expected_somewhere() -> None:
    expected = {rule for specimen in KEPT.values() for rule in specimen.expect}
    assert set(COMPLIANT) <= expected
