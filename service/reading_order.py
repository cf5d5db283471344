"""The order in which people read findings."""

from __future__ import annotations

from typing import Any

#: How a rule is shown that passes only because it does not concern the form or the document.
DOES_NOT_APPLY = "does-not-apply"
_OUTCOMES = ("fail", "unsure", "not-assessed", "manual", "pass", DOES_NOT_APPLY)
_NOT_CONCERNED = frozenset({"not-for-this-form", "not-for-this-document", "one-part"})
_SEVERITIES = ("return", "block", "delay", "advice")


def shown_outcome(finding: dict[str, Any]) -> str:
    """The outcome as people see it: a rule that does not concern a file was not met by it."""
    is_empty = finding["outcome"] == "pass" and finding["reason"] in _NOT_CONCERNED
    return DOES_NOT_APPLY if is_empty else str(finding["outcome"])


def in_reading_order(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Failed rules first, then passed ones, those that do not apply last; graver ones first."""
    return sorted(
        findings,
        key=lambda f: (
            _OUTCOMES.index(shown_outcome(f)),
            _SEVERITIES.index(f["severity"]),
            f["rule"],
        ),
    )
