"""Two screenings side by side, finding by finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

#: From what speaks for an upload to what speaks against it.
_RANK = {"pass": 0, "manual": 1, "not-assessed": 1, "unsure": 1, "fail": 2}

Change = Literal["same", "better", "worse", "other", "added", "removed"]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One rule in both reports; ``before`` or ``after`` is None where it had no finding there.

    ``other``: the outcome is worth the same, but severity, reason or measurement differ.
    """

    rule: str
    change: Change
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FindingChange, ...]:
    """Every rule that either report has a finding of, in the order of their ids."""
    first = {finding["rule"]: finding for finding in before["findings"]}
    second = {finding["rule"]: finding for finding in after["findings"]}
    return tuple(
        _change(rule, first.get(rule), second.get(rule)) for rule in sorted(first.keys() | second)
    )


def _change(
    rule: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> FindingChange:
    if before is None:
        return FindingChange(rule, "added", None, after)
    if after is None:
        return FindingChange(rule, "removed", before, None)
    step = _RANK[after["outcome"]] - _RANK[before["outcome"]]
    if step:
        return FindingChange(rule, "worse" if step > 0 else "better", before, after)
    parts = ("outcome", "severity", "reason", "measured", "required")
    is_same = all(before.get(part) == after.get(part) for part in parts)
    return FindingChange(rule, "same" if is_same else "other", before, after)
