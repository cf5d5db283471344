"""The machine-readable zones of specimens, composed after ICAO Doc 9303, parts 3 to 7.

This shares nothing with the code that reads such zones: each can be tested against the other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

MrzFormat = Literal["TD1", "TD2", "TD3", "MRVA", "MRVB", "FR2X36", "FR1X30"]
Digit = Literal["number", "birth", "expiry", "personal", "composite"]
Spelling = Literal["two letters", "one letter"]

_ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (7, 3, 1)
#: Letters that are no base letter with a mark; part 3, section 6, table A.
_LETTERS: Mapping[str, str] = {
    "Æ": "AE", "Œ": "OE", "Þ": "TH", "Ð": "D", "Đ": "D", "Ł": "L", "Ø": "OE", "Ħ": "H", "Ŧ": "T",
    "ẞ": "SS", "Ĳ": "IJ", "Ŋ": "N", "ĸ": "K", "Ə": "E",
}  # fmt: skip
#: Letters for which the table allows two spellings; this is the longer.
_LONGER: Mapping[str, str] = {"Ä": "AE", "Å": "AA", "Ö": "OE", "Ü": "UE"}


@dataclass(frozen=True, slots=True)
class MrzContent:
    """What a zone states. Names as printed, with their marks; dates as YYMMDD, unknown parts ``<``.

    ``optional``: the personal number or other data of the issuer, on a TD1 that of the first line;
    ``optional_2``: on a TD1 that of the second line. ``sex``: F, M or ``<``.
    ``issued``: YYMMDD, on the French card alone; ``office``: the French card's six characters.
    """

    document_code: str
    issuer: str
    number: str
    surname: str
    given_names: str
    nationality: str
    birth: str
    sex: str
    expiry: str
    optional: str = ""
    optional_2: str = ""
    issued: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Faults:
    """How a zone differs from a right one: check digits that do not hold, and habits of issuers.

    ``empty_personal_digit``: what stands for the check digit of an empty personal number (TD3).
    """

    wrong: frozenset[Digit] = frozenset()
    empty_personal_digit: Literal["<", "0"] = "<"
    spelling: Spelling = "two letters"


@dataclass(frozen=True, slots=True)
class Mrz:
    """A composed zone: its format, its lines from top to bottom, which check digits do not hold."""

    format: MrzFormat
    lines: tuple[str, ...]
    wrong: frozenset[Digit]


def check_digit(text: str) -> str:
    """The check digit of part 3, section 4.9: weights 7, 3, 1; ``<`` counts 0."""
    total = sum(
        _WEIGHTS[place % 3] * (0 if sign == "<" else _ORDER.index(sign))
        for place, sign in enumerate(text)
    )
    return str(total % 10)


def transliterated(text: str, spelling: Spelling = "two letters") -> str:
    """A name in the letters A to Z and fillers: apostrophes go, blanks and hyphens become ``<``."""
    written = ""
    # Made a capital, the small sharp s would be two letters.
    for letter in unicodedata.normalize("NFC", text.replace("ß", "ẞ")):
        capital = letter.upper()
        if spelling == "two letters" and capital in _LONGER:
            written += _LONGER[capital]
        elif capital in _LETTERS:
            written += _LETTERS[capital]
        elif capital in " -":
            written += "<"
        else:
            plain = unicodedata.normalize("NFD", capital)[0]
            written += _LETTERS.get(plain, plain if plain.isascii() and plain.isalpha() else "")
    return "<".join(part for part in written.split("<") if part)


def name_field(
    surname: str, given_names: str, width: int, spelling: Spelling = "two letters"
) -> str:
    """The name's characters, filled up to ``width``, or cut by the rules for long names.

    A surname leaves at least three places for ``<<`` and the first letter of the given names, and
    a name that was cut ends in a letter.
    """
    primary, secondary = (transliterated(part, spelling) for part in (surname, given_names))
    if not secondary:
        return primary[:width].ljust(width, "<")
    if len(primary) + 2 + len(secondary) <= width:
        return f"{primary}<<{secondary}".ljust(width, "<")
    if len(primary) > width - 3:
        primary = _cut(primary, width - 3)
    return f"{primary}<<{_cut(secondary, width - len(primary) - 2)}"


def _cut(name: str, width: int) -> str:
    """The first characters of a name; where they would end in a filler, one part gets shorter."""
    if width >= len(name) or name[width - 1] != "<":
        return name[:width]
    end = width - 1
    return name[: end - 1] + name[end : end + 2] if end > 1 else name[:end]


def composed(mrz_format: MrzFormat, content: MrzContent, faults: Faults | None = None) -> Mrz:
    """The lines of a zone. Raises ValueError where a part does not fit its field."""
    faults = faults or Faults()
    lines = _COMPOSERS[mrz_format](content, faults)
    width = _WIDTHS[mrz_format]
    for line in lines:
        if len(line) != width or set(line) - set(_ORDER + "<"):
            raise ValueError(f"a {mrz_format} line has {width} characters A to Z, 0 to 9, <")
    return Mrz(mrz_format, lines, faults.wrong)


def _stated(text: str, digit: Digit, faults: Faults) -> str:
    """A field's check digit, or another one where it shall not hold."""
    right = check_digit(text)
    return str((int(right) + 4) % 10) if digit in faults.wrong else right


def _filled(text: str, width: int) -> str:
    plain = text.upper().replace(" ", "<").replace("-", "<")
    if len(plain) > width:
        raise ValueError(f"this does not fit into {width} characters")
    return plain.ljust(width, "<")


