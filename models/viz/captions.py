"""Captions found in lines of print: which field, in which languages, from where to where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from models.viz.catalogue import (
    Likeness,
    catalogue,
    phrases_begun,
    phrases_like,
    phrases_of,
)
from models.viz.plain import folded, plain, spelt

#: Words of the longest caption, "Name und Geburtsname" and the like, with signs between.
_MAX_WORDS = 8
#: Where a word may begin: after a sign that is none of a word, at a capital after a small letter
#: (spaces get lost), where digits begin or end.
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_LOST_SPACE = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
#: What stands between two languages of one caption. A thin slash is read as a letter or a bar.
_BETWEEN = re.compile(r"\s*[/|\\·•~\-\u2013,]\s*|\s+[Il1]\s+|\s*\(\s*|\s*\)\s*|\s+")
_SLASH = re.compile(r"\s*[/|\\·]\s*")
#: The number before a caption on a licence.
_NUMBER = re.compile(r"\s*(1\s*[,.]\s*2|4\s?[abcd]|\d{1,2})\s*[.):]?\s*(?=\D)", re.IGNORECASE)
#: Shorter captions do not touch a digit.
_MIN_APART = 5
#: Digits that recognition may see in a word.
_MAX_STRAY_DIGITS = 1
#: Data are printed in capitals or begin with one: small letters after a caption belong to it.
_SMALL_LETTERS = re.compile(r"\s*[a-zà-ÿ]")
#: Signs that close a caption, among them the number of an explanation elsewhere: "Sex (5)".
_AFTER = re.compile(r"(?:[\s.:;#)°º*]|\(\d{1,2}\))*")


@dataclass(frozen=True, slots=True)
class Caption:
    """The characters ``start`` to before ``end`` of a line name a field.

    ``scores``: letters that speak for each field it may be; ``confidence``: how well its letters
    were read; ``number``: the field's number on a licence, where printed.
    """

    start: int
    end: int
    scores: Mapping[str, float]
    languages: Mapping[str, tuple[str, ...]]
    confidence: float
    number: str = ""

    @property
    def field(self) -> str:
        """The field for which most speaks; the catalogue's first of several."""
        return max(self.scores, key=lambda field: self.scores[field])


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    found: tuple[Likeness, ...]


def captions_in(text: str, gaps: frozenset[int] = frozenset()) -> tuple[Caption, ...]:
    """All captions of a line. ``gaps``: characters before which the line has a wide space."""
    text = spelt(text)
    starts = _word_starts(text)
    captions: list[Caption] = []
    at = 0
    while at < len(text):
        caption = _caption_at(text, at, starts, gaps)
        if caption is None:
            at = _next_place(text, at, starts, gaps, bool(captions))
            continue
        later = [start for start in starts if caption.start < start < caption.end]
        if caption.confidence < 1 and later:
            other = _caption_at(text, later[0], starts, gaps)
            if other is not None and _is_better(other, caption):
                caption = other
        captions.append(_from_slash(text, caption, captions, gaps))
        at = max(caption.end, at + 1)
    return tuple(_made_one(text, captions, gaps))


def _is_better(later: Caption, first: Caption) -> bool:
    """Whether a caption that begins later was read better: wholly right, or by more letters."""
    if later.confidence <= first.confidence:
        return False
    return later.confidence == 1 or later.scores[later.field] > first.scores[first.field]


def _made_one(text: str, captions: list[Caption], gaps: frozenset[int]) -> list[Caption]:
    """The captions; two of one field with unknown words between them are one."""
    whole: list[Caption] = []
    for caption in captions:
        last = whole[-1] if whole else None
        between = text[last.end : caption.start] if last else ""
        is_one = (
            last is not None
            and last.field == caption.field
            and not any(last.end <= gap <= caption.start for gap in gaps)
            and not any(sign.isdigit() or sign == ":" for sign in between)
        )
        if last is not None and is_one:
            whole[-1] = replace(last, end=caption.end)
        else:
            whole.append(caption)
    return whole


def _from_slash(
    text: str, caption: Caption, before: list[Caption], gaps: frozenset[int]
) -> Caption:
    """The caption with the unknown language's words that a slash before it adds."""
    begin = before[-1].end if before else 0
    begin = max([begin, *(gap for gap in gaps if gap <= caption.start)])
    words = text[begin : caption.start].rstrip()
    if words.endswith(("/", "|")) and not any(sign.isdigit() for sign in words):
        return replace(caption, start=begin)
    return caption


def _next_place(text: str, at: int, starts: list[int], gaps: frozenset[int], follows: bool) -> int:
    """Where the next caption may begin: after a wide space or a slash, or after another's value."""
    later = [start for start in starts if start > at]
    for start in later:
        before = text[:start].rstrip()
        if start in gaps or before.endswith(("/", "|", ":")) or follows:
            return start
    return len(text)


