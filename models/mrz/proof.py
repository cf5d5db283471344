"""What the check digits prove of a zone that was read, and which characters they correct."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.mrz.covered import CheckState, check_state, covered_text, own_places, places_of
from models.mrz.decoding import IRREGULAR_FROM, SLIPPED_FROM, DecodedLine
from models.mrz.formats import ALLOWED, CheckedField, Layout, Span
from models.mrz.lattice import ALPHABET

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
#: The correction must be so many times likelier than the next one that the digits would prove too.
_MIN_LEAD = math.log(8.0)
#: What passes is in doubt where another reading that passes too is likelier than this: no digit
#: tells such two apart, and the recogniser is surer of itself than it should be.
_DOUBTED_BELOW = math.log(30.0)
#: The same for one character in place of another that counts the same, such as G and 6: there the
#: recogniser is the only witness.
_TWIN_DOUBTED_BELOW = math.log(300.0)
#: And where any character of the zone was read with less than this: in a picture that moved the
#: recogniser took G for 6 with 0.9997.
_CLEAR_ZONE_FROM, _UNCLEAR_TWIN_DOUBTED_BELOW = 0.9, math.log(10_000.0)
#: A correction less likely than this is a guess: the digit is then reported as wrong as printed.
#: Within it lie O for 0 and I for 1 however surely they were read, other pairs only where the
#: recogniser itself left some doubt.
_MAX_COST = math.log(1200.0)
#: One digit agrees with a wrong reading in one of ten: what is read must be so much likelier than
#: a chance agreement of all digits that cover it to be proved by them.
_CHANCE, _MIN_POSTERIOR = 0.1, 0.9
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
    where several readings would satisfy a digit, it decides if it is one of them. Where the zone is
    not clear, it leaves in doubt what no digit tells apart: both readers err alike then.
    Source: ICAO 9303-3, 4.9.
    """
    lines = tuple(line.text for line in decoded)
    corrections: list[Correction] = []
    doubtful: set[str] = set()
    for checked in layout.checks:
        if check_state(checked, lines) != "fail":
            is_seconded = _is_clear(decoded) and _agrees(checked, lines, second)
            if not is_seconded and _rivals(layout, checked, lines, decoded):
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
    corrected = {(one.line, one.place) for one in corrections}
    doubtful |= {
        checked.name
        for checked in layout.checks
        if checks[checked.name] == "pass"
        and not _is_proved(layout, checked, checks, lines, decoded, corrected)
    }
    explicable = {
        checked.name
        for checked in layout.checks
        if checks[checked.name] == "fail"
        and next(_proving_changes(layout, checked, lines, decoded), _NO_CHANGE).cost
        <= _EXPLICABLE_COST
    }
    return Proof(lines, checks, tuple(corrections), frozenset(doubtful), frozenset(explicable))


def _is_proved(
    layout: Layout,
    checked: CheckedField,
    checks: Mapping[str, CheckState],
    lines: tuple[str, ...],
    decoded: Sequence[DecodedLine],
    corrected: Collection[tuple[int, int]],
) -> bool:
    """Whether the digit's agreement proves its field, rather than may have come by chance.

    By Bayes: the characters as read against a wrong reading with which all digits that cover the
    field agree. A field with a gap or a squeeze in its print was not read whole.
    """
    own = own_places(layout, checked)
    spans = (*checked.covered, checked.digit)
    if any(decoded[line].unevenness > SLIPPED_FROM for line, _ in own):
        return False
    if checked.name.endswith("_date") and not _has_whole_parts(covered_text(checked, lines)):
        return False
    if checked.name != "composite" and any(
        decoded[span.line].irregularity(span.start, _end_with_digit(span, checked)) > IRREGULAR_FROM
        for span in spans
    ):
        return False
    share = math.prod(
        float(decoded[line].certainties[place])
        for line, place in own
        if (line, place) not in corrected
    )
    digits = sum(
        checks[other.name] == "pass"
        for other in layout.checks
        if set(own) & {place for span in other.covered for place in places_of(span)}
        or other is checked
    )
    return share >= _MIN_POSTERIOR * (share + _CHANCE**digits * (1 - share))


def _has_whole_parts(date: str) -> bool:
    """Whether year, month and day are each two digits, or two fillers where they are unknown.

    Source: ICAO 9303-3, 4.8.
    """
    return all(date[at : at + 2].isdigit() or date[at : at + 2] == "<<" for at in (0, 2, 4))


def _is_clear(decoded: Sequence[DecodedLine]) -> bool:
    """Whether every character of the zone was read clearly: then both readers can be believed."""
    return min(float(line.certainties.min()) for line in decoded) >= _CLEAR_ZONE_FROM


def _end_with_digit(span: Span, checked: CheckedField) -> int:
    """Where a covered part ends, its check digit included where that follows it."""
    digit = checked.digit
    follows = (digit.line, digit.start) == (span.line, span.end)
    return digit.end if follows else span.end


def _agrees(checked: CheckedField, lines: tuple[str, ...], second: Sequence[str]) -> bool:
    """Whether the second reader has the same characters in a check digit's field.

    It may have lost or gained fillers farther on in the line.
    """
    if len(second) != len(lines):
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
    of_twins = _TWIN_DOUBTED_BELOW if _is_clear(decoded) else _UNCLEAR_TWIN_DOUBTED_BELOW
    return any(
        change.cost < (of_twins if len(change.places) == 1 else _DOUBTED_BELOW)
        for change in itertools.takewhile(
            lambda one: one.cost < of_twins,
            _proving_changes(layout, checked, lines, decoded),
        )
    )


def _proving_changes(
    layout: Layout, checked: CheckedField, lines: tuple[str, ...], decoded: Sequence[DecodedLine]
) -> Iterator[_Change]:
    """Changes of one or two characters under which the check digit passes, the likeliest first."""
    options = sorted(
        (
            _Change(((line, place, character),), cost)
            for line, place in own_places(layout, checked)
            # The French card's last digit covers names: in so many letters one always "mends" it.
            if checked.name != "composite" or layout.kinds[line][place] != "A"
            for character, cost in _options(layout, decoded, lines, line, place)
        ),
        key=lambda one: one.cost,
    )
    changes = [*options, *_pairs(options)]
    for change in sorted(changes, key=lambda one: one.cost):
        if check_state(checked, _changed(lines, change)) == "pass":
            yield change


def _pairs(options: Sequence[_Change]) -> Iterator[_Change]:
    """Two changes at once, as long as the pair may still decide; ``options`` by rising cost."""
    for at, first in enumerate(options):
        for second in options[at + 1 :]:
            cost = first.cost + second.cost
            if cost > _MAX_COST + _MIN_LEAD:
                break
            if first.places[0][:2] != second.places[0][:2]:
                yield _Change((*first.places, *second.places), cost)


def _options(
    layout: Layout,
    decoded: Sequence[DecodedLine],
    lines: tuple[str, ...],
    line: int,
    place: int,
) -> Iterator[tuple[str, float]]:
    """What else may stand at a place, and how much less likely it is (log of the ratio)."""
    if decoded[line].unevenness > SLIPPED_FROM:
        return  # what stands at this place may belong to the next one
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
