"""One machine-readable zone as it was read: its lines, what is proved, what is in doubt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from models.mrz.decoding import IRREGULAR_FROM, SLIPPED_FROM, DecodedLine
from models.mrz.formats import Layout
from models.mrz.proof import Proof
from models.mrz.states import is_state_code
from models.text.geometry import TextBox

#: Fields of which a list says what may stand there.
_STATES = frozenset({"issuer", "nationality"})
#: Characters read with less are not held against what stands elsewhere.
SURELY_READ = 0.9
#: A character that is no likelier than all others together was not read.
LEGIBLE_FROM = 0.5
#: Shares of a character below which the line is looked at again.
_CLEAR = 0.6

DigitState = Literal["pass", "fail", "none", "unproved"]


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """One machine-readable zone. ``score``: mean log probability; ``boxes``: its lines, upright."""

    layout: Layout
    decoded: tuple[DecodedLine, ...]
    proof: Proof
    boxes: tuple[TextBox, ...]
    score: float

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines after correction."""
        return self.proof.lines

    def certainty_of(self, field: str) -> float:
        """How surely the least clear character of a field was read, 0..1.

        1 where a check digit proves the field and no other reading would satisfy it.
        """
        if self.proof.checks.get(field) == "pass" and field not in self.proof.doubtful:
            return 1.0
        span = self.layout.fields[field]
        return float(self.decoded[span.line].certainties[span.start : span.end].min())

    @property
    def digit_states(self) -> dict[str, DigitState]:
        """The state of each check digit; unproved where it agrees and yet proves nothing."""
        return {
            name: "unproved" if state == "pass" and name in self.proof.doubtful else state
            for name, state in self.proof.checks.items()
        }

    def is_legible(self, field: str) -> bool:
        """Whether what was read there is likelier right than wrong, character by character."""
        return self.certainty_of(field) >= LEGIBLE_FROM

    @property
    def doubtful(self) -> frozenset[str]:
        """Check digits that prove nothing certain, and fields without one that are not clear."""
        unproved = {
            field: span
            for field, span in self.layout.fields.items()
            if self.proof.checks.get(field) != "pass"
        }
        unclear = {
            field
            for field, span in unproved.items()
            if self.certainty_of(field) < SURELY_READ
            or self.decoded[span.line].unevenness > SLIPPED_FROM
            or self.decoded[span.line].irregularity(span.start, span.end) > IRREGULAR_FROM
            or (field in _STATES and not is_state_code(span.of(self.lines).strip("<")))
        }
        return self.proof.doubtful | unclear

    @property
    def open_lines(self) -> frozenset[int]:
        """Lines at which another look may change something: unclear, or a digit in doubt."""
        unclear = {
            number
            for number, line in enumerate(self.decoded)
            if float(line.certainties.min()) < _CLEAR
        }
        return frozenset(unclear) | self.doubted_lines

    @property
    def doubted_lines(self) -> frozenset[int]:
        """Lines of a check digit that proves nothing certain, or was perhaps misread."""
        return frozenset(self._lines_of(self.proof.doubtful | self.proof.explicable))

    @property
    def failing_lines(self) -> frozenset[int]:
        """Lines of a check digit that does not agree."""
        return frozenset(
            self._lines_of({name for name, state in self.proof.checks.items() if state == "fail"})
        )

    def _lines_of(self, checks: Collection[str]) -> set[int]:
        return {
            span.line
            for checked in self.layout.checks
            if checked.name in checks
            for span in (*checked.covered, checked.digit)
        }
