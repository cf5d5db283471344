"""What a run over the archive changed, counted: verdicts, and the outcomes of rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from service.rescreening import LeftAsItIs, Outcome


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A screening whose verdict is another one now; ``after_id`` is None where nothing is kept."""

    before_id: str
    after_id: str | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What became of one rule: None where it had, or has, no finding."""

    rule: str
    change: str
    before: str | None
    after: str | None


class Tally:
    """Counts outcomes; holds no report."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self.verdicts: Counter[tuple[str, str]] = Counter()
        self.rules: Counter[RuleChange] = Counter()
        self.left: Counter[str] = Counter()
        self.changed: list[VerdictChange] = []

    @property
    def screened(self) -> int:
        """How many were screened again."""
        return sum(self.verdicts.values())

    def add(self, outcome: Outcome) -> None:
        """Count what became of one screening."""
        if isinstance(outcome, LeftAsItIs):
            self.left[outcome.why] += 1
            return
        self.verdicts[outcome.verdicts] += 1
        before, after = outcome.verdicts
        if before != after:
            self.changed.append(VerdictChange(outcome.before_id, outcome.after_id, before, after))
        for one in outcome.changes:
            if one.change != "same":
                self.rules[
                    RuleChange(
                        one.rule,
                        one.change,
                        one.before["outcome"] if one.before else None,
                        one.after["outcome"] if one.after else None,
                    )
                ] += 1

    def as_json(self) -> dict[str, Any]:
        """Everything that was counted, for programs."""
        return {
            "screened": self.screened,
            "left": dict(sorted(self.left.items())),
            "verdicts": [
                {"before": before, "after": after, "count": count}
                for (before, after), count in sorted(self.verdicts.items())
            ],
            "rules": [
                {"rule": r.rule, "change": r.change, "before": r.before, "after": r.after}
                | {"count": count}
                for r, count in self.rules.most_common()
            ],
            "changed": [
                {
                    "screening": one.before_id,
                    "superseded_by": one.after_id,
                    "before": one.before,
                    "after": one.after,
                }
                for one in self.changed
            ],
        }
