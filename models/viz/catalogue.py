"""The captions of identity documents as a searchable table (captions.toml)."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from models.viz.plain import distance, folded, letters_mask, plain

Kind = Literal["name", "number", "date", "text", "sex", "measure", "place", "none"]

_TABLE = Path(__file__).with_name("captions.toml")
#: Letters of a caption that recognition may get wrong; shorter captions must be exact.
_LETTERS_PER_ERROR, _MIN_FUZZY_LETTERS = 5, 5
_LETTERS_PER_ERROR_BESIDE = 3
#: How captions of numbers end, folded: "Passport No.", "Pass-Nr.".
_NUMBER_SIGN = re.compile(r"n[or]?$")
#: Letters at the beginning in which two at most may be wrong.
_HEAD = 4
#: A caption that glare or a finger cuts is known by so many of its first letters.
_MIN_CUT_LETTERS, _MIN_CUT_SHARE = 9, 0.65


@dataclass(frozen=True, slots=True)
class Phrase:
    """A caption's words. ``plain``: their letters, folded as ``models.viz.plain`` does.

    ``alone``: whether they are a caption without another language's words beside them.
    """

    field: str
    language: str
    plain: str
    mask: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """A phrase that a text may be, and the share of its letters that are right."""

    phrase: Phrase
    share: float


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``kinds``: what each field's value is; ``numbers``: field by its number on a licence."""

    phrases: tuple[Phrase, ...]
    kinds: Mapping[str, Kind]
    numbers: Mapping[str, str]
    exact: Mapping[str, tuple[Phrase, ...]]
    by_length: Mapping[int, tuple[Phrase, ...]]


@functools.cache
def catalogue() -> Catalogue:
    """The table, read once a process."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    phrases = tuple(phrase for field, row in rows.items() for phrase in _phrases(field, row))
    exact: dict[str, list[Phrase]] = {}
    by_length: dict[int, list[Phrase]] = {}
    for phrase in phrases:
        exact.setdefault(phrase.plain, []).append(phrase)
        by_length.setdefault(len(phrase.plain), []).append(phrase)
    return Catalogue(
        phrases,
        MappingProxyType({field: row["kind"] for field, row in rows.items()}),
        MappingProxyType(
            {number: field for field, row in rows.items() for number in row.get("numbers", ())}
        ),
        MappingProxyType({text: tuple(found) for text, found in exact.items()}),
        MappingProxyType({length: tuple(found) for length, found in by_length.items()}),
    )


@functools.lru_cache(maxsize=20_000)
def phrases_like(text: str) -> tuple[Likeness, ...]:
    """The phrases that folded letters are, as well as it was read; the best alike ones only."""
    table = catalogue()
    if text in table.exact:
        return tuple(Likeness(phrase, 1.0) for phrase in table.exact[text])
    if len(text) < _MIN_FUZZY_LETTERS:
        return ()
    mask, found = letters_mask(text), list[tuple[int, Phrase]]()
    errors = len(text) // _LETTERS_PER_ERROR
    for length in range(len(text) - errors, len(text) + errors + 1):
        for phrase in table.by_length.get(length, ()):
            # Each wrong letter changes two bits at most.
            if (phrase.mask ^ mask).bit_count() <= 2 * errors:
                off = distance(text, phrase.plain, errors)
                if off > errors or not phrase.alone or len(phrase.plain) < _MIN_FUZZY_LETTERS:
                    continue
                if _is_title_of(text, phrase):
                    continue
                # Else "Sex Staatsangehörigkeit" were the second word with three wrong letters.
                if distance(text[:_HEAD], phrase.plain[:_HEAD], 2) <= 2:
                    found.append((off, phrase))
    if not found:
        return ()
    least = min(off for off, _ in found)
    return tuple(Likeness(phrase, 1 - off / len(text)) for off, phrase in found if off == least)


@functools.lru_cache(maxsize=20_000)
def phrases_of(fields: frozenset[str], text: str) -> tuple[Likeness, ...]:
    """The phrase of known fields that a text most resembles, however badly it was read.

    For another language's words beside words that have settled the field already.
    """
    errors = len(text) // _LETTERS_PER_ERROR_BESIDE
    near = [
        (off, phrase)
        for phrase in catalogue().phrases
        if phrase.field in fields
        and len(phrase.plain) >= _MIN_FUZZY_LETTERS
        and (off := distance(text, phrase.plain, errors)) <= errors
    ]
    if not near or len(text) < _MIN_FUZZY_LETTERS:
        return ()
    off, phrase = min(near, key=lambda pair: pair[0])
    return (Likeness(phrase, 1 - off / len(text)),)


@functools.lru_cache(maxsize=5_000)
def phrases_begun(text: str) -> tuple[Likeness, ...]:
    """The phrases of which folded letters are the beginning, where all are of one field."""
    if len(text) < _MIN_CUT_LETTERS:
        return ()
    table = catalogue()
    found = [
        phrase
        for phrase in table.phrases
        if phrase.plain.startswith(text) and not _is_title_of(text, phrase)
    ]
    if len({phrase.field for phrase in found}) != 1:
        return ()
    best = min(found, key=lambda phrase: len(phrase.plain))
    share = len(text) / len(best.plain)
    return (Likeness(best, share),) if share >= _MIN_CUT_SHARE else ()


def _is_title_of(text: str, phrase: Phrase) -> bool:
    """Whether a text is the title "Passeport" and not the caption "Passeport N°", badly read."""
    title = _NUMBER_SIGN.sub("", phrase.plain)
    if title == phrase.plain or _NUMBER_SIGN.search(text):
        return False
    errors = len(text) // _LETTERS_PER_ERROR
    return distance(text, title, errors) <= distance(text, phrase.plain, errors)


def _phrases(field: str, row: Mapping[str, Any]) -> Iterator[Phrase]:
    for language, texts in row.items():
        if language in ("kind", "numbers", "joined"):
            continue
        for text in texts:
            yield _phrase(field, language, text, "alone")
    for language, texts in row.get("joined", {}).items():
        for text in texts:
            yield _phrase(field, language, text, "joined")


def _phrase(field: str, language: str, text: str, use: Literal["alone", "joined"]) -> Phrase:
    letters = folded(plain(text))
    return Phrase(field, language, letters, letters_mask(letters), use == "alone")
