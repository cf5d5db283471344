"""Every finding states the value and the limit of the criterion that decided.

On all specimens value and limit must agree with the outcome; the tables beside this file
(photo/test_measured_*.py) go through the branches of each check.
"""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest

from checks.file.opening import AcceptedType, SizeRule, TypeRule, file_size, file_type
from checks.finding import Finding, Measured, Outcome, Required
from checks.limits import Ceiling
from tests.agreement import disagreement
from tests.specimens import KEPT, specimen_report


def disagreements(findings: tuple[Finding, ...]) -> dict[str, str]:
    found = {f.rule: disagreement(f.outcome, f.measured, f.required) for f in findings}
    return {rule: words for rule, words in found.items() if words}


@pytest.mark.parametrize("name", KEPT)
def test_the_numbers_of_a_specimen_agree_with_its_outcomes(name: str) -> None:
    assert disagreements(specimen_report(name).findings) == {}


def test_a_number_of_another_criterion_is_noticed() -> None:
    findings = specimen_report("portrait.jpg").findings
    stated = [f for f in findings if f.required and f.outcome is Outcome.PASS]
    lying = tuple(dataclasses.replace(f, outcome=Outcome.FAIL) for f in stated)
    # One page and one face lie on their limits, and a number on a limit may be either.
    on_limit = {"file.pages", "photo.face-count"}
    assert set(disagreements(lying)) == {f.rule for f in stated} - on_limit


JPEG = TypeRule((AcceptedType("image/jpeg", "JPEG", ("jpg", "jpeg")),))
NO_BYTES = (Measured(0, "bytes"), Required("bytes", min=1))


@pytest.mark.parametrize(
    ("media_type", "name", "size", "reason", "measured", "required"),
    [
        ("image/jpeg", "a.jpg", 9, "accepted", "image/jpeg", ("image/jpeg",)),
        ("image/png", "a.png", 9, "wrong-type", "image/png", ("image/jpeg",)),
        ("image/jpeg", "a.pdf", 9, "misnamed", "pdf", ("jpg", "jpeg")),
        ("application/x-empty", "a.jpg", 0, "empty", 0, None),
    ],
)
def test_file_type(
    media_type: str,
    name: str,
    size: int,
    reason: str,
    measured: float | str,
    required: tuple[str, ...] | None,
) -> None:
    upload = SimpleNamespace(untrusted_name=name)
    facts = SimpleNamespace(media_type=media_type, size_bytes=size, upload=upload)
    judgement = file_type(facts, JPEG)
    assert judgement.reason == reason
    assert judgement.measured is not None
    assert judgement.required is not None
    assert (judgement.measured.value, judgement.required.any_of) == (measured, required)
    assert disagreement(judgement.outcome, judgement.measured, judgement.required) == ""


def test_an_empty_file_is_too_small_and_not_too_large() -> None:
    judgement = file_size(SimpleNamespace(size_bytes=0), SizeRule(Ceiling.at(1000)))
    assert (judgement.measured, judgement.required) == NO_BYTES
