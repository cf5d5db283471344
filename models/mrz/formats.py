"""The layouts of machine-readable zones: which field stands where and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FormatName = Literal["TD1", "TD2", "TD3", "MRVA", "MRVB", "FRA-ID", "FRA-DL"]

#: What a position may hold. "1": a digit or a filler; "A": a letter or a filler; "*": any;
#: "S": the sex; "D": the second letter of the document code, which on old American cards is a
#: digit; "P" / "V" / "C": the first letter of a passport, a visa, a card; "I": French card;
#: small letters: the same capital, and l: the digit 1.
Kind = Literal["A", "1", "*", "S", "D", "P", "V", "C", "I", "d", "l", "f", "r", "a"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
ALLOWED: dict[str, str] = {
    "A": _LETTERS + "<",
    "1": _DIGITS + "<",
    "*": _LETTERS + _DIGITS + "<",
    "S": "MFX<",
    "D": _LETTERS + _DIGITS[1:] + "<",
    "P": "P",
    "V": "V",
    "C": "ACI",
    "I": "I",
    "d": "D",
    "l": "1",
    "f": "F",
    "r": "R",
    "a": "A",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive, from 0) of line ``line`` (from 0)."""

    line: int
    start: int
    end: int

    def of(self, lines: tuple[str, ...]) -> str:
        """These characters."""
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class CheckedField:
    """What one check digit covers. ``may_be_filler``: the digit of an empty field may be "<"."""

    name: str
    covered: tuple[Span, ...]
    digit: Span
    may_be_filler: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: its lines as kinds of characters, its fields and its check digits."""

    name: FormatName
    kinds: tuple[str, ...]
    fields: dict[str, Span]
    checks: tuple[CheckedField, ...]

    @property
    def line_length(self) -> int:
        """Characters of each line."""
        return len(self.kinds[0])

    @property
    def line_count(self) -> int:
        """Lines of the zone."""
        return len(self.kinds)


def _check(name: str, spans: list[Span], digit: Span) -> CheckedField:
    return CheckedField(name, tuple(spans), digit)


_TD1 = Layout(
    "TD1",
    (
        "CDAAA" + "*" * 9 + "1" + "*" * 15,
        "1" * 7 + "S" + "1" * 7 + "AAA" + "*" * 11 + "1",
        "A" * 30,
    ),
    {
        "document_code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "number": Span(0, 5, 14),
        "optional_1": Span(0, 15, 30),
        "birth_date": Span(1, 0, 6),
        "sex": Span(1, 7, 8),
        "expiry_date": Span(1, 8, 14),
        "nationality": Span(1, 15, 18),
        "optional_2": Span(1, 18, 29),
        "names": Span(2, 0, 30),
    },
    (
        _check("number", [Span(0, 5, 14)], Span(0, 14, 15)),
        _check("birth_date", [Span(1, 0, 6)], Span(1, 6, 7)),
        _check("expiry_date", [Span(1, 8, 14)], Span(1, 14, 15)),
        _check(
            "composite",
            [Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)],
            Span(1, 29, 30),
        ),
    ),
)

#: TD2, TD3 and both visas share the second line up to the optional data.
_SECOND_LINE = "*" * 9 + "1AAA" + "1" * 7 + "S" + "1" * 7
_SECOND_LINE_FIELDS = {
    "number": Span(1, 0, 9),
    "nationality": Span(1, 10, 13),
    "birth_date": Span(1, 13, 19),
    "sex": Span(1, 20, 21),
    "expiry_date": Span(1, 21, 27),
}
_SECOND_LINE_CHECKS = (
    _check("number", [Span(1, 0, 9)], Span(1, 9, 10)),
    _check("birth_date", [Span(1, 13, 19)], Span(1, 19, 20)),
    _check("expiry_date", [Span(1, 21, 27)], Span(1, 27, 28)),
)


def _first_line_fields(length: int) -> dict[str, Span]:
    return {
        "document_code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "names": Span(0, 5, length),
    }


_TD3 = Layout(
    "TD3",
    ("PAAAA" + "A" * 39, _SECOND_LINE + "*" * 14 + "11"),
    {**_first_line_fields(44), **_SECOND_LINE_FIELDS, "personal_number": Span(1, 28, 42)},
    (
        *_SECOND_LINE_CHECKS,
        CheckedField("personal_number", (Span(1, 28, 42),), Span(1, 42, 43), may_be_filler=True),
        _check("composite", [Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)], Span(1, 43, 44)),
    ),
)

_TD2 = Layout(
    "TD2",
    ("CDAAA" + "A" * 31, _SECOND_LINE + "*" * 7 + "1"),
    {**_first_line_fields(36), **_SECOND_LINE_FIELDS, "optional_1": Span(1, 28, 35)},
    (
        *_SECOND_LINE_CHECKS,
        _check("composite", [Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)], Span(1, 35, 36)),
    ),
)

_MRVA = Layout(
    "MRVA",
    ("VAAAA" + "A" * 39, _SECOND_LINE + "*" * 16),
    {**_first_line_fields(44), **_SECOND_LINE_FIELDS, "optional_1": Span(1, 28, 44)},
    _SECOND_LINE_CHECKS,
)

_MRVB = Layout(
    "MRVB",
    ("VAAAA" + "A" * 31, _SECOND_LINE + "*" * 8),
    {**_first_line_fields(36), **_SECOND_LINE_FIELDS, "optional_1": Span(1, 28, 36)},
    _SECOND_LINE_CHECKS,
)

#: The French national identity card of 1988 to 2021: 2 x 36, not by ICAO. Line 1: code, state,
#: surname, department and office; line 2: number, given names, date of birth, sex.
_FRENCH_CARD = Layout(
    "FRA-ID",
    # The number: year and month of issue, department, serial number.
    ("IAAAA" + "A" * 25 + "1*1111", "1111***11111" + "1" + "A" * 14 + "1" * 6 + "1" + "S" + "1"),
    {
        "document_code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "surname": Span(0, 5, 30),
        "office": Span(0, 30, 36),
        "number": Span(1, 0, 12),
        "given_names": Span(1, 13, 27),
        "birth_date": Span(1, 27, 33),
        "sex": Span(1, 34, 35),
    },
    (
        _check("number", [Span(1, 0, 12)], Span(1, 12, 13)),
        _check("birth_date", [Span(1, 27, 33)], Span(1, 33, 34)),
        _check("composite", [Span(0, 0, 36), Span(1, 0, 35)], Span(1, 35, 36)),
    ),
)

#: The French driver's licence since 2013, one line of 30 on the back: code, state, number, a sign
#: of its own, expiry, surname cut to eight characters; the last digit proves all before it.
#: Source: ISO/IEC 18013-2, annex on machine-readable zones; the specimen of the decree.
_FRENCH_LICENCE = Layout(
    "FRA-DL",
    ("dlfra" + "*" * 9 + "*" + "1" * 6 + "A" * 8 + "1",),
    {
        "document_code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "number": Span(0, 5, 14),
        "optional_1": Span(0, 14, 15),
        "expiry_date": Span(0, 15, 21),
        "surname": Span(0, 21, 29),
    },
    (_check("composite", [Span(0, 0, 29)], Span(0, 29, 30)),),
)

#: Sources: ICAO 9303-4 (TD3), -5 (TD1), -6 (TD2), -7 (visas).
LAYOUTS: tuple[Layout, ...] = (_TD3, _TD1, _TD2, _MRVA, _MRVB, _FRENCH_CARD, _FRENCH_LICENCE)


def layouts_for(line_count: int, line_length: int) -> tuple[Layout, ...]:
    """The formats with so many lines of so many characters."""
    return tuple(
        layout
        for layout in LAYOUTS
        if (layout.line_count, layout.line_length) == (line_count, line_length)
    )
