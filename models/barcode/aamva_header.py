"""The header of an AAMVA barcode: who issued it, under which version, with which subfiles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

HeaderProblem = Literal[
    "header-missing", "header-nonstandard", "version-unknown", "entries-disagree"
]

#: "ANSI " since 2000, "AAMVA" in the first cards; scanners drop the space.
_FILE_TYPE = re.compile(r"(?:ANSI ?|AAMVA ?)(?P<iin>\d{6})(?P<numbers>\d{0,6})(?=\D|\Z)")
_DESIGNATOR = re.compile(r"(?P<kind>[A-Z]{2})(?P<offset>\d{4})(?P<length>\d{4})")
#: The file type stands behind four signs; a few more where a scanner or an editor added some.
_LATEST_START = 40
#: A byte order mark is an editor's, never a symbol's.
_BYTE_ORDER_MARK = "\ufeff"
_STANDARD_SIGNS = "@\n\x1e\r"
_NEWEST_VERSION = 11
#: Two subfiles are usual; the two digits of the count allow 99.
_MAX_DESIGNATORS = 99


@dataclass(frozen=True, slots=True)
class Designator:
    """Where a subfile is said to be. ``offset`` and ``length``: characters, from the first sign."""

    kind: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Header:
    """``version``: of the card design, 1 to 10 and more, None where none is stated.

    ``jurisdiction_version``: None in version 01. ``separators``: characters that end an element;
    ``terminator``: a letter that a keyboard-like scanner wrote for the end of a subfile, or empty.
    ``body_at``: where the subfiles begin in the text.
    """

    iin: str | None
    version: int | None
    jurisdiction_version: int | None
    entries: int | None
    designators: tuple[Designator, ...]
    separators: str
    terminator: str
    body_at: int
    problems: tuple[HeaderProblem, ...]


def without_mark(text: str) -> str:
    """The text without byte order marks before its first sign; offsets count from there."""
    return text.lstrip(_BYTE_ORDER_MARK)


def read_header(text: str) -> Header | None:
    """The header of a text, or None where there is none. The text has no byte order mark."""
    found = _FILE_TYPE.search(text, 0, _LATEST_START + 30)
    if found is None or found.start() > _LATEST_START:
        return None
    signs = text[: found.start()]
    problems: list[HeaderProblem] = []
    if signs != _STANDARD_SIGNS or not found[0].startswith("ANSI "):
        problems.append("header-nonstandard")
    version, jurisdiction_version, entries = _numbers(found["numbers"])
    if version is None or not 1 <= version <= _NEWEST_VERSION:
        problems.append("version-unknown")
    designators, body_at = _designators(text, found.end())
    if entries != len(designators):
        problems.append("entries-disagree")
    return Header(
        iin=found["iin"],
        version=version,
        jurisdiction_version=jurisdiction_version,
        entries=entries,
        designators=designators,
        separators=_separators(signs),
        terminator=signs[3] if len(signs) == 4 and signs[3].isalnum() else "",
        body_at=body_at,
        problems=tuple(problems),
    )


def no_header() -> Header:
    """What is known of a text that has elements but no header."""
    return Header(None, None, None, None, (), _separators(""), "", 0, ("header-missing",))


def _numbers(digits: str) -> tuple[int | None, int | None, int | None]:
    """Version, jurisdiction's version and entries from the digits behind the issuer's number.

    Version 01 has no jurisdiction's version: four digits instead of six.
    """
    pairs = [int(digits[at : at + 2]) for at in range(0, len(digits) - 1, 2)]
    match pairs:
        case [version, jurisdiction, entries]:
            return version, jurisdiction, entries
        case [version, entries]:
            return version, None, entries
        case [version]:
            return version, None, None
        case _:
            return None, None, None


def _designators(text: str, at: int) -> tuple[tuple[Designator, ...], int]:
    designators: list[Designator] = []
    while len(designators) < _MAX_DESIGNATORS:
        found = _DESIGNATOR.match(text, at)
        if found is None:
            break
        designators.append(Designator(found["kind"], int(found["offset"]), int(found["length"])))
        at = found.end()
    return tuple(designators), at


def _separators(signs: str) -> str:
    """What ends an element: line ends and control signs, and the second sign where it is neither.

    A letter there was written by a scanner for a key that it could not press.
    """
    stated = signs[1] if len(signs) > 1 else ""
    return "\n\r\x1c\x1d\x1e\x1f" + (stated if stated and not stated.isalnum() else "").strip(" ")
