"""What the check digits prove of a zone that was read, and which characters they correct."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from models.mrz.check_digits import check_digit
from models.mrz.decoding import DecodedLine
from models.mrz.formats import ALLOWED, CheckedField, Layout, Span
from models.mrz.lattice import ALPHABET

CheckState = Literal["pass", "fail", "none"]

#: How often the recogniser takes one of a pair for the other at least, however sure it says it is.
#: Every wrong letter or digit in real zones read without knowledge of the format was of the first
#: two lines.
LOOK_ALIKES = {
    "O0": 0.03,
    "I1": 0.03,
    "S5": 0.01,
    "Z2": 0.01,
    "B8": 0.003,
    "G6": 0.003,
    "D0": 0.003,
    "Q0": 0.002,
    "QO": 0.003,
    "DO": 0.003,
    "S8": 0.001,
}
#: A network that is sure of itself is believed a little: its own probability to this power lowers
#: the share that the pair gives.
_TRUST_IN_THE_NETWORK = 0.25
#: The least probability of a character that a check digit may put in place of the one read.
_MIN_PROBABILITY = 1e-4
#: Characters replaced at once for one check digit: each pass of ten candidates is chance.
_MAX_REPLACED = 2
#: The correction must be so many times likelier than the next one that the digits would prove too.
_MIN_LEAD = math.log(8.0)
#: A correction less likely than this is a guess: the digit is then reported as wrong as printed.
_MAX_COST = math.log(3000.0)
#: A failing digit with a likelier one than this was perhaps only misread.
_EXPLICABLE_COST = math.log(150.0)


@dataclass(frozen=True, slots=True)
class Correction:
    """A character that a check digit proves: where it stands, how it was read, what it is."""

    line: int
    place: int
    read: str
    proved: str
    by: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Lines after correction and each check digit's state.

    ``doubtful``: digits that pass, but would pass with another reading nearly as likely;
    ``explicable``: digits that fail, but would pass with several readings: misread, not misprinted.
    """

    lines: tuple[str, ...]
    checks: dict[str, CheckState]
    corrections: tuple[Correction, ...]
    doubtful: frozenset[str]
    explicable: frozenset[str]

    @property
    def is_green(self) -> bool:
        """Whether every check digit that the format has is right."""
        return all(state != "fail" for state in self.checks.values())


@dataclass(frozen=True, slots=True)
class _Change:
    places: tuple[tuple[int, int, str], ...]
    cost: float


_NO_CHANGE = _Change((), math.inf)


def prove(layout: Layout, decoded: Sequence[DecodedLine], second: Sequence[str] = ()) -> Proof:
    """Evaluate the check digits and correct what they prove.

    A character is replaced only where its check digit fails, the replacement makes it pass and no
    other replacement of nearly the same likelihood does. ``second``: the lines by another reader;
    where several readings would satisfy a digit, it decides if it is one of them.
    Source: ICAO 9303-3, 4.9.
    """
    lines = tuple(line.text for line in decoded)
    corrections: list[Correction] = []
    doubtful: set[str] = set()
    for checked in layout.checks:
        if check_state(checked, lines) != "fail":
            if _rivals(layout, checked, lines, decoded) and not _agrees(checked, lines, second):
                doubtful.add(checked.name)
            continue
        change = _only_change(layout, checked, lines, decoded, second)
        if change is None:
            continue
        for line, place, proved in change.places:
            corrections.append(Correction(line, place, lines[line][place], proved, checked.name))
        lines = _changed(lines, change)
    if corrections and any(check_state(one, lines) == "fail" for one in layout.checks):
        # The digits contradict one another whatever is replaced: they stand as they were read.
        lines, corrections = tuple(line.text for line in decoded), []
    checks = {checked.name: check_state(checked, lines) for checked in layout.checks}
    explicable = {
        checked.name
        for checked in layout.checks
        if checks[checked.name] == "fail"
        and next(_proving_changes(layout, checked, lines, decoded), _NO_CHANGE).cost
        <= _EXPLICABLE_COST
    }
    return Proof(lines, checks, tuple(corrections), frozenset(doubtful), frozenset(explicable))


def check_state(checked: CheckedField, lines: tuple[str, ...]) -> CheckState:
    """Whether one check digit agrees with what it covers; none where the zone has none there."""
    stated = checked.digit.of(lines)
    covered = covered_text(checked, lines)
    if stated == "<" and (checked.may_be_filler and not covered.strip("<")):
        return "none"
    if checked.name == "number" and stated == "<" and len(lines) == 3:
        long_number = long_number_of(lines[0])
        if long_number is None:
            return "fail"
        covered, stated = long_number
    return "pass" if check_digit(covered) == stated else "fail"


