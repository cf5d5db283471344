"""The holder's name in each part of a document: zone, barcode and print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.finding import Where
from checks.identity.statements import Part
from checks.identity_facts import IdentityFacts, PlacedField, PlacedZone
from models.mrz.zone_reading import SURELY_READ
from models.names import PersonName

#: Fields of a zone that hold names: one for all, or one for each part.
_NAME_FIELDS = ("names", "surname", "given_names")
#: The French card leaves out what does not fit, and sets two fillers between given names.
_LISTS_NAMES, _FILLERS_BETWEEN = frozenset({"FRA-ID"}), 2


@dataclass(frozen=True, slots=True)
class NameStatement:
    """The holder's name in one part of the document.

    ``repeated``: the name as its last lines alone state it. Some states print it in their own
    letters or with the father's name, and below in the letters of the zone.
    """

    part: Part
    name: PersonName
    where: tuple[Where, ...]
    is_sure: bool
    repeated: tuple[PersonName, ...] = ()


def name_statements(document: IdentityFacts) -> tuple[NameStatement, ...]:
    """The holder's name in each part that states it."""
    return (*_zone_names(document), *_licence_names(document), *_printed_names(document))


def _zone_names(document: IdentityFacts) -> Iterator[NameStatement]:
    """Names carry no check digit: what is likelier misread than read is no name."""
    for zone in document.zones[:1]:
        reading, values = zone.reading, zone.values
        fields = [name for name in _NAME_FIELDS if name in reading.layout.fields]
        if not values.surname or not all(map(reading.is_legible, fields)):
            continue
        is_sure = min(map(reading.certainty_of, fields)) >= SURELY_READ
        # A zone without given names of its own states the whole name in one field.
        is_whole = "names" not in fields and "given_names" not in fields
        name = PersonName(values.surname, values.given_names, _is_cut(zone), is_whole)
        yield NameStatement("zone", name, zone.where, is_sure)


def _is_cut(zone: PlacedZone) -> bool:
    """Whether names may be missing: they fill their field, or no letter of another one had room."""
    if zone.values.names_cut or zone.reading.layout.name not in _LISTS_NAMES:
        return zone.values.names_cut
    given = zone.reading.layout.fields["given_names"].of(zone.reading.lines)
    return len(given.rstrip("<")) + _FILLERS_BETWEEN >= len(given)


def _licence_names(document: IdentityFacts) -> Iterator[NameStatement]:
    if document.licence is None:
        return
    licence = document.licence.licence
    surname = licence.text("family_name")
    name = PersonName(
        surname or licence.text("full_name") or "",
        licence.given_names or "",
        licence.is_name_truncated,
        is_whole=not surname,
    )
    if name.surname or name.given_names:
        yield NameStatement("barcode", name, document.licence.where, is_sure=True)


def _printed_names(document: IdentityFacts) -> Iterator[NameStatement]:
    surname, given, whole = map(document.printed, ("surname", "given_names", "name"))
    parts = [surname, given]
    if surname is None or (given is None and whole is not None):
        parts = [whole]
    found = [part for part in parts if part is not None]
    if found:
        where = tuple(place for part in found for place in part.where)
        is_sure = min(part.field.confidence for part in found) >= SURELY_READ
        # Given names that were not read may be there, or the holder has one name.
        is_cut, is_whole = len(found) == 1, whole in found
        spellings = _spellings(found)
        names = [PersonName(first, rest, is_cut, is_whole) for first, rest in spellings]
        yield NameStatement("print", names[0], where, is_sure, tuple(names[1:]))


def _spellings(parts: list[PlacedField]) -> list[tuple[str, str]]:
    """The parts as read, then with the last line alone of each that has several."""
    options = [dict.fromkeys((part.field.values[0], *part.field.lines[1:][-1:])) for part in parts]
    given = options[1] if len(options) > 1 else [""]
    return [(surname, names) for surname in options[0] for names in given]
