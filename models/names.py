"""Whether two spellings name one person: transliteration, order, cut, missing and married names."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

Relation = Literal[
    "same", "spelling", "order", "cut", "moved", "part-missing", "joined-surname", "similar",
    "different",
]  # fmt: skip

#: Letters with more than one accepted spelling in a zone, the two-letter one first.
#: Source: ICAO 9303-3, section 6 (transliterations recommended for use by States).
_SPELLINGS: dict[str, tuple[str, ...]] = {
    "Ä": ("AE", "A"), "Ö": ("OE", "O"), "Ü": ("UE", "UXX", "U"), "ẞ": ("SS",), "ß": ("SS",),
    "Å": ("AA", "A"), "Æ": ("AE",), "Ø": ("OE", "O"), "Œ": ("OE",), "Ñ": ("N", "NXX"),
    "Þ": ("TH",), "Ð": ("D",), "Đ": ("D", "DJ"), "Ł": ("L",), "Ĳ": ("IJ",), "İ": ("I",),
    "\u0131": ("I",), "Ŋ": ("N",), "Ħ": ("H",), "Ŧ": ("T",), "ĸ": ("Q",), "Ə": ("E",),
}  # fmt: skip
#: More spellings of one word would cost time and mean nothing.
_MAX_SPELLINGS = 16
#: One letter, and in long words one in seven, may be misread or misspelt before two words are taken
#: for two names; in words of three letters one letter makes another name.
_SIMILAR_FROM, _MIN_LETTERS = 0.85, 4
#: The second letter of two that stand for a vowel with a mark (table A of the same section): some
#: issuers write "Muller", and marks are lost in small print.
_MARKED_VOWELS = re.compile(r"(?<=[AOU])E|(?<=A)A")
#: Letters that are taken for one another in small or soft print; two letters for one first. The
#: first two are thorn and sharp s as a zone spells them.
_LOOK_ALIKES = (
    ("TH", "P"), ("SS", "B"),
    ("RN", "M"), ("VV", "W"), ("CL", "D"), ("LI", "U"), ("II", "U"), ("Q", "O"), ("0", "O"),
    ("L", "I"), ("1", "I"), ("5", "S"), ("8", "B"),
)  # fmt: skip
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015<,.;/]+")
_DROPPED = re.compile(r"['\u2018\u2019\u02bc`\u00b4]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """``surname`` and ``given_names`` as stated; ``is_cut``: some of them may be missing.

    ``is_whole``: stated under one caption, so that nothing tells surname from given names.
    """

    surname: str
    given_names: str
    is_cut: bool = False
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class NameComparison:
    """``similarity``: 0..1 of the letters in common order. ``relation``: what the difference is."""

    relation: Relation
    similarity: float


def compare_names(first: PersonName, second: PersonName) -> NameComparison:
    """Compare two names as an officer would: what differs, and whether it means another person.

    Method: words are brought to the letters of a zone in every accepted spelling (ICAO 9303-3,
    section 6), apostrophes dropped, hyphens opened; then whole names, surnames and given names are
    compared word by word. Similarity: Damerau-Levenshtein over the joined words.
    """
    words = [_words(name.surname) + _words(name.given_names) for name in (first, second)]
    plain = [" ".join(_spelling(word) for word in own) for own in words]
    similarity = DamerauLevenshtein.normalized_similarity(*plain)
    return NameComparison(_relation(first, second), 1.0 if plain[0] == plain[1] else similarity)


def _relation(first: PersonName, second: PersonName) -> Relation:
    surnames = _words(first.surname), _words(second.surname)
    given = _words(first.given_names), _words(second.given_names)
    everything = surnames[0] + given[0], surnames[1] + given[1]
    if _all_match(*surnames) and _all_match(*given):
        exact = [[_spelling(word) for word in own] for own in everything]
        return "same" if exact[0] == exact[1] else "spelling"
    if _match_in_any_order(*everything):
        is_open = first.is_whole or second.is_whole
        is_in_place = _match_in_any_order(*surnames) and _match_in_any_order(*given)
        return "order" if is_open or is_in_place else "moved"
    if _is_undivided(given) and _all_match(["".join(everything[0])], ["".join(everything[1])]):
        return "spelling"  # "ANNAMARIA": a blank between the words was not read
    if (first.is_cut and _is_cut_of(surnames, given)) or (
        second.is_cut and _is_cut_of(surnames[::-1], given[::-1])
    ):
        return "cut"
    if _all_match(*surnames) and _one_holds_the_other(*given):
        return "part-missing"
    if _one_holds_the_other(*surnames) and (_all_match(*given) or _one_holds_the_other(*given)):
        return "joined-surname"
    if _is_undivided(given) and _one_holds_the_other(*everything):
        return "part-missing"
    in_order = [sorted(own, key=_spelling) for own in everything]
    pairs = itertools.zip_longest(*in_order, fillvalue="")
    # Blanks are read where there are none, and missed where there are.
    joined = ("".join(surnames[0]), "".join(surnames[1])), ("".join(given[0]), "".join(given[1]))
    if all(_is_similar(*pair) for pair in pairs) or all(_is_similar(*pair) for pair in joined):
        return "similar"
    # A part that is missing and a letter that is misread at once.
    if _nearly_holds(*surnames) and _nearly_holds(*given):
        return "similar"
    if _is_undivided(given) and _nearly_holds(*everything):
        return "similar"
    return "different"


def _is_undivided(given: tuple[list[str], list[str]]) -> bool:
    """Whether one of two names has no given names of its own: it was stated as a whole."""
    return not all(given)


def _words(name: str) -> list[str]:
    opened = _SEPARATORS.sub(" ", _DROPPED.sub("", name)).upper()
    return [word for word in opened.split() if any(one.isalpha() for one in word)]


def _spelling(word: str) -> str:
    """The word in the zone's letters, each letter by its first spelling."""
    return _spellings(word)[0]