def covered_text(checked: CheckedField, lines: tuple[str, ...]) -> str:
    """The characters that a check digit covers, joined."""
    return "".join(span.of(lines) for span in checked.covered)


def long_number_of(first_line: str) -> tuple[str, str] | None:
    """A TD1 number of more than nine characters and its check digit; None where there is none.

    Source: ICAO 9303-5, note j: the number goes on in the optional data, up to a filler.
    """
    rest = first_line[15:].split("<", 1)[0]
    if len(rest) < 2:
        return None
    return first_line[5:14] + rest[:-1], rest[-1]


def _agrees(checked: CheckedField, lines: tuple[str, ...], second: Sequence[str]) -> bool:
    """Whether the second reader has the same characters in a check digit's field."""
    if [len(line) for line in second] != [len(line) for line in lines]:
        return False
    other = tuple(second)
    return all(span.of(lines) == span.of(other) for span in (*checked.covered, checked.digit))


def _only_change(
    layout: Layout,
    checked: CheckedField,
    lines: tuple[str, ...],
    decoded: Sequence[DecodedLine],
    second: Sequence[str],
) -> _Change | None:
    """The one change that makes a check digit pass; None where there is none or more than one."""
    proving = _proving_changes(layout, checked, lines, decoded)
    best = next(proving, None)
    if best is None or best.cost > _MAX_COST:
        return None
    near = [change for change in proving if change.cost < best.cost + _MIN_LEAD]
    if not near:
        return best
    seconded = [one for one in (best, *near) if _agrees(checked, _changed(lines, one), second)]
    return seconded[0] if len(seconded) == 1 else None


def _rivals(
    layout: Layout, checked: CheckedField, lines: tuple[str, ...], decoded: Sequence[DecodedLine]
) -> bool:
    """Whether another reading, nearly as likely, would satisfy the same check digit.

    S and 8, or G and 6, have the same value: no check digit tells them apart.
    """
    changes = _proving_changes(layout, checked, lines, decoded)
    return next((True for change in changes if change.cost < _MIN_LEAD), False)


def _proving_changes(
    layout: Layout, checked: CheckedField, lines: tuple[str, ...], decoded: Sequence[DecodedLine]
) -> Iterator[_Change]:
    """Changes of one or two characters under which the check digit passes, the likeliest first."""
    options = [
        (line, place, character, cost)
        for line, place in _own_places(layout, checked)
        for character, cost in _options(layout, decoded, lines, line, place)
    ]
    changes = [
        _Change(
            tuple((line, place, character) for line, place, character, _ in chosen),
            sum(cost for *_, cost in chosen),
        )
        for count in range(1, _MAX_REPLACED + 1)
        for chosen in itertools.combinations(options, count)
        if len({(line, place) for line, place, *_ in chosen}) == count
    ]
    for change in sorted(changes, key=lambda one: one.cost):
        if check_state(checked, _changed(lines, change)) == "pass":
            yield change


def _own_places(layout: Layout, checked: CheckedField) -> list[tuple[int, int]]:
    """The places that a check digit proves; those that another proves too are left to that one."""
    others = [
        span
        for other in layout.checks
        if other is not checked and checked.name == "composite"
        for span in (*other.covered, other.digit)
    ]
    taken = {place for span in others for place in _places(span)}
    own = [place for span in (*checked.covered, checked.digit) for place in _places(span)]
    return [place for place in own if place not in taken]


def _places(span: Span) -> Iterator[tuple[int, int]]:
    return ((span.line, place) for place in range(span.start, span.end))


def _options(
    layout: Layout,
    decoded: Sequence[DecodedLine],
    lines: tuple[str, ...],
    line: int,
    place: int,
) -> Iterator[tuple[str, float]]:
    """What else may stand at a place, and how much less likely it is (log of the ratio)."""
    read = lines[line][place]
    shares = decoded[line].alternatives[place]
    read_share = max(float(shares[ALPHABET.index(read)]), _MIN_PROBABILITY)
    for character in ALLOWED[layout.kinds[line][place]]:
        share = float(shares[ALPHABET.index(character)])
        pairs = (read + character, character + read)
        prior = max(LOOK_ALIKES.get(pair, 0.0) for pair in pairs)
        share = max(share, prior * share**_TRUST_IN_THE_NETWORK)
        if character != read and share >= _MIN_PROBABILITY:
            yield character, max(0.0, math.log(read_share / share))


def _changed(lines: tuple[str, ...], change: _Change) -> tuple[str, ...]:
    characters = [list(line) for line in lines]
    for line, place, character in change.places:
        characters[line][place] = character
    return tuple("".join(line) for line in characters)
