"""The subfiles of an AAMVA barcode and the data elements in them."""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.barcode.aamva_header import Designator, Header
from models.barcode.symbol import visible

SubfileProblem = Literal[
    "offsets-wrong", "subfile-missing", "subfile-unlisted", "data-cut-short", "stray-data",
    "element-repeated", "element-unknown", "control-characters", "too-many-elements",
]  # fmt: skip

_TABLE = Path(__file__).with_name("elements.toml")
_ELEMENT = re.compile(r"(?P<id>D[A-E][A-Z]|PA[A-F])(?P<value>.*)\Z", re.DOTALL)
_OWN_ELEMENT = re.compile(r"(?P<id>Z[A-Z][A-Z0-9])(?P<value>.*)\Z", re.DOTALL)
#: How far a subfile may lie from where the header says: the signs that a scanner drops or adds.
_DRIFT = 12
#: A full licence has 40 elements, a jurisdiction's own subfile up to 26.
MAX_ELEMENTS = 300
#: Line ends and signs that scanners drop: this many missing characters are no missing data.
_SIGNS_DROPPED = 8


@dataclass(frozen=True, slots=True)
class Element:
    """``id``: three letters, such as DBB; ``name``: what the standard calls it, empty for others.

    ``raw``: the value as written, with unprintable characters as U+FFFD.
    """

    id: str
    name: str
    raw: str


@dataclass(frozen=True, slots=True)
class Subfile:
    """``kind``: DL (licence), ID (card) or Z and a letter (the jurisdiction's own)."""

    kind: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A problem and the element or subfile that has it, empty for the whole."""

    problem: SubfileProblem
    element: str


@functools.cache
def element_names() -> Mapping[str, Mapping[str, str]]:
    """The tables "names" and "names-of-version-01" of elements.toml."""
    tables: dict[str, dict[str, str]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return tables


def read_subfiles(text: str, header: Header) -> tuple[tuple[Subfile, ...], tuple[Note, ...]]:
    """The subfiles in the order in which they are written, and what is wrong with them."""
    notes: list[Note] = []
    cuts = _starts(text, header, notes)
    if header.designators and _shortfall(text, header) > _SIGNS_DROPPED:
        notes.append(Note("data-cut-short", ""))
    listed = [one.kind for one in header.designators]
    kind = next((one for one in listed if one[0] != "Z"), "DL")
    found: dict[str, list[Element]] = {}
    for segment in _segments(text, header, cuts):
        kind, rest = _kind_of(segment, kind, listed, notes)
        if rest.strip(" ") == "":
            continue
        elements = found.setdefault(kind, [])
        if sum(map(len, found.values())) >= MAX_ELEMENTS:
            notes.append(Note("too-many-elements", ""))
            break
        element = _element(rest, kind, header.version, notes)
        if element is not None and _is_new(element, elements, notes):
            elements.append(element)
    subfiles = tuple(Subfile(kind, tuple(elements)) for kind, elements in found.items() if elements)
    present = {one.kind for one in subfiles}
    notes += [Note("subfile-missing", one) for one in dict.fromkeys(listed) if one not in present]
    return subfiles, tuple(dict.fromkeys(notes))


def _shortfall(text: str, header: Header) -> int:
    """How many of the characters that the header promises are not there."""
    return max(one.offset + one.length for one in header.designators) - len(text)


def _starts(text: str, header: Header, notes: list[Note]) -> list[int]:
    """Where each listed subfile begins: where the header says, or near there."""
    starts = []
    for one in header.designators:
        at = _start(text, one, header)
        if at is None or at != one.offset:
            notes.append(Note("offsets-wrong", one.kind))
        if at is not None:
            starts.append(at)
    return sorted(starts)


def _start(text: str, one: Designator, header: Header) -> int | None:
    window = range(max(header.body_at, one.offset - _DRIFT), one.offset + _DRIFT + 1)
    places = [
        at
        for at in window
        if text.startswith(one.kind, at)
        and (
            at in (header.body_at, one.offset)
            or text[at - 1] in header.separators + header.terminator
        )
        and _holds_elements(text[at + 2 : at + 6].lstrip(header.separators), one.kind)
    ]
    return min(places, key=lambda at: abs(at - one.offset), default=None)


def _holds_elements(after: str, kind: str) -> bool:
    """Whether what follows a subfile's kind is one of its elements."""
    return after.startswith(kind) if kind[0] == "Z" else _ELEMENT.match(after) is not None


def _segments(text: str, header: Header, cuts: list[int]) -> Iterator[str]:
    """The pieces between separators; a subfile's start always begins a new one."""
    edges = [header.body_at, *(cut for cut in cuts if cut > header.body_at), len(text)]
    splitter = re.compile("[" + re.escape(header.separators) + "]")
    for start, end in itertools.pairwise(edges):
        part = text[start:end]
        if header.terminator and part.endswith(header.terminator):
            part = part[: -len(header.terminator)]
        yield from splitter.split(part)


def _kind_of(segment: str, kind: str, listed: list[str], notes: list[Note]) -> tuple[str, str]:
    """The subfile that a segment belongs to, and the segment without the subfile's kind."""
    named, rest = segment[:2], segment[2:]
    is_own = named[:1] == "Z" and rest[:2] == named != kind
    is_common = named in ("DL", "ID") and _ELEMENT.match(rest) is not None
    is_alone = rest.strip(" ") == "" and named in listed
    if not (is_own or is_common or is_alone):
        if named[:1] == "Z" and named != kind and _OWN_ELEMENT.match(segment):
            return named, segment
        return kind, segment
    if listed and named not in listed:
        notes.append(Note("subfile-unlisted", named))
    return named, rest


def _element(segment: str, kind: str, version: int | None, notes: list[Note]) -> Element | None:
    found = (_OWN_ELEMENT if kind[0] == "Z" else _ELEMENT).match(segment)
    if found is None:
        notes.append(Note("stray-data", kind))
        return None
    raw = "".join(map(visible, found["value"]))
    if raw != found["value"]:
        notes.append(Note("control-characters", found["id"]))
    tables = element_names()
    name = tables["names"].get(found["id"], "")
    if version == 1:
        name = tables["names-of-version-01"].get(found["id"], name)
    if not name and kind[0] != "Z":
        notes.append(Note("element-unknown", found["id"]))
    return Element(found["id"], name, raw)


def _is_new(element: Element, elements: list[Element], notes: list[Note]) -> bool:
    """False for an element that stands there already; a second, other value is a problem."""
    same = [one for one in elements if one.id == element.id]
    if any(one.raw.strip() != element.raw.strip() for one in same):
        notes.append(Note("element-repeated", element.id))
    return not same