def _spellings(word: str) -> list[str]:
    options = [_SPELLINGS.get(letter) or (_bare(letter),) for letter in _composed(word)]
    chosen = itertools.islice(itertools.product(*options), _MAX_SPELLINGS)
    return ["".join(letters) for letters in chosen]


def _composed(word: str) -> str:
    return unicodedata.normalize("NFC", word)


def _bare(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in parts if not unicodedata.combining(one))


def _match(one: str, other: str) -> bool:
    if not set(_spellings(one)).isdisjoint(_spellings(other)):
        return True
    return _unmarked(one) == _unmarked(other)


def _unmarked(word: str) -> str:
    """The word in the zone's letters, without those that stand for marks on vowels."""
    return _MARKED_VOWELS.sub("", _spelling(word))


def _all_match(first: list[str], second: list[str]) -> bool:
    if len(first) != len(second):
        return "".join(map(_unmarked, first)) == "".join(map(_unmarked, second))
    return all(_match(*pair) for pair in zip(first, second, strict=True))


def _match_in_any_order(first: list[str], second: list[str]) -> bool:
    return _all_match(sorted(first, key=_spelling), sorted(second, key=_spelling))


def _is_cut_of(surnames: tuple[list[str], ...], given: tuple[list[str], ...]) -> bool:
    """Whether the first name is the second one cut: at its end, or in each of its parts."""
    short, whole = (surname + names for surname, names in zip(surnames, given, strict=True))
    if _begins(short, whole):
        return True
    return _begins(surnames[0], surnames[1]) and (not given[0] or _begins(given[0], given[1]))


def _begins(short: list[str], whole: list[str]) -> bool:
    """Whether a cut name begins the other one, some of its words in part."""
    if not short or len(short) > len(whole):
        return False
    # ICAO 9303-4, 4.2.3: names may also be cut to initials in the middle.
    return all(_starts(own, other) for own, other in zip(short, whole, strict=False))


def _starts(short: str, whole: str) -> bool:
    if any(full.startswith(part) for part in _spellings(short) for full in _spellings(whole)):
        return True
    return _unmarked(whole).startswith(_unmarked(short))


def _one_holds_the_other(first: list[str], second: list[str]) -> bool:
    short, whole = sorted((first, second), key=len)
    return bool(short) and all(any(_match(own, other) for other in whole) for own in short)


def _nearly_holds(first: list[str], second: list[str]) -> bool:
    short, whole = sorted((first, second), key=len)
    return bool(short) and all(any(_is_similar(own, other) for other in whole) for own in short)


def _seen(word: str) -> str:
    """The word with one sign for each group of letters that print makes look alike."""
    for letters, sign in _LOOK_ALIKES:
        word = word.replace(letters, sign)
    return word


def _is_similar(one: str, other: str) -> bool:
    own, others = _spelling(one) if one else "", _spelling(other) if other else ""
    if _seen(own) == _seen(others):
        return True
    if min(len(own), len(others)) < _MIN_LETTERS:
        return False
    if DamerauLevenshtein.distance(own, others) <= 1:
        return True
    return DamerauLevenshtein.normalized_similarity(own, others) >= _SIMILAR_FROM