def _number_and_rest(content: MrzContent, room: int, faults: Faults) -> tuple[str, str, str]:
    """The number's nine characters, its check digit, and what is left of it for optional data.

    A longer number goes on in the optional data, followed by its check digit and a filler; in its
    check digit's place stands a filler then (parts 5 and 6).
    """
    number = content.number.upper()
    if len(number) <= 9:
        field = _filled(number, 9)
        return field, _stated(field, "number", faults), _filled(content.optional, room)
    rest = f"{number[9:]}{_stated(number, 'number', faults)}<"
    return number[:9], "<", _filled(rest + content.optional, room)


def _dates(content: MrzContent, faults: Faults) -> tuple[str, str]:
    """Birth and expiry, each with its check digit."""
    return (
        content.birth + _stated(content.birth, "birth", faults),
        content.expiry + _stated(content.expiry, "expiry", faults),
    )


def _td1(content: MrzContent, faults: Faults) -> tuple[str, ...]:
    number, digit, rest = _number_and_rest(content, 15, faults)
    birth, expiry = _dates(content, faults)
    optional_2 = _filled(content.optional_2, 11)
    composite = _stated(number + digit + rest + birth + expiry + optional_2, "composite", faults)
    return (
        _filled(content.document_code, 2) + _filled(content.issuer, 3) + number + digit + rest,
        birth + content.sex + expiry + _filled(content.nationality, 3) + optional_2 + composite,
        name_field(content.surname, content.given_names, 30, faults.spelling),
    )


def _first_of_two(content: MrzContent, width: int, faults: Faults) -> str:
    names = name_field(content.surname, content.given_names, width - 5, faults.spelling)
    return _filled(content.document_code, 2) + _filled(content.issuer, 3) + names


def _td2(content: MrzContent, faults: Faults) -> tuple[str, ...]:
    number, digit, rest = _number_and_rest(content, 7, faults)
    birth, expiry = _dates(content, faults)
    composite = _stated(number + digit + birth + expiry + rest, "composite", faults)
    nationality = _filled(content.nationality, 3)
    second = number + digit + nationality + birth + content.sex + expiry + rest + composite
    return _first_of_two(content, 36, faults), second


def _td3(content: MrzContent, faults: Faults) -> tuple[str, ...]:
    number = _filled(content.number, 9)
    number += _stated(number, "number", faults)
    birth, expiry = _dates(content, faults)
    personal = _filled(content.optional, 14)
    if content.optional or "personal" in faults.wrong:
        personal += _stated(personal, "personal", faults)
    else:
        personal += faults.empty_personal_digit
    composite = _stated(number + birth + expiry + personal, "composite", faults)
    nationality = _filled(content.nationality, 3)
    second = number + nationality + birth + content.sex + expiry + personal + composite
    return _first_of_two(content, 44, faults), second


def _visa(content: MrzContent, faults: Faults, width: int) -> tuple[str, ...]:
    """A visa has no composite check digit (part 7)."""
    number = _filled(content.number, 9)
    number += _stated(number, "number", faults)
    birth, expiry = _dates(content, faults)
    nationality = _filled(content.nationality, 3)
    second = number + nationality + birth + content.sex + expiry
    second += _filled(content.optional, width - len(second))
    return _first_of_two(content, width, faults), second


def _mrva(content: MrzContent, faults: Faults) -> tuple[str, ...]:
    return _visa(content, faults, 44)


def _mrvb(content: MrzContent, faults: Faults) -> tuple[str, ...]:
    return _visa(content, faults, 36)


def _fr2x36(content: MrzContent, faults: Faults) -> tuple[str, ...]:
    """The layout of France's card of 1988 to 2021, which is none of ICAO's.

    Second line: year and month of issue, department, serial number (twelve characters in all, given
    as ``number``), check digit, given names of 14 characters, birth, sex; no expiry.
    """
    surname = transliterated(content.surname, faults.spelling)[:25].ljust(25, "<")
    first = _filled(content.document_code, 2) + _filled(content.issuer, 3) + surname
    first += _filled(content.office, 6)
    parts = [transliterated(name, faults.spelling) for name in content.given_names.split()]
    given = "<<".join(parts)[:14].ljust(14, "<")
    number = _filled(content.number, 12)
    second = number + _stated(number, "number", faults) + given
    second += content.birth + _stated(content.birth, "birth", faults) + content.sex
    return first, second + _stated(first + second, "composite", faults)


def _fr1x30(content: MrzContent, faults: Faults) -> tuple[str, ...]:
    """The one line of France's driver's licence: number, expiry, eight letters of the surname.

    The sign after the number is the issuer's own; here it is the number's check digit.
    """
    number = _filled(content.number, 9)
    surname = transliterated(content.surname, faults.spelling)[:8].ljust(8, "<")
    line = f"D1{_filled(content.issuer, 3)}{number}{check_digit(number)}{content.expiry}{surname}"
    return (line + _stated(line, "composite", faults),)


_COMPOSERS: Mapping[MrzFormat, Callable[[MrzContent, Faults], tuple[str, ...]]] = {
    "TD1": _td1,
    "TD2": _td2,
    "TD3": _td3,
    "MRVA": _mrva,
    "MRVB": _mrvb,
    "FR2X36": _fr2x36,
    "FR1X30": _fr1x30,
}
_WIDTHS: Mapping[MrzFormat, int] = {
    "TD1": 30, "TD2": 36, "TD3": 44, "MRVA": 44, "MRVB": 36, "FR2X36": 36, "FR1X30": 30,
}  # fmt: skip
