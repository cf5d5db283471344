"""Data that only a number stands before, as on many driver's licences: "3. 12.01.1985"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.viz.captions import Caption
from models.viz.catalogue import catalogue
from models.viz.pieces import FoundCaption, Piece
from models.viz.values import parse_value

#: Numbers count as captions only where a document has so many whose data are of their field's
#: kind, one of them a date: any line may begin with a number.
MIN_NUMBERED = 3
_NUMBER = re.compile(r"(4\s?[abcd]|\d{1,2})\s*[.):]?\s+(?=\S)|(4[abcd]|\d{1,2})\s*[.):]\s*(?=\S)",
                     re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Numbered:
    piece: Piece
    number: str
    field: str
    value_at: int


def numbered_captions(
    captions: Sequence[FoundCaption], pieces: Sequence[Piece], today: dt.date
) -> tuple[list[FoundCaption], list[Piece]]:
    """The captions and pieces, with numbers split off their data where the document has such."""
    found = [one for piece in pieces if (one := _numbered(piece, today)) is not None]
    kinds = catalogue().kinds
    fields = {one.field for one in found}
    if len(fields) < MIN_NUMBERED or not any(kinds[field] == "date" for field in fields):
        return list(captions), list(pieces)
    split = {id(one.piece): one for one in found}
    more = [_caption(one) for one in found]
    rest = [
        piece
        if (one := split.get(id(piece))) is None
        else Piece(
            piece.print.part(one.value_at, len(piece.print.text)),
            piece.line,
            piece.start + one.value_at,
        )
        for piece in pieces
    ]
    return [*captions, *more], rest


def _numbered(piece: Piece, today: dt.date) -> _Numbered | None:
    match = _NUMBER.match(piece.print.text)
    if match is None:
        return None
    number = re.sub(r"\s", "", match[1] or match[2]).lower()
    field = catalogue().numbers.get(number)
    if field is None:
        return None
    value = piece.print.text[match.end() :]
    if parse_value(field, catalogue().kinds[field], value, today) is None:
        return None
    return _Numbered(piece, number, field, match.end())


def _caption(one: _Numbered) -> FoundCaption:
    piece = one.piece
    caption = Caption(
        piece.start, piece.start + one.value_at, {one.field: 1.0}, {one.field: ()}, 0.9, one.number
    )
    return FoundCaption(caption, piece.print.part(0, one.value_at), piece.line)
