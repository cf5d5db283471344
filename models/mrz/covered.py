"""What each check digit covers, and whether it agrees with that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from models.mrz.check_digits import check_digit
from models.mrz.formats import CheckedField, Layout, Span

CheckState = Literal["pass", "fail", "none"]


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


def own_places(layout: Layout, checked: CheckedField) -> list[tuple[int, int]]:
    """The places that a check digit proves; those that another proves too are left to that one."""
    others = [
        span
        for other in layout.checks
        if other is not checked and checked.name == "composite"
        for span in (*other.covered, other.digit)
    ]
    taken = {place for span in others for place in places_of(span)}
    own = [place for span in (*checked.covered, checked.digit) for place in places_of(span)]
    return [place for place in own if place not in taken]


def places_of(span: Span) -> Iterator[tuple[int, int]]:
    """The places of a run of characters: line and number of the character, from 0."""
    return ((span.line, place) for place in range(span.start, span.end))
