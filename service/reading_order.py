"""The order in which people read findings."""

from __future__ import annotations

from typing import Any

_OUTCOMES = ("fail", "unsure", "not-assessed", "manual", "pass")
_SEVERITIES = ("return", "block", "delay", "advice")


def in_reading_order(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Failed rules first, passed ones last; among equals the graver severity first."""
    return sorted(
        findings,
        key=lambda f: (_OUTCOMES.index(f["outcome"]), _SEVERITIES.index(f["severity"]), f["rule"]),
    )
