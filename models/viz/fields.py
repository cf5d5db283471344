"""The printed fields of an identity document, by their captions and where these stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.text.geometry import TextBox
from models.text.reading import PrintedLine
from models.viz.catalogue import catalogue
from models.viz.continuation import continued
from models.viz.matching import Match, matched
from models.viz.numbered import numbered_captions
from models.viz.pieces import FoundCaption, Piece, cut_lines
from models.viz.values import parse_value

#: Pieces whose middles differ by less than this share of their height stand on one row.
_SAME_ROW = 0.5


@dataclass(frozen=True, slots=True)
class PrintedField:
    """One field as printed.

    ``raw``: as read; ``values``: all it may mean in one spelling (dates as 1985-01-12, XX for what
    is unknown); ``box``, ``caption_box``: upright, in pixels; ``languages``: of the caption;
    ``confidence``: 0..1, of characters and caption together; ``lines``: of a name, each line as
    printed, and the one below it that is set otherwise: some states print Latin letters there.
    """

    name: str
    raw: str
    values: tuple[str, ...]
    box: TextBox
    caption: str
    caption_box: TextBox
    languages: tuple[str, ...]
    confidence: float
    lines: tuple[str, ...] = ()

    @property
    def value(self) -> str | None:
        """What the field says, where the print means only one thing."""
        return self.values[0] if len(self.values) == 1 else None


@dataclass(frozen=True, slots=True)
class PrintedFields:
    """All fields, from top to foot; a name occurs more than once where it is printed so.

    ``without_value``: fields whose caption was read and whose value was not.
    """

    fields: tuple[PrintedField, ...]
    without_value: tuple[str, ...]

    def best(self, name: str) -> PrintedField | None:
        """The field of a name that was read most clearly; None where it was not found."""
        found = [field for field in self.fields if field.name == name]
        return max(found, key=lambda field: field.confidence, default=None)

    @property
    def by_name(self) -> Mapping[str, PrintedField]:
        """The clearest field of each name."""
        names = dict.fromkeys(field.name for field in self.fields)
        return {name: field for name in names if (field := self.best(name)) is not None}


def printed_fields(lines: Sequence[PrintedLine], today: dt.date) -> PrintedFields:
    """Find captions among the lines and the value that belongs to each.

    A field whose caption was not read is absent. ``today`` settles centuries: births and issues
    lie before it.
    """
    captions, pieces = cut_lines(lines)
    captions, pieces = numbered_captions(captions, pieces, today)
    captions = _resolved(captions)
    matches = matched(captions, pieces, today)
    matches = continued(matches, captions, pieces)
    fields = [field for match in matches for field in _fields_of(match, today)]
    fields = _orders_agreed(_numbers_named(fields))
    valued = {field.name for field in fields} | {match.caption.caption.field for match in matches}
    missing = dict.fromkeys(
        name
        for one in captions
        if (name := one.caption.field) not in valued and catalogue().kinds[name] != "none"
    )
    missing.pop("name" if "surname" in valued else "", None)
    return PrintedFields(tuple(fields), tuple(missing))


def _resolved(captions: Sequence[FoundCaption]) -> list[FoundCaption]:
    """Captions that may name several fields, by which others the document has.

    "Nom" and "Name" are the surname where given names have a caption of their own, else the whole
    name; "Nome" is the given name in Italian and the whole name in Portuguese.
    """
    settled = {one.caption.field for one in captions if len(one.caption.scores) == 1}
    has_given = "given_names" in settled
    resolved = []
    for one in captions:
        scores = dict(one.caption.scores)
        if one.caption.number == "" and "name" in scores and len(scores) > 1:
            if has_given or "surname" in settled:
                del scores["name"]
            elif scores["name"] >= max(scores.values()):
                scores = {"name": scores["name"]}
        resolved.append(replace(one, caption=replace(one.caption, scores=scores)))
    return resolved


def _numbers_named(fields: Sequence[PrintedField]) -> list[PrintedField]:
    """The passport's number is the document's own where no other number is stated."""
    if any(field.name == "number" for field in fields):
        return list(fields)
    return [
        replace(field, name="number") if field.name == "passport_number" else field
        for field in fields
    ]


def _fields_of(match: Match, today: dt.date) -> list[PrintedField]:
    """The fields of a match: one, or surname and given names under a caption for both."""
    caption, name = match.caption, match.caption.caption.field
    kind = catalogue().kinds[name]
    if kind == "none":
        return []
    if name == "name" and caption.caption.number == "1,2":
        parts = [("surname", match.pieces[:1]), ("given_names", match.pieces[1:])]
    else:
        parts = [(name, match.pieces)]
    fields = []
    for field, prints in parts:
        raw = " ".join(piece.print.text for piece in prints)
        parsed = parse_value(field, kind, raw, today)
        if parsed is None:
            continue
        clear = min(piece.print.confidence for piece in prints)
        fields.append(
            PrintedField(
                name=field,
                raw=raw,
                values=parsed.values,
                box=_around([piece.print.box for piece in prints]),
                caption=caption.print.text,
                caption_box=caption.print.box,
                languages=caption.caption.languages.get(name, ()),
                confidence=round(clear * caption.caption.confidence * match.fit, 3),
                lines=_lines_of(prints, match.beneath) if kind == "name" else (),
            )
        )
    return fields


def _lines_of(prints: Sequence[Piece], beneath: Piece | None) -> tuple[str, ...]:
    """The rows of a value, from top to foot."""
    rows: list[list[Piece]] = []
    for piece in (*prints, *([beneath] if beneath else [])):
        own = piece.print.box
        if rows and abs(own.offset_to(rows[-1][0].print.box)[1]) < _SAME_ROW * own.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return tuple(" ".join(piece.print.text for piece in row) for row in rows)


def _around(boxes: Sequence[TextBox]) -> TextBox:
    """The box that holds all, in the direction of the first."""
    first = boxes[0]
    if len(boxes) == 1:
        return first
    places = [first.offset_to(box) for box in boxes]
    left = min(x - box.length / 2 for (x, _), box in zip(places, boxes, strict=True))
    right = max(x + box.length / 2 for (x, _), box in zip(places, boxes, strict=True))
    top = min(y - box.height / 2 for (_, y), box in zip(places, boxes, strict=True))
    foot = max(y + box.height / 2 for (_, y), box in zip(places, boxes, strict=True))
    x, y = (left + right) / 2, (top + foot) / 2
    centre = (
        first.centre[0] + x * first.along[0] + y * first.down[0],
        first.centre[1] + x * first.along[1] + y * first.down[1],
    )
    return TextBox(centre, right - left, foot - top, first.angle)


def _orders_agreed(fields: Sequence[PrintedField]) -> list[PrintedField]:
    """Dates of open order, read as the document's other dates prove to be written.

    A date such as 31/12/2030 proves that the day comes first on this document.
    """
    dates = [field for field in fields if catalogue().kinds.get(field.name) == "date"]
    day_first = sum(_order_of(field) == "day first" for field in dates)
    month_first = sum(_order_of(field) == "month first" for field in dates)
    if (day_first > 0) == (month_first > 0):
        return list(fields)
    order = "day first" if day_first else "month first"
    return [replace(field, values=_in_order(field, order)) for field in fields]


def _order_of(field: PrintedField) -> str:
    """What a numeric date of one reading proves of the order; "" where it proves nothing."""
    if field.value is None or any(sign.isalpha() and sign not in "xX" for sign in field.raw):
        return ""
    first = field.raw.strip()[:2]
    if not first.isdigit() or field.raw.strip()[2:3] not in ("/", "-"):
        return ""
    _, month, day = field.value.split("-")
    if month == day:
        return ""
    return "day first" if first == day else "month first" if first == month else ""


def _in_order(field: PrintedField, order: str) -> tuple[str, ...]:
    if len(field.values) < 2 or catalogue().kinds.get(field.name) != "date":
        return field.values
    first = field.raw.strip()[:2]
    at = 2 if order == "day first" else 1
    kept = tuple(value for value in field.values if value.split("-")[at] == first)
    return kept or field.values
