"""Which elements of an identity document a copy shows, in any of its parts."""

from __future__ import annotations

from checks.identity.names_stated import name_statements
from checks.identity.statements import Matter, statements
from checks.identity_facts import IdentityFacts

_DATES: tuple[Matter, ...] = ("birth_date", "issue_date", "expiry_date")


def shown_elements(document: IdentityFacts) -> set[str]:
    """The elements in zone, barcode and print, by their names; the holder's picture is none.

    A date of which a part is unknown is a date. A zone of which no check digit holds shows
    nothing: a template has such lines.
    """
    is_zone_told = all(zone.is_proved for zone in document.zones[:1])
    matters = {one.matter for one in statements(document) if one.part != "zone" or is_zone_told}
    found: set[str] = {*matters, *(date for date in _DATES if _is_told_in_part(document, date))}
    if any(one.part != "zone" or is_zone_told for one in name_statements(document)):
        found.add("name")
    if not document.kind.is_unknown and (document.kind.by != "zone" or is_zone_told):
        found.add("type")
    return found


def _is_told_in_part(document: IdentityFacts, date: Matter) -> bool:
    """Whether a date is stated of which the day, or the day and the month, are unknown."""
    printed = document.printed(date)
    if printed is not None and all("X" in value for value in printed.field.values):
        return True
    if document.licence is not None and date in document.licence.licence.fields:
        return True
    zone = document.zones[0] if document.zones else None
    return bool(date == "birth_date" and zone and zone.is_proved and zone.values.birth_date.year)
