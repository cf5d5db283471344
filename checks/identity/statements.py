"""What a document says of one matter in each of its parts: zone, barcode and print."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from checks.finding import Where
from checks.identity_facts import IdentityFacts, PlacedZone
from models.barcode.aamva import Licence
from models.mrz.values import zone_values
from models.mrz.zone_reading import SURELY_READ
from models.names import PersonName

Part = Literal["zone", "barcode", "print"]
Matter = Literal["number", "birth_date", "issue_date", "expiry_date", "sex", "nationality"]

MATTERS: tuple[Matter, ...] = (
    "number", "birth_date", "issue_date", "expiry_date", "sex", "nationality",
)  # fmt: skip
#: A zone's two digits of a year leave the century of a birth open to holders this old; the oldest
#: person of record reached 122 years.
_CENTURY_YEARS, _MAX_AGE_YEARS = 100, 122
_VISA_LAYOUTS = frozenset({"MRVA", "MRVB"})
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


@dataclass(frozen=True, slots=True)
class NameStatement:
    """The holder's name in one part of the document."""

    part: Part
    name: PersonName
    where: tuple[Where, ...]
    is_sure: bool


def statements(document: IdentityFacts) -> tuple[Statement, ...]:
    """Everything but names that the document states, part by part."""
    zone = _in_zone(document.zones[0], document.today) if document.zones else ()
    licence = document.licence
    coded = _in_licence(licence.licence, licence.where) if licence else ()
    return (*zone, *coded, *_in_print(document))


def statements_of(document: IdentityFacts, matter: Matter) -> tuple[Statement, ...]:
    """What each part states of one matter."""
    return tuple(one for one in statements(document) if one.matter == matter)


def name_statements(document: IdentityFacts) -> tuple[NameStatement, ...]:
    """The holder's name in each part that states it."""
    return (*_zone_names(document), *_licence_names(document), *_printed_names(document))


def comparable(value: str) -> str:
    """A number or a code without spaces, dashes and fillers."""
    return re.sub(r"[^0-9A-Z]", "", value.upper())


def _folded(number: str) -> str:
    return number.translate(_LOOK_ALIKES)


def _in_zone(zone: PlacedZone, today: dt.date) -> Iterator[Statement]:
    values = zone.values
    expiry = values.expiry_date.date if values.expiry_date else None
    plain: dict[Matter, tuple[str, ...]] = {
        "number": numbers_of(zone, today),
        "birth_date": _births(values.birth_date.date, min(today, expiry or today)),
        "expiry_date": _day(expiry),
        "sex": (values.sex,),
        "nationality": (comparable(values.nationality),),
    }
    for matter, meant in plain.items():
        if any(meant):
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


def _day(date: dt.date | None) -> tuple[str, ...]:
    return (date.isoformat(),) if date else ()


def _births(date: dt.date | None, last_day: dt.date) -> tuple[str, ...]:
    """The birth in each century in which its holder was alive on a last day, the latest first."""
    if date is None or last_day.year - date.year + _CENTURY_YEARS > _MAX_AGE_YEARS:
        return _day(date)
    earlier = date.year - _CENTURY_YEARS
    # 29 February of a year without one is no birth.
    is_day = (date.month, date.day) != (2, 29) or calendar.isleap(earlier)
    return (*_day(date), *(_day(date.replace(year=earlier)) if is_day else ()))


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


def _in_print(document: IdentityFacts) -> Iterator[Statement]:
    """Printed fields; a nationality is compared only where it is printed as a code."""
    for matter in MATTERS:
        placed = document.printed(matter)
        if placed is None:
            continue
        values = placed.field.values
        if matter.endswith("_date"):
            values = tuple(value for value in values if "X" not in value)
        elif matter == "nationality":
            values = tuple(value for value in values if len(comparable(value)) == _CODE_LENGTH)
        if matter in ("number", "nationality"):
            values = tuple(map(comparable, values))
        if matter == "number" and _is_another_number(document, values[0]):
            continue
        if values and values[0]:
            is_sure = placed.field.confidence >= SURELY_READ
            yield Statement("print", matter, values, placed.where, is_sure)


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


def _zone_names(document: IdentityFacts) -> Iterator[NameStatement]:
    for zone in document.zones[:1]:
        values, reading = zone.values, zone.reading
        fields = [
            name for name in ("names", "surname", "given_names") if name in reading.layout.fields
        ]
        is_sure = min(map(reading.certainty_of, fields)) >= SURELY_READ
        name = PersonName(values.surname, values.given_names, values.names_cut)
        yield NameStatement("zone", name, zone.where, is_sure)


def _licence_names(document: IdentityFacts) -> Iterator[NameStatement]:
    if document.licence is None:
        return
    licence = document.licence.licence
    name = PersonName(
        licence.text("family_name") or licence.text("full_name") or "",
        licence.given_names or "",
        licence.is_name_truncated,
    )
    yield NameStatement("barcode", name, document.licence.where, is_sure=True)


def _printed_names(document: IdentityFacts) -> Iterator[NameStatement]:
    surname, given, whole = map(document.printed, ("surname", "given_names", "name"))
    parts = [surname, given]
    if surname is None or (given is None and whole is not None):
        parts = [whole]
    found = [part for part in parts if part is not None]
    if found:
        words = [part.field.values[0] for part in found]
        where = tuple(place for part in found for place in part.where)
        is_sure = min(part.field.confidence for part in found) >= SURELY_READ
        # Given names that were not read may be there, or the holder has one name.
        name = PersonName(words[0], " ".join(words[1:]), is_cut=len(found) == 1)
        yield NameStatement("print", name, where, is_sure)
