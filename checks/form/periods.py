"""Tables of periods: addresses, work, absences, each row with its beginning and its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from checks.form.questions import Question, bare_words, caption_words, fields_under, plain
from models.pdf.fields import FormField

_Role = Literal["start", "end", "other"]
#: The end of the last row's period stands at most so many fields behind the row's own words.
_REACH = 3


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """How columns of periods are captioned, and what is written for one that goes on."""

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    ongoing: tuple[str, ...]

    def is_ongoing(self, text: str) -> bool:
        """Whether the end of a period is today; nothing written means that too."""
        return not text or plain(text) in {plain(word) for word in self.ongoing}

    def is_ongoing_end(self, field: FormField) -> bool:
        """Whether a field for the end of a period says in words that it goes on."""
        return _role(field, self) == "end" and bool(field.value) and self.is_ongoing(field.value)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One row as it was filled in; year and month of divided fields are joined by a dash."""

    start: str
    end: str
    fields: tuple[FormField, ...]

    @property
    def is_filled(self) -> bool:
        """Whether anything was written into the row."""
        return any(field.is_filled for field in self.fields)

    def says_only(self, words: Collection[str]) -> bool:
        """Whether the row was filled in, with nothing but one of these words."""
        said = {bare_words(field.value) for field in self.fields if field.is_filled}
        return bool(said) and said <= {bare_words(word) for word in words}


def period_rows(
    fields: Sequence[FormField], asked: Question, words: PeriodWords
) -> tuple[PeriodRow, ...]:
    """The rows of the table that a question names; empty where the form has no such table."""
    shown = [field for field in fields if field.is_visible and field.kind != "button"]
    anchors = {id(field) for field in fields_under(shown, asked)}
    places = [number for number, field in enumerate(shown) if id(field) in anchors]
    if not places:
        return ()
    roles = [_role(field, words) for field in shown]
    first, last = _extent(places, roles)
    return tuple(_rows(shown[first : last + 1], roles[first : last + 1]))


def _role(field: FormField, words: PeriodWords) -> _Role:
    if field.kind not in ("text", "date", "number"):
        return "other"
    for text in (field.caption, field.question):
        first = caption_words(text)
        if _begins(first, words.starts):
            return "start"
        if _begins(first, words.ends):
            return "end"
    return "other"


def _begins(text: str, words: Iterable[str]) -> bool:
    """Whether a caption is one of the words, or begins with it before a bracket or another word."""
    bare = (caption_words(word) for word in words)
    return any(text == word or text.startswith((f"{word} ", f"{word}(")) for word in bare)


def _extent(places: Sequence[int], roles: Sequence[_Role]) -> tuple[int, int]:
    """First and last field of the table: dates before and behind the fields that name it too."""
    first, last = places[0], places[-1]
    while first > 0 and roles[first - 1] != "other":
        first -= 1
    for number in range(last + 1, min(last + 1 + _REACH, len(roles))):
        if roles[number] == "start":
            break
        if roles[number] == "end":
            last = number
    return first, last


def _rows(fields: Sequence[FormField], roles: Sequence[_Role]) -> list[PeriodRow]:
    """Each row begins with its first field for a beginning."""
    rows: list[list[tuple[FormField, _Role]]] = []
    before: _Role = "other"
    for field, role in zip(fields, roles, strict=True):
        if role == "start" and before != "start":
            rows.append([])
        if rows:
            rows[-1].append((field, role))
        before = role
    return [
        PeriodRow(_joined(row, "start"), _joined(row, "end"), tuple(field for field, _ in row))
        for row in rows
    ]


def _joined(row: Sequence[tuple[FormField, _Role]], wanted: _Role) -> str:
    parts = (field.value.strip() for field, role in row if role == wanted)
    return "-".join(part for part in parts if part)
