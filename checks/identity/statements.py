"""What a document says of one matter in each of its parts: zone, barcode and print."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from checks.finding import Where
from checks.identity.zone_days import births_of, expiries_of
from checks.identity_facts import IdentityFacts, PlacedField, PlacedZone
from models.barcode.aamva import Licence
from models.mrz.values import zone_values
from models.mrz.zone_reading import SURELY_READ
from models.viz.nationality import states_named

Part = Literal["zone", "barcode", "print"]
Matter = Literal["number", "birth_date", "issue_date", "expiry_date", "sex", "nationality"]

MATTERS: tuple[Matter, ...] = (
    "number", "birth_date", "issue_date", "expiry_date", "sex", "nationality",
)  # fmt: skip
_VISA_LAYOUTS = frozenset({"MRVA", "MRVB"})
#: Documents whose own number stands under the caption of a passport's number.
_PASSPORTS = frozenset({"passport", "travel-document"})
#: Two numbers of which more characters differ are two numbers, not one that was changed.
_SAME_NUMBER_ERRORS = 2
#: Letters of a nationality's code.
_CODE_LENGTH = 3
_LOOK_ALIKES = str.maketrans("OIQD", "0100")
#: Zones and print state the sex by a letter, a licence's barcode by a word.
_SEX_LETTERS = {"female": "F", "male": "M", "unspecified": "X"}


@dataclass(frozen=True, slots=True)
class Statement:
    """``values``: all that the part may mean: a date as YYYY-MM-DD, otherwise capitals and digits.

    ``is_sure``: every character was read clearly, or a check digit proves them.
    """

    part: Part
    matter: Matter
    values: tuple[str, ...]
    where: tuple[Where, ...]
    is_sure: bool

    @property
    def value(self) -> str:
        """What the part says, or its first meaning."""
        return self.values[0]

    @property
    def date(self) -> dt.date | None:
        """The value as a day; None where the matter is no date."""
        return dt.date.fromisoformat(self.value) if self.matter.endswith("_date") else None

    def agrees_with(self, other: Statement) -> bool:
        """Whether both may mean the same; in numbers O and 0, I and 1 are not told apart."""
        own, others = (
            {_folded(value) for value in one.values} if one.matter == "number" else set(one.values)
            for one in (self, other)
        )
        return not own.isdisjoint(others)

    def may_agree_with(self, other: Statement) -> bool:
        """Whether a number lies whole in the other: signs beside it were read with it, or lost."""
        if self.matter != "number":
            return False
        own, others = (_folded(one.value) for one in (self, other))
        return own in others or others in own


def statements(document: IdentityFacts) -> tuple[Statement, ...]:
    """Everything but names that the document states, part by part.

    A zone's two digits of a year are taken in the century that the print or the barcode states.
    """
    zone = _in_zone(document.zones[0], document.today) if document.zones else ()
    licence = document.licence
    coded = tuple(_in_licence(licence.licence, licence.where)) if licence else ()
    others = (*coded, *_in_print(document))
    return (*(_settled(one, others) for one in zone), *others)


def statements_of(document: IdentityFacts, matter: Matter) -> tuple[Statement, ...]:
    """What each part states of one matter."""
    return tuple(one for one in statements(document) if one.matter == matter)


def comparable(value: str) -> str:
    """A number or a code without spaces, dashes and fillers."""
    return re.sub(r"[^0-9A-Z]", "", value.upper())


def _folded(number: str) -> str:
    return number.translate(_LOOK_ALIKES)


def _settled(own: Statement, others: Sequence[Statement]) -> Statement:
    """A date of several meanings, reduced to those that another part states as well.

    An expiry that no other part settles is taken in the likeliest century.
    """
    if not own.matter.endswith("_date"):
        return own
    told = {value for other in others if other.matter == own.matter for value in other.values}
    shared = tuple(value for value in own.values if value in told)
    likeliest = own.values[:1] if own.matter == "expiry_date" else own.values
    return replace(own, values=shared or likeliest)


def _in_zone(zone: PlacedZone, today: dt.date) -> Iterator[Statement]:
    """What was read there is left out where it is likelier wrong than right."""
    values = zone.values
    plain: dict[Matter, tuple[str, ...]] = {
        "number": numbers_of(zone, today),
        "birth_date": tuple(day.isoformat() for day in births_of(zone, today)),
        "expiry_date": tuple(day.isoformat() for day in expiries_of(zone, today)),
        "sex": (values.sex,),
        "nationality": (comparable(values.nationality),),
    }
    for matter, meant in plain.items():
        if any(meant) and zone.reading.is_legible(matter):
            is_sure = zone.reading.certainty_of(matter) >= SURELY_READ
            yield Statement("zone", matter, meant, zone.where, is_sure)


def numbers_of(zone: PlacedZone, today: dt.date) -> tuple[str, ...]:
    """The number as its check digit proves it, and as it was read where that is another.

    A digit that is wrong as printed may by chance prove a misreading that never was.
    """
    lines = list(zone.reading.lines)
    for one in zone.reading.proof.corrections:
        lines[one.line] = lines[one.line][: one.place] + one.read + lines[one.line][one.place + 1 :]
    as_read = zone_values(zone.reading.layout, tuple(lines), today).number
    return tuple(dict.fromkeys(map(comparable, (zone.values.number, as_read))))


def _in_licence(licence: Licence, where: tuple[Where, ...]) -> Iterator[Statement]:
    """A barcode's own error correction lets no wrong character through."""
    plain: dict[Matter, tuple[str, ...]] = {
        "number": (comparable(licence.text("document_number") or ""),),
        "birth_date": _day(licence.date("birth_date")),
        "issue_date": _day(licence.date("issue_date")),
        "expiry_date": _day(licence.date("expiry_date")),
        "sex": (_SEX_LETTERS.get(licence.text("sex") or "", ""),),
    }
    for matter, meant in plain.items():
        if any(meant):
            yield Statement("barcode", matter, meant, where, is_sure=True)


