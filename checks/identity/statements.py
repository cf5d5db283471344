"""What a document says of one matter in each of its parts: zone, barcode and print."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checks.finding import Where
from checks.identity_facts import IdentityFacts, PlacedZone
from models.barcode.aamva import Licence
from models.mrz.reading import SURELY_READ
from models.names import PersonName

Part = Literal["zone", "barcode", "print"]
Matter = Literal["number", "birth_date", "issue_date", "expiry_date", "sex", "nationality"]

MATTERS: tuple[Matter, ...] = (
    "number", "birth_date", "issue_date", "expiry_date", "sex", "nationality",
)  # fmt: skip
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


@dataclass(frozen=True, slots=True)
class NameStatement:
    """The holder's name in one part of the document."""

    part: Part
    name: PersonName
    where: tuple[Where, ...]
    is_sure: bool


def statements(document: IdentityFacts) -> tuple[Statement, ...]:
    """Everything but names that the document states, part by part."""
    zone = _in_zone(document.zones[0]) if document.zones else ()
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


def _in_zone(zone: PlacedZone) -> Iterator[Statement]:
    values = zone.values
    plain: dict[Matter, str | None] = {
        "number": comparable(values.number),
        "birth_date": _day(values.birth_date.date),
        "expiry_date": _day(values.expiry_date.date) if values.expiry_date else None,
        "sex": values.sex,
        "nationality": comparable(values.nationality),
    }
    for matter, value in plain.items():
        if value:
            is_sure = zone.reading.certainty_of(matter) >= SURELY_READ
            yield Statement("zone", matter, (value,), zone.where, is_sure)


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _in_licence(licence: Licence, where: tuple[Where, ...]) -> Iterator[Statement]:
    """A barcode's own error correction lets no wrong character through."""
    plain: dict[Matter, str | None] = {
        "number": comparable(licence.text("document_number") or ""),
        "birth_date": _day(licence.date("birth_date")),
        "issue_date": _day(licence.date("issue_date")),
        "expiry_date": _day(licence.date("expiry_date")),
        "sex": _SEX_LETTERS.get(licence.text("sex") or ""),
    }
    for matter, value in plain.items():
        if value:
            yield Statement("barcode", matter, (value,), where, is_sure=True)


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
        values = tuple(comparable(value) if matter == "number" else value for value in values)
        if values and values[0]:
            is_sure = placed.field.confidence >= SURELY_READ
            yield Statement("print", matter, values, placed.where, is_sure)


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
    parts = [document.printed(name) for name in ("surname", "given_names")]
    if any(part is None for part in parts):
        whole = document.printed("name")
        parts = [whole] if whole is not None else []
    found = [part for part in parts if part is not None]
    if found:
        words = [part.field.values[0] for part in found]
        where = tuple(place for part in found for place in part.where)
        is_sure = min(part.field.confidence for part in found) >= SURELY_READ
        yield NameStatement("print", PersonName(words[0], " ".join(words[1:])), where, is_sure)
