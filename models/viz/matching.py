"""Which print is whose value: captions and pieces brought together, each piece once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from models.viz.catalogue import catalogue
from models.viz.pieces import FoundCaption, Piece, Place, Relation, place_of, row_neighbours
from models.viz.values import parse_value

#: What a value that is certainly of the caption's kind is worth against its place.
_SURENESS_WEIGHT = 0.8
#: A document prints its values below or beside their captions. From so many values on, the rarer
#: way is taken for chance where it is rarer by this factor.
_MIN_HABIT, _HABIT_FACTOR = 3, 3
#: Day, month and year stand so far apart on some documents that they are found one by one.
_MAX_DATE_PARTS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A caption with its value's pieces. ``fit``: 0..1, how surely they belong together.

    ``beneath``: the line that follows a name and is set otherwise, or says it again.
    """

    caption: FoundCaption
    pieces: tuple[Piece, ...]
    relation: Relation
    fit: float
    beneath: Piece | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    caption: int
    pieces: tuple[int, ...]
    place: Place
    cost: float


def matched(
    captions: Sequence[FoundCaption], pieces: Sequence[Piece], today: dt.date
) -> list[Match]:
    """The cheapest pairs first; no caption and no piece is used twice."""
    pairs = _pairs(captions, pieces, today)
    chosen = _chosen(pairs)
    habit = [pair.place.relation for pair in chosen]
    below, beside = habit.count("below"), habit.count("right")
    if max(below, beside) >= _MIN_HABIT:
        rare: Relation | None = None
        if below >= _HABIT_FACTOR * beside:
            rare = "right"
        elif beside >= _HABIT_FACTOR * below:
            rare = "below"
        chosen = _chosen([pair for pair in pairs if pair.place.relation != rare])
    return [
        Match(
            captions[pair.caption],
            tuple(pieces[index] for index in pair.pieces),
            pair.place.relation,
            round(max(0.3, 1.0 - 0.3 * max(0.0, pair.place.cost)), 3),
        )
        for pair in sorted(chosen, key=lambda pair: pair.caption)
    ]


def _pairs(
    captions: Sequence[FoundCaption], pieces: Sequence[Piece], today: dt.date
) -> list[_Pair]:
    kinds = catalogue().kinds
    pairs = []
    for at, caption in enumerate(captions):
        field = caption.caption.field
        for index, piece in enumerate(pieces):
            place = place_of(piece, caption)
            if place is None or _is_behind(caption, piece, place, captions):
                continue
            if kinds[field] == "none":
                pairs.append(_Pair(at, (index,), place, place.cost + _SURENESS_WEIGHT))
                continue
            parts: tuple[int, ...] = (index,)
            text = piece.print.text
            parsed = parse_value(field, kinds[field], text, today)
            if parsed is None and kinds[field] == "date":
                parts = (index, *row_neighbours(index, pieces, _MAX_DATE_PARTS - 1))
                text = " ".join(pieces[part].print.text for part in parts)
                parsed = parse_value(field, kinds[field], text, today)
            if parsed is not None:
                cost = place.cost + _SURENESS_WEIGHT * (1 - parsed.sure)
                pairs.append(_Pair(at, parts, place, cost))
    return pairs


def _is_behind(
    caption: FoundCaption, piece: Piece, place: Place, captions: Sequence[FoundCaption]
) -> bool:
    """Whether another caption stands between a caption and a piece on its right."""
    if place.relation == "below":
        return False
    own = caption.print.box
    reach, _ = own.offset_to(piece.print.box)
    for other in captions:
        along, down = own.offset_to(other.print.box)
        if other is not caption and 0 < along < reach and abs(down) < 0.5 * own.height:
            return True
    return False


def _chosen(pairs: Sequence[_Pair]) -> list[_Pair]:
    captions: set[int] = set()
    pieces: set[int] = set()
    chosen = []
    for pair in sorted(pairs, key=lambda pair: pair.cost):
        if pair.caption not in captions and not pieces.intersection(pair.pieces):
            captions.add(pair.caption)
            pieces.update(pair.pieces)
            chosen.append(pair)
    return chosen
