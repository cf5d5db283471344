"""Words by which a document says what it is, measured: which, where, how large, how surely."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType

from models.text.geometry import TextBox
from models.text.reading import PrintedLine
from models.viz.captions import captions_in
from models.viz.plain import distance, folded, plain

_TABLE = Path(__file__).with_name("titles.toml")
#: One letter in so many may be read wrongly; shorter words must be exact.
_LETTERS_PER_ERROR = 7
_MAX_WORDS = 6
#: A title fills its line, or shares it with its translation; in running text it is a mention.
_FULL_SHARE = 0.4
#: Titles are printed larger than the data; words smaller than these prove little.
_TITLE_SIZE = 1.2
_WORDS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
#: The number of a payment card: 16 digits in fours (ISO/IEC 7812-1 numbers as cards print them).
_CARD_NUMBER = re.compile(r"(?<!\d)\d{4} ?\d{4} ?\d{4} ?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class TitleWord:
    """Words that speak for a kind of document.

    ``size``: height of the print against the picture's median; ``share``: of the line's letters
    that are the words; ``confidence``: 0..1, that the words are printed here as a title.
    """

    kind: str
    words: str
    language: str
    size: float
    share: float
    confidence: float
    box: TextBox


def document_words(lines: Sequence[PrintedLine]) -> tuple[TitleWord, ...]:
    """All words that say what the document is, the surest first.

    "Visa" is both a document and a brand of payment cards: it is stated for both.
    """
    printed = [line for line in lines if "<<" not in line.text]
    if not printed:
        return ()
    usual_px = median(line.box.height for line in printed)
    found = [word for line in printed for word in _words_of(line, usual_px)]
    return tuple(sorted(found, key=lambda word: -word.confidence))


def title_evidence(lines: Sequence[PrintedLine]) -> Mapping[str, float]:
    """How surely the print says each kind of document: 0..1; kinds without words are absent.

    Several words for a kind are taken as independent witnesses; a word that says two kinds speaks
    for each of them by half.
    """
    words = document_words(lines)
    doubt: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for word in words:
        key = (word.kind, folded(plain(word.words)))
        if key in seen:
            continue
        seen.add(key)
        kinds = {other.kind for other in words if other.box == word.box}
        doubt[word.kind] = doubt.get(word.kind, 1.0) * (1.0 - word.confidence / len(kinds))
    return {kind: round(1.0 - rest, 3) for kind, rest in doubt.items()}


def _words_of(line: PrintedLine, usual_px: float) -> Iterator[TitleWord]:
    letters = max(1, sum(sign.isalpha() for sign in line.text))
    size = line.box.height / usual_px
    captions = captions_in(line.text)
    for start, end, kind, language, likeness in _titles_in(line.text):
        if any(one.start <= start < one.end for one in captions):
            continue  # "Passport No." names a field
        words = line.text[start:end]
        share = sum(sign.isalpha() for sign in words) / letters
        prominence = min(1.0, share / _FULL_SHARE) * min(1.0, 0.5 + 0.5 * size / _TITLE_SIZE)
        part = line.part(start, end)
        confidence = round(part.confidence * likeness * prominence * 0.95, 3)
        yield TitleWord(kind, words, language, size, share, confidence, part.box)
    number = _CARD_NUMBER.search(line.text)
    if number:
        part = line.part(number.start(), number.end())
        confidence = round(0.8 * part.confidence, 3)
        yield TitleWord("bank-card", "16 digits", "", size, 1.0, confidence, part.box)


def _titles_in(text: str) -> Iterator[tuple[int, int, str, str, float]]:
    """Start, end, kind, language and likeness of titles in a text; the longest of each place."""
    words = list(_WORDS.finditer(text))
    at = 0
    while at < len(words):
        best: tuple[int, list[tuple[str, str, float]]] | None = None
        for last in range(at, min(at + _MAX_WORDS, len(words))):
            found = _titles_like(folded(plain(text[words[at].start() : words[last].end()])))
            if found:
                best = last, list(found)
        if best is None:
            at += 1
            continue
        for kind, language, likeness in best[1]:
            yield words[at].start(), words[best[0]].end(), kind, language, likeness
        at = best[0] + 1


@functools.lru_cache(maxsize=5_000)
def _titles_like(letters: str) -> tuple[tuple[str, str, float], ...]:
    """Kind, language and likeness; once a kind, in the language that is alike most."""
    errors = len(letters) // _LETTERS_PER_ERROR
    best: dict[str, tuple[str, float]] = {}
    for title, kind, language in _titles():
        off = distance(letters, title, errors)
        likeness = 1 - off / max(1, len(letters))
        if off <= errors and likeness > best.get(kind, ("", 0.0))[1]:
            best[kind] = language, likeness
    most = max((likeness for _, likeness in best.values()), default=0.0)
    return tuple(
        (kind, language, likeness)
        for kind, (language, likeness) in best.items()
        if likeness == most
    )


@functools.cache
def _titles() -> tuple[tuple[str, str, str], ...]:
    rows: Mapping[str, Mapping[str, list[str]]] = MappingProxyType(
        tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    )
    return tuple(
        (folded(plain(title)), kind, language)
        for kind, languages in rows.items()
        for language, titles in languages.items()
        for title in titles
    )
