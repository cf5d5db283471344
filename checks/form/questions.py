"""Finding a form's fields by the words beside them; paths change between editions, words rarely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.finding import Where
from models.pdf.fields import FormField

#: Characters of a caption that a message quotes.
MAX_QUOTED = 80
#: "DD", "From" and "Date" say little without the question that they are part of.
_BARE_CAPTION = 4
_NO_ANSWERS = frozenset({"button", "barcode", "image"})
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc", "'''")
#: "4 a) ", "10 e: ", "1. " stand before a question and change with each edition.
_ENUMERATOR = re.compile(r"\A(?:question\s)?(?:\d{1,2}\s?)?(?:[a-z]\s?)?[.):]\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """How a question, table or section of a form is found.

    ``captions``: its own words in English and French, or a part of them; ``path``: a part of the
    data path for editions whose captions say nothing.
    """

    captions: tuple[str, ...]
    path: str = ""


def plain(text: str) -> str:
    """A text in one case, with one kind of dash and of space: what is typed in many ways."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    return " ".join(_DASHES.sub("-", folded).split())


def bare_words(text: str) -> str:
    """Words without the signs between them: "N/A", "n.a." and "na" are one."""
    return "".join(character for character in plain(text) if character.isalnum())


@lru_cache(maxsize=8192)
def caption_words(text: str) -> str:
    """A caption without its number, its accents and its case."""
    parts = unicodedata.normalize("NFD", plain(text))
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return _ENUMERATOR.sub("", bare).rstrip(" :*")


@lru_cache(maxsize=1024)
def _phrase(caption: str) -> re.Pattern[str]:
    """A caption as whole words within other ones."""
    return re.compile(rf"(?<!\w){re.escape(caption_words(caption))}(?!\w)")


def says(text: str, captions: Iterable[str]) -> bool:
    """Whether a text of the form contains one of the captions."""
    words = caption_words(text)
    return any(_phrase(caption).search(words) for caption in captions)


def fields_asking(fields: Sequence[FormField], asked: Question) -> tuple[FormField, ...]:
    """The fields that a question names, in the form's order; empty where the form lacks it.

    Fields of exactly that caption come before those whose caption or fuller question contains it,
    and the path is asked only where no words fit.
    """
    exact = {caption_words(caption) for caption in asked.captions}
    return _first(
        fields,
        lambda field: caption_words(field.caption) in exact,
        lambda field: says(field.caption, asked.captions) or says(field.question, asked.captions),
        lambda field: _is_at(field, asked.path),
    )


def fields_under(fields: Sequence[FormField], asked: Question) -> tuple[FormField, ...]:
    """The fields of a section, a table or a group of boxes, whose heading names it."""
    return _first(
        fields,
        lambda field: any(
            says(text, asked.captions) for text in (field.section, field.question, field.caption)
        ),
        lambda field: _is_at(field, asked.path),
    )


def _first(
    fields: Sequence[FormField], *matches: Callable[[FormField], bool]
) -> tuple[FormField, ...]:
    """The fields that the first match finds which finds any."""
    asked = [field for field in fields if field.is_visible and field.kind not in _NO_ANSWERS]
    for fits in matches:
        found = tuple(field for field in asked if fits(field))
        if found:
            return found
    return ()


def _is_at(field: FormField, path: str) -> bool:
    return bool(path) and path.casefold() in field.path.casefold()


def quoted(fields: Sequence[FormField], most: int) -> str:
    """Fields as a message names them: caption and page, as many as ``most``."""
    names = [_quoted(field) for field in fields[:most]]
    return "; ".join(names + ["\u2026"] * (len(fields) > most))


def _quoted(field: FormField) -> str:
    words = field.caption or field.name
    is_bare = len(words) <= _BARE_CAPTION and field.caption in field.question
    short = _short(field.question if is_bare else words)
    return f"{short} (page {field.page})" if field.page else short


def _short(words: str) -> str:
    return words if len(words) <= MAX_QUOTED else f"{words[:MAX_QUOTED].rstrip()}\u2026"


def quoted_rows(
    fields: Sequence[FormField], among: Sequence[FormField], most: int
) -> dict[str, str]:
    """Fields as the messages of each language name them, those of tables with table and row.

    As ``fields_en`` and ``fields_fr``. ``among``: all fields, to count rows: fields of one caption
    under one heading.
    """
    named: dict[str, str] = {}
    for language, row in (("en", "row"), ("fr", "ligne")):
        names = [_placed(field, among, row) for field in fields[:most]]
        names += ["\u2026"] * (len(fields) > most)
        named[f"fields_{language}"] = "; ".join(names)
    return named


def _placed(field: FormField, among: Sequence[FormField], row: str) -> str:
    alike = [one for one in among if _table_column(one) == _table_column(field)]
    if len(alike) < 2:
        return _quoted(field)
    number = next(n for n, one in enumerate(alike, start=1) if one is field)
    heading = f"{_short(field.section)}, " if field.section else ""
    return f"{heading}{row} {number}, {_quoted(field)}"


def _table_column(field: FormField) -> tuple[str, str, str]:
    table = field.path.split("/")[:-2]
    return field.caption, field.section, "/".join(table)


def boxes(fields: Iterable[FormField]) -> tuple[Where, ...]:
    """Where fields stand on their pages, of those that lie on drawn pages; 72 points an inch."""
    return tuple(
        Where("box", (field.box[:2], field.box[2:]), page=field.page or 1)
        for field in fields
        if field.box is not None
    )