def _caption_at(text: str, at: int, starts: list[int], gaps: frozenset[int]) -> Caption | None:
    numbered = _NUMBER.match(text, at)
    number, begin = "", at
    if numbered:
        number = re.sub(r"\s", "", numbered[1]).lower().replace(".", ",")
        begin = numbered.end()
    parts = list(_parts(text, begin, starts, gaps))
    if not parts and numbered:
        number, begin = "", at
        parts = list(_parts(text, begin, starts, gaps))
    if not parts:
        return None
    return _caption(text, at, parts, number, gaps)


def _caption(
    text: str, at: int, parts: list[_Part], number: str, gaps: frozenset[int]
) -> Caption | None:
    scores: dict[str, float] = {}
    languages: dict[str, list[str]] = {}
    alone: set[str] = set()
    for part in parts:
        for field in dict.fromkeys(one.phrase.field for one in part.found):
            best = max((one for one in part.found if one.phrase.field == field), key=_share)
            scores[field] = scores.get(field, 0.0) + best.share * len(best.phrase.plain)
            languages.setdefault(field, []).append(best.phrase.language)
            if best.phrase.alone:
                alone.add(field)
    named = catalogue().numbers.get(number)
    if named in scores:
        scores[named] += 10.0  # a number that agrees settles the field
        alone.add(named)
    # Two languages that agree make up for words too short to be a caption alone: "bis / au".
    alone |= {field for field, spoken in languages.items() if len(set(spoken)) > 1}
    scores = {field: score for field, score in scores.items() if field in alone}
    if not scores:
        return None
    end = _tail(text, parts[-1].end, gaps, _reads_on(parts, text))
    confidence = sum(max(map(_share, part.found)) for part in parts) / len(parts)
    spoken = {field: tuple(found) for field, found in languages.items()}
    return Caption(at, end, scores, spoken, confidence, number)


def _reads_on(parts: list[_Part], text: str) -> str:
    """Why the words after the known ones are the caption's too; "" where they are not.

    After a slash another language's words come; small letters are words that were read wrongly.
    """
    end = parts[-1].end
    if _SLASH.match(text, end) and len(parts) < 3:
        return "slash"
    return "small letters" if _SMALL_LETTERS.match(text, end) and text[:end][-1:].islower() else ""


def _tail(text: str, end: int, gaps: frozenset[int], reads_on: str) -> int:
    """The caption's end: with the unknown words that belong to it, and the signs that close it."""
    if reads_on:
        stop = min([gap for gap in gaps if gap > end], default=len(text))
        colon = text.find(":", end, stop)
        rest = text[end : stop if colon < 0 else colon]
        if (
            sum(sign.isdigit() for sign in rest) <= _MAX_STRAY_DIGITS
            and len(rest.strip(" /|\\·")) > 1
        ):
            return stop if colon < 0 else colon + 1
    closing = _AFTER.match(text, end)
    return closing.end() if closing else end


def _parts(text: str, at: int, starts: list[int], gaps: frozenset[int]) -> Iterator[_Part]:
    """Known phrases one after another, all of fields that they share."""
    shared: set[str] = set()
    while True:
        part = _phrase_at(text, at, starts, gaps, frozenset(shared))
        if part is None:
            return
        fields = {one.phrase.field for one in part.found}
        if shared and not shared & fields:
            return
        shared = shared & fields if shared else fields
        yield part
        between = _BETWEEN.match(text, part.end)
        after = _AFTER.match(text, part.end)
        at = part.end
        for gap in (after, between):
            at = gap.end() if gap and gap.end() > at else at
        slash = _BETWEEN.match(text, at)
        at = slash.end() if slash and slash.end() > at else at
        if at in gaps or at >= len(text):
            return


def _phrase_at(
    text: str, at: int, starts: list[int], gaps: frozenset[int], shared: frozenset[str]
) -> _Part | None:
    """The longest of the best phrases that begin here.

    ``shared``: the fields of the words before, which make badly read words beside them known.
    """
    begins = [start for start in starts if start >= at]
    if not begins or text[at : begins[0]].strip(" .(/"):
        return None
    best: tuple[float, _Part] | None = None
    begin = begins[0]
    ends = [*begins[1 : _MAX_WORDS + 1], len(text)]
    for limit in ends[:_MAX_WORDS]:
        end = len(text[:limit].rstrip(" /|\\-\u2013.,:;·("))
        if end <= begin or any(begin < gap < end for gap in gaps):
            continue
        if end - begin < _MIN_APART and text[end : end + 1].isdigit():
            continue  # "DL1234567" is a number
        letters = folded(plain(text[begin:end]))
        found = phrases_like(letters)
        if _SLASH.search(text, begin, end) and any(one.share < 1 for one in found):
            continue  # two languages are two phrases
        if not found and end == len(text.rstrip()):
            found = phrases_begun(letters)
        if not found and shared:
            found = phrases_of(shared, letters)
        if found:
            merit = max(map(_share, found)) * len(letters)
            if best is None or merit > best[0]:
                best = merit, _Part(begin, end, found)
    return None if best is None else best[1]


def _word_starts(text: str) -> list[int]:
    starts = {match.start() for match in _WORDS.finditer(text)}
    return sorted(starts | {match.start() for match in _LOST_SPACE.finditer(text)})


def _share(likeness: Likeness) -> float:
    return likeness.share
