from __future__ import annotations

import pytest

from checks.finding import Finding, Outcome, Severity, Source, Text
from checks.report import Recommendation, recommend

ACCEPT, REVIEW, RETURN = Recommendation.ACCEPT, Recommendation.REVIEW, Recommendation.RETURN


def finding(outcome: str, severity: str, rule: str = "photo.glare") -> Finding:
    nothing = Text("", "")
    return Finding(
        rule=rule,
        outcome=Outcome(outcome),
        severity=Severity(severity),
        reason="",
        measured=None,
        required=None,
        confidence=1.0,
        message=nothing,
        remedy=nothing,
        where=(),
        source=Source("", ""),
    )


@pytest.mark.parametrize(
    ("outcome", "severity", "recommendation"),
    [
        ("pass", "return", ACCEPT),
        ("fail", "return", RETURN),
        ("fail", "block", RETURN),
        ("fail", "delay", REVIEW),
        ("fail", "advice", ACCEPT),
        ("unsure", "return", REVIEW),
        ("unsure", "block", REVIEW),
        ("unsure", "delay", ACCEPT),
        ("unsure", "advice", ACCEPT),
        ("not-assessed", "return", REVIEW),
        ("not-assessed", "advice", ACCEPT),
        ("manual", "return", REVIEW),
    ],
)
def test_one_finding_decides(outcome: str, severity: str, recommendation: Recommendation) -> None:
    findings = (finding("pass", "return"), finding(outcome, severity))
    assert recommend(findings, frozenset()) is recommendation


def test_manual_items_that_every_file_has_do_not_ask_for_a_review() -> None:
    findings = (finding("manual", "return", "photo.recent"),)
    assert recommend(findings, frozenset({"photo.recent"})) is ACCEPT


def test_expected_manual_rule_still_counts_when_it_is_unsure() -> None:
    findings = (finding("unsure", "return", "photo.recent"),)
    assert recommend(findings, frozenset({"photo.recent"})) is REVIEW


def test_failure_outweighs_doubt() -> None:
    findings = (finding("unsure", "return"), finding("fail", "block"))
    assert recommend(findings, frozenset()) is RETURN


@pytest.mark.parametrize("expected_manual", [frozenset(), frozenset({"photo.recent"})])
def test_nothing_found_out_is_never_accepted(expected_manual: frozenset[str]) -> None:
    assert recommend((), expected_manual) is REVIEW