def _day(date: dt.date | None) -> tuple[str, ...]:
    return (date.isoformat(),) if date else ()


def _in_print(document: IdentityFacts) -> Iterator[Statement]:
    """Printed fields, each as the document states it most clearly."""
    for matter in MATTERS:
        if matter == "number":
            placed = printed_number(document)
        elif matter == "issue_date":
            placed = _printed_issue(document)
        else:
            placed = document.printed(matter)
        if placed is None:
            continue
        values = _meanings(matter, placed)
        if values and values[0]:
            is_sure = placed.field.confidence >= SURELY_READ and not _is_in_words(matter, placed)
            yield Statement("print", matter, values, placed.where, is_sure)


def _meanings(matter: Matter, placed: PlacedField) -> tuple[str, ...]:
    """What a printed field may mean; nothing where it is incomplete or no code tells it."""
    values = placed.field.values
    if matter == "number":
        return tuple(map(comparable, values))
    if matter == "nationality":
        codes = tuple(map(comparable, values))
        return tuple(sorted(states_named(values[0]))) if _is_in_words(matter, placed) else codes
    return tuple(value for value in values if not (matter.endswith("_date") and "X" in value))


def _is_in_words(matter: Matter, placed: PlacedField) -> bool:
    """Whether a nationality is printed as a word: which states that names is not always sure."""
    return matter == "nationality" and len(comparable(placed.field.values[0])) != _CODE_LENGTH


def _printed_issue(document: IdentityFacts) -> PlacedField | None:
    """The day of issue: none that is the birth or the expiry under a caption read wrongly."""
    others = {
        value
        for matter in ("birth_date", "expiry_date")
        for placed in document.all_printed(matter)
        for value in placed.field.values
    }
    if document.zones:
        zone, today = document.zones[0], document.today
        days = (*births_of(zone, today), *expiries_of(zone, today))
        others |= {day.isoformat() for day in days}
    own = (one for one in document.all_printed("issue_date") if others.isdisjoint(one.field.values))
    return next(own, None)


def printed_number(document: IdentityFacts) -> PlacedField | None:
    """The printed number that the zone repeats, if any; else the one of the document's own kind.

    A visa's zone repeats the visa's number or the passport's, as its issuer likes.
    """
    names = ("number", "passport_number")
    names = names[::-1] if document.kind.type in _PASSPORTS else names
    found = (placed for name in names for placed in document.all_printed(name))
    own = [one for one in found if not _is_another_number(document, _number_in(one))]
    numbers = {
        _folded(number)
        for zone in document.zones[:1]
        for number in numbers_of(zone, document.today)
    }
    agreeing = (one for one in own if _folded(_number_in(one)) in numbers)
    return next(agreeing, own[0] if own else None)


def _number_in(placed: PlacedField) -> str:
    return comparable(placed.field.values[0])


def _is_another_number(document: IdentityFacts, number: str) -> bool:
    """Whether a printed number is not the one that the zone repeats.

    It may be the zone's personal number, or a part of it. A visa's zone repeats the visa's number
    or the passport's, as its issuer likes: one that is not nearly the same is the other (ICAO
    9303-7, number in the zone).
    """
    for zone in document.zones[:1]:
        if any(number in comparable(text) for text in zone.values.optional):
            return True
        own = numbers_of(zone, document.today)
        least = min(DamerauLevenshtein.distance(number, one) for one in own)
        if zone.reading.layout.name in _VISA_LAYOUTS and least > _SAME_NUMBER_ERRORS:
            return True
    return False
