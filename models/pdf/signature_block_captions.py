"""Captions of signatures and of their dates among the words of a scanned page."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from models.pdf.scanned_words import ScannedPage, ScannedWord
from models.pdf.straightened_page import Box

#: Words stand in one phrase where the gap between them is less than so many times their height.
_GAP_IN_HEIGHTS = 1.4
#: A caption has at most so many words, of which as many may stand before "signature".
MAX_CAPTION_WORDS, _MAX_WORDS_BEFORE = 10, 3
#: How alike two words are that OCR may have read for each other, 0..1: one letter in six is wrong.
_ALIKE = 0.82
#: Words behind a caption that were read so badly are strokes of a pen.
_LEAST_SURE = 40.0
_SIGNATURE = ("signature", "signatures")
_PHRASES = ("sign here", "signez ici")
_DATE = ("date", "yyyy-mm-dd", "aaaa-mm-jj", "yyyymmdd", "aaaammjj")
#: Dates of other things, and sentences about signatures, are no captions.
_OTHER_DATES = ("birth", "naissance", "expiry", "expiration", "issue", "delivrance", "entry")
_NO_CAPTION = ("must", "required", "requise", "below", "dessous", "obligatoire", "consent", "doit")
_NO_LETTER = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a line without a wide gap. ``confidence``: of its least sure long word, 0..100."""

    text: str
    box: Box
    confidence: float
    words: tuple[ScannedWord, ...]

    @property
    def height(self) -> float:
        """Height of its box in pixels."""
        return self.box[3] - self.box[1]


def phrases(words: Sequence[ScannedWord]) -> tuple[Phrase, ...]:
    """The words of a page as phrases, in their order down the page."""
    found: list[Phrase] = []
    ordered = sorted(words, key=lambda word: (word.line, word.box[0]))
    for _, line in groupby(ordered, key=lambda word: word.line):
        part: list[ScannedWord] = []
        for word in line:
            if not any(map(str.isalnum, word.text)):
                continue
            height = word.box[3] - word.box[1]
            if part and word.box[0] - part[-1].box[2] > _GAP_IN_HEIGHTS * height:
                found.append(_phrase(part))
                part = []
            part.append(word)
        if part:
            found.append(_phrase(part))
    return tuple(sorted(found, key=lambda phrase: phrase.box[1]))


def _phrase(words: Sequence[ScannedWord]) -> Phrase:
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    sure = [word.confidence for word in words if len(word.text) > 2] or [words[0].confidence]
    text = " ".join(word.text for word in words)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    return Phrase(text, box, min(sure), tuple(words))


@lru_cache(maxsize=4096)
def letters(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents and marks."""
    parts = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return tuple(word for word in _NO_LETTER.sub(" ", bare).replace(" -", " ").split() if word)


@lru_cache(maxsize=65_536)
def is_alike(read: str, meant: str) -> bool:
    """Whether a word that OCR read may be a certain word."""
    if read == meant:
        return True
    if len(meant) < 4 or abs(len(read) - len(meant)) > 2:
        return False
    return difflib.SequenceMatcher(None, read, meant, autojunk=False).ratio() >= _ALIKE


def reads_as(text: str, wanted: Iterable[str]) -> bool:
    """Whether a text that OCR read contains one of some phrases, give or take a letter."""
    read = letters(text)
    return any(_contains(read, letters(phrase)) for phrase in wanted)


def _contains(read: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    return any(
        all(is_alike(one, other) for one, other in zip(read[at:], meant, strict=False))
        for at in range(len(read) - len(meant) + 1)
    )


def _caption_of(phrase: Phrase) -> Phrase:
    """A caption without what was written before and behind it."""
    kept = list(phrase.words)
    while len(kept) > 1 and _is_stroke(kept[-1]):
        kept.pop()
    while len(kept) > 1 and _is_stroke(kept[0]):
        kept.pop(0)
    return _phrase(kept)


def _is_stroke(word: ScannedWord) -> bool:
    """Whether what OCR read as a word may be strokes of a pen."""
    return not any(map(str.isalpha, word.text)) or word.confidence < _LEAST_SURE


def _first_of(read: tuple[str, ...], meant: Sequence[str]) -> int | None:
    """Where one of some words stands first."""
    places = (at for at, word in enumerate(read) if any(is_alike(word, one) for one in meant))
    return next(places, None)


def signature_captions(page: ScannedPage) -> Iterator[Phrase]:
    """The phrases that name a place to sign, and no sentences about signing."""
    for phrase in phrases(page.words):
        read = letters(phrase.text)
        at = _first_of(read, _SIGNATURE)
        is_short = 0 < len(read) <= MAX_CAPTION_WORDS
        is_named = at is not None and at <= _MAX_WORDS_BEFORE
        if not is_short or not (is_named or reads_as(phrase.text, _PHRASES)):
            continue
        if not is_date_caption(phrase) and _first_of(read, _NO_CAPTION) is None:
            yield _caption_of(phrase)


def date_captions(page: ScannedPage) -> tuple[Phrase, ...]:
    """The phrases that ask for a date, of signing as far as they say."""
    return tuple(_caption_of(phrase) for phrase in phrases(page.words) if is_date_caption(phrase))


def is_date_caption(phrase: Phrase) -> bool:
    """Whether a phrase asks for a date, of signing as far as it says."""
    read = letters(phrase.text)
    at = _first_of(read, _DATE)
    is_short = len(read) <= MAX_CAPTION_WORDS
    return is_short and at is not None and at <= 1 and _first_of(read, _OTHER_DATES) is None
